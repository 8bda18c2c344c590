/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The instances of a query, a piece at a time, in bounded memory. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-select.h"

G_BEGIN_DECLS

#define MO_TYPE_ENTITY_CURSOR (mo_entity_cursor_get_type ())
#define MO_ENTITY_CURSOR(obj)                                                                      \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_ENTITY_CURSOR, MoEntityCursor))
#define MO_IS_ENTITY_CURSOR(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_ENTITY_CURSOR))

MO_AVAILABLE_IN_ALL
GType           mo_entity_cursor_get_type (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoFuture       *mo_stream_select          (MoExecutor     *executor,
                                           MoSelect       *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture       *mo_session_stream         (MoSession      *session,
                                           MoSelect       *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoEntityCursor *mo_await_entity_cursor    (MoFuture       *future,
                                           GError        **error);
MO_AVAILABLE_IN_ALL
MoFuture       *mo_entity_cursor_fetch    (MoEntityCursor *self,
                                           guint           n_rows) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture       *mo_entity_cursor_close    (MoEntityCursor *self) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

#define mo_stream_select(executor, select)                                                         \
  (mo_stream_select) (MO_AS_EXECUTOR_ (executor), (select))

#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoEntityCursor, g_object_unref)

G_END_DECLS
