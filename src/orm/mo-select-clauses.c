/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clauses of a query: conditions, groups, order, how many rows, locks, from when; and columns
 * for them. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-model-private.h"
#include "orm/mo-select-parts-private.h"
#include "sql/mo-expr-private.h"
#include "sql/mo-quoting-private.h"

/**
 * mo_where:
 * @self: (transfer full): a query
 * @condition: (transfer full): a condition
 *
 * Keeps the rows that fulfil a condition. Called again, it adds one: all of them must hold.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (@condition is %NULL, or one of its columns is of
 * a table that is not in the query), when the query runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
(mo_where) (MoSelect *self, MoExpr *condition)
{
  self = mo_select_make_own_plain (self, "mo_where()");
  mo_select_add_expr (self, self->wheres, condition, "mo_where()");
  return self;
}

/**
 * mo_group_by:
 * @self: (transfer full): a query
 * @expr: (transfer full): an expression
 *
 * Makes one row of all rows in which an expression has the same value. Called again, it adds an
 * expression: groups then differ in any of them.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_group_by (MoSelect *self, MoExpr *expr)
{
  self = mo_select_make_own_plain (self, "mo_group_by()");
  mo_select_add_expr (self, self->groups, expr, "mo_group_by()");
  return self;
}

/**
 * mo_having:
 * @self: (transfer full): a query
 * @condition: (transfer full): a condition, which may have aggregates, and [func@Mo.label]
 *
 * Keeps the groups that fulfil a condition. Called again, it adds one: all of them must hold.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_having (MoSelect *self, MoExpr *condition)
{
  self = mo_select_make_own_plain (self, "mo_having()");
  mo_select_add_expr (self, self->havings, condition, "mo_having()");
  return self;
}

/**
 * mo_distinct:
 * @self: (transfer full): a query
 *
 * Keeps one of all rows that are equal in everything that is selected.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_distinct (MoSelect *self)
{
  self = mo_select_make_own_plain (self, "mo_distinct()");
  self->is_distinct = TRUE;
  return self;
}

static MoSelect *
add_order (MoSelect *self, MoExpr *expr, gboolean descending, const char *what)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new ();
  MoSelectOrder order = { .descending = descending };

  self = mo_select_make_own_whole (self, what);
  mo_select_add_expr (self, exprs, expr, what);
  order.expr = g_ptr_array_index (exprs, 0);
  g_array_append_val (self->orders, order);
  return self;
}

/**
 * mo_order_by:
 * @self: (transfer full): a query
 * @expr: (transfer full): an expression
 *
 * Sorts the rows, the least value first; NULL is less than anything. Called again, it sorts those
 * that are equal so far.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_order_by (MoSelect *self, MoExpr *expr)
{
  return add_order (self, expr, FALSE, "mo_order_by()");
}

/**
 * mo_order_by_desc:
 * @self: (transfer full): a query
 * @expr: (transfer full): an expression
 *
 * [func@Mo.order_by] with the greatest value first.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_order_by_desc (MoSelect *self, MoExpr *expr)
{
  return add_order (self, expr, TRUE, "mo_order_by_desc()");
}

/**
 * mo_limit:
 * @self: (transfer full): a query
 * @n_rows: how many at most; 0: none
 *
 * Ends the rows after some. The last call counts.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_limit (MoSelect *self, guint64 n_rows)
{
  self = mo_select_make_own_whole (self, "mo_limit()");
  self->has_limit = TRUE;
  self->limit = n_rows;
  return self;
}

/**
 * mo_offset:
 * @self: (transfer full): a query
 * @n_rows: how many to leave out
 *
 * Leaves out the first rows. Which those are is certain only with an order. The last call counts.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_offset (MoSelect *self, guint64 n_rows)
{
  self = mo_select_make_own_whole (self, "mo_offset()");
  self->offset = n_rows;
  return self;
}

/* --- locks --- */

static MoSelect *
set_lock (MoSelect *self, MoSelectLock lock, MoLockWait wait, const char *what)
{
  self = mo_select_make_own_plain (self, what);
  if ((guint) wait > MO_LOCK_SKIP_LOCKED)
    {
      mo_select_set_error (self, "%d is not one of MoLockWait", (gint) wait);
      return self;
    }
  self->lock = lock;
  self->wait = wait;
  return self;
}

