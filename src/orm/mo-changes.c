/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoChanges: from the first field that changes to notify. */

#include "orm/mo-changes-private.h"

#include "future/mo-thread-state-private.h"
#include "orm/mo-entity-private.h"
#include "orm/mo-property-private.h"

/* A column, and what it had. */
typedef struct
{
  guint column;
  MoLooseField field; /* owns what it points to */
} MoOldField;

/* What a record had before. */
typedef struct
{
  gpointer record;  /* owned */
  GArray *fields;   /* of MoOldField */
  GPtrArray *told;  /* of GParamSpec: those that it tells of */
} MoWatch;

static MoWatch *
watch_new (gpointer record)
{
  MoWatch *self = g_new (MoWatch, 1);

  self->record = g_object_ref (record);
  self->fields = g_array_new (FALSE, FALSE, sizeof (MoOldField));
  self->told = g_ptr_array_new ();
  return self;
}

static void
watch_free (gpointer data)
{
  MoWatch *self = data;

  g_array_unref (self->fields);
  g_ptr_array_unref (self->told);
  g_object_unref (self->record);
  g_free (self);
}

static void
watch_add (MoWatch *self, guint column)
{
  const MoColumn *watched = &mo_entity_get_header (self->record)->model->columns[column];
  const MoColumn loose = mo_field_loosen (watched);
  MoOldField old = { column, { { 0 } } };

  for (guint i = 0; i < self->fields->len; i++)
    if (g_array_index (self->fields, MoOldField, i).column == column)
      return;
  memcpy (&old.field, (const char *) self->record + watched->offset, mo_field_get_size (watched));
  mo_field_dup (&loose, &old.field);
  g_array_append_val (self->fields, old);
}

/* From here on what changes in it is not this change. */
static void
watch_close (MoWatch *self)
{
  const MoEntityHeader *header = mo_entity_get_header (self->record);

  header->extra->watch = NULL;
  for (guint i = 0; i < self->fields->len; i++)
    {
      MoOldField *old = &g_array_index (self->fields, MoOldField, i);
      const MoColumn loose = mo_field_loosen (&header->model->columns[old->column]);

      mo_property_add_changed (header->model, old->column, &old->field, self->record, self->told);
      mo_field_clear (&loose, &old->field);
    }
}

static void
watch_tell (MoWatch *self)
{
  if (self->told->len == 0)
    return;
  g_object_freeze_notify (self->record);
  for (guint i = 0; i < self->told->len; i++)
    g_object_notify_by_pspec (self->record, g_ptr_array_index (self->told, i));
  g_object_thaw_notify (self->record);
}

/* --- the whole --- */

void
mo_changes_begin (MoChanges *self)
{
  MoThreadState *state = mo_thread_state_get ();
  MoChanges *current = state->changes;

  *self = (MoChanges){ .outer = current, .is_part = current != NULL && !current->is_over };
  if (!self->is_part)
    state->changes = self;
}

void
mo_changes_note (gpointer entity, guint column)
{
  MoEntityExtra *extra;
  MoChanges *current;

  /* In its finalizer nobody listens any more, and nobody can refer to it. */
  if (!mo_entity_is_object (entity) || g_atomic_int_get (&((GObject *) entity)->ref_count) == 0)
    return;
  current = mo_thread_state_get ()->changes;
  if (current == NULL || current->is_over)
    return;
  extra = mo_entity_get_extra (entity);
  if (extra->watch == NULL)
    {
      extra->watch = watch_new (entity);
      if (current->watches == NULL)
        current->watches = g_ptr_array_new_with_free_func (watch_free);
      g_ptr_array_add (current->watches, extra->watch);
    }
  watch_add (extra->watch, column);
}

void
mo_changes_release (gpointer record)
{
  MoChanges *current = mo_thread_state_get ()->changes;

  if (current == NULL)
    {
      g_object_unref (record);
      return;
    }
  if (current->dropped == NULL)
    current->dropped = g_ptr_array_new ();
  g_ptr_array_add (current->dropped, record);
}

/* All are compared before the first one tells: its handler may change the others. */
static void
tell (MoChanges *self)
{
  g_autoptr (GPtrArray) watches = g_steal_pointer (&self->watches);

  for (guint i = 0; watches != NULL && i < watches->len; i++)
    watch_close (g_ptr_array_index (watches, i));
  for (guint i = 0; watches != NULL && i < watches->len; i++)
    watch_tell (g_ptr_array_index (watches, i));
}

/* A loop, since a record that goes drops its parents, and a chain of them may be longer than the
 * stack is deep: they come here, or to the outer loop. */
static void
let_go (MoChanges *self, MoThreadState *state)
{
  g_autoptr (GPtrArray) dropped = g_steal_pointer (&self->dropped);

  if (dropped == NULL)
    return;
  if (self->outer != NULL)
    {
      for (guint i = 0; i < dropped->len; i++)
        mo_changes_release (g_ptr_array_index (dropped, i));
      return;
    }
  self->is_over = TRUE;
  self->dropped = g_steal_pointer (&dropped);
  state->changes = self;
  while (self->dropped->len > 0)
    g_object_unref (g_ptr_array_steal_index_fast (self->dropped, self->dropped->len - 1));
  state->changes = NULL;
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
}

void
mo_changes_end (MoChanges *self)
{
  MoThreadState *state = mo_thread_state_get ();

  if (self->is_part)
    return;
  state->changes = self->outer; /* what handlers do is a change of its own */
  tell (self);
  let_go (self, state);
}
