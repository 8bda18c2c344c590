/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCursor: the handle of rows that are being read. Dropping it closes. */

#include "client/mo-cursor-private.h"

#include <matrixone-glib/mo-error.h>

#include "client/mo-executor-private.h"

/**
 * MoCursor:
 *
 * The rows of one statement, a piece at a time: as many as one likes in bounded memory. Made by
 * [func@Mo.open_cursor_values] and its siblings, on a client or in a transaction.
 *
 * Rows that were not fetched yet are with the server, which waits until they are. So an open cursor
 * keeps its connection: on a client one of the pool, as a transaction does, until the last row is
 * read, or it is closed; in a transaction its own, where everything else is refused meanwhile, with
 * %MO_ERROR_CURSOR_OPEN. And a server does not wait for ever: MariaDB and MySQL give a connection
 * up that takes no row for `net_write_timeout`, 60 s unless set.
 *
 * Of a CALL these are the rows of its first result; the others come with the end, each as a whole.
 *
 * Calls may come from any thread, also at once: they run in the order in which they were submitted,
 * and several fetches on their way give one piece after the other.
 *
 * Dropping the last reference closes.
 *
 * Since: 0.1
 */
struct _MoCursor
{
  GObject parent_instance;
  MoCursorCore *core; /* immutable */
};

typedef struct
{
  GObjectClass parent_class;
} MoCursorClass;

G_DEFINE_FINAL_TYPE (MoCursor, mo_cursor, G_TYPE_OBJECT)

static void
mo_cursor_dispose (GObject *object)
{
  MoCursor *self = MO_CURSOR (object);

  if (!mo_cursor_core_is_done (self->core))
    mo_future_unref (mo_cursor_core_close (self->core));
  G_OBJECT_CLASS (mo_cursor_parent_class)->dispose (object);
}

static void
mo_cursor_finalize (GObject *object)
{
  mo_cursor_core_unref (MO_CURSOR (object)->core);
  G_OBJECT_CLASS (mo_cursor_parent_class)->finalize (object);
}

static void
mo_cursor_class_init (MoCursorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mo_cursor_dispose;
  G_OBJECT_CLASS (klass)->finalize = mo_cursor_finalize;
}

static void
mo_cursor_init (MoCursor *self)
{
}

MoCursor *
mo_cursor_new (MoCursorCore *core)
{
  MoCursor *self = g_object_new (MO_TYPE_CURSOR, NULL);

  self->core = core;
  return self;
}

/* --- opening --- */

/**
 * mo_open_cursor_values:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 * @flags: how to send it
 *
 * Runs one statement as [func@Mo.execute_values] does, but leaves its rows to be fetched. On a
 * client it takes a connection of its own, and waits for one as a transaction does; in a
 * transaction it runs after all that was submitted before. A statement that returns no rows is run
 * to its end, which its cursor then is at: the first fetch has its counts.
 *
 * Cancelling the future stops the statement, and there is no cursor. One that nobody takes out of
 * its future is closed with it.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.execute_values]; %MO_ERROR_CURSOR_OPEN where the
 * transaction has another one open.
 *
 * Returns: (transfer full): a future of a [class@Mo.Cursor]; see [func@Mo.await_cursor]
 * Since: 0.1
 */
MoFuture *
mo_open_cursor_values (MoExecutor *executor,
                       const char *sql,
                       const MoValue *values,
                       gsize n_values,
                       MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement
      = mo_statement_new (sql, values, n_values, mo_executor_get_statement_flags (flags), &error);

  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_open (executor, statement);
}

/**
 * mo_open_cursor_params:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `:name`
 * @params: (array length=n_params) (nullable): a value for each name, copied before this returns
 * @n_params: how many
 * @flags: how to send it
 *
 * [func@Mo.open_cursor_values] with named parameters. A name may stand in several places.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [class@Mo.Cursor]; see [func@Mo.await_cursor]
 * Since: 0.1
 */
MoFuture *
mo_open_cursor_params (MoExecutor *executor,
                       const char *sql,
                       const MoParam *params,
                       gsize n_params,
                       MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new_named (
      sql, params, n_params, mo_executor_get_statement_flags (flags), &error);

  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_open (executor, statement);
}

/* --- reading --- */

static MoFuture *
reject_foreign (void)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "the cursor is no MoCursor: could it not be opened?");
}

