/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts in the style of GIO. */

#include <matrixone-glib/mo-bulk-async.h>
#include <matrixone-glib/mo-future.h>

#include "client/mo-async-private.h"

#undef mo_bulk_insert
#undef mo_bulk_insert_columns

/**
 * mo_bulk_insert_async:
 * @executor: a client, a transaction or a session
 * @model: the model of the structs
 * @rows: (array length=n_rows): an array of structs, which has to stay as it is until the callback
 * @n_rows: how many
 * @options: (nullable): how
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.bulk_insert] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_bulk_insert_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.bulk_insert].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_bulk_insert,
                 (MoExecutor *executor, const MoModel *model, gconstpointer rows, gsize n_rows,
                  const MoBulkOptions *options),
                 (executor, model, rows, n_rows, options),
                 gint64, mo_async_await_count)

/**
 * mo_bulk_insert_columns_async:
 * @executor: a client, a transaction or a session
 * @table: a table of the current database
 * @columns: (array length=n_columns): those to fill, whose arrays have to stay as they are until
 *   the callback
 * @n_columns: how many
 * @n_rows: how many values each has
 * @options: (nullable): how
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.bulk_insert_columns] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_bulk_insert_columns_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.bulk_insert_columns].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_bulk_insert_columns,
                 (MoExecutor *executor, const char *table, const MoBulkColumn *columns,
                  gsize n_columns, gsize n_rows, const MoBulkOptions *options),
                 (executor, table, columns, n_columns, n_rows, options),
                 gint64, mo_async_await_count)
