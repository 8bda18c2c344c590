/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's version in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-server-version.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_server_version_get_async (MoExecutor         *executor,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_server_version_get_finish (MoExecutor   *executor,
                                       GAsyncResult *result,
                                       GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_server_version_get_async(executor, ...)                                                 \
  mo_server_version_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_server_version_get_finish(executor, ...)                                                \
  mo_server_version_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
