/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query of instances as a list of rows. */

#include "orm/mo-select-page-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-select-parts-private.h"

/* Why its rows cannot be counted, and then come by the page; NULL: they can. */
static const char *
find_obstacle (MoSelect *self)
{
  guint n_entities = 0;

  if (self == NULL)
    return "NULL was given where a query belongs";
  mo_select_get_entities (self, &n_entities);
  if (n_entities == 0)
    return "a list is of instances: select a model, with mo_select()";
  if (self->parts != NULL)
    return "a list is of no union: say with mo_or() what its rows are";
  if (self->also != NULL || self->is_ranked)
    return "a list is of instances alone: leave mo_also(), mo_nearest() and mo_by_rank() away";
  if (self->is_distinct && n_entities > 1)
    return "a list of distinct rows is of one model: leave mo_distinct() or the others away";
  if (mo_select_repeats_instances (self))
    return "a list shows each instance once: leave mo_join_related() of a relation to many away";
  return NULL;
}

const MoModel *
mo_select_get_first_model (MoSelect *self, GError **error)
{
  const char *obstacle = find_obstacle (self);

  if (self != NULL && self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else if (obstacle != NULL)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, obstacle);
  else
    return g_array_index (self->entities, MoSelectEntity, 0).model;
  return NULL;
}

static gboolean
has_name (GArray *tables, const char *name)
{
  for (guint i = 0; i < tables->len; i++)
    if (strcmp (mo_select_table_get_name (&g_array_index (tables, MoSelectTable, i)), name) == 0)
      return TRUE;
  return FALSE;
}

/* Two tables may have columns of the same name, which a sub-query may not. So one instance is
 * enough, but what the others make the query be from must stay. */
static void
keep_first_entity (MoSelect *self)
{
  for (guint i = 0; i < self->n_models; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->entities, MoSelectEntity, i);
      const char *name = mo_select_get_name (entity->model, entity->alias);
      MoSelectTable table = { .model = entity->model, .type = MO_JOIN_INNER };

      if (has_name (self->froms, name) || (i > 0 && has_name (self->joins, name)))
        continue;
      table.alias = entity->alias != NULL ? g_ref_string_acquire ((char *) entity->alias) : NULL;
      g_array_append_val (self->froms, table);
    }
  g_array_set_size (self->entities, 1);
  self->n_models = 0;
}

MoStatement *
mo_select_to_count (MoSelect *self, GError **error)
{
  g_autoptr (MoSelect) rows = mo_select_make_own (mo_select_ref (self), "mo_query_list_new()");
  g_autoptr (MoStatement) inner = NULL;
  g_autofree char *sql = NULL;
  const MoValue *values;
  gsize n_values;

  if (!rows->has_limit && rows->offset == 0)
    g_array_set_size (rows->orders, 0);
  if (rows->error == NULL && rows->entities->len > 1)
    keep_first_entity (rows);
  inner = mo_select_to_statement (rows, 0, error);
  if (inner == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT COUNT(*) FROM (%s) AS mo_rows",
                         mo_statement_get_prepared_sql (inner));
  values = mo_statement_get_values (inner, &n_values);
  return mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, error);
}

static MoSelect *
order_by_keys (MoSelect *self, const MoSelectEntity *entity)
{
  const MoModel *model = entity->model;

  for (guint i = 0; i < model->n_keys; i++)
    self = mo_order_by (
        self, mo_model_column (model, entity->alias, model->columns[model->keys[i]].offset));
  return self;
}

MoSelect *
mo_select_new_page (MoSelect *self, guint64 n_before, guint64 n_rows)
{
  MoSelect *page = mo_select_ref (self);
  guint64 offset = self->offset;

  /* A group has no key to be told by. */
  for (guint i = 0; self->groups->len == 0 && i < self->entities->len; i++)
    page = order_by_keys (page, &g_array_index (self->entities, MoSelectEntity, i));
  if (self->has_limit)
    n_rows = MIN (n_rows, self->limit - MIN (self->limit, n_before));
  return mo_offset (mo_limit (page, n_rows), offset + n_before);
}
