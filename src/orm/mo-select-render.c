/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a query to a statement. */

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-select-parts-private.h"
#include "sql/mo-expr-private.h"
#include "sql/mo-quoting-private.h"

/* A table in the FROM clause; all borrowed. */
typedef struct
{
  const MoModel *model; /* NULL: known by its name only */
  const char *name;     /* what the query calls it by */
  const char *table;
  gboolean is_alias;
  MoJoinType type;
  MoExpr *on; /* NULL: not joined */
} MoSource;

typedef struct
{
  MoSelect *select;
  GArray *sources; /* of MoSource */
  GString *sql;
  GArray *values;
} MoSelectRendering;

/* --- the tables of a query --- */

static const MoSource *
find_source (MoSelectRendering *self, const char *name)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const MoSource *source = &g_array_index (self->sources, MoSource, i);

      if (strcmp (source->name, name) == 0)
        return source;
    }
  return NULL;
}

static gboolean
is_joined (MoSelect *select, const char *name)
{
  for (guint i = 0; i < select->joins->len; i++)
    {
      const MoSelectTable *join = &g_array_index (select->joins, MoSelectTable, i);

      if (strcmp (mo_select_get_name (join->model, join->alias), name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
add_source (MoSelectRendering *self,
            const MoModel *model,
            const char *alias,
            MoJoinType type,
            MoExpr *on,
            GError **error)
{
  MoSource source = { model, mo_select_get_name (model, alias), model->table, alias != NULL, type,
                      on };

  if (find_source (self, source.name) != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the query uses %s twice: give one of them an alias, with mo_join_as(), "
                   "mo_left_join_as() or mo_select_as(), and its columns by MO_C_AS()",
                   source.name);
      return FALSE;
    }
  g_array_append_val (self->sources, source);
  return TRUE;
}

static gboolean
add_tables (MoSelectRendering *self, GArray *tables, GError **error)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const MoSelectTable *table = &g_array_index (tables, MoSelectTable, i);

      if (!add_source (self, table->model, table->alias, table->type, table->on, error))
        return FALSE;
    }
  return TRUE;
}

/* The first model is what the query is from even if it is joined, which is then a second use. */
static gboolean
add_models (MoSelectRendering *self, GError **error)
{
  for (guint i = 0; i < self->select->n_models; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);
      const char *name = mo_select_get_name (entity->model, entity->alias);
      gboolean is_first = i == 0 && self->sources->len == 0;

      if (find_source (self, name) != NULL || (!is_first && is_joined (self->select, name)))
        continue;
      if (!add_source (self, entity->model, entity->alias, MO_JOIN_INNER, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_column_table (const MoExprColumn *column, gpointer user_data, GError **error)
{
  MoSelectRendering *self = user_data;
  MoSource source = { .name = column->table, .table = column->table };

  if (find_source (self, column->table) != NULL || is_joined (self->select, column->table))
    return TRUE;
  if (column->is_alias)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "column %s.%s is selected, and no table of the query is called %s: call "
                   "mo_select_from() with the model and that alias, or join it",
                   column->table, column->name, column->table);
      return FALSE;
    }
  g_array_append_val (self->sources, source);
  return TRUE;
}

static gboolean
add_tables_of_exprs (MoSelectRendering *self, GError **error)
{
  GPtrArray *exprs = self->select->exprs;

  for (guint i = 0; i < exprs->len; i++)
    if (!mo_expr_visit_columns (g_ptr_array_index (exprs, i), add_column_table, self, error))
      return FALSE;
  return TRUE;
}

static gboolean
collect_sources (MoSelectRendering *self, GError **error)
{
  if (!add_tables (self, self->select->froms, error))
    return FALSE;
  if (self->select->exprs == NULL && !add_models (self, error))
    return FALSE;
  if (self->select->exprs != NULL && self->sources->len == 0 && !add_tables_of_exprs (self, error))
    return FALSE;
  if (self->sources->len == 0)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "nothing that is selected says which table the query is from: call "
                           "mo_select_from()");
      return FALSE;
    }
  return add_tables (self, self->select->joins, error);
}

/* That each instance is one of the table of its name. */
static gboolean
check_entities (MoSelectRendering *self, GError **error)
{
  for (guint i = 0; i < self->select->entities->len; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);
      const char *name = mo_select_get_name (entity->model, entity->alias);
      const MoSource *source = find_source (self, name);

      if (source != NULL && source->model == entity->model)
        continue;
      if (source == NULL)
        g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                     "an instance of %s is selected as %s, and no table of the query is called "
                     "that: join it under this name",
                     entity->model->name, name);
      else
        g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                     "an instance of %s is selected as %s, which is a table of %s in the query",
                     entity->model->name, name, source->model->name);
      return FALSE;
    }
  return TRUE;
}

/* --- text --- */

static gboolean
check_column (const MoExprColumn *column, gpointer user_data, GError **error)
{
  if (find_source (user_data, column->table) != NULL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "column %s.%s: no table of the query is called %s: join it, or call "
               "mo_select_from()",
               column->table, column->name, column->table);
  return FALSE;
}

static gboolean
render_expr (MoSelectRendering *self, MoExpr *expr, GError **error)
{
  return mo_expr_render (expr, self->sql, self->values, error)
         && mo_expr_visit_columns (expr, check_column, self, error);
}

static gboolean
render_exprs (MoSelectRendering *self, const char *before, GPtrArray *exprs, GError **error)
{
  for (guint i = 0; i < exprs->len; i++)
    {
      g_string_append (self->sql, i == 0 ? before : ", ");
      if (!render_expr (self, g_ptr_array_index (exprs, i), error))
        return FALSE;
    }
  return TRUE;
}

