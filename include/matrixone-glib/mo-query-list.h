/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GListModel of the rows of a query, of which it holds those that are looked at. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-item.h"
#include "mo-select.h"

G_BEGIN_DECLS

#define MO_TYPE_QUERY_LIST (mo_query_list_get_type ())
#define MO_QUERY_LIST(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_QUERY_LIST, MoQueryList))
#define MO_IS_QUERY_LIST(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_QUERY_LIST))

MO_AVAILABLE_IN_ALL
GType         mo_query_list_get_type    (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoQueryList  *mo_query_list_new         (MoClient            *client,
                                         MoSelect            *select);
MO_AVAILABLE_IN_ALL
MoFuture     *mo_query_list_load        (MoQueryList         *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
void          mo_query_list_load_async  (MoQueryList         *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean      mo_query_list_load_finish (MoQueryList         *self,
                                         GAsyncResult        *result,
                                         GError             **error);
MO_AVAILABLE_IN_ALL
void          mo_query_list_refresh     (MoQueryList         *self);
MO_AVAILABLE_IN_ALL
gboolean      mo_query_list_is_loading  (MoQueryList         *self);
MO_AVAILABLE_IN_ALL
const GError *mo_query_list_get_error   (MoQueryList         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoQueryList, g_object_unref)

G_END_DECLS
