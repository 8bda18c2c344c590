/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SELECT … FROM metadata_scan(…), which has a row for each column of each object. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-metadata.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_metadata_scan
#undef mo_metadata_list_objects
#undef mo_metadata_get_stats

/**
 * mo_model_of_MoMetadata:
 *
 * The model of [struct@Mo.MoMetadata], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoMetadata, mo_metadata, "metadata_scan",
                     MO_COLUMN (object_name, MO_PRIMARY_KEY, .length = 200),
                     MO_COLUMN (column_name, MO_PRIMARY_KEY, .length = 200),
                     MO_COLUMN (is_hidden, MO_BOOLEAN), MO_COLUMN (location, 0),
                     MO_COLUMN (created_nsec, 0), MO_COLUMN (deleted_nsec, 0),
                     MO_COLUMN (level, 0), MO_COLUMN (row_count, 0), MO_COLUMN (null_count, 0),
                     MO_COLUMN (compressed_bytes, 0), MO_COLUMN (original_bytes, 0),
                     MO_COLUMN (min, 0), MO_COLUMN (max, 0), MO_COLUMN (sum, 0))

/**
 * mo_model_of_MoMetadataObject:
 *
 * The model of [struct@Mo.MoMetadataObject], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoMetadataObject, mo_metadata_object, "metadata_scan",
                     MO_COLUMN (object_name, MO_PRIMARY_KEY, .length = 200),
                     MO_COLUMN (created_nsec, 0), MO_COLUMN (deleted_nsec, 0),
                     MO_COLUMN (level, 0), MO_COLUMN (row_count, 0), MO_COLUMN (null_count, 0),
                     MO_COLUMN (compressed_bytes, 0), MO_COLUMN (original_bytes, 0))

/**
 * mo_model_of_MoMetadataStats:
 *
 * The model of [struct@Mo.MoMetadataStats], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoMetadataStats, mo_metadata_stats, "metadata_scan",
                     MO_COLUMN (object_count, MO_PRIMARY_KEY), MO_COLUMN (row_count, 0),
                     MO_COLUMN (null_count, 0), MO_COLUMN (compressed_bytes, 0),
                     MO_COLUMN (original_bytes, 0))

/* "1796020819570851531-0": nanoseconds, and a counter of the clock's. */
#define NSEC(column) "CAST(SUBSTRING_INDEX(CAST(" column " AS CHAR), '-', 1) AS BIGINT)"

#define EACH_COLUMN                                                                                \
  "SELECT object_name, col_name AS column_name, CAST(is_hidden AS CHAR) IN ('1', 'true') AS "      \
  "is_hidden, obj_loc AS location, " NSEC ("create_ts") " AS created_nsec, " NSEC ("delete_ts")    \
  " AS deleted_nsec, level, rows_cnt AS row_count, null_cnt AS null_count, "                       \
  "compress_size AS compressed_bytes, origin_size AS original_bytes, `min`, `max`, `sum` FROM "

/* Its rows and its size are said of each of its columns again. */
#define EACH_OBJECT                                                                                \
  "SELECT object_name, MAX(" NSEC ("create_ts") ") AS created_nsec, MAX(" NSEC ("delete_ts")       \
  ") AS deleted_nsec, MAX(level) AS level, MAX(rows_cnt) AS row_count, "                           \
  "MAX(null_cnt) AS null_count, MAX(compress_size) AS compressed_bytes, "          \
  "MAX(origin_size) AS original_bytes FROM "

#define ALL_TOGETHER                                                                               \
  "SELECT COUNT(*) AS object_count, CAST(COALESCE(SUM(row_count), 0) AS BIGINT) AS row_count, "    \
  "CAST(COALESCE(SUM(null_count), 0) AS BIGINT) AS null_count, "                                   \
  "CAST(COALESCE(SUM(compressed_bytes), 0) AS BIGINT) AS compressed_bytes, "                       \
  "CAST(COALESCE(SUM(original_bytes), 0) AS BIGINT) AS original_bytes FROM (" EACH_OBJECT

/**
 * mo_metadata_ref:
 * @self: a column in one object
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_metadata_unref:
 * @self: (transfer full): a column in one object
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_metadata_object_ref:
 * @self: an object
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_metadata_object_unref:
 * @self: (transfer full): an object
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_metadata_stats_ref:
 * @self: all objects together
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_metadata_stats_unref:
 * @self: (transfer full): all objects together
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static void
add_scan (MoCommandText *text,
          const char *database,
          const char *table,
          const char *index,
          MoMetadataPart part,
          const char *column)
{
  g_autofree char *marked = index != NULL ? g_strconcat ("?", index, NULL) : NULL;
  const char *more[] = { NULL, NULL, NULL };
  guint n = 0;

  if ((guint) part > MO_METADATA_TOMBSTONES)
    mo_command_text_refuse (text, "there is no part %d of a table", (int) part);
  if (index != NULL)
    {
      mo_command_text_check_name (text, index, "the index's name");
      more[n++] = marked;
    }
  if (part == MO_METADATA_TOMBSTONES)
    more[n++] = "#";
  if (column != NULL)
    mo_command_text_check_name (text, column, "the column's name");
  mo_command_text_add (text, "metadata_scan(");
  mo_command_text_dotted (text, database, table, more);
  mo_command_text_add (text, ", ");
  mo_command_text_value (text, column != NULL ? column : "*", "the column's name");
  mo_command_text_add (text, ") scanned");
}

/**
 * mo_metadata_scan:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 *
 * The objects that a table is stored in, column by column. In a transaction: it runs there.
 * Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, one with a dot, @part),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_NO_SUCH_OBJECT (the table), %MO_ERROR_SERVER
 * (there is no such database, index or column), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of [struct@Mo.Metadata]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_metadata_scan (MoExecutor *executor,
                  const char *database,
                  const char *table,
                  const char *index,
                  MoMetadataPart part,
                  const char *column)
{
  MoCommandText *text = mo_command_text_call (EACH_COLUMN);

  add_scan (text, database, table, index, part, column);
  mo_command_text_add (text, " ORDER BY object_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoMetadata));
}

/**
 * mo_metadata_list_objects:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 *
 * The objects that a table is stored in, each once. Otherwise as [func@Mo.metadata_scan].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of [struct@Mo.MetadataObject]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_metadata_list_objects (MoExecutor *executor,
                          const char *database,
                          const char *table,
                          const char *index,
                          MoMetadataPart part,
                          const char *column)
{
  MoCommandText *text = mo_command_text_call (EACH_OBJECT);

  add_scan (text, database, table, index, part, column);
  mo_command_text_add (text, " GROUP BY object_name ORDER BY object_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoMetadataObject));
}

/**
 * mo_metadata_get_stats:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 *
 * How much a table has in its objects. Otherwise as [func@Mo.metadata_scan].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [struct@Mo.MetadataStats], all 0 where there are no
 *   objects: see [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_metadata_get_stats (MoExecutor *executor,
                       const char *database,
                       const char *table,
                       const char *index,
                       MoMetadataPart part,
                       const char *column)
{
  MoCommandText *text = mo_command_text_call (ALL_TOGETHER);

  add_scan (text, database, table, index, part, column);
  mo_command_text_add (text, " GROUP BY object_name) objects");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoMetadataStats));
}