/* A server writes out a FLOAT with fewer digits than it takes to read it back. */
static gboolean
render_column (MoSelectRendering *self,
               const MoSelectEntity *entity,
               const MoColumn *column,
               GError **error)
{
  gboolean is_float = column->type == MO_FIELD_FLOAT;

  g_string_append (self->sql, is_float ? "CAST(" : "");
  if (!mo_quote_identifier (self->sql, mo_select_get_name (entity->model, entity->alias),
                            "the name of a table of the query", error))
    return FALSE;
  g_string_append_c (self->sql, '.');
  if (!mo_quote_identifier (self->sql, column->name, "a column's name", error))
    return FALSE;
  g_string_append (self->sql, is_float ? " AS DOUBLE)" : "");
  return TRUE;
}

static gboolean
render_entities (MoSelectRendering *self, GError **error)
{
  const char *before = "SELECT ";

  for (guint i = 0; i < self->select->entities->len; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);

      for (guint j = 0; j < entity->model->n_columns; j++)
        {
          g_string_append (self->sql, before);
          before = ", ";
          if (!render_column (self, entity, &entity->model->columns[j], error))
            return FALSE;
        }
    }
  return TRUE;
}

/* CROSS JOIN and not a comma, which binds less than JOIN: the conditions would not see what is
 * before it. */
static gboolean
render_source (MoSelectRendering *self, const MoSource *source, gboolean is_first, GError **error)
{
  if (is_first)
    g_string_append (self->sql, " FROM ");
  else if (source->on == NULL)
    g_string_append (self->sql, " CROSS JOIN ");
  else
    g_string_append (self->sql, source->type == MO_JOIN_LEFT ? " LEFT JOIN " : " JOIN ");
  if (!mo_quote_identifier (self->sql, source->table, "a table's name", error))
    return FALSE;
  if (source->is_alias)
    {
      g_string_append (self->sql, " AS ");
      if (!mo_quote_identifier (self->sql, source->name, "a table's alias", error))
        return FALSE;
    }
  if (source->on == NULL)
    return TRUE;
  g_string_append (self->sql, " ON ");
  return render_expr (self, source->on, error);
}

static gboolean
render_sources (MoSelectRendering *self, GError **error)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (!render_source (self, &g_array_index (self->sources, MoSource, i), i == 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
render_where (MoSelectRendering *self, GError **error)
{
  GPtrArray *wheres = self->select->wheres;
  g_autoptr (MoExpr) condition = NULL;

  if (wheres->len == 0)
    return TRUE;
  for (guint i = 0; i < wheres->len; i++)
    mo_expr_ref (g_ptr_array_index (wheres, i));
  condition = mo_expr_all_of ((MoExpr **) wheres->pdata, wheres->len);
  g_string_append (self->sql, " WHERE ");
  return render_expr (self, condition, error);
}

static gboolean
render_orders (MoSelectRendering *self, GError **error)
{
  for (guint i = 0; i < self->select->orders->len; i++)
    {
      const MoSelectOrder *order = &g_array_index (self->select->orders, MoSelectOrder, i);

      g_string_append (self->sql, i == 0 ? " ORDER BY " : ", ");
      if (!render_expr (self, order->expr, error))
        return FALSE;
      if (order->descending)
        g_string_append (self->sql, " DESC");
    }
  return TRUE;
}

/* The servers take no OFFSET without LIMIT. */
static void
render_limit (MoSelectRendering *self, guint64 max_rows)
{
  guint64 limit = self->select->has_limit ? self->select->limit : G_MAXUINT64;

  if (max_rows > 0)
    limit = MIN (limit, max_rows);
  if (self->select->has_limit || max_rows > 0 || self->select->offset > 0)
    g_string_append_printf (self->sql, " LIMIT %" G_GUINT64_FORMAT, limit);
  if (self->select->offset > 0)
    g_string_append_printf (self->sql, " OFFSET %" G_GUINT64_FORMAT, self->select->offset);
}

static gboolean
render (MoSelectRendering *self, guint64 max_rows, GError **error)
{
  MoSelect *select = self->select;

  if (!(select->exprs != NULL ? render_exprs (self, "SELECT ", select->exprs, error)
                              : render_entities (self, error)))
    return FALSE;
  if (!render_sources (self, error) || !render_where (self, error)
      || !render_exprs (self, " GROUP BY ", select->groups, error) || !render_orders (self, error))
    return FALSE;
  render_limit (self, max_rows);
  return TRUE;
}

/* What is wrong with a selected expression comes before what is missing without it. */
static gboolean
check_exprs (MoSelectRendering *self, GError **error)
{
  GPtrArray *exprs = self->select->exprs;

  for (guint i = 0; exprs != NULL && i < exprs->len; i++)
    if (!mo_expr_render (g_ptr_array_index (exprs, i), self->sql, self->values, error))
      return FALSE;
  g_string_truncate (self->sql, 0);
  g_array_set_size (self->values, 0);
  return TRUE;
}

MoStatement *
mo_select_to_statement (MoSelect *self, guint64 max_rows, GError **error)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (MoSource));
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  MoSelectRendering rendering = { self, sources, sql, values };

  if (self == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "NULL was given where a query belongs");
      return NULL;
    }
  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }
  if (!check_exprs (&rendering, error) || !collect_sources (&rendering, error)
      || !check_entities (&rendering, error) || !render (&rendering, max_rows, error))
    return NULL;
  return mo_statement_new (sql->str, (const MoValue *) (const void *) values->data, values->len,
                           MO_STATEMENT_DEFAULT, error);
}