/**
 * mo_for_update:
 * @self: (transfer full): a query
 * @wait: what to do about rows that somebody else has locked
 *
 * Locks the rows that are read, of all tables of the query, until the end of the transaction:
 * whoever else would lock or change them waits. Outside of a transaction it has no effect. What the
 * session knows of a row already stays as it was read then: lock what is to be changed with the
 * first query of it. The last call of this and of [func@Mo.for_share] counts.
 *
 * Thread: any. Errors: %MO_ERROR_NOT_SUPPORTED for another @wait than %MO_LOCK_WAIT on MatrixOne;
 * %MO_ERROR_LOCK_TIMEOUT where a lock was not to be had.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_for_update (MoSelect *self, MoLockWait wait)
{
  return set_lock (self, MO_SELECT_LOCK_UPDATE, wait, "mo_for_update()");
}

/**
 * mo_for_share:
 * @self: (transfer full): a query
 * @wait: what to do about rows that somebody else has locked
 *
 * Locks the rows that are read against changes only: others may lock them so, too. Otherwise as
 * [func@Mo.for_update].
 *
 * Thread: any. Errors: as there; %MO_ERROR_NOT_SUPPORTED on MatrixOne.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_for_share (MoSelect *self, MoLockWait wait)
{
  return set_lock (self, MO_SELECT_LOCK_SHARE, wait, "mo_for_share()");
}

/* --- the past --- */

MoSelect *
mo_select_set_past (MoSelect *self, const char *past)
{
  g_clear_pointer (&self->past, g_ref_string_release);
  self->past = g_ref_string_new (past);
  return self;
}

/**
 * mo_at_snapshot:
 * @self: (transfer full): a query
 * @snapshot: the name of a snapshot, which holds the tables of the query
 *
 * Reads the tables of the query as a snapshot of MatrixOne has them; those of queries inside it are
 * read as these say. Instances are detached, whatever the query is run on: a session writes to what
 * is there now. The last call of this and of [func@Mo.at_timestamp] counts.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a @snapshot that cannot be a name), when the
 * query runs; %MO_ERROR_NOT_SUPPORTED where the server is no MatrixOne, before anything is sent.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_at_snapshot (MoSelect *self, const char *snapshot)
{
  g_autoptr (GString) past = g_string_new (NULL);
  GError *error = NULL;

  self = mo_select_make_own_plain (self, "mo_at_snapshot()");
  if (mo_quote_snapshot (past, snapshot, &error))
    return mo_select_set_past (self, past->str);
  mo_select_take_error (self, error);
  return self;
}

/**
 * mo_at_timestamp:
 * @self: (transfer full): a query
 * @time: (nullable): a moment; %NULL is an error
 *
 * Reads the tables of the query as they were at a moment, up to its microsecond, as the clock of
 * MatrixOne has it; otherwise [func@Mo.at_snapshot]. The server keeps what it had for about as long
 * as it is set up to, and longer where a snapshot holds it. Into a moment that has just passed may
 * still come what is being committed: several queries of one moment fit together where it is a
 * second ago, or a snapshot.
 *
 * Thread: any. Errors: as there; the server's, for a moment that it does not have any more.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_at_timestamp (MoSelect *self, GDateTime *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  g_autofree char *past = NULL;

  self = mo_select_make_own_plain (self, "mo_at_timestamp()");
  if (utc == NULL)
    {
      mo_select_set_error (self, "mo_at_timestamp() was given NULL where a time belongs");
      return self;
    }
  past = g_strdup_printf ("{timestamp = '%04d-%02d-%02d %02d:%02d:%02d.%06d'}",
                          g_date_time_get_year (utc), g_date_time_get_month (utc),
                          g_date_time_get_day_of_month (utc), g_date_time_get_hour (utc),
                          g_date_time_get_minute (utc), g_date_time_get_second (utc),
                          g_date_time_get_microsecond (utc));
  return mo_select_set_past (self, past);
}

gboolean
mo_select_is_of_past (MoSelect *self)
{
  return self->past != NULL;
}

/* --- columns --- */

/**
 * mo_model_column:
 * @model: a model
 * @alias: (nullable): what the query calls its table by; %NULL: the table's name
 * @offset: its field, in bytes from the beginning of the struct
 *
 * A column in an expression. MO_C() and MO_C_AS() say it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unusable model, or a field that is no
 * column), when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_model_column (const MoModel *model, const char *alias, gsize offset)
{
  g_autoptr (GError) error = NULL;
  gint index;

  if (!mo_model_check (model, &error))
    return mo_expr_error (g_steal_pointer (&error));
  index = mo_model_find_offset (model, offset);
  if (index < 0)
    return mo_expr_error (g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                       "model %s: the field at byte %" G_GSIZE_FORMAT
                                       " is no column: give it a MO_COLUMN()",
                                       model->name, offset));
  if (alias != NULL)
    return mo_column_of (alias, model->columns[index].name);
  return mo_expr_column (model->table, model->columns[index].name);
}
