/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading data that a program has: LOAD DATA LOCAL without a file. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-executor.h"

G_BEGIN_DECLS

/**
 * MoReadFunc:
 * @buffer: (array length=size) (element-type guint8): where to put data
 * @size: how many bytes there is room for
 * @cancellable: is cancelled when what it reads is not wanted any more
 * @user_data: of [func@Mo.load_data_from]
 * @error: return location
 *
 * Gives the next bytes to load, cut wherever it likes. It may block, and should then let
 * @cancellable wake it; one that does not holds up its worker, and with that the end of the client,
 * for as long as it blocks. It waits for no future: that would be %MO_ERROR_WOULD_DEADLOCK.
 *
 * Thread: it is called on a worker, one call behind the other, and not again behind the end or an
 * error.
 *
 * Returns: how many bytes it has put there; 0: the data is at its end; -1: @error is set
 * Since: 0.1
 */
typedef gssize (*MoReadFunc) (gpointer       buffer,
                              gsize          size,
                              GCancellable  *cancellable,
                              gpointer       user_data,
                              GError       **error);

MO_AVAILABLE_IN_ALL
MoFuture *mo_load_data             (MoExecutor         *executor,
                                    const char         *sql,
                                    GInputStream       *data) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_load_data_from        (MoExecutor         *executor,
                                    const char         *sql,
                                    MoReadFunc          read,
                                    gpointer            user_data,
                                    GDestroyNotify      destroy) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
void      mo_load_data_async       (MoExecutor         *executor,
                                    const char         *sql,
                                    GInputStream       *data,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_data_finish      (MoExecutor         *executor,
                                    GAsyncResult       *result,
                                    GError            **error);
MO_AVAILABLE_IN_ALL
void      mo_load_data_from_async  (MoExecutor         *executor,
                                    const char         *sql,
                                    MoReadFunc          read,
                                    gpointer            read_data,
                                    GDestroyNotify      destroy,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_data_from_finish (MoExecutor         *executor,
                                    GAsyncResult       *result,
                                    GError            **error);

#ifndef __cplusplus
/* A client or a transaction, without a cast; anything else does not compile. */
#define mo_load_data(executor, sql, data) mo_load_data (MO_AS_EXECUTOR_ (executor), sql, data)
#define mo_load_data_from(executor, ...) mo_load_data_from (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_data_async(executor, ...)                                                          \
  mo_load_data_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_data_finish(executor, ...)                                                         \
  mo_load_data_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_data_from_async(executor, ...)                                                     \
  mo_load_data_from_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_data_from_finish(executor, ...)                                                    \
  mo_load_data_from_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
