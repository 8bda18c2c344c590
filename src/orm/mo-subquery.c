/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries that are made of queries: in an expression, as parts of a union, or of a text. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-subquery.h>
#include <string.h>

#include "orm/mo-select-parts-private.h"
#include "value/mo-value-private.h"

/* --- in expressions --- */

/* Consumes @operand and @query. */
static MoExpr *
new_query (MoExprQueryUse use, MoExpr *operand, MoSelect *query, const char *what)
{
  g_autoptr (MoSelect) holder = mo_select_alloc ();

  if (mo_select_take_query (holder, query, what))
    return mo_expr_new_query (use, operand, query, query->depth, &mo_select_query_class);
  g_clear_pointer (&operand, mo_expr_unref);
  return mo_expr_error (g_steal_pointer (&holder->error));
}

/**
 * mo_scalar_select:
 * @query: (transfer full): a query of one column, and one row at the most
 *
 * The one value of another query, as an expression; SQL NULL if it has no row. Like any query in an
 * expression it is from the tables of what it selects, and its conditions may name columns of the
 * query around it, too: such a query is run for each of its rows. One of two rows is the server's
 * error.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a query of a text; what is wrong with @query),
 * when the query runs.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_scalar_select (MoSelect *query)
{
  return new_query (MO_EXPR_QUERY_SCALAR, NULL, query, "mo_scalar_select()");
}

/**
 * mo_exists:
 * @query: (transfer full): a query
 *
 * Whether another query has a row. Its conditions may name columns of the query around it; see
 * [func@Mo.scalar_select].
 *
 * Thread: any. Errors: as there.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_exists (MoSelect *query)
{
  return new_query (MO_EXPR_QUERY_EXISTS, NULL, query, "mo_exists()");
}

/**
 * mo_expr_in_select:
 * @expr: (transfer full): an expression
 * @query: (transfer full): a query of one column
 *
 * Whether an expression is equal to a value of another query; see [func@Mo.scalar_select]. Of a
 * NULL among them it is as with [func@Mo.Expr.in]. mo_in_select() says it in C.
 *
 * Thread: any. Errors: as there; %MO_ERROR_INVALID_ARGUMENT (@expr is %NULL).
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_expr_in_select (MoExpr *expr, MoSelect *query)
{
  return new_query (MO_EXPR_QUERY_IN, expr, query, "mo_in_select()");
}

/* --- unions --- */

static void
clear_part (gpointer data)
{
  mo_select_unref (((MoSelectPart *) data)->query);
}

static void
add_part (GArray *parts, MoSelect *query, gboolean all)
{
  const MoSelectPart part = { query, all };

  g_array_append_val (parts, part);
}

/* Whether what follows can go behind its parts. */
static gboolean
is_open (const MoSelect *self)
{
  return self->parts != NULL && self->orders->len == 0 && !self->has_limit && self->offset == 0
         && self->withs->len == 0;
}

static guint
count_columns (const MoSelect *self)
{
  return self->exprs != NULL ? self->exprs->len
                             : self->n_columns + (self->also != NULL ? self->also->len : 0);
}

/* Rows of both become instances of what the first selects. */
static gboolean
check_parts (MoSelect *self, const MoSelect *first, const MoSelect *second, const char *what)
{
  gboolean are_equal = (first->exprs != NULL) == (second->exprs != NULL)
                       && first->entities->len == second->entities->len
                       && count_columns (first) == count_columns (second);

  for (guint i = 0; are_equal && i < first->entities->len; i++)
    are_equal = g_array_index (first->entities, MoSelectEntity, i).model
                == g_array_index (second->entities, MoSelectEntity, i).model;
  if (!are_equal)
    mo_select_set_error (self,
                         "%s of queries that do not select the same: instances of the same models, "
                         "or as many values",
                         what);
  return are_equal;
}

/* What the union selects is what its first part does. */
static void
take_shape (MoSelect *self, MoSelect *first)
{
  if (first->exprs != NULL)
    {
      self->exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_expr_unref);
      for (guint i = 0; i < first->exprs->len; i++)
        g_ptr_array_add (self->exprs, mo_expr_ref (g_ptr_array_index (first->exprs, i)));
    }
  for (guint i = 0; i < first->entities->len; i++)
    {
      MoSelectEntity entity = g_array_index (first->entities, MoSelectEntity, i);

      entity.alias = entity.alias != NULL ? g_ref_string_acquire ((char *) entity.alias) : NULL;
      g_array_append_val (self->entities, entity);
    }
  self->n_columns = first->n_columns;
}

