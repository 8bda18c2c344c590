/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's metadata_scan(): the objects that a table is stored in. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoMetadataPart:
 * @MO_METADATA_ROWS: its rows
 * @MO_METADATA_TOMBSTONES: which rows were deleted
 *
 * What of a table or an index is meant.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_METADATA_ROWS,
  MO_METADATA_TOMBSTONES,
} MoMetadataPart;

/**
 * MoMetadata:
 * @object_name: the object
 * @column_name: the column; of tombstones, nothing that means anything
 * @is_hidden: it is one of the server's own
 * @location: where the object is
 * @created_nsec: since when it is there, in nanoseconds since the epoch
 * @deleted_nsec: until when it was, the same; 0: it is there
 * @level: how often it was merged
 * @row_count: rows of the object
 * @null_count: those that are NULL in this column, which is said of one that was asked for; else 0
 * @compressed_bytes: of one column that was asked for; of all columns, the object's
 * @original_bytes: the same, before it was compressed
 * @min: (nullable): the least value as it is stored; %NULL unless one column was asked for
 * @max: (nullable): the greatest one, the same
 * @sum: (nullable): the sum, the same
 *
 * A column in one object. Objects are written in a flush: rows in memory are in none.
 *
 * Since: 0.1
 */
typedef struct
{
  char *object_name;
  char *column_name;
  gboolean is_hidden;
  char *location;
  gint64 created_nsec;
  gint64 deleted_nsec;
  gint64 level;
  gint64 row_count;
  gint64 null_count;
  gint64 compressed_bytes;
  gint64 original_bytes;
  GBytes *min;
  GBytes *max;
  GBytes *sum;
} MoMetadata;

/**
 * MoMetadataObject:
 * @object_name: the object
 * @created_nsec: since when it is there, in nanoseconds since the epoch
 * @deleted_nsec: until when it was, the same; 0: it is there
 * @level: how often it was merged
 * @row_count: its rows, each counted once
 * @null_count: those that are NULL in the one column that was asked for; else 0
 * @compressed_bytes: its size; or that of the one column in it
 * @original_bytes: the same, before it was compressed
 *
 * One object.
 *
 * Since: 0.1
 */
typedef struct
{
  char *object_name;
  gint64 created_nsec;
  gint64 deleted_nsec;
  gint64 level;
  gint64 row_count;
  gint64 null_count;
  gint64 compressed_bytes;
  gint64 original_bytes;
} MoMetadataObject;

/**
 * MoMetadataStats:
 * @object_count: how many objects there are
 * @row_count: their rows, each counted once
 * @null_count: those that are NULL in the one column that was asked for; else 0
 * @compressed_bytes: their size; or that of the one column in them
 * @original_bytes: the same, before they were compressed
 *
 * All objects together.
 *
 * Since: 0.1
 */
typedef struct
{
  gint64 object_count;
  gint64 row_count;
  gint64 null_count;
  gint64 compressed_bytes;
  gint64 original_bytes;
} MoMetadataStats;

MO_AVAILABLE_IN_ALL
const MoModel    *mo_model_of_MoMetadata       (void);
MO_AVAILABLE_IN_ALL
const MoModel    *mo_model_of_MoMetadataObject (void);
MO_AVAILABLE_IN_ALL
const MoModel    *mo_model_of_MoMetadataStats  (void);
MO_AVAILABLE_IN_ALL
MoMetadata       *mo_metadata_ref              (MoMetadata       *self);
MO_AVAILABLE_IN_ALL
void              mo_metadata_unref            (MoMetadata       *self);
MO_AVAILABLE_IN_ALL
MoMetadataObject *mo_metadata_object_ref       (MoMetadataObject *self);
MO_AVAILABLE_IN_ALL
void              mo_metadata_object_unref     (MoMetadataObject *self);
MO_AVAILABLE_IN_ALL
MoMetadataStats  *mo_metadata_stats_ref        (MoMetadataStats  *self);
MO_AVAILABLE_IN_ALL
void              mo_metadata_stats_unref      (MoMetadataStats  *self);

MO_AVAILABLE_IN_ALL
MoFuture         *mo_metadata_scan             (MoExecutor     *executor,
                                                const char     *database,
                                                const char     *table,
                                                const char     *index,
                                                MoMetadataPart  part,
                                                const char     *column) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture         *mo_metadata_list_objects     (MoExecutor     *executor,
                                                const char     *database,
                                                const char     *table,
                                                const char     *index,
                                                MoMetadataPart  part,
                                                const char     *column) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture         *mo_metadata_get_stats        (MoExecutor     *executor,
                                                const char     *database,
                                                const char     *table,
                                                const char     *index,
                                                MoMetadataPart  part,
                                                const char     *column) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoMetadata, mo_metadata_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoMetadataObject, mo_metadata_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoMetadataStats, mo_metadata_stats_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_metadata_scan(executor, ...) mo_metadata_scan (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_list_objects(executor, ...)                                                    \
  mo_metadata_list_objects (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_get_stats(executor, ...)                                                       \
  mo_metadata_get_stats (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
