/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an expression to SQL, and which columns are in it. */

#include <string.h>

#include "sql/mo-expr-rendering-private.h"
#include "sql/mo-quoting-private.h"
#include "value/mo-value-private.h"

static gboolean
render_column (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  if (!mo_quote_identifier (self->sql, expr->table, "the name of a column's table", error))
    return FALSE;
  g_string_append_c (self->sql, '.');
  self->column = expr;
  return mo_quote_identifier (self->sql, expr->column, "a column's name", error);
}

/* A value, or a list of those of an IN. */
static gboolean
render_value (MoExprRendering *self, const MoValue *value, GError **error)
{
  g_autofree char *place = NULL;

  if (self->column != NULL)
    place = g_strdup_printf ("value %u of the query, behind %s.%s,", self->values->len + 1,
                             self->column->table, self->column->column);
  else
    place = g_strdup_printf ("value %u of the query", self->values->len + 1);
  if (!(value->type == MO_VALUE_LIST ? mo_value_check_list : mo_value_check) (value, place, error))
    return FALSE;
  g_array_append_val (self->values, *value);
  g_string_append_c (self->sql, '?');
  return TRUE;
}

/* Whether it reads the same without parentheses wherever it stands. */
static gboolean
is_atom (const MoExpr *expr)
{
  switch (expr->kind)
    {
    case MO_EXPR_KIND_ERROR:
    case MO_EXPR_KIND_COLUMN:
    case MO_EXPR_KIND_VALUE:
    case MO_EXPR_KIND_AGGREGATE:
    case MO_EXPR_KIND_COUNT_ALL:
    case MO_EXPR_KIND_FUNCTION:
    case MO_EXPR_KIND_CASE:
    case MO_EXPR_KIND_WHEN:
    case MO_EXPR_KIND_ELSE:
    case MO_EXPR_KIND_AS:
    case MO_EXPR_KIND_LABEL:
    case MO_EXPR_KIND_QUERY:
    case MO_EXPR_KIND_EXISTS:
    case MO_EXPR_KIND_FULLTEXT:
      return TRUE;
    case MO_EXPR_KIND_ALL_OF:
    case MO_EXPR_KIND_ANY_OF:
      return expr->n_operands == 0;
    case MO_EXPR_KIND_IN:
      return expr->n_values == 0;
    case MO_EXPR_KIND_COMPARE:
    case MO_EXPR_KIND_BETWEEN:
    case MO_EXPR_KIND_NOT:
    case MO_EXPR_KIND_IS_NULL:
    case MO_EXPR_KIND_IS_NOT_NULL:
    case MO_EXPR_KIND_MATCH:
    case MO_EXPR_KIND_ARITHMETIC:
    case MO_EXPR_KIND_IN_QUERY:
    default:
      return FALSE;
    }
}

gboolean
mo_expr_rendering_add_operand (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  if (is_atom (expr))
    return mo_expr_rendering_add (self, expr, error);
  g_string_append_c (self->sql, '(');
  if (!mo_expr_rendering_add (self, expr, error))
    return FALSE;
  g_string_append_c (self->sql, ')');
  return TRUE;
}

