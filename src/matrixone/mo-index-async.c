/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Indexes and their tables in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-index-async.h>

#include "client/mo-async-private.h"

/**
 * mo_vector_index_create_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 * @column: a column of vectors
 * @options: its kind, %MO_INDEX_IVFFLAT or %MO_INDEX_HNSW, its metric, and what that kind has
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.vector_index_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_vector_index_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.vector_index_create].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_vector_index_create,
                 (MoExecutor *executor, const char *database, const char *table, const char *name,
                  const char *column, const MoIndexOptions *options),
                 (executor, database, table, name, column, options),
                 gboolean, mo_await)

/**
 * mo_vector_index_rebuild_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name, of kind %MO_INDEX_IVFFLAT
 * @lists: how many lists it is to have, 1 at least
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.vector_index_rebuild] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_vector_index_rebuild_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.vector_index_rebuild].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_vector_index_rebuild,
                 (MoExecutor *executor, const char *database, const char *table, const char *name,
                  guint lists),
                 (executor, database, table, name, lists),
                 gboolean, mo_await)

/**
 * mo_vector_index_list_entries_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @name: the index's name, of kind %MO_INDEX_IVFFLAT
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.vector_index_list_entries] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_vector_index_list_entries_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.vector_index_list_entries].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_vector_index_list_entries,
                 (MoExecutor *executor, const char *database, const char *table, const char *name),
                 (executor, database, table, name),
                 MoResult *, mo_await_result)

/**
 * mo_fulltext_index_create_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 * @columns: (array zero-terminated=1): columns of text; a search names all of them
 * @parser: (nullable): what takes text apart: `ngram`, `json`, `json_value` or `gojieba`; %NULL:
 *   the server's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.fulltext_index_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_fulltext_index_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.fulltext_index_create].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_fulltext_index_create,
                 (MoExecutor *executor, const char *database, const char *table, const char *name,
                  const char *const *columns, const char *parser),
                 (executor, database, table, name, columns, parser),
                 gboolean, mo_await)

/**
 * mo_table_index_drop_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.table_index_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_table_index_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.table_index_drop].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_table_index_drop,
                 (MoExecutor *executor, const char *database, const char *table, const char *name),
                 (executor, database, table, name),
                 gboolean, mo_await)

/**
 * mo_index_table_list_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): one index; %NULL: all of them
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.index_table_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_index_table_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.index_table_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_index_table_list,
                 (MoExecutor *executor, const char *database, const char *table, const char *index),
                 (executor, database, table, index),
                 MoResult *, mo_await_result)

/**
 * mo_index_table_verify_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.index_table_verify] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_index_table_verify_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.index_table_verify].
 *
 * Returns: how many rows the table has; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_index_table_verify,
                 (MoExecutor *executor, const char *database, const char *table),
                 (executor, database, table),
                 gint64, mo_async_await_count)