/**
 * mo_cursor_fetch:
 * @self: a cursor
 * @n_rows: how many rows at the most; 0: as many as make a good piece
 *
 * The next rows. There may be fewer than @n_rows before the end: no more than take 256 KiB, or a
 * single row that is larger. A result without a row is the end, and so is every one behind it. It
 * has what the server sends behind the rows: [method@Mo.Result.get_n_warnings],
 * [method@Mo.Result.get_warnings] where they were asked for, and of a CALL, behind
 * [method@Mo.Result.get_next], its further results; an error in one of these is that of the fetch.
 * What was given out is the caller's for good.
 *
 * Behind the last row the connection is free again, whether or not the cursor is closed.
 *
 * Cancelling the future while it waits for its turn takes nothing from the cursor. While it runs,
 * it stops the statement: the cursor is over, but the transaction that it is in goes on.
 *
 * Thread: any; never blocks. Errors: those of the server, and %MO_ERROR_CONNECTION_LOST: the cursor
 * is over then, and later fetches have the same error; %MO_ERROR_OUTCOME_UNKNOWN of a statement
 * that does more than read; %MO_ERROR_INVALID_ARGUMENT behind a close, or the end of the nested
 * scope that it was opened in; %MO_ERROR_TRANSACTION_FINISHED behind the end of the transaction, or
 * %MO_ERROR_TIMED_OUT where that was its time limit; %MO_ERROR_POOL_CLOSED behind that of the
 * client.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 * Since: 0.1
 */
MoFuture *
mo_cursor_fetch (MoCursor *self, guint n_rows)
{
  return MO_IS_CURSOR (self) ? mo_cursor_core_fetch (self->core, n_rows) : reject_foreign ();
}

/**
 * mo_cursor_close:
 * @self: a cursor
 *
 * Reads no more rows, after the fetches that were submitted before, and frees the connection: a
 * statement that only reads is stopped on the server, unless its end has come by then, and the
 * transaction that it is in goes on. One that does more, such as `INSERT … RETURNING` or a CALL, is
 * not stopped half way: its rows are read to their end, and dropped. Closing again, or behind the
 * end, does nothing.
 *
 * The future cannot be cancelled.
 *
 * Thread: any; never blocks. Errors: that of a statement that does more than read, if it fails
 * before its end; any error that ended the transaction with it.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_cursor_close (MoCursor *self)
{
  return MO_IS_CURSOR (self) ? mo_cursor_core_close (self->core) : reject_foreign ();
}

/* --- its columns --- */

/**
 * mo_cursor_get_n_columns:
 * @self: a cursor
 *
 * How many columns its rows have; 0 if the statement returns no rows.
 *
 * Thread: any.
 *
 * Returns: the number of columns
 * Since: 0.1
 */
guint
mo_cursor_get_n_columns (MoCursor *self)
{
  g_return_val_if_fail (MO_IS_CURSOR (self), 0);

  return mo_result_get_n_columns (self->core->columns);
}

/**
 * mo_cursor_get_column_name:
 * @self: a cursor
 * @column: a column; it must be one that the cursor has
 *
 * The name that the query gives the column, as [method@Mo.Result.get_column_name].
 *
 * Thread: any.
 *
 * Returns: (transfer none): the name
 * Since: 0.1
 */
const char *
mo_cursor_get_column_name (MoCursor *self, guint column)
{
  g_return_val_if_fail (MO_IS_CURSOR (self), NULL);

  return mo_result_get_column_name (self->core->columns, column);
}

/**
 * mo_cursor_get_column_type:
 * @self: a cursor
 * @column: a column; it must be one that the cursor has
 *
 * The type of its cells that are not SQL NULL, as [method@Mo.Result.get_column_type].
 *
 * Thread: any.
 *
 * Returns: the type
 * Since: 0.1
 */
MoValueType
mo_cursor_get_column_type (MoCursor *self, guint column)
{
  g_return_val_if_fail (MO_IS_CURSOR (self), MO_VALUE_NULL);

  return mo_result_get_column_type (self->core->columns, column);
}

/**
 * mo_cursor_find_column:
 * @self: a cursor
 * @name: a name
 *
 * The first column of that name, as [method@Mo.Result.find_column].
 *
 * Thread: any.
 *
 * Returns: the column, or -1
 * Since: 0.1
 */
gint
mo_cursor_find_column (MoCursor *self, const char *name)
{
  g_return_val_if_fail (MO_IS_CURSOR (self), -1);

  return mo_result_find_column (self->core->columns, name);
}

/**
 * mo_cursor_get_connection_id:
 * @self: a cursor
 *
 * Thread: any; never blocks.
 *
 * Returns: the id of the connection that its rows come over, or came, as CONNECTION_ID() and the
 *   server's log have it
 * Since: 0.1
 */
guint64
mo_cursor_get_connection_id (MoCursor *self)
{
  g_return_val_if_fail (MO_IS_CURSOR (self), 0);

  return self->core->connection_id;
}
