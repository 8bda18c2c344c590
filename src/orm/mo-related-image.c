/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoRelatedImage: the relations of an instance at one moment. */

#include "orm/mo-related-private.h"

struct _MoRelatedImage
{
  guint32 loaded;
  guint32 changed;
  GArray *postponed; /* of MoPostponed, owned; NULL: nothing */
  gpointer fields[]; /* of each relation: an instance or an array of its own, owned; NULL: none */
};

static gboolean
is_to_many (const MoModel *model, guint relation)
{
  return mo_relation_is_to_many (model->relations[relation].relation.kind);
}

static void
postponed_clear (gpointer data)
{
  mo_entity_unref (((MoPostponed *) data)->related);
}

static GArray *
dup_postponed (const GArray *postponed)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (MoPostponed), postponed->len);

  g_array_append_vals (copy, postponed->data, postponed->len);
  for (guint i = 0; i < copy->len; i++)
    mo_entity_ref (g_array_index (copy, MoPostponed, i).related);
  return copy;
}

MoRelatedImage *
mo_related_image_new (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const GArray *postponed = mo_entity_get_postponed (entity);
  guint32 changed = header->extra != NULL ? header->extra->changed : 0;
  MoRelatedImage *self;

  if (header->loaded == 0 && postponed == NULL && changed == 0)
    return NULL;
  self = g_malloc0 (sizeof *self + header->model->n_relations * sizeof (gpointer));
  self->loaded = header->loaded;
  self->changed = changed;
  if (postponed != NULL)
    {
      self->postponed = dup_postponed (postponed);
      g_array_set_clear_func (self->postponed, postponed_clear);
    }
  for (guint i = 0; i < header->model->n_relations; i++)
    {
      gpointer field = mo_related_get (entity, i);

      if (field != NULL)
        self->fields[i] = is_to_many (header->model, i) ? (gpointer) mo_related_dup_array (field)
                                                        : mo_entity_ref (field);
    }
  return self;
}

/* Arrays go to the instance, which is restored once. */
void
mo_related_image_restore (MoRelatedImage *self, gpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  mo_related_clear (entity);
  if (self == NULL)
    return;
  for (guint i = 0; i < header->model->n_relations; i++)
    if ((self->loaded & 1u << i) == 0)
      continue;
    else if (is_to_many (header->model, i))
      mo_related_put_many (entity, i, g_steal_pointer (&self->fields[i]));
    else
      mo_related_put_one (entity, i, self->fields[i]);
  if (self->changed != 0)
    mo_entity_get_extra (entity)->changed = self->changed;
  if (self->postponed != NULL)
    mo_entity_get_extra (entity)->postponed = dup_postponed (self->postponed);
}

void
mo_related_image_free (MoRelatedImage *self, const MoModel *model)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < model->n_relations; i++)
    {
      if (self->fields[i] != NULL && is_to_many (model, i))
        g_ptr_array_unref (self->fields[i]);
      else if (self->fields[i] != NULL)
        mo_entity_unref (self->fields[i]);
    }
  g_clear_pointer (&self->postponed, g_array_unref);
  g_free (self);
}
