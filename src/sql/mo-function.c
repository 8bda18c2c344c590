/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Expressions that compute: arithmetic, functions, CASE; and those that give and use a name. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-function.h>
#include <string.h>

#include "sql/mo-expr-rendering-private.h"
#include "sql/mo-quoting-private.h"

/**
 * mo_expr_arithmetic:
 * @operation: what to compute
 * @left: (transfer full): an expression
 * @right: (transfer full): an expression
 *
 * Computes with two expressions. Of SQL NULL everything is NULL, and so is a division by zero,
 * where it is read. A quotient of integers is a DECIMAL on MariaDB and MySQL and a DOUBLE on
 * MatrixOne.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_arithmetic (MoArithmetic operation, MoExpr *left, MoExpr *right)
{
  MoExpr *operands[] = { left, right };
  MoExpr *self = mo_expr_new_node (MO_EXPR_KIND_ARITHMETIC, "arithmetic", operands, 2);

  self->detail = operation;
  if ((guint) operation <= MO_ARITHMETIC_MODULO)
    return self;
  mo_expr_unref (self);
  return mo_expr_new_error ("%d is not one of MoArithmetic", (gint) operation);
}

/* --- functions --- */

static gboolean
is_function_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 0 && length <= 64 && !g_ascii_isdigit (*name)
         && strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
                == length;
}

static void
unref_all (MoExpr **exprs, gsize n_exprs)
{
  for (gsize i = 0; exprs != NULL && i < n_exprs; i++)
    g_clear_pointer (&exprs[i], mo_expr_unref);
}

/* (transfer full): consumes @exprs. */
static MoExpr *
new_named (MoExprKind kind, const char *what, const char *name, MoExpr **exprs, gsize n_exprs)
{
  MoExpr *self = mo_expr_new_node (kind, what, exprs, n_exprs);

  if (self->kind == kind)
    self->name = g_strdup (name);
  return self;
}

/**
 * mo_expr_function:
 * @name: its name: letters, digits and underscores, as it goes into the text
 * @arguments: (array length=n_arguments) (transfer full) (nullable): its arguments; the array is
 *   the caller's
 * @n_arguments: how many
 *
 * What a function of the server gives. Whether there is such a function, only the server knows.
 * mo_function() and its short forms say it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a @name that cannot be one; an argument that is
 * %NULL), when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_function (const char *name, MoExpr **arguments, gsize n_arguments)
{
  if (!is_function_name (name))
    {
      unref_all (arguments, n_arguments);
      return mo_expr_new_error ("\"%s\" is no function's name: it has letters, digits and "
                                "underscores, and begins with no digit",
                                name != NULL ? name : "NULL");
    }
  if (arguments == NULL && n_arguments > 0)
    return mo_expr_new_error ("%s(): NULL was given where %" G_GSIZE_FORMAT " arguments belong",
                              name, n_arguments);
  return new_named (MO_EXPR_KIND_FUNCTION, name, name, arguments, n_arguments);
}

/* --- CASE --- */

/**
 * mo_expr_when:
 * @condition: (transfer full): a condition
 * @result: (transfer full): an expression
 *
 * One case of [func@Mo.Expr.case]: what it gives if the condition holds. mo_when() says it in C.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare]; %MO_ERROR_INVALID_ARGUMENT where it stands
 * elsewhere.
 *
 * Returns: (transfer full): a case
 * Since: 0.1
 */
MoExpr *
mo_expr_when (MoExpr *condition, MoExpr *result)
{
  MoExpr *operands[] = { condition, result };

  return mo_expr_new_node (MO_EXPR_KIND_WHEN, "mo_when()", operands, 2);
}

/**
 * mo_expr_else:
 * @result: (transfer full): an expression
 *
 * The last case of [func@Mo.Expr.case]: what it gives if no condition holds. mo_else() says it in
 * C.
 *
 * Thread: any. Errors: as [func@Mo.Expr.when].
 *
 * Returns: (transfer full): a case
 * Since: 0.1
 */
MoExpr *
mo_expr_else (MoExpr *result)
{
  return mo_expr_new_node (MO_EXPR_KIND_ELSE, "mo_else()", &result, 1);
}

/* An error among them comes out by itself. */
static gboolean
are_cases (MoExpr **cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      gboolean may_be_last = i > 0 && i + 1 == n_cases;

      if (cases[i] != NULL && cases[i]->kind != MO_EXPR_KIND_WHEN
          && cases[i]->kind != MO_EXPR_KIND_ERROR
          && !(cases[i]->kind == MO_EXPR_KIND_ELSE && may_be_last))
        return FALSE;
    }
  return n_cases > 0;
}

