/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Circles of relations, which would keep their instances alive for ever: opened where they close,
 * by a search in depth from the instances that a session met first. */

#include "orm/mo-related-private.h"

enum
{
  OUTSIDE, /* of what is searched */
  NOT_SEEN,
  ON_THE_WAY,
  DONE,
};

/* Where the search stands. */
typedef struct
{
  gpointer entity;
  guint relation;
  guint member;
} MoStep;

static guint
get_visit (gconstpointer entity)
{
  return mo_entity_get_header (entity)->visit;
}

static void
set_visit (gpointer entity, guint visit)
{
  mo_entity_get_header (entity)->visit = visit & 3u;
}

static void
enter (GArray *path, gpointer entity)
{
  MoStep step = { entity, 0, 0 };

  set_visit (entity, ON_THE_WAY);
  g_array_append_val (path, step);
}

/* The next instance that the step leads to; NULL: there is none in this relation. */
static gpointer
get_member (const MoStep *self)
{
  const MoModel *model = mo_entity_get_header (self->entity)->model;
  gpointer value = mo_related_get (self->entity, self->relation);
  GPtrArray *many = value;

  if (value == NULL)
    return NULL;
  if (!mo_relation_is_to_many (model->relations[self->relation].relation.kind))
    return self->member == 0 ? value : NULL;
  return self->member < many->len ? g_ptr_array_index (many, self->member) : NULL;
}

/* A key that is to be written leads back, and stays: the relation does not. */
static gboolean
is_linked_back (gconstpointer entity, gconstpointer to)
{
  const GArray *links = mo_entity_get_links (entity);

  for (guint i = 0; links != NULL && i < links->len; i++)
    if (g_array_index (links, MoEntityLink, i).parent == to)
      return TRUE;
  return FALSE;
}

static void
next_relation (MoStep *self)
{
  self->relation++;
  self->member = 0;
}

/* One step on. FALSE: the instance is done with. */
static gboolean
advance (MoStep *self, gpointer *down)
{
  const MoModel *model = mo_entity_get_header (self->entity)->model;

  *down = NULL;
  while (self->relation < model->n_relations && *down == NULL)
    {
      gpointer member = get_member (self);

      if (member == NULL)
        {
          next_relation (self);
          continue;
        }
      self->member++;
      if (get_visit (member) == ON_THE_WAY || is_linked_back (member, self->entity))
        {
          mo_related_forget (self->entity, self->relation);
          next_relation (self);
        }
      else if (get_visit (member) == NOT_SEEN)
        *down = member;
    }
  return *down != NULL;
}

static void
search (GArray *path, gpointer entity)
{
  enter (path, entity);
  while (path->len > 0)
    {
      MoStep *step = &g_array_index (path, MoStep, path->len - 1);
      gpointer down;

      if (advance (step, &down))
        enter (path, down); /* which may move the steps */
      else
        {
          set_visit (step->entity, DONE);
          g_array_set_size (path, path->len - 1);
        }
    }
}

void
mo_related_open_circles (GList *entities)
{
  g_autoptr (GArray) path = NULL;
  gboolean any = FALSE;

  for (GList *l = entities; l != NULL; l = l->next)
    any = any || mo_entity_get_header (l->data)->loaded != 0;
  if (!any)
    return;
  path = g_array_new (FALSE, FALSE, sizeof (MoStep));
  for (GList *l = entities; l != NULL; l = l->next)
    set_visit (l->data, NOT_SEEN);
  for (GList *l = entities; l != NULL; l = l->next)
    if (get_visit (l->data) == NOT_SEEN)
      search (path, l->data);
  for (GList *l = entities; l != NULL; l = l->next)
    set_visit (l->data, OUTSIDE);
}
