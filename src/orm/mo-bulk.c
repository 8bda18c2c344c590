/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts: from an array to the future of its number of rows. */

#include <matrixone-glib/mo-bulk.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>

#include "client/mo-executor-private.h"
#include "future/mo-future-private.h"
#include "orm/mo-bulk-program-private.h"

#undef mo_bulk_insert
#undef mo_bulk_insert_columns

/* What the end of an insert needs. */
typedef struct
{
  MoBulkProgress *progress; /* owned; NULL: nobody is told */
  gsize n_rows;
} MoBulkEnd;

static void
end_free (gpointer data)
{
  MoBulkEnd *self = data;

  g_clear_pointer (&self->progress, mo_bulk_progress_free);
  g_free (self);
}

/* An error passes by. */
static MoFuture *
give_number (MoFuture *done, gpointer data)
{
  MoBulkEnd *self = data;

  if (mo_future_peek_status (done) != MO_FUTURE_RESOLVED)
    return NULL;
  return mo_future_new_for_int64 ((gint64) self->n_rows);
}

/* Consumes @done. Where somebody is told of the progress, it is there that it ends, behind the last
 * that was to be told. */
static MoFuture *
then_end (MoFuture *done, MoBulkProgress *progress, gsize n_rows)
{
  MoBulkEnd *end = g_new0 (MoBulkEnd, 1);
  MoScheduler *scheduler;

  end->progress = progress;
  end->n_rows = n_rows;
  if (progress == NULL)
    return mo_future_continue_at_once (done, give_number, end, end_free);
  scheduler = mo_bulk_progress_get_scheduler (progress);
  if (scheduler->context == NULL)
    mo_future_mark_needs_dispatcher (done); /* and so what continues it */
  return mo_future_continue_on (done, scheduler, give_number, end, end_free);
}

static gboolean
check_method (MoBulkMethod method, GError **error)
{
  if (method <= MO_BULK_LOAD_DATA)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "%u is no method of a bulk insert",
               (guint) method);
  return FALSE;
}

/* Consumes @rows; NULL: @error says why. */
static MoFuture *
insert (MoExecutor *executor, MoBulkRows *rows, const MoBulkOptions *options, GError *error)
{
  MoBulkMethod method = options != NULL ? options->method : MO_BULK_AUTO;
  gsize n_rows = rows != NULL ? rows->n_rows : 0;
  MoBulkProgress *progress = mo_bulk_progress_new (options, n_rows);
  MoFuture *done;

  if (rows == NULL || !check_method (method, &error))
    done = mo_executor_refuse (executor, error);
  else if (n_rows == 0)
    done = mo_future_new_true ();
  else
    done = mo_executor_run (executor, mo_bulk_program_new (g_steal_pointer (&rows), method,
                                                           progress));
  g_clear_pointer (&rows, mo_bulk_rows_free);
  return then_end (done, progress, n_rows);
}

/**
 * mo_bulk_insert:
 * @executor: a client, a transaction or a session
 * @model: the model of the structs
 * @rows: (array length=n_rows): an array of structs, one behind the other, which are no instances
 *   of mo_new(). Neither they nor what they point to are copied: they have to stay as they are
 *   until the future has settled
 * @n_rows: how many
 * @options: (nullable): how; copied. %NULL: as [struct@Mo.BulkOptions] says
 *
 * Inserts a row for each struct, without an instance for each: all of them, or none, into a table
 * that has transactions. On a client it is one of its own; in a transaction it belongs to that,
 * which can only be rolled back where it fails. In C the model is named by its struct:
 * `mo_bulk_insert (client, Reading, readings, n_readings, NULL)`.
 *
 * Every row is looked at before the first is sent, then many go at once, by LOAD DATA LOCAL or in
 * INSERTs of many rows. A value arrives as it is, or everything fails, whatever the `sql_mode`
 * says: what the server would cut, round, or take for something else, and has a warning of, is an
 * error. A key with %MO_AUTO_INCREMENT that is 0 is the server's to give, and does not come back;
 * %MO_DEFAULT_NOW and the first version are filled in what is written only. Validators are asked
 * before this returns, and are given the structs. A session does not know the rows.
 *
 * By LOAD DATA LOCAL MatrixOne does not look whether a primary or unique key is there already:
 * there %MO_BULK_AUTO does so only for rows whose one key is the server's to give, and
 * %MO_BULK_LOAD_DATA leaves it to the caller to prevent it. How long text may be is looked at here,
 * as the model has it.
 *
 * Thread: any; never blocks. Errors: the server's; with the row's number, from 1 on, and its column
 * %MO_ERROR_CONSTRAINT (NULL where it cannot be), %MO_ERROR_TYPE_MISMATCH (text that is not UTF-8),
 * %MO_ERROR_OUT_OF_RANGE (a number that is not finite), what validators say, what the server does
 * of a value; %MO_ERROR_INVALID_ARGUMENT (the model; no array), %MO_ERROR_NOT_SUPPORTED
 * (%MO_BULK_LOAD_DATA, and the server has local_infile off).
 *
 * Returns: (transfer full): a future of a gint64: how many rows were inserted, which is @n_rows;
 *   see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_bulk_insert (MoExecutor *executor,
                const MoModel *model,
                gconstpointer rows,
                gsize n_rows,
                const MoBulkOptions *options)
{
  GError *error = NULL;
  MoBulkRows *made = mo_bulk_rows_new_structs (model, rows, n_rows, &error);

  if (made != NULL && !mo_bulk_rows_validate (made, model, &error))
    g_clear_pointer (&made, mo_bulk_rows_free);
  return insert (executor, made, options, error);
}

/**
 * mo_bulk_insert_columns:
 * @executor: a client, a transaction or a session
 * @table: a table of the current database
 * @columns: (array length=n_columns): those to fill; they and their names are copied, but not the
 *   arrays in them, which have to stay as they are until the future has settled
 * @n_columns: how many
 * @n_rows: how many values each has
 * @options: (nullable): how; copied. %NULL: as [struct@Mo.BulkOptions] says
 *
 * [func@Mo.bulk_insert] of rows whose columns are arrays, without a model. Columns that are not
 * among them are as the table says. On MatrixOne %MO_BULK_AUTO inserts, as nothing is known of the
 * table's keys.
 *
 * Thread: any; never blocks. Errors: as there; of a NULL the server's.
 *
 * Returns: (transfer full): a future of a gint64: how many rows were inserted, which is @n_rows
 * Since: 0.1
 */
MoFuture *
mo_bulk_insert_columns (MoExecutor *executor,
                        const char *table,
                        const MoBulkColumn *columns,
                        gsize n_columns,
                        gsize n_rows,
                        const MoBulkOptions *options)
{
  GError *error = NULL;
  MoBulkRows *rows = mo_bulk_rows_new_columns (table, columns, n_columns, n_rows, &error);

  return insert (executor, rows, options, error);
}
