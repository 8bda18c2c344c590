/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows become instances: what is known already is found again, the rest is made. */

#include "orm/mo-hydrate-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
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
  gpointer *spares; /* one for each entity of a row: made for a row that turned out to be known */
  guint *places;    /* of the columns of the one entity of a text, in the result; NULL: they follow
                     * each other */
} MoHydration;

static guint
get_place (const MoHydration *self, const MoSelectEntity *from, guint column)
{
  return self->places != NULL ? self->places[column] : from->first_column + column;
}

static gboolean
load_column (MoHydration *self,
             gpointer entity,
             guint row,
             const MoSelectEntity *from,
             guint column,
             GError **error)
{
  MoValue cell = mo_result_get_value (self->result, row, get_place (self, from, column));

  if (mo_entity_load (entity, column, &cell, error))
    return TRUE;
  g_prefix_error (error, "row %u of %s cannot be read: ", row + 1, from->model->table);
  return FALSE;
}

/* What was changed since it expired stays. */
static gboolean
refresh (MoHydration *self, gpointer entity, guint row, const MoSelectEntity *from, GError **error)
{
  for (guint i = 0; i < from->model->n_columns; i++)
    if (!mo_entity_is_changed (entity, i) && !load_column (self, entity, row, from, i, error))
      return FALSE;
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

static gboolean
load_key (MoHydration *self, gpointer entity, guint row, const MoSelectEntity *from, GError **error)
{
  for (guint i = 0; i < from->model->n_keys; i++)
    if (!load_column (self, entity, row, from, from->model->keys[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
has_partner (MoHydration *self, guint row, const MoSelectEntity *from)
{
  for (guint i = 0; i < from->model->n_keys; i++)
    if (!mo_result_is_null (self->result, row, get_place (self, from, from->model->keys[i])))
      return TRUE;
  return FALSE;
}

static gboolean
load_new (MoHydration *self, gpointer entity, guint row, const MoSelectEntity *from, GError **error)
{
  for (guint i = 0; i < from->model->n_columns; i++)
    if (!(from->model->columns[i].flags & MO_PRIMARY_KEY)
        && !load_column (self, entity, row, from, i, error))
      return FALSE;
  mo_entity_commit_fields (entity);
  mo_identity_map_insert (self->map, from->model, entity);
  self->keep (entity, self->data);
  return TRUE;
}

/* (transfer full): in *@out, NULL where there is no partner. */
static gboolean
hydrate_one (MoHydration *self,
             guint row,
             const MoSelectEntity *from,
             gpointer *spare,
             gpointer *out,
             GError **error)
{
  gpointer known;

  if (!has_partner (self, row, from))
    return TRUE;
  if (*spare == NULL)
    *spare = mo_entity_alloc (from->model);
  if (!load_key (self, *spare, row, from, error))
    return FALSE;
  known = mo_identity_map_lookup (self->map, from->model, *spare);
  if (known != NULL)
    {
      *out = mo_entity_ref (known);
      return !is_outdated (self, known) || refresh (self, known, row, from, error);
    }
  *out = g_steal_pointer (spare);
  return load_new (self, *out, row, from, error);
}

static gboolean
hydrate_rows (MoHydration *self,
              MoHydrated *hydrated,
              const MoSelectEntity *from,
              GError **error)
{
  for (guint row = 0; row < hydrated->n_rows; row++)
    for (guint i = 0; i < hydrated->n_entities; i++)
      if (!hydrate_one (self, row, &from[i], &self->spares[i],
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

static gboolean
hydrate (MoHydration *self, MoSelect *select, GError **error)
{
  guint n_entities;
  const MoSelectEntity *from = mo_select_get_entities (select, &n_entities);
  g_autofree gpointer *spares = g_new0 (gpointer, MAX (n_entities, 1));
  g_autofree guint *places = NULL;
  MoHydrated *hydrated;
  gboolean ok;

  if (n_entities == 0)
    return TRUE;
  if (mo_select_is_text (select)
      && (places = find_places (self->result, from[0].model, error)) == NULL)
    return FALSE;
  self->places = places;
  self->spares = spares;
  hydrated = hydrated_new (self->result, select);
  ok = hydrate_rows (self, hydrated, from, error);
  for (guint i = 0; i < n_entities; i++)
    if (spares[i] != NULL)
      mo_entity_unref (spares[i]);
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
