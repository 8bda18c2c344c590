/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that MatrixOne writes of what a query selects. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-select.h"

G_BEGIN_DECLS

/**
 * MoExportFormat:
 * @MO_EXPORT_CSV: rows of fields
 * @MO_EXPORT_JSON_OBJECTS: a JSON object a line, whose members are columns; for
 *   %MO_LOAD_JSON_OBJECTS
 * @MO_EXPORT_PARQUET: Apache Parquet
 *
 * What to write.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_EXPORT_CSV,
  MO_EXPORT_JSON_OBJECTS,
  MO_EXPORT_PARQUET,
} MoExportFormat;

/**
 * MoExportOptions:
 * @format: what to write; a file that is called `.csv`, `.jsonl`, `.jsonline`, `.ndjson` or
 *   `.parquet` has to be that
 * @fields_terminated_by: (nullable): what is between two fields; %NULL: a comma
 * @fields_enclosed_by: (nullable): the character around texts, which is doubled within them; %NULL:
 *   `"`
 * @lines_terminated_by: (nullable): what is behind each row; %NULL: a line feed
 * @header: the first row has the columns' names; unlike the server's own default, it is not there
 *   unless this says so
 * @force_quote: (array zero-terminated=1) (nullable): columns to enclose although they are no
 *   texts, by names in small letters; others are not looked for
 * @split_size_bytes: begin another file once one has about so many, rows being written by the
 *   thousand; 0: one file
 *
 * How to write a file. All zero: CSV as [struct@Mo.LoadOptions] reads it.
 *
 * Since: 0.1
 */
typedef struct
{
  MoExportFormat format;
  const char *fields_terminated_by;
  const char *fields_enclosed_by;
  const char *lines_terminated_by;
  gboolean header;
  const char *const *force_quote;
  guint64 split_size_bytes;
} MoExportOptions;

MO_AVAILABLE_IN_ALL
MoFuture *mo_export_select       (MoExecutor            *executor,
                                  MoSelect              *query,
                                  const char            *path,
                                  const MoExportOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_export_select_stage (MoExecutor            *executor,
                                  MoSelect              *query,
                                  const char            *stage,
                                  const char            *file,
                                  const MoExportOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_export_sql          (MoExecutor            *executor,
                                  const char            *sql,
                                  const MoValue         *values,
                                  gsize                  n_values,
                                  const char            *path,
                                  const MoExportOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_export_sql_stage    (MoExecutor            *executor,
                                  const char            *sql,
                                  const MoValue         *values,
                                  gsize                  n_values,
                                  const char            *stage,
                                  const char            *file,
                                  const MoExportOptions *options) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_export_select(executor, ...) mo_export_select (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_select_stage(executor, ...)                                                      \
  mo_export_select_stage (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql(executor, ...) mo_export_sql (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_export_sql_stage(executor, ...)                                                         \
  mo_export_sql_stage (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
