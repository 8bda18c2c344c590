/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Upserts in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-upsert.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_execute_upsert_async (MoExecutor          *executor,
                              const gpointer      *instances,
                              gsize                n_instances,
                              const gsize         *offsets,
                              gsize                n_offsets,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_execute_upsert_finish (MoExecutor    *executor,
                                   GAsyncResult  *result,
                                   GError       **error);

G_END_DECLS