/**
 * mo_expr_case:
 * @cases: (array length=n_cases) (transfer full): one or more of [func@Mo.Expr.when], and perhaps
 *   one [func@Mo.Expr.else] behind them; the array is the caller's
 * @n_cases: how many
 *
 * What the first case gives whose condition holds; SQL NULL if none does and there is no last one
 * without. mo_case() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no case, or something else), when the query
 * runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_case (MoExpr **cases, gsize n_cases)
{
  if (cases == NULL || !are_cases (cases, n_cases))
    {
      unref_all (cases, n_cases);
      return mo_expr_new_error ("mo_case() takes one or more mo_when(), and one mo_else() behind "
                                "them if any");
    }
  return mo_expr_new_node (MO_EXPR_KIND_CASE, "mo_case()", cases, n_cases);
}

/* --- names --- */

/**
 * mo_as:
 * @expr: (transfer full): an expression that is selected
 * @label: what to call it
 *
 * Gives an expression a name: that of its column in the result, and one by which
 * [func@Mo.label] finds it.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a @label that cannot be a name; an @expr that is
 * not selected, but stands in another expression or clause), when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_as (MoExpr *expr, const char *label)
{
  return new_named (MO_EXPR_KIND_AS, "mo_as()", label, &expr, 1);
}

/**
 * mo_label:
 * @name: what [func@Mo.as] calls it; in the order of a [func@Mo.union], a column's name, too
 *
 * What is selected under a name, for [func@Mo.having], [func@Mo.group_by] and [func@Mo.order_by].
 * WHERE comes before anything is selected, and so knows no labels.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (nothing is selected under that name), when the
 * query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_label (const char *name)
{
  if (name == NULL)
    return mo_expr_new_error ("mo_label() was given NULL where a name belongs");
  return new_named (MO_EXPR_KIND_LABEL, "mo_label()", name, NULL, 0);
}

/* --- their text --- */

static gboolean
add_function (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  g_string_append_printf (self->sql, "%s(", expr->name);
  for (gsize i = 0; i < expr->n_operands; i++)
    {
      if (i > 0)
        g_string_append (self->sql, ", ");
      if (!mo_expr_rendering_add (self, expr->operands[i], error))
        return FALSE;
    }
  g_string_append_c (self->sql, ')');
  return TRUE;
}

static gboolean
add_case (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  g_string_append (self->sql, "CASE");
  for (gsize i = 0; i < expr->n_operands; i++)
    {
      const MoExpr *one = expr->operands[i];
      gboolean is_when = one->kind == MO_EXPR_KIND_WHEN;

      if (one->kind == MO_EXPR_KIND_ERROR)
        return mo_expr_rendering_add (self, one, error);
      g_string_append (self->sql, is_when ? " WHEN " : " ELSE ");
      if (!(is_when ? mo_expr_rendering_add_operands (self, one, " THEN ", NULL, error)
                    : mo_expr_rendering_add_operand (self, one->operands[0], error)))
        return FALSE;
    }
  g_string_append (self->sql, " END");
  return TRUE;
}

static gboolean
add_as (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  if (expr != self->root || !self->place->is_selected)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "mo_as() names what is selected, and \"%s\" stands elsewhere: there it is "
                   "mo_label()",
                   expr->name != NULL ? expr->name : "NULL");
      return FALSE;
    }
  if (!mo_expr_rendering_add_operand (self, expr->operands[0], error))
    return FALSE;
  g_string_append (self->sql, " AS ");
  return mo_quote_identifier (self->sql, expr->name, "what mo_as() calls an expression", error);
}

static gboolean
add_stray (const MoExpr *expr, GError **error)
{
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "%s belongs in mo_case() only",
               expr->kind == MO_EXPR_KIND_WHEN ? "mo_when()" : "mo_else()");
  return FALSE;
}

gboolean
mo_expr_rendering_add_computed (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  static const char *const operators[] = {
    [MO_ARITHMETIC_PLUS] = " + ",       [MO_ARITHMETIC_MINUS] = " - ",
    [MO_ARITHMETIC_TIMES] = " * ",      [MO_ARITHMETIC_DIVIDED_BY] = " / ",
    [MO_ARITHMETIC_MODULO] = " % ",
  };

  if (expr->kind == MO_EXPR_KIND_ARITHMETIC)
    return mo_expr_rendering_add_operands (self, expr, operators[expr->detail], NULL, error);
  if (expr->kind == MO_EXPR_KIND_FUNCTION)
    return add_function (self, expr, error);
  if (expr->kind == MO_EXPR_KIND_CASE)
    return add_case (self, expr, error);
  if (expr->kind == MO_EXPR_KIND_AS)
    return add_as (self, expr, error);
  if (expr->kind == MO_EXPR_KIND_LABEL)
    return mo_quote_identifier (self->sql, expr->name, "a label", error);
  return add_stray (expr, error);
}
