/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query whose columns become arrays, on the worker, as its rows arrive. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-execute-arrays.h>

#include "client/mo-async-private.h"
#include "client/mo-executor-private.h"

/**
 * mo_execute_arrays_values:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 * @options: (nullable): which columns are vectors, for one; copied
 *
 * Runs one statement as [func@Mo.execute_values] does, and keeps its rows by columns: numbers one
 * behind the other as [method@Mo.Result.get_int64_array], [method@Mo.Result.get_double_array] and
 * their like lend them, vectors as [method@Mo.Result.get_vecf32_array] does. They are decoded on
 * the thread that reads them, a piece at a time, so that many rows take hardly more memory than
 * their arrays do. Columns of other types are in the result as ever, and every other call on it has
 * the cells of all of them.
 *
 * A server sends a vector as text, so which columns are vectors has to be said by
 * MoArrayOptions.vectors; where several have one name, the first is meant. All of one column have
 * the same number of elements, or are SQL NULL. Their cells are of type %MO_VALUE_VECF32 or
 * %MO_VALUE_VECF64, and no text any more.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.execute_values]; %MO_ERROR_INVALID_ARGUMENT also
 * where @options name a column that the rows do not have, or that is no text;
 * %MO_ERROR_TYPE_MISMATCH and %MO_ERROR_OUT_OF_RANGE for a cell that is no vector, or no such one:
 * the message says in which row. By then the statement has run.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 * Since: 0.1
 */
MoFuture *
mo_execute_arrays_values (MoExecutor *executor,
                          const char *sql,
                          const MoValue *values,
                          gsize n_values,
                          const MoArrayOptions *options)
{
  static const MoArrayOptions initial = MO_ARRAY_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  MoStatement *statement;

  if (options == NULL)
    options = &initial;
  statement = mo_statement_new (sql, values, n_values,
                                mo_executor_get_statement_flags (options->flags)
                                    | MO_STATEMENT_ARRAYS
                                    | (options->as_doubles ? MO_STATEMENT_AS_DOUBLES : 0),
                                &error);
  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  mo_statement_set_vectors (statement, options->vectors);
  return mo_executor_execute (executor, statement);
}

/**
 * mo_execute_arrays_values_async:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 * @options: (nullable): which columns are vectors, for one; copied
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_arrays_values] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_arrays_values_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_arrays_values].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_arrays_values,
                 (MoExecutor *executor, const char *sql, const MoValue *values, gsize n_values,
                  const MoArrayOptions *options),
                 (executor, sql, values, n_values, options),
                 MoResult *, mo_await_result)
