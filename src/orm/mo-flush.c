/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlush: the owner's part of a flush, from the call to the keys in their fields. */

#include "orm/mo-flush-private.h"

#include "orm/mo-flush-plan-private.h"

struct _MoFlush
{
  MoFlushProgram *program;
  GPtrArray *entries; /* of MoFlushEntry; their rows are the program's */
};

gboolean
mo_flush_new (GPtrArray *entities, MoFlush **flush, GError **error)
{
  g_autoptr (MoFlush) self = NULL;

  *flush = NULL;
  if (entities->len == 0)
    return TRUE;
  self = g_new0 (MoFlush, 1);
  self->program = mo_flush_program_new ();
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_flush_entry_free);
  if (!mo_flush_plan (entities, self->program, self->entries, error))
    return FALSE;
  if (self->entries->len > 0)
    *flush = g_steal_pointer (&self);
  return TRUE;
}

MoProgram *
mo_flush_get_program (MoFlush *self)
{
  return &self->program->parent;
}

void
mo_flush_unref (MoFlush *self)
{
  g_ptr_array_unref (self->entries);
  mo_program_unref (&self->program->parent);
  g_free (self);
}

static void
tell (MoFlush *self,
      MoFlushKind kind,
      void (*written) (gpointer entity, gpointer data),
      gpointer data)
{
  for (guint i = 0; written != NULL && i < self->entries->len; i++)
    {
      const MoFlushEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->kind == kind)
        written (entry->entity, data);
    }
}

void
mo_flush_mark_written (MoFlush *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    mo_flush_entry_mark (g_ptr_array_index (self->entries, i));
}

void
mo_flush_write_back (MoFlush *self, void (*written) (gpointer entity, gpointer data), gpointer data)
{
  for (guint i = 0; i < self->entries->len; i++)
    mo_flush_entry_settle (g_ptr_array_index (self->entries, i));
  /* Those that go first: others may have come with their keys. */
  tell (self, MO_FLUSH_DELETE, written, data);
  tell (self, MO_FLUSH_INSERT, written, data);
}
