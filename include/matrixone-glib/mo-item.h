/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance as a GObject with a property for each column, for GListModel and its views. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-model.h"

G_BEGIN_DECLS

#define MO_TYPE_ITEM (mo_item_get_type ())
#define MO_ITEM(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_ITEM, MoItem))
#define MO_IS_ITEM(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_ITEM))

MO_AVAILABLE_IN_ALL
GType       mo_item_get_type           (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoItem     *mo_item_new                (gpointer             entity);
MO_AVAILABLE_IN_ALL
gpointer    mo_item_get_entity         (MoItem              *self);
MO_AVAILABLE_IN_ALL
GType       mo_model_get_item_type     (const MoModel       *model);

MO_AVAILABLE_IN_ALL
MoFuture   *mo_client_select           (MoClient            *client,
                                        MoSelect            *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
void        mo_client_select_async     (MoClient            *client,
                                        MoSelect            *select,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
MO_AVAILABLE_IN_ALL
GListModel *mo_client_select_finish    (MoClient            *client,
                                        GAsyncResult        *result,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoItem, g_object_unref)

G_END_DECLS
