/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exports in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-export.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_export_select_async (MoExecutor            *executor,
                             MoSelect              *query,
                             const char            *path,
                             const MoExportOptions *options,
                             GCancellable          *cancellable,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_export_select_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_export_select_stage_async (MoExecutor            *executor,
                                   MoSelect              *query,
                                   const char            *stage,
                                   const char            *file,
                                   const MoExportOptions *options,
                                   GCancellable          *cancellable,
                                   GAsyncReadyCallback    callback,
                                   gpointer               user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_export_select_stage_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_export_sql_async (MoExecutor            *executor,
                          const char            *sql,
                          const MoValue         *values,
                          gsize                  n_values,
                          const char            *path,
                          const MoExportOptions *options,
                          GCancellable          *cancellable,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_export_sql_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_export_sql_stage_async (MoExecutor            *executor,
                                const char            *sql,
                                const MoValue         *values,
                                gsize                  n_values,
                                const char            *stage,
                                const char            *file,
                                const MoExportOptions *options,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_export_sql_stage_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_export_select_async(executor, ...)                                                      \
  mo_export_select_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_select_finish(executor, ...)                                                     \
  mo_export_select_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_select_stage_async(executor, ...)                                                \
  mo_export_select_stage_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_select_stage_finish(executor, ...)                                               \
  mo_export_select_stage_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql_async(executor, ...)                                                         \
  mo_export_sql_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql_finish(executor, ...)                                                        \
  mo_export_sql_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql_stage_async(executor, ...)                                                   \
  mo_export_sql_stage_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql_stage_finish(executor, ...)                                                  \
  mo_export_sql_stage_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
