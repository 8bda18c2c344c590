/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tables a query has, and whether the columns in it are theirs. */

#include "orm/mo-select-scope-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

/* --- the tables of a query --- */

const MoSource *
mo_select_scope_find_source (MoSelectScope *self, const char *name)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const MoSource *source = &g_array_index (self->sources, MoSource, i);

      if (strcmp (source->name, name) == 0)
        return source;
    }
  return NULL;
}

/* Of this query or of one around it; the last of a name hides the others. */
static MoSelect *
find_with (MoSelectScope *self, const char *name)
{
  for (; self != NULL; self = self->outer)
    for (guint i = self->n_withs; i-- > 0;)
      {
        const MoSelectWith *with = &g_array_index (self->select->withs, MoSelectWith, i);

        if (strcmp (with->name, name) == 0)
          return with->query;
      }
  return NULL;
}

static gboolean
is_joined (MoSelect *select, const char *name)
{
  for (guint i = 0; i < select->joins->len; i++)
    if (strcmp (mo_select_table_get_name (&g_array_index (select->joins, MoSelectTable, i)), name)
        == 0)
      return TRUE;
  return FALSE;
}

gboolean
mo_select_scope_add_source (MoSelectScope *self, const MoSource *source, GError **error)
{
  if (mo_select_scope_find_source (self, source->name) != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the query uses %s twice: give one of them an alias, with mo_join_as(), "
                   "mo_left_join_as() or mo_select_as(), and its columns by MO_C_AS()",
                   source->name);
      return FALSE;
    }
  g_array_append_vals (self->sources, source, 1);
  return TRUE;
}

static gboolean
add_table (MoSelectScope *self, const MoSelectTable *table, GError **error)
{
  MoSource source = { .model = table->model,
                      .query = table->query,
                      .is_written = table->query != NULL,
                      .name = mo_select_table_get_name (table),
                      .table = table->with,
                      .is_alias = table->alias != NULL,
                      .type = table->type,
                      .on = table->on };

  if (table->with != NULL && (source.query = find_with (self, table->with)) == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the query is from %s, which no mo_with() before it is called", table->with);
      return FALSE;
    }
  return mo_select_scope_add_source (self, &source, error);
}

static gboolean
add_tables (MoSelectScope *self, GArray *tables, GError **error)
{
  for (guint i = 0; i < tables->len; i++)
    if (!add_table (self, &g_array_index (tables, MoSelectTable, i), error))
      return FALSE;
  return TRUE;
}

/* The first model is what the query is from even if it is joined, which is then a second use. */
static gboolean
add_models (MoSelectScope *self, GError **error)
{
  for (guint i = 0; i < self->select->n_models; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);
      const char *name = mo_select_get_name (entity->model, entity->alias);
      gboolean is_first = i == 0 && self->sources->len == 0;
      MoSource source = { .model = entity->model,
                          .name = name,
                          .is_alias = entity->alias != NULL };

      if (mo_select_scope_find_source (self, name) != NULL
          || (!is_first && is_joined (self->select, name)))
        continue;
      if (!mo_select_scope_add_source (self, &source, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_column_table (const MoExprColumn *column, gpointer user_data, GError **error)
{
  MoSelectScope *self = user_data;
  MoSource source = { .name = column->table, .table = column->table };

  if (column->table == NULL || mo_select_scope_find_source (self, column->table) != NULL
      || is_joined (self->select, column->table))
    return TRUE;
  if (column->is_alias && (source.query = find_with (self, column->table)) == NULL)
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
add_tables_of_exprs (MoSelectScope *self, GError **error)
{
  GPtrArray *exprs = self->select->exprs;

  for (guint i = 0; i < exprs->len; i++)
    if (!mo_expr_visit_columns (g_ptr_array_index (exprs, i), add_column_table, self, error))
      return FALSE;
  return TRUE;
}

/* That each instance is one of the table of its name. */
static gboolean
check_entities (MoSelectScope *self, GError **error)
{
  for (guint i = 0; i < self->select->entities->len; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);
      const char *name = mo_select_get_name (entity->model, entity->alias);
      const MoSource *source = mo_select_scope_find_source (self, name);

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
                     entity->model->name, name,
                     source->model != NULL ? source->model->name : "another query");
      return FALSE;
    }
  return TRUE;
}

gboolean
mo_select_scope_collect (MoSelectScope *self, GError **error)
{
  MoSelect *select = self->select;

  if (!add_tables (self, select->froms, error)
      || (select->exprs == NULL && !add_models (self, error))
      || (select->exprs != NULL && self->sources->len == 0 && !add_tables_of_exprs (self, error)))
    return FALSE;
  if (self->sources->len == 0)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "nothing that is selected says which table the query is from: call "
                           "mo_select_from()");
      return FALSE;
    }
  return add_tables (self, select->joins, error) && check_entities (self, error);
}

/* --- columns --- */

/* NULL: nothing is called that here, or in a query around this one that is seen from here. */
static const MoSource *
find_visible (MoSelectScope *self, const char *name)
{
  const MoSource *source = NULL;

  for (MoSelectScope *scope = self; scope != NULL && source == NULL;
       scope = scope->sees_columns ? scope->outer : NULL)
    source = mo_select_scope_find_source (scope, name);
  return source;
}

static gboolean
check_label (MoSelectScope *self, const char *name, GError **error)
{
  if (!self->knows_labels)
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "mo_label (\"%s\"): labels are known in HAVING, GROUP BY and ORDER BY only", name);
  else if (!mo_select_has_output (self->select, name))
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "mo_label (\"%s\"): nothing is selected under that name: mo_as() gives it", name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_column (const MoExprColumn *column, gpointer user_data, GError **error)
{
  MoSelectScope *self = user_data;
  const MoSource *source;

  if (column->table == NULL)
    return check_label (self, column->name, error);
  source = find_visible (self, column->table);
  if (source == NULL && self->select->parts != NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "column %s.%s: what a union selects has names, and no tables: mo_label (\"%s\")",
                 column->table, column->name, column->name);
  else if (source == NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "column %s.%s: no table of the query is called %s: join it, or call "
                 "mo_select_from()",
                 column->table, column->name, column->table);
  else if (source->query != NULL && !mo_select_has_output (source->query, column->name))
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "column %s.%s: the query that is called %s selects nothing under that name: "
                 "mo_as() gives it",
                 column->table, column->name, column->table);
  else
    return TRUE;
  return FALSE;
}

gboolean
mo_select_scope_check_expr (MoSelectScope *self, MoExpr *expr, GError **error)
{
  return mo_expr_visit_columns (expr, check_column, self, error);
}
