/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading files that MatrixOne reads itself; mo-load-data.h is for what a program has. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

/**
 * MoLoadFormat:
 * @MO_LOAD_CSV: rows of fields
 * @MO_LOAD_JSON_OBJECTS: a JSON object a line, whose members are columns
 * @MO_LOAD_JSON_ARRAYS: a JSON array a line, whose elements are columns in their order
 * @MO_LOAD_PARQUET: Apache Parquet, whose columns are found by their names
 *
 * What is in a file.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_LOAD_CSV,
  MO_LOAD_JSON_OBJECTS,
  MO_LOAD_JSON_ARRAYS,
  MO_LOAD_PARQUET,
} MoLoadFormat;

/**
 * MoLoadCompression:
 * @MO_LOAD_COMPRESSED_BY_NAME: as its name says: `.gz`, `.bz2`, `.lz4`, or not at all
 * @MO_LOAD_UNCOMPRESSED: not at all
 * @MO_LOAD_GZIP: gzip
 * @MO_LOAD_BZIP2: bzip2
 * @MO_LOAD_LZ4: LZ4
 * @MO_LOAD_TAR_GZIP: the first file of a tar archive, by gzip
 * @MO_LOAD_TAR_BZIP2: the same by bzip2
 *
 * How a file is compressed.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_LOAD_COMPRESSED_BY_NAME,
  MO_LOAD_UNCOMPRESSED,
  MO_LOAD_GZIP,
  MO_LOAD_BZIP2,
  MO_LOAD_LZ4,
  MO_LOAD_TAR_GZIP,
  MO_LOAD_TAR_BZIP2,
} MoLoadCompression;

/**
 * MoLoadNullIf:
 * @column: a column
 * @text: which of its texts is NULL
 *
 * What stands for NULL in a column.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *column;
  const char *text;
} MoLoadNullIf;

/**
 * MoLoadOptions:
 * @format: what is in the file
 * @compression: how it is compressed
 * @fields_terminated_by: (nullable): what is between two fields; %NULL: a comma
 * @fields_enclosed_by: (nullable): the character around a field that has others of these in it,
 *   doubled where it is a part of the field; %NULL: `"`
 * @fields_escaped_by: (nullable): the character before one that means itself; %NULL: a backslash;
 *   empty: none. Whatever it is, `\N` is NULL
 * @lines_starting_by: (nullable): what is before each row, and is skipped; %NULL: nothing
 * @lines_terminated_by: (nullable): what is behind each row; %NULL: a line feed
 * @ignore_lines: how many rows to skip
 * @columns: (array zero-terminated=1) (nullable): the columns that the fields are of, in their
 *   order; empty, in CSV: a field that is not wanted; %NULL: all, as the table has them
 * @null_if: (array length=n_null_if) (nullable): texts that are NULL; at most one a column
 * @n_null_if: how many those are
 * @character_set: (nullable): what the file is written in. Servers seen so far read everything as
 *   UTF-8, so that others than `utf8`, `utf8mb3` and `utf8mb4` are refused; %NULL: that
 * @parallel: read a large file, above 128 MiB, by several threads
 * @lenient: then take each line feed for the end of a row, also one within a field, which is faster
 *
 * How to read a file. All zero: CSV as [struct@Mo.ExportOptions] writes it.
 *
 * Since: 0.1
 */
typedef struct
{
  MoLoadFormat format;
  MoLoadCompression compression;
  const char *fields_terminated_by;
  const char *fields_enclosed_by;
  const char *fields_escaped_by;
  const char *lines_starting_by;
  const char *lines_terminated_by;
  guint64 ignore_lines;
  const char *const *columns;
  const MoLoadNullIf *null_if;
  gsize n_null_if;
  const char *character_set;
  gboolean parallel;
  gboolean lenient;
} MoLoadOptions;

/**
 * MoLoadS3:
 * @endpoint: where the service is, `https://` included
 * @region: the bucket's region
 * @bucket: the bucket
 * @access_key_id: (nullable): the access key's id
 * @secret_access_key: (nullable): the access key
 * @provider: (nullable): `minio` where it is; %NULL: it is S3
 * @role_arn: (nullable): the role to take
 * @external_id: (nullable): by which the role is taken
 *
 * How to come to a bucket of S3, or of a service that is like it.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *endpoint;
  const char *region;
  const char *bucket;
  const char *access_key_id;
  const char *secret_access_key;
  const char *provider;
  const char *role_arn;
  const char *external_id;
} MoLoadS3;

MO_AVAILABLE_IN_ALL
MoFuture *mo_load_file   (MoExecutor          *executor,
                          const char          *database,
                          const char          *table,
                          const char          *path,
                          const MoLoadOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_load_stage  (MoExecutor          *executor,
                          const char          *database,
                          const char          *table,
                          const char          *stage,
                          const char          *file,
                          const MoLoadOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_load_s3     (MoExecutor          *executor,
                          const char          *database,
                          const char          *table,
                          const MoLoadS3      *s3,
                          const char          *path,
                          const MoLoadOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_load_inline (MoExecutor          *executor,
                          const char          *database,
                          const char          *table,
                          const char          *data,
                          const MoLoadOptions *options) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_load_file(executor, ...) mo_load_file (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_stage(executor, ...) mo_load_stage (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_s3(executor, ...) mo_load_s3 (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_inline(executor, ...) mo_load_inline (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
