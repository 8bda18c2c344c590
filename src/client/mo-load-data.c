/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LOAD DATA LOCAL with what a stream or a function gives instead of a file. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-load-data.h>

#include "client/mo-async-private.h"
#include "client/mo-executor-private.h"

/* The functions behind them. */
#undef mo_load_data
#undef mo_load_data_from

static gssize
read_stream (gpointer buffer,
             gsize size,
             GCancellable *cancellable,
             gpointer user_data,
             GError **error)
{
  return g_input_stream_read (user_data, buffer, size, cancellable, error);
}

static MoFuture *
refuse (MoExecutor *executor, const char *message)
{
  return mo_executor_refuse (
      executor, g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, message));
}

/**
 * mo_load_data_from:
 * @executor: a client, a transaction or a session
 * @sql: one `LOAD DATA LOCAL INFILE 'name' …`, without parameters; the name may be any
 * @read: (scope notified) (closure user_data) (destroy destroy): gives the data
 * @user_data: for @read
 * @destroy: (nullable): frees @user_data, on any thread, once
 *
 * Loads what @read gives, as [func@Mo.load_data] loads a stream. @destroy is called before the
 * future settles, or where @read was never called at the latest when the future is gone.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result], as there
 * Since: 0.1
 */
MoFuture *
mo_load_data_from (MoExecutor *executor,
                   const char *sql,
                   MoReadFunc read,
                   gpointer user_data,
                   GDestroyNotify destroy)
{
  g_autoptr (MoLoadSource) source = mo_load_source_new (read, user_data, destroy);
  g_autoptr (GError) error = NULL;
  MoStatement *statement;

  if (read == NULL)
    return refuse (executor, "there is no function to read the data to load from: it is NULL");
  statement = mo_statement_new_load (sql, g_steal_pointer (&source), &error);
  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_execute (executor, statement);
}

/**
 * mo_load_data:
 * @executor: a client, a transaction or a session
 * @sql: one `LOAD DATA LOCAL INFILE 'name' …`, without parameters; the name may be any
 * @data: what to load; read from where it is to its end, and not closed
 *
 * Loads a stream into a table. The data flows as the server takes it, and is never in memory as a
 * whole. The stream belongs to the worker until the future has settled. It is read there, one
 * blocking read after the other, and for the first time before anything is sent: one that fails at
 * once has done nothing.
 *
 * One that fails later is not loaded in part, into tables with transactions: the connection is cut
 * before its end, so that the server takes the statement back, and the future is rejected with the
 * error of the stream. A transaction is over then. The same is so where it is cancelled while data
 * flows.
 *
 * It is not tried again by itself, as the data has been read: a transaction's body that may be run
 * again makes the stream anew. It is the only way to LOAD DATA LOCAL: as any other statement it is
 * refused, and a server that asks for a file gets none.
 *
 * Thread: any; never blocks. Errors: those of @data, with what that means in front;
 * %MO_ERROR_INVALID_ARGUMENT (another statement, or no stream); %MO_ERROR_NOT_SUPPORTED (the server
 * has local_infile off); those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]: the rows affected, and how many
 *   warnings
 * Since: 0.1
 */
MoFuture *
mo_load_data (MoExecutor *executor, const char *sql, GInputStream *data)
{
  if (!G_IS_INPUT_STREAM (data))
    return refuse (executor, "the data to load is no GInputStream: could it not be opened?");
  return mo_load_data_from (executor, sql, read_stream, g_object_ref (data), g_object_unref);
}

/**
 * mo_load_data_async:
 * @executor: a client, a transaction or a session
 * @sql: one `LOAD DATA LOCAL INFILE 'name' …`, without parameters; the name may be any
 * @data: what to load
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_data] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_data_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_data].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_data,
                 (MoExecutor *executor, const char *sql, GInputStream *data),
                 (executor, sql, data),
                 MoResult *, mo_await_result)

/**
 * mo_load_data_from_async:
 * @executor: a client, a transaction or a session
 * @sql: one `LOAD DATA LOCAL INFILE 'name' …`, without parameters; the name may be any
 * @read: (scope notified) (closure read_data) (destroy destroy): gives the data
 * @read_data: for @read
 * @destroy: (nullable): frees @read_data, on any thread, once
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_data_from] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_data_from_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_data_from].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_data_from,
                 (MoExecutor *executor, const char *sql, MoReadFunc read, gpointer read_data,
                  GDestroyNotify destroy),
                 (executor, sql, read, read_data, destroy),
                 MoResult *, mo_await_result)
