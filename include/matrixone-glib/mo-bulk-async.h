/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-bulk.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void   mo_bulk_insert_async          (MoExecutor          *executor,
                                      const MoModel       *model,
                                      gconstpointer        rows,
                                      gsize                n_rows,
                                      const MoBulkOptions *options,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_bulk_insert_finish         (MoExecutor          *executor,
                                      GAsyncResult        *result,
                                      GError             **error);
MO_AVAILABLE_IN_ALL
void   mo_bulk_insert_columns_async  (MoExecutor          *executor,
                                      const char          *table,
                                      const MoBulkColumn  *columns,
                                      gsize                n_columns,
                                      gsize                n_rows,
                                      const MoBulkOptions *options,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_bulk_insert_columns_finish (MoExecutor          *executor,
                                      GAsyncResult        *result,
                                      GError             **error);

G_END_DECLS
