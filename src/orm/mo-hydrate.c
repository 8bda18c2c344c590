/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows become instances: what is known already is found again, the rest is made. */

#include "orm/mo-hydrate-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-hydrate-plan-private.h"
#include "orm/mo-related-private.h"
#include "value/mo-result-builder-private.h"
#include "value/mo-result-private.h"

/* What is attached to a result. */
typedef struct
{
  MoSelect *select; /* owned: says which instance is whose */
  guint n_rows;
  guint n_entities; /* in each row */
  gpointer *entities; /* owned, or NULL where a left join found no partner */
} MoHydrated;

static void
hydrated_free (gpointer data)
{
  MoHydrated *self = data;

  for (gsize i = 0; i < (gsize) self->n_rows * self->n_entities; i++)
    if (self->entities[i] != NULL)
      mo_entity_unref (self->entities[i]);
  g_free (self->entities);
  mo_select_unref (self->select);
  g_free (self);
}

/* Attached to @result, and empty so far. */
static MoHydrated *
hydrated_new (MoResult *result, MoSelect *select)
{
  MoHydrated *self = g_new0 (MoHydrated, 1);

  mo_select_get_entities (select, &self->n_entities);
  self->select = mo_select_ref (select);
  self->n_rows = mo_result_get_n_rows (result);
  self->entities = g_new0 (gpointer, (gsize) self->n_rows * self->n_entities);
  result->attachment = self;
  result->free_attachment = hydrated_free;
  return self;
}

typedef struct
{
  MoResult *result;
  guint64 number;
  MoIdentityMap *map;
  void (*keep) (gpointer entity, gpointer data);
  gpointer data;
  /* One for each entity of a row: */
  gpointer *spares;      /* made for a row that turned out to be known */
  MoHydratePlan **plans;
} MoHydration;

static const MoValue *
get_row (const MoHydration *self, guint row)
{
  return self->result->rows[row];
}

/* FALSE */
static gboolean
refuse_row (guint row, const MoSelectEntity *from, GError **error)
{
  g_prefix_error (error, "row %u of %s cannot be read: ", row + 1, from->model->table);
  return FALSE;
}

/* What was changed since it expired stays. */
static gboolean
refresh (MoHydration *self,
         gpointer entity,
         guint row,
         const MoSelectEntity *from,
         const MoHydratePlan *plan,
         GError **error)
{
  if (!mo_hydrate_plan_refresh (plan, get_row (self, row), entity, error))
    return refuse_row (row, from, error);
  mo_related_forget_all (entity);
  mo_entity_get_header (entity)->expired = FALSE;
  return TRUE;
}

/* Whether the row says more of the instance than is known. */
static gboolean
is_outdated (const MoHydration *self, gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return header->expired && header->written <= self->number;
}

/* (transfer full): in *@out, NULL where there is no partner. */
static gboolean
hydrate_one (MoHydration *self,
             guint row,
             const MoSelectEntity *from,
             guint index,
             gpointer *out,
             GError **error)
{
  const MoHydratePlan *plan = self->plans[index];
  const MoValue *cells = get_row (self, row);
  gpointer *spare = &self->spares[index];
  gpointer known;

  if (!mo_hydrate_plan_has_key (plan, cells))
    return TRUE;
  if (*spare == NULL)
    *spare = mo_entity_alloc (from->model);
  if (!mo_hydrate_plan_load_key (plan, cells, *spare, error))
    return refuse_row (row, from, error);
  known = mo_identity_map_lookup_or_insert (self->map, from->model, *spare);
  if (known != NULL)
    {
      *out = mo_entity_ref (known);
      return !is_outdated (self, known) || refresh (self, known, row, from, plan, error);
    }
  *out = g_steal_pointer (spare);
  if (!mo_hydrate_plan_load_rest (plan, cells, *out, error))
    {
      mo_identity_map_remove (self->map, *out);
      return refuse_row (row, from, error);
    }
  mo_entity_commit_fields (*out);
  self->keep (*out, self->data);
  return TRUE;
}

static gboolean
hydrate_rows (MoHydration *self,
              MoHydrated *hydrated,
              const MoSelectEntity *from,
              GError **error)
{
  for (guint row = 0; row < hydrated->n_rows; row++)
    for (guint i = 0; i < hydrated->n_entities; i++)
      if (!hydrate_one (self, row, &from[i], i,
                        &hydrated->entities[(gsize) row * hydrated->n_entities + i], error))
        return FALSE;
  return TRUE;
}

/* (transfer full): NULL: one of them is not there. */
static guint *
find_places (MoResult *result, const MoModel *model, GError **error)
{
  g_autofree guint *places = g_new (guint, model->n_columns);

  for (guint i = 0; i < model->n_columns; i++)
    {
      gint place = mo_result_find_column (result, model->columns[i].name);

      if (place < 0)
        {
          g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                       "an instance of %s cannot be read: the result has no column %s: select it, "
                       "or something AS %s",
                       model->name, model->columns[i].name, model->columns[i].name);
          return NULL;
        }
      places[i] = (guint) place;
    }
  return g_steal_pointer (&places);
}

/* (transfer full): NULL: there is something that no column of the result says. */
static MoHydratePlan *
make_plan (MoHydration *self, MoSelect *select, const MoSelectEntity *from, GError **error)
{
  g_autofree guint *places = NULL;

  if (!mo_select_is_text (select))
    return mo_hydrate_plan_new (from->model, from->first_column);
  places = find_places (self->result, from->model, error);
  return places != NULL ? mo_hydrate_plan_new_at (from->model, places) : NULL;
}

