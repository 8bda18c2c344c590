/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams of instances in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-stream.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_stream_select_async (MoExecutor          *executor,
                             MoSelect            *select,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoEntityCursor *mo_stream_select_finish (MoExecutor    *executor,
                                         GAsyncResult  *result,
                                         GError       **error);
MO_AVAILABLE_IN_ALL
void mo_session_stream_async (MoSession           *session,
                              MoSelect            *select,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoEntityCursor *mo_session_stream_finish (MoSession     *session,
                                          GAsyncResult  *result,
                                          GError       **error);
MO_AVAILABLE_IN_ALL
void mo_entity_cursor_fetch_async (MoEntityCursor      *self,
                                   guint                n_rows,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_entity_cursor_fetch_finish (MoEntityCursor  *self,
                                         GAsyncResult    *result,
                                         GError         **error);
MO_AVAILABLE_IN_ALL
void mo_entity_cursor_close_async (MoEntityCursor      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_entity_cursor_close_finish (MoEntityCursor  *self,
                                        GAsyncResult    *result,
                                        GError         **error);

G_END_DECLS
