/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clauses of a query: conditions, groups, order, how many rows; and columns for them. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-model-private.h"
#include "orm/mo-select-parts-private.h"
#include "sql/mo-expr-private.h"

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
mo_where (MoSelect *self, MoExpr *condition)
{
  self = mo_select_make_own (self, "mo_where()");
  mo_select_add_expr (self->wheres, condition, "mo_where()");
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
  self = mo_select_make_own (self, "mo_group_by()");
  mo_select_add_expr (self->groups, expr, "mo_group_by()");
  return self;
}

static MoSelect *
add_order (MoSelect *self, MoExpr *expr, gboolean descending, const char *what)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new ();
  MoSelectOrder order = { .descending = descending };

  self = mo_select_make_own (self, what);
  mo_select_add_expr (exprs, expr, what);
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
  self = mo_select_make_own (self, "mo_limit()");
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
  self = mo_select_make_own (self, "mo_offset()");
  self->offset = n_rows;
  return self;
}

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
