/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The relations of a model: resolved when they are used, since related models may be registered
 * later. */

#include "orm/mo-relation-private.h"

#include <matrixone-glib/mo-error.h>

gint
mo_model_find_relation (const MoModel *self, gsize offset)
{
  for (guint i = 0; i < self->n_relations; i++)
    if (self->relations[i].offset == offset)
      return (gint) i;
  return -1;
}

static gboolean G_GNUC_PRINTF (3, 4)
refuse (const MoRelationInfo *self, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "model %s: relation %s: %s",
               self->owner->name, self->entry->name, why);
  return FALSE;
}

/* The foreign key @key of @from, which is to lead to @to. */
static gboolean
resolve_key (const MoRelationInfo *self,
             const MoModel *from,
             gsize key,
             const MoModel *to,
             guint *column,
             guint *referred,
             GError **error)
{
  gint found = mo_model_find_offset (from, key);
  gint parent;

  if (found < 0)
    return refuse (self, error, "its key is no column of %s", from->name);
  if (mo_column_get_parent (&from->columns[found]) != to)
    return refuse (self, error, "column %s of %s does not refer to %s: give it .references",
                   from->columns[found].name, from->name, to->name);
  parent = mo_model_find_offset (to, from->columns[found].references.offset);
  if (parent < 0)
    return refuse (self, error, "column %s of %s refers to a field of %s that is no column",
                   from->columns[found].name, from->name, to->name);
  *column = (guint) found;
  *referred = (guint) parent;
  return TRUE;
}

static gboolean
resolve (MoRelationInfo *self, GError **error)
{
  const MoRelation *relation = &self->entry->relation;

  self->model = relation->get_model != NULL ? relation->get_model () : NULL;
  if (self->model == NULL)
    return refuse (self, error, "it is related to no model");
  switch (self->kind)
    {
    case MO_RELATION_BELONGS_TO:
      return resolve_key (self, self->owner, relation->key, self->model, &self->own, &self->other,
                          error);
    case MO_RELATION_HAS_ONE:
    case MO_RELATION_HAS_MANY:
      return resolve_key (self, self->model, relation->key, self->owner, &self->other, &self->own,
                          error);
    case MO_RELATION_MANY_TO_MANY:
      self->link = relation->get_link != NULL ? relation->get_link () : NULL;
      if (self->link == NULL)
        return refuse (self, error, "there is no model in between");
      return resolve_key (self, self->link, relation->key, self->owner, &self->link_own, &self->own,
                          error)
             && resolve_key (self, self->link, relation->link_key, self->model, &self->link_other,
                             &self->other, error);
    default:
      return refuse (self, error, "it is of no known kind");
    }
}

gboolean
mo_model_get_relation (const MoModel *self, guint index, MoRelationInfo *out, GError **error)
{
  *out = (MoRelationInfo){ .entry = &self->relations[index],
                           .owner = self,
                           .index = index,
                           .kind = self->relations[index].relation.kind };
  if (out->entry->offset > self->instance_size - sizeof (gpointer))
    return refuse (out, error, "its field is outside of the struct");
  return resolve (out, error);
}

gboolean
mo_model_check_relations (const MoModel *self, GError **error)
{
  MoRelationInfo relation;

  if (self->n_relations > MO_MOST_RELATIONS)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "model %s: %u relations, and %d at the most can be told apart", self->name,
                   self->n_relations, MO_MOST_RELATIONS);
      return FALSE;
    }
  for (guint i = 0; i < self->n_relations; i++)
    if (!mo_model_get_relation (self, i, &relation, error))
      return FALSE;
  return TRUE;
}

/* --- the other side --- */

static gboolean
is_inverse (const MoRelationInfo *self, const MoRelationInfo *other)
{
  if (other->model != self->owner)
    return FALSE;
  switch (self->kind)
    {
    case MO_RELATION_BELONGS_TO:
      return (other->kind == MO_RELATION_HAS_ONE || other->kind == MO_RELATION_HAS_MANY)
             && other->other == self->own;
    case MO_RELATION_HAS_ONE:
    case MO_RELATION_HAS_MANY:
      return other->kind == MO_RELATION_BELONGS_TO && other->own == self->other;
    case MO_RELATION_MANY_TO_MANY:
      return other->kind == MO_RELATION_MANY_TO_MANY && other->link == self->link
             && other->link_own == self->link_other && other->link_other == self->link_own;
    default:
      return FALSE;
    }
}

gboolean
mo_relation_get_inverse (const MoRelationInfo *self, MoRelationInfo *out)
{
  for (guint i = 0; i < self->model->n_relations; i++)
    if (mo_model_get_relation (self->model, i, out, NULL) && is_inverse (self, out))
      return TRUE;
  return FALSE;
}