gboolean
mo_expr_rendering_add_operands (MoExprRendering *self,
                                const MoExpr *expr,
                                const char *first_separator,
                                const char *separator,
                                GError **error)
{
  for (gsize i = 0; i < expr->n_operands; i++)
    {
      if (i > 0)
        g_string_append (self->sql, i == 1 ? first_separator : separator);
      if (!mo_expr_rendering_add_operand (self, expr->operands[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
render_compare (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  static const char *const operators[] = {
    [MO_COMPARE_EQ] = " = ",      [MO_COMPARE_NE] = " <> ",
    [MO_COMPARE_LT] = " < ",      [MO_COMPARE_LE] = " <= ",
    [MO_COMPARE_GT] = " > ",      [MO_COMPARE_GE] = " >= ",
    [MO_COMPARE_LIKE] = " LIKE ", [MO_COMPARE_NOT_LIKE] = " NOT LIKE ",
  };

  return mo_expr_rendering_add_operands (self, expr, operators[expr->detail], NULL, error);
}

static gboolean
render_logic (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  gboolean all = expr->kind == MO_EXPR_KIND_ALL_OF;
  const char *separator = all ? " AND " : " OR ";

  if (expr->n_operands == 0)
    g_string_append (self->sql, all ? "TRUE" : "FALSE");
  return mo_expr_rendering_add_operands (self, expr, separator, separator, error);
}

/* Nothing is in no values, which joins can be told as well on any server. */
static gboolean
render_in (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  gsize length = self->sql->len;
  guint n_before = self->values->len;
  MoValue list = mo_value_list (expr->values, expr->n_values);

  if (!mo_expr_rendering_add_operand (self, expr->operands[0], error))
    return FALSE;
  if (expr->n_values > 0)
    {
      g_string_append (self->sql, " IN ");
      return render_value (self, &list, error);
    }
  /* Rendered all the same, for the sake of an error in it. */
  g_string_truncate (self->sql, length);
  g_array_set_size (self->values, n_before);
  g_string_append (self->sql, "FALSE");
  return TRUE;
}

static gboolean
render_match (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  gboolean shifted = expr->detail != 0;

  if (shifted)
    g_string_append (self->sql, "CONCAT('x', ");
  if (!(shifted ? mo_expr_rendering_add (self, expr->operands[0], error)
                : mo_expr_rendering_add_operand (self, expr->operands[0], error)))
    return FALSE;
  g_string_append (self->sql, shifted ? ") LIKE " : " LIKE ");
  if (!render_value (self, &expr->values[0], error))
    return FALSE;
  /* A backslash; written as a literal it would depend on sql_mode. */
  g_string_append (self->sql, " ESCAPE x'5C'");
  return TRUE;
}

static gboolean
render_aggregate (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  static const char *const functions[] = {
    [MO_AGGREGATE_COUNT] = "COUNT(", [MO_AGGREGATE_COUNT_DISTINCT] = "COUNT(DISTINCT ",
    [MO_AGGREGATE_SUM] = "SUM(",     [MO_AGGREGATE_MIN] = "MIN(",
    [MO_AGGREGATE_MAX] = "MAX(",     [MO_AGGREGATE_AVG] = "AVG(",
  };

  g_string_append (self->sql, functions[expr->detail]);
  if (!mo_expr_rendering_add (self, expr->operands[0], error))
    return FALSE;
  g_string_append_c (self->sql, ')');
  return TRUE;
}

static gboolean
render_around (MoExprRendering *self,
               const char *before,
               const MoExpr *expr,
               const char *behind,
               GError **error)
{
  g_string_append (self->sql, before);
  if (!mo_expr_rendering_add_operand (self, expr->operands[0], error))
    return FALSE;
  g_string_append (self->sql, behind);
  return TRUE;
}

gboolean
mo_expr_rendering_add (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  switch (expr->kind)
    {
    case MO_EXPR_KIND_COLUMN:
      return render_column (self, expr, error);
    case MO_EXPR_KIND_VALUE:
      return render_value (self, &expr->values[0], error);
    case MO_EXPR_KIND_COMPARE:
      return render_compare (self, expr, error);
    case MO_EXPR_KIND_IN:
      return render_in (self, expr, error);
    case MO_EXPR_KIND_BETWEEN:
      return mo_expr_rendering_add_operands (self, expr, " BETWEEN ", " AND ", error);
    case MO_EXPR_KIND_ALL_OF:
    case MO_EXPR_KIND_ANY_OF:
      return render_logic (self, expr, error);
    case MO_EXPR_KIND_NOT:
      return render_around (self, "NOT ", expr, "", error);
    case MO_EXPR_KIND_IS_NULL:
      return render_around (self, "", expr, " IS NULL", error);
    case MO_EXPR_KIND_IS_NOT_NULL:
      return render_around (self, "", expr, " IS NOT NULL", error);
    case MO_EXPR_KIND_MATCH:
      return render_match (self, expr, error);
    case MO_EXPR_KIND_AGGREGATE:
      return render_aggregate (self, expr, error);
    case MO_EXPR_KIND_COUNT_ALL:
      g_string_append (self->sql, "COUNT(*)");
      return TRUE;
    case MO_EXPR_KIND_ARITHMETIC:
    case MO_EXPR_KIND_FUNCTION:
    case MO_EXPR_KIND_CASE:
    case MO_EXPR_KIND_WHEN:
    case MO_EXPR_KIND_ELSE:
    case MO_EXPR_KIND_AS:
    case MO_EXPR_KIND_LABEL:
      return mo_expr_rendering_add_computed (self, expr, error);
    case MO_EXPR_KIND_FULLTEXT:
      return mo_expr_rendering_add_fulltext (self, expr, error);
    case MO_EXPR_KIND_QUERY:
    case MO_EXPR_KIND_EXISTS:
    case MO_EXPR_KIND_IN_QUERY:
      return mo_expr_rendering_add_query (self, expr, error);
    case MO_EXPR_KIND_ERROR:
    default:
      g_propagate_error (error, g_error_copy (expr->error));
      return FALSE;
    }
}

gboolean
mo_expr_render_at (
    MoExpr *self, const MoExprPlace *place, GString *sql, GArray *values, GError **error)
{
  MoExprRendering rendering = { .sql = sql, .values = values, .place = place, .root = self };
  gsize length = sql->len;
  guint n_values = values->len;

  if (mo_expr_rendering_add (&rendering, self, error))
    return TRUE;
  g_string_truncate (sql, length);
  g_array_set_size (values, n_values);
  return FALSE;
}

gboolean
mo_expr_render (MoExpr *self, GString *sql, GArray *values, GError **error)
{
  const MoExprPlace place = { NULL, FALSE };

  return mo_expr_render_at (self, &place, sql, values, error);
}

/* --- looking --- */

gboolean
mo_expr_visit_columns (MoExpr *self, MoExprColumnFunc func, gpointer user_data, GError **error)
{
  if (self->kind == MO_EXPR_KIND_COLUMN)
    {
      MoExprColumn column = { self->table, self->column, self->is_alias };

      return func (&column, user_data, error);
    }
  if (self->kind == MO_EXPR_KIND_LABEL)
    {
      MoExprColumn label = { NULL, self->name, FALSE };

      return func (&label, user_data, error);
    }
  for (gsize i = 0; i < self->n_operands; i++)
    if (!mo_expr_visit_columns (self->operands[i], func, user_data, error))
      return FALSE;
  return TRUE;
}

const char *
mo_expr_get_table (MoExpr *self)
{
  const char *table = self->table;

  for (gsize i = 0; table == NULL && i < self->n_operands; i++)
    table = mo_expr_get_table (self->operands[i]);
  return table;
}

guint32
mo_expr_get_needs (MoExpr *self)
{
  return self->needs;
}

MoExpr *
mo_expr_require (MoExpr *self, MoFeature feature)
{
  self->needs |= 1u << feature;
  return self;
}

guint
mo_expr_get_depth (MoExpr *self)
{
  return self->depth;
}

const char *
mo_expr_get_label (MoExpr *self)
{
  return self->kind == MO_EXPR_KIND_AS ? self->name : self->column;
}

const char *
mo_expr_get_column (MoExpr *self, const char *table)
{
  return self->kind == MO_EXPR_KIND_COLUMN && !self->is_alias && strcmp (self->table, table) == 0
             ? self->column
             : NULL;
}

/* Whether it is so of every row, as far as empty lists say. */
static gboolean
is_always (const MoExpr *self, gboolean truth)
{
  gboolean needs_all;

  if (self->kind == MO_EXPR_KIND_NOT)
    return is_always (self->operands[0], !truth);
  if (self->kind == MO_EXPR_KIND_IN)
    return !truth && self->n_values == 0;
  if (self->kind != MO_EXPR_KIND_ALL_OF && self->kind != MO_EXPR_KIND_ANY_OF)
    return FALSE;
  needs_all = (self->kind == MO_EXPR_KIND_ALL_OF) == truth; /* else one is enough */
  for (gsize i = 0; i < self->n_operands; i++)
    if (is_always (self->operands[i], truth) != needs_all)
      return !needs_all;
  return needs_all;
}

gboolean
mo_expr_is_true (MoExpr *self)
{
  return is_always (self, TRUE);
}
