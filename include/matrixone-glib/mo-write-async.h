/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing by condition in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-write.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_execute_update_async (MoExecutor          *executor,
                              MoUpdate            *update,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_execute_update_finish (MoExecutor    *executor,
                                 GAsyncResult  *result,
                                 GError       **error);
MO_AVAILABLE_IN_ALL
void mo_execute_delete_async (MoExecutor          *executor,
                              MoDelete            *deletion,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_execute_delete_finish (MoExecutor    *executor,
                                 GAsyncResult  *result,
                                 GError       **error);
MO_AVAILABLE_IN_ALL
void mo_session_execute_update_async (MoSession           *self,
                                      MoUpdate            *update,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_session_execute_update_finish (MoSession     *self,
                                         GAsyncResult  *result,
                                         GError       **error);
MO_AVAILABLE_IN_ALL
void mo_session_execute_delete_async (MoSession           *self,
                                      MoDelete            *deletion,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_session_execute_delete_finish (MoSession     *self,
                                         GAsyncResult  *result,
                                         GError       **error);

G_END_DECLS