/* Consumes both. */
static MoSelect *
new_union (MoSelect *first, MoSelect *second, gboolean all, const char *what)
{
  MoSelect *self = mo_select_alloc ();

  self->parts = g_array_new (FALSE, FALSE, sizeof (MoSelectPart));
  g_array_set_clear_func (self->parts, clear_part);
  if (!mo_select_take_query (self, first, what))
    {
      g_clear_pointer (&second, mo_select_unref);
      return self;
    }
  if (!is_open (first))
    add_part (self->parts, mo_select_ref (first), FALSE);
  for (guint i = 0; is_open (first) && i < first->parts->len; i++)
    {
      const MoSelectPart *part = &g_array_index (first->parts, MoSelectPart, i);

      add_part (self->parts, mo_select_ref (part->query), part->all);
    }
  take_shape (self, first);
  if (mo_select_take_query (self, second, what))
    {
      check_parts (self, first, second, what);
      add_part (self->parts, second, all);
    }
  mo_select_unref (first);
  return self;
}

/**
 * mo_union:
 * @first: (transfer full): a query
 * @second: (transfer full): another query, which selects the same: instances of the same models, or
 *   as many values
 *
 * The rows of both, each once. An order and a limit behind it are the whole's; the order is by
 * [func@Mo.label], with the names that @first gives its columns. Those that a part has of its own
 * stay its own.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (queries that select something else; a query of a
 * text; a condition, a join or the like behind it), when the query runs.
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_union (MoSelect *first, MoSelect *second)
{
  return new_union (first, second, FALSE, "mo_union()");
}

/**
 * mo_union_all:
 * @first: (transfer full): a query
 * @second: (transfer full): another query, which selects the same
 *
 * The rows of both, as often as they have them; otherwise [func@Mo.union].
 *
 * Thread: any. Errors: as there.
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_union_all (MoSelect *first, MoSelect *second)
{
  return new_union (first, second, TRUE, "mo_union_all()");
}

/* --- names --- */

static gboolean
has_column (const MoModel *model, const char *name)
{
  for (guint i = 0; i < model->n_columns; i++)
    if (g_ascii_strcasecmp (model->columns[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_label (GPtrArray *exprs, const char *name)
{
  for (guint i = 0; exprs != NULL && i < exprs->len; i++)
    {
      const char *label = mo_expr_get_label (g_ptr_array_index (exprs, i));

      if (label != NULL && g_ascii_strcasecmp (label, name) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
mo_select_has_output (MoSelect *self, const char *name)
{
  for (guint i = 0; i < self->entities->len; i++)
    if (has_column (g_array_index (self->entities, MoSelectEntity, i).model, name))
      return TRUE;
  return has_label (self->exprs, name) || has_label (self->also, name);
}

/* --- a text --- */

static void
text_clear (gpointer data)
{
  MoSelectText *self = data;

  g_free (self->sql);
  g_free (self->values);
  mo_arena_clear (&self->arena);
  g_ptr_array_unref (self->lists);
}

void
mo_select_text_unref (MoSelectText *self)
{
  g_atomic_rc_box_release_full (self, text_clear);
}

static MoValue
copy_value (MoSelectText *self, const MoValue *value)
{
  MoValue *elements;

  if (value->type != MO_VALUE_LIST)
    return mo_value_copy (value, &self->arena);
  elements = g_new (MoValue, value->length);
  g_ptr_array_add (self->lists, elements);
  for (gsize i = 0; i < value->length; i++)
    {
      MoValue element = mo_value_list_get (value, i);

      elements[i] = copy_value (self, &element);
    }
  return mo_value_list (elements, value->length);
}

static MoSelectText *
text_new (const char *sql, const MoValue *values, gsize n_values)
{
  MoSelectText *self = g_atomic_rc_box_new0 (MoSelectText);

  self->sql = g_strdup (sql);
  self->lists = g_ptr_array_new_with_free_func (g_free);
  self->values = g_new (MoValue, n_values);
  self->n_values = n_values;
  for (gsize i = 0; i < n_values; i++)
    self->values[i] = copy_value (self, &values[i]);
  return self;
}

/**
 * mo_select_new_sql:
 * @model: a model
 * @sql: one statement that returns rows; its parameters are written `?` or `%s`
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 *
 * A query that is written as text, whose rows are instances all the same. Each column of @model is
 * read from the first column of the result that has its name; the result may have others. It runs
 * as any query does; nothing can be added to it, and it cannot be inside another query. All of its
 * rows are read, whatever it is run with. mo_select_from_sql() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT, %MO_ERROR_SYNTAX and others of
 * [func@Mo.execute_values], when the query runs; %MO_ERROR_TYPE_MISMATCH where the result lacks a
 * column of @model.
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_select_new_sql (const MoModel *model, const char *sql, const MoValue *values, gsize n_values)
{
  MoSelect *self = mo_select_new_as (model, NULL);
  GError *error = NULL;
  g_autoptr (MoStatement) checked
      = mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, &error);

  if (checked == NULL)
    mo_select_take_error (self, error);
  else
    self->text = text_new (sql, values, n_values);
  return self;
}

gboolean
mo_select_is_text (MoSelect *self)
{
  return self->text != NULL;
}
