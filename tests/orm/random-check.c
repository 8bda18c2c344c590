/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compares a session's instances, and the tables, with what they are in memory. */

#include "random-play.h"

static void
fail_row (RndPlay *self, const char *what, guint number, const RndRow *is, const RndRow *should)
{
  g_autoptr (GString) text = g_string_new (NULL);

  rnd_row_append (is, text);
  g_string_append (text, " and should be ");
  rnd_row_append (should, text);
  rnd_play_fail (self, "%s %u is %s", what, number, text->str);
}

/* --- instances --- */

/* A reference has its value once the flush has. */
static gboolean
is_said (RndPlay *self, const RndInstance *instance, guint column)
{
  return !rnd_cell_is_open (&instance->fields.cells[column])
         && (column != RND_REFERENCE || self->flights->len == 0);
}

static void
check_fields (RndPlay *self, const RndInstance *instance)
{
  RndRow row = rnd_entity_read (instance->kind, instance->entity);

  for (guint i = 0; i < RND_N_COLUMNS; i++)
    if (is_said (self, instance, i)
        && !rnd_cell_equal (&row.cells[i], &instance->fields.cells[i]))
      {
        fail_row (self, "instance", instance->number, &row, &instance->fields);
        return;
      }
}

static void
check_state (RndPlay *self, const RndInstance *instance)
{
  MoEntityState state = mo_entity_get_state (instance->entity);
  gboolean is_in = rnd_instance_is_in (instance);

  if (state != instance->state)
    rnd_play_fail (self, "instance %u has state %d and should have %d", instance->number, state,
                   instance->state);
  else if (self->session != NULL
           && mo_session_contains (self->session, instance->entity) != is_in)
    rnd_play_fail (self, "instance %u %s the session", instance->number,
                   is_in ? "should be in" : "is in");
}

static void
check_modified (RndPlay *self, const RndInstance *instance)
{
  gboolean is_modified = mo_entity_is_modified (instance->entity);

  if ((instance->state == MO_ENTITY_PERSISTENT || instance->state == MO_ENTITY_DETACHED)
      && is_modified != rnd_instance_is_modified (instance))
    rnd_play_fail (self, "instance %u %s modified", instance->number,
                   is_modified ? "is" : "is not");
}

void
rnd_play_check_instances (RndPlay *self)
{
  for (guint i = 0; i < self->world.instances->len && !self->world.is_broken; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->world.instances, i);

      if (instance->is_lost)
        continue;
      check_state (self, instance);
      check_fields (self, instance);
      check_modified (self, instance);
    }
}

/* --- tables --- */

static RndRow
read_row (MoResult *result, guint number)
{
  RndRow row;

  for (guint i = 0; i < RND_N_COLUMNS; i++)
    {
      MoValue value = mo_result_get_value (result, number, i);

      row.cells[i] = rnd_from_value (&value);
    }
  return row;
}

static void
compare_table (RndPlay *self, RndKind kind, GArray *table, MoResult *result)
{
  guint n_rows = mo_result_get_n_rows (result);

  if (n_rows != table->len)
    rnd_play_fail (self, "%s has %u rows and should have %u", rnd_kinds[kind].name, n_rows,
                   table->len);
  for (guint i = 0; i < n_rows; i++)
    {
      RndRow row = read_row (result, i);
      const RndRow *should = rnd_table_find (table, &row.cells[RND_KEY]);

      if (should == NULL)
        rnd_play_fail (self, "%s has a row of a key that should not be there",
                       rnd_kinds[kind].name);
      else if (!rnd_row_equal (&row, should))
        fail_row (self, rnd_kinds[kind].name, i, &row, should);
    }
}

/* What the transaction sees, or where there is none, others do. */
void
rnd_play_check_tables (RndPlay *self)
{
  static const char *const texts[] = {
    [RND_TEAM] = "SELECT id, parent_id, version, name FROM teams",
    [RND_MEMBER] = "SELECT id, team_id, badge, name FROM members",
    [RND_NOTE] = "SELECT code, member_id, version, body FROM notes",
  };

  for (guint i = 0; i < RND_N_KINDS && self->failure == NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result
          = mo_await_result (self->session != NULL ? mo_execute (self->session, texts[i])
                                                   : mo_execute (self->orm->other, texts[i]),
                             &error);

      if (result == NULL)
        rnd_play_fail (self, "the tables cannot be read: %s", error->message);
      else
        compare_table (self, i,
                       self->session != NULL ? self->world.working[i] : self->world.committed[i],
                       result);
    }
}
