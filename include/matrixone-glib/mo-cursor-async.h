/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-cursor.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_open_cursor_values_async (MoExecutor         *executor,
                                  const char         *sql,
                                  const MoValue      *values,
                                  gsize               n_values,
                                  MoExecuteFlags      flags,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoCursor *mo_open_cursor_values_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_open_cursor_params_async (MoExecutor         *executor,
                                  const char         *sql,
                                  const MoParam      *params,
                                  gsize               n_params,
                                  MoExecuteFlags      flags,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoCursor *mo_open_cursor_params_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cursor_fetch_async (MoCursor           *self,
                            guint               n_rows,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cursor_fetch_finish (MoCursor     *self,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cursor_close_async (MoCursor           *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cursor_close_finish (MoCursor     *self,
                                 GAsyncResult *result,
                                 GError      **error);

G_END_DECLS