static gboolean
make_plans (MoHydration *self,
            MoSelect *select,
            const MoSelectEntity *from,
            guint n_entities,
            GError **error)
{
  for (guint i = 0; i < n_entities; i++)
    if ((self->plans[i] = make_plan (self, select, &from[i], error)) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
hydrate (MoHydration *self, MoSelect *select, GError **error)
{
  guint n_entities;
  const MoSelectEntity *from = mo_select_get_entities (select, &n_entities);
  g_autofree gpointer *spares = g_new0 (gpointer, MAX (n_entities, 1));
  g_autofree MoHydratePlan **plans = g_new0 (MoHydratePlan *, MAX (n_entities, 1));
  gboolean ok;

  if (n_entities == 0)
    return TRUE;
  self->spares = spares;
  self->plans = plans;
  ok = make_plans (self, select, from, n_entities, error);
  if (ok)
    {
      mo_identity_map_reserve (self->map, mo_result_get_n_rows (self->result));
      ok = hydrate_rows (self, hydrated_new (self->result, select), from, error);
    }
  for (guint i = 0; i < n_entities; i++)
    {
      g_clear_pointer (&spares[i], mo_entity_unref);
      g_clear_pointer (&plans[i], mo_hydrate_plan_free);
    }
  return ok;
}

gboolean
mo_hydrate (MoResult *result,
            MoSelect *select,
            guint64 number,
            MoIdentityMap *map,
            void (*keep) (gpointer entity, gpointer data),
            gpointer data,
            GError **error)
{
  MoHydration self = { result, number, map, keep, data, NULL, NULL };

  /* What the table holds now is something else, which a session may know, or write to. */
  if (mo_select_is_of_past (select))
    return mo_hydrate_detached (result, select, error);
  return hydrate (&self, select, error);
}

void
mo_hydrate_keep_detached (gpointer entity, gpointer data)
{
  mo_entity_get_header (entity)->state = MO_ENTITY_DETACHED;
}

/* Nothing is expired in a new map, so it does not matter when the query was submitted. */
gboolean
mo_hydrate_detached (MoResult *result, MoSelect *select, GError **error)
{
  g_autoptr (MoIdentityMap) map = mo_identity_map_new ();
  MoHydration self = { result, 0, map, mo_hydrate_keep_detached, NULL, NULL, NULL };

  return hydrate (&self, select, error);
}

/* --- without a query --- */

static MoResult *
build_row (const MoModel *model, gconstpointer entity)
{
  MoResultBuilder *builder = mo_result_builder_new (model->n_columns);

  for (guint i = 0; i < model->n_columns; i++)
    {
      MoValue value = entity != NULL ? mo_field_get (&model->columns[i], entity) : mo_value_null ();

      mo_result_builder_set_column (builder, i, model->columns[i].name, value.type);
      if (entity != NULL)
        mo_result_builder_add (builder, value);
    }
  return mo_result_builder_finish (builder);
}

MoResult *
mo_hydrate_known (const MoModel *model, gpointer entity)
{
  MoResult *result = build_row (model, entity);
  g_autoptr (MoSelect) select = mo_select_new (&model, 1);
  MoHydrated *hydrated = hydrated_new (result, select);

  if (entity != NULL)
    hydrated->entities[0] = mo_entity_ref (entity);
  return result;
}

/* --- reading --- */

gboolean
mo_result_is_hydrated (MoResult *result)
{
  return result->free_attachment == hydrated_free;
}

gpointer
mo_hydrated_get (MoResult *result, guint row, const MoModel *model, const char *alias)
{
  MoHydrated *self = result->attachment;
  const MoSelectEntity *from;
  guint n_entities;

  if (!mo_result_is_hydrated (result) || row >= self->n_rows)
    return NULL;
  from = mo_select_get_entities (self->select, &n_entities);
  for (guint i = 0; i < n_entities; i++)
    if (from[i].model == model && g_strcmp0 (from[i].alias, alias) == 0)
      return self->entities[(gsize) row * n_entities + i];
  return NULL;
}

gpointer
mo_hydrated_get_at (MoResult *result, guint row, guint entity)
{
  MoHydrated *self = result->attachment;

  return mo_result_is_hydrated (result) && row < self->n_rows && entity < self->n_entities
             ? self->entities[(gsize) row * self->n_entities + entity]
             : NULL;
}

gboolean
mo_hydrated_repeats (MoResult *result)
{
  return mo_result_is_hydrated (result)
         && mo_select_repeats_instances (((MoHydrated *) result->attachment)->select);
}

guint
mo_hydrated_count_first (MoResult *result)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    if (mo_hydrated_get_first (result, row) != NULL)
      g_hash_table_add (seen, mo_hydrated_get_first (result, row));
  return g_hash_table_size (seen);
}

gpointer
mo_hydrated_get_first (MoResult *result, guint row)
{
  return mo_hydrated_get_at (result, row, 0);
}

GPtrArray *
mo_hydrated_to_array (MoResult *result)
{
  MoHydrated *self = result->attachment;
  GPtrArray *all = g_ptr_array_new_full (self->n_rows, mo_entity_unref);
  /* Acquire: what others did with it comes before we change it. */
  gboolean is_ours = atomic_load_explicit (&result->ref_count, memory_order_acquire) == 1;
  g_autoptr (GHashTable) seen
      = mo_hydrated_repeats (result) ? g_hash_table_new (NULL, NULL) : NULL;

  for (guint i = 0; i < self->n_rows; i++)
    {
      gpointer *first = &self->entities[(gsize) i * self->n_entities];

      if (*first != NULL && (seen == NULL || g_hash_table_add (seen, *first)))
        g_ptr_array_add (all, is_ours ? g_steal_pointer (first) : mo_entity_ref (*first));
    }
  mo_result_unref (result);
  return all;
}
