/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoExpr: an immutable tree of columns, values and what combines them. */

#include <stdatomic.h>

#include <matrixone-glib/mo-error.h>

#include "sql/mo-expr-node-private.h"
#include "value/mo-value-private.h"

G_DEFINE_BOXED_TYPE (MoExpr, mo_expr, mo_expr_ref, mo_expr_unref)

/* --- making --- */

static MoExpr *
new_leaf (MoExprKind kind)
{
  MoExpr *self = g_new0 (MoExpr, 1);

  atomic_init (&self->ref_count, 1);
  self->kind = kind;
  self->depth = 1;
  return self;
}

MoExpr *
mo_expr_new_error (const char *format, ...)
{
  MoExpr *self = new_leaf (MO_EXPR_KIND_ERROR);
  va_list args;

  va_start (args, format);
  self->error = g_error_new_valist (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return self;
}

MoExpr *
mo_expr_new_node (MoExprKind kind, const char *what, MoExpr *const *operands, gsize n_operands)
{
  MoExpr *self = new_leaf (kind);

  self->operands = g_new (MoExpr *, n_operands);
  self->n_operands = n_operands;
  for (gsize i = 0; i < n_operands; i++)
    {
      MoExpr *operand = operands[i];

      if (operand == NULL)
        operand = mo_expr_new_error (
            "%s was given NULL where an expression belongs: operand %" G_GSIZE_FORMAT, what, i + 1);
      self->operands[i] = operand;
      self->depth = MAX (self->depth, operand->depth + 1);
      self->needs |= operand->needs;
    }
  return mo_expr_check_depth (self, what);
}

MoExpr *
mo_expr_check_depth (MoExpr *self, const char *what)
{
  if (self->depth <= MO_EXPR_DEEPEST)
    return self;
  mo_expr_unref (self);
  return mo_expr_new_error ("%s: the expression is nested more than %d deep: give many conditions "
                            "to one mo_expr_all_of() or mo_expr_any_of()",
                            what, MO_EXPR_DEEPEST);
}

void
mo_expr_set_values (MoExpr *self, const MoValue *values, gsize n_values)
{
  self->values = g_new (MoValue, n_values);
  self->n_values = n_values;
  for (gsize i = 0; i < n_values; i++)
    self->values[i] = mo_value_copy (&values[i], &self->arena);
}

/**
 * mo_expr_ref:
 * @self: an expression
 *
 * Takes a reference, so that an expression can be given to two functions, each of which consumes
 * one.
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoExpr *
mo_expr_ref (MoExpr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * mo_expr_unref:
 * @self: (transfer full): an expression
 *
 * Drops a reference. Needed only for an expression that no function took.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_expr_unref (MoExpr *self)
{
  g_return_if_fail (self != NULL);

  /* Release: our reads come before the drop. Acquire: the last drop comes after everyone's. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  for (gsize i = 0; i < self->n_operands; i++)
    mo_expr_unref (self->operands[i]);
  g_free (self->operands);
  g_free (self->values);
  mo_arena_clear (&self->arena);
  g_free (self->table);
  g_free (self->column);
  g_free (self->name);
  if (self->query != NULL)
    self->query_class->unref (self->query);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- leaves --- */

static MoExpr *
new_column (const char *table, const char *column, gboolean is_alias)
{
  MoExpr *self;

  if (table == NULL)
    return mo_expr_new_error ("column %s: the name of its table is NULL",
                              column != NULL ? column : "NULL");
  if (column == NULL)
    return mo_expr_new_error ("a column of %s: its name is NULL", table);
  self = new_leaf (MO_EXPR_KIND_COLUMN);
  self->table = g_strdup (table);
  self->column = g_strdup (column);
  self->is_alias = is_alias;
  return self;
}

/**
 * mo_expr_column:
 * @table: the name of its table, or what the query calls the table by
 * @column: its name
 *
 * A column by its name. MO_C() makes one of a model's field.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a name that is %NULL or cannot be one), when the
 * query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_column (const char *table, const char *column)
{
  return new_column (table, column, FALSE);
}

/**
 * mo_column_of:
 * @alias: what the query calls a table by: one under another name, a query in its FROM, or one that
 *   it has by [func@Mo.with]
 * @column: the column's name, or its label there
 *
 * A column of what only the query itself knows. Of a table under another name MO_C_AS() makes one
 * whose field the compiler checks.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a name that is %NULL or cannot be one; one that
 * the query does not have), when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_column_of (const char *alias, const char *column)
{
  return new_column (alias, column, TRUE);
}

/**
 * mo_expr_value:
 * @value: a value; its text or bytes are copied
 *
 * A value, which is sent as a parameter and so never read as SQL.
 *
 * Thread: any. Errors: %MO_ERROR_TYPE_MISMATCH, %MO_ERROR_OUT_OF_RANGE (a value that cannot be
 * sent), when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_value (MoValue value)
{
  MoExpr *self;
  GError *error = NULL;

  if (value.type == MO_VALUE_LIST && !mo_value_check (&value, "a value of the query", &error))
    return mo_expr_error (error);
  self = new_leaf (MO_EXPR_KIND_VALUE);
  mo_expr_set_values (self, &value, 1);
  return self;
}

/**
 * mo_expr_error:
 * @error: (transfer full): why there is no expression
 *
 * Stands for an expression that could not be made: the query that it ends up in fails with @error.
 *
 * Thread: any.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_error (GError *error)
{
  MoExpr *self;

  if (error == NULL)
    return mo_expr_new_error ("mo_expr_error() was given NULL where an error belongs");
  self = new_leaf (MO_EXPR_KIND_ERROR);
  self->error = error;
  return self;
}

/**
 * mo_expr_operand:
 * @expr: (transfer full) (nullable): an expression
 * @value: a value
 *
 * What MO_EXPR() is made of. @value is not looked at if there is an @expr.
 *
 * Thread: any. Errors: as [func@Mo.Expr.value].
 *
 * Returns: (transfer full): @expr, or else an expression of @value
 * Since: 0.1
 */
MoExpr *
mo_expr_operand (MoExpr *expr, MoValue value)
{
  return expr != NULL ? expr : mo_expr_value (value);
}

/* --- conditions --- */

static gboolean
is_null_value (const MoExpr *expr)
{
  return expr != NULL && expr->kind == MO_EXPR_KIND_VALUE && mo_value_is_null (&expr->values[0]);
}

/**
 * mo_expr_compare:
 * @comparison: how
 * @left: (transfer full): an expression
 * @right: (transfer full): an expression
 *
 * Compares two expressions. With a value that is SQL NULL on the right, %MO_COMPARE_EQ is IS NULL,
 * and %MO_COMPARE_NE is IS NOT NULL; any other comparison with NULL is neither true nor false, as
 * in SQL. The pattern of %MO_COMPARE_LIKE is the server's, so a backslash escapes `%` and `_`
 * unless sql_mode says NO_BACKSLASH_ESCAPES; [func@Mo.contains] and its siblings look for text as
 * it is.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an operand is %NULL, or the expression is nested
 * more than 1000 deep), when the query runs.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_compare (MoComparison comparison, MoExpr *left, MoExpr *right)
{
  MoExpr *operands[] = { left, right };
  MoExpr *self;

  if (is_null_value (right) && (comparison == MO_COMPARE_EQ || comparison == MO_COMPARE_NE))
    {
      mo_expr_unref (right);
      return comparison == MO_COMPARE_EQ ? mo_is_null (left) : mo_is_not_null (left);
    }
  self = mo_expr_new_node (MO_EXPR_KIND_COMPARE, "a comparison", operands, 2);
  self->detail = comparison;
  if ((guint) comparison <= MO_COMPARE_NOT_LIKE)
    return self;
  mo_expr_unref (self);
  return mo_expr_new_error ("%d is not one of MoComparison", (gint) comparison);
}

static MoExpr *
new_in (MoExpr *expr, const MoValue *values, gsize n_values)
{
  MoExpr *self = mo_expr_new_node (MO_EXPR_KIND_IN, "mo_in()", &expr, 1);
  GError *error = NULL;

  if (self->kind != MO_EXPR_KIND_IN)
    return self;
  for (gsize i = 0; error == NULL && i < n_values; i++)
    if (values[i].type == MO_VALUE_LIST)
      mo_value_check (&values[i], "a value of mo_in()", &error);
  if (error == NULL)
    {
      mo_expr_set_values (self, values, n_values);
      return self;
    }
  mo_expr_unref (self);
  return mo_expr_error (error);
}

/* The elements of a list, which is what mo_in() has for values then. */
static MoExpr *
new_in_list (MoExpr *expr, const MoValue *list)
{
  g_autofree MoValue *elements = g_new (MoValue, list->length);

  for (gsize i = 0; i < list->length; i++)
    elements[i] = mo_value_list_get (list, i);
  return new_in (expr, elements, list->length);
}

/**
 * mo_expr_in:
 * @expr: (transfer full): an expression
 * @values: (array length=n_values) (nullable): values, or one list of them; what they point to is
 *   copied
 * @n_values: how many
 *
 * Whether an expression is equal to one of some values. Of no values it is false, and its negation
 * true. SQL NULL among them has SQL's meaning: nothing is equal to it, and as little is known to be
 * different from it, so that the negation, `NOT (x IN (1, NULL))`, never holds. The values go into
 * one statement, which the server may limit in size.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (@expr or @values is %NULL),
 * %MO_ERROR_TYPE_MISMATCH, %MO_ERROR_OUT_OF_RANGE (a value that cannot be sent), when the query
 * runs.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_in (MoExpr *expr, const MoValue *values, gsize n_values)
{
  if (values == NULL && n_values > 0)
    {
      g_clear_pointer (&expr, mo_expr_unref);
      return mo_expr_new_error (
          "mo_expr_in() was given NULL where %" G_GSIZE_FORMAT " values belong", n_values);
    }
  if (n_values == 1 && values[0].type == MO_VALUE_LIST)
    return new_in_list (expr, &values[0]);
  return new_in (expr, values, n_values);
}

/**
 * mo_expr_between:
 * @expr: (transfer full): an expression
 * @low: (transfer full): the least that matches
 * @high: (transfer full): the greatest that matches
 *
 * Whether an expression lies between two others, both included.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_between (MoExpr *expr, MoExpr *low, MoExpr *high)
{
  MoExpr *operands[] = { expr, low, high };

  return mo_expr_new_node (MO_EXPR_KIND_BETWEEN, "mo_between()", operands, 3);
}

static MoExpr *
new_logic (MoExprKind kind, const char *what, MoExpr **exprs, gsize n_exprs)
{
  if (exprs == NULL && n_exprs > 0)
    return mo_expr_new_error ("%s was given NULL where %" G_GSIZE_FORMAT " conditions belong", what,
                              n_exprs);
  if (n_exprs == 1 && exprs[0] != NULL)
    return exprs[0];
  return mo_expr_new_node (kind, what, exprs, n_exprs);
}

/**
 * mo_expr_all_of:
 * @exprs: (array length=n_exprs) (transfer full) (nullable): conditions; the array is the caller's
 * @n_exprs: how many
 *
 * That all conditions hold: AND. Of no conditions it is true.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_all_of (MoExpr **exprs, gsize n_exprs)
{
  return new_logic (MO_EXPR_KIND_ALL_OF, "mo_and()", exprs, n_exprs);
}

/**
 * mo_expr_any_of:
 * @exprs: (array length=n_exprs) (transfer full) (nullable): conditions; the array is the caller's
 * @n_exprs: how many
 *
 * That at least one condition holds: OR. Of no conditions it is false.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_any_of (MoExpr **exprs, gsize n_exprs)
{
  return new_logic (MO_EXPR_KIND_ANY_OF, "mo_or()", exprs, n_exprs);
}

/**
 * mo_expr_aggregate:
 * @aggregate: what to make of many rows
 * @expr: (transfer full): an expression of each row
 *
 * One value of many rows: of those of the query, or of each of its groups.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_aggregate (MoAggregate aggregate, MoExpr *expr)
{
  MoExpr *self = mo_expr_new_node (MO_EXPR_KIND_AGGREGATE, "an aggregate", &expr, 1);

  self->detail = aggregate;
  if ((guint) aggregate <= MO_AGGREGATE_AVG)
    return self;
  mo_expr_unref (self);
  return mo_expr_new_error ("%d is not one of MoAggregate", (gint) aggregate);
}
