/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session in a nested scope: what its instances were when it began, and back to that. */

#include "orm/mo-session-nested-private.h"

#include "orm/mo-changes-private.h"

typedef struct
{
  GArray *mementos; /* of MoEntityMemento: every instance */
  guint n_written;
} MoSessionMark;

static void
memento_clear (gpointer memento)
{
  mo_entity_memento_clear (memento);
}

gpointer
mo_session_mark (MoSession *self)
{
  MoSessionMark *mark = g_new0 (MoSessionMark, 1);

  mo_session_apply (self); /* the keys of what was flushed */
  mark->n_written = self->n_marked = self->written->len;
  mark->mementos
      = g_array_sized_new (FALSE, FALSE, sizeof (MoEntityMemento), self->entities.length);
  g_array_set_clear_func (mark->mementos, memento_clear);
  for (GList *l = self->entities.head; l != NULL; l = l->next)
    {
      MoEntityMemento memento;

      mo_entity_memento_init (&memento, l->data);
      g_array_append_val (mark->mementos, memento);
    }
  return mark;
}

void
mo_session_mark_free (gpointer data)
{
  MoSessionMark *self = data;

  g_array_unref (self->mementos);
  g_free (self);
}

/* Those that have been let go of meanwhile, and are somebody else's, stay as they are. */
static void
restore (MoSession *self, GArray *mementos)
{
  for (guint i = 0; i < mementos->len; i++)
    {
      MoEntityMemento *memento = &g_array_index (mementos, MoEntityMemento, i);

      if (mo_entity_get_header (memento->entity)->session != NULL)
        continue;
      mo_entity_memento_restore (memento);
      mo_session_keep (self, memento->entity, memento->state);
    }
  self->has_changed = TRUE; /* it may be, of what was changed before */
  for (guint i = 0; i < mementos->len; i++)
    {
      MoEntityMemento *memento = &g_array_index (mementos, MoEntityMemento, i);

      if (mo_entity_get_header (memento->entity)->session == self)
        mo_entity_memento_relink (memento);
    }
}

static void
fill_map (MoSession *self)
{
  for (GList *l = self->entities.head; l != NULL; l = l->next)
    if (mo_entity_get_state (l->data) == MO_ENTITY_PERSISTENT)
      mo_identity_map_insert (self->map, mo_entity_get_model (l->data), l->data);
}

/* What is left of it is as it would be had there been no scope. */
void
mo_session_rewind (MoSession *self, gpointer data)
{
  MoSessionMark *mark = data;
  MoChanges changes;

  mo_session_apply (self);
  mo_changes_begin (&changes);
  mo_session_undo_from (self, mark != NULL ? mark->n_written : 0);
  if (mark != NULL)
    restore (self, mark->mementos);
  fill_map (self);
  mo_session_mend (self);
  mo_changes_end (&changes);
}
