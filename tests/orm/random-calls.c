/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of a sequence that ask the server. */

#include "random-play.h"

/* --- what was read --- */

/* The instance of a row, as a query gives it. */
static RndInstance *
meet (RndPlay *self, RndKind kind, const RndCell *key, gpointer entity)
{
  RndInstance *known = rnd_world_find_known (&self->world, kind, key);

  if (known != NULL && known->entity != entity)
    rnd_play_fail (self, "a row that %u has is another instance", known->number);
  if (known != NULL)
    {
      rnd_world_read (&self->world, known);
      return known;
    }
  if (rnd_world_find (&self->world, entity) != NULL)
    {
      rnd_play_fail (self, "a row is instance %u, which is not in the session",
                     rnd_world_find (&self->world, entity)->number);
      return NULL;
    }
  known = rnd_world_add (&self->world, kind, mo_entity_ref (entity), MO_ENTITY_PERSISTENT);
  known->is_known = TRUE;
  known->known.cells[RND_KEY] = *key;
  rnd_world_refresh (&self->world, known);
  rnd_play_say (self, "%u is a row of %s\n", known->number, rnd_kinds[kind].name);
  return known;
}

/* FALSE: it could not. A call that reads flushes before, if the session's option says so. */
static gboolean
flush_before (RndPlay *self)
{
  g_autoptr (RndPlan) plan = NULL;

  rnd_play_settle (self);
  if (!self->flushes)
    return TRUE;
  plan = rnd_plan_new (&self->world);
  if (plan->verdict != RND_SUCCEEDS)
    return rnd_play_expect (self, mo_session_flush (self->session), g_steal_pointer (&plan),
                            "flush before a query");
  rnd_plan_apply (plan, &self->world);
  return TRUE;
}

static void
do_query (RndPlay *self, const RndStep *step)
{
  RndKind kind = step->numbers[1] % RND_N_KINDS;
  const MoModel *model = rnd_kinds[kind].get_model ();
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  MoSession *session = rnd_play_session (self);

  if (!flush_before (self))
    return;
  rnd_play_say (self, "all of %s are read\n", rnd_kinds[kind].name);
  all = mo_await_all (mo_session_execute (session, mo_select_new (&model, 1)), &error);
  rnd_play_name_keys (self);
  if (all == NULL)
    rnd_play_fail (self, "the query failed: %s", error->message);
  else if (all->len != self->world.working[kind]->len)
    rnd_play_fail (self, "the query found %u rows, and should have found %u", all->len,
                   self->world.working[kind]->len);
  for (guint i = 0; all != NULL && self->failure == NULL && i < all->len; i++)
    {
      RndCell key = rnd_entity_read (kind, all->pdata[i]).cells[RND_KEY];

      if (rnd_table_find (self->world.working[kind], &key) == NULL)
        rnd_play_fail (self, "the query found a row that should not be there");
      else
        meet (self, kind, &key, all->pdata[i]);
    }
}

/* Of a row that is there, or was, or never was. */
static RndCell
pick_any_key (RndPlay *self, RndKind kind, const RndStep *step)
{
  GArray *table = self->world.working[kind];
  const RndInstance *instance = rnd_play_pick (self, step->numbers[3]);
  RndCell key = kind == RND_NOTE ? rnd_text ("k2") : rnd_number (3);

  if (step->numbers[2] % 4 == 0)
    return key;
  if (table->len > 0 && step->numbers[2] % 4 == 1)
    key = g_array_index (table, RndRow, step->numbers[3] % table->len).cells[RND_KEY];
  else if (instance != NULL && instance->kind == kind)
    key = instance->fields.cells[RND_KEY];
  return key;
}

static void
do_get (RndPlay *self, const RndStep *step)
{
  RndKind kind = step->numbers[1] % RND_N_KINDS;
  MoSession *session = rnd_play_session (self);
  const RndInstance *known;
  const RndRow *row;
  g_autoptr (GError) error = NULL;
  RndCell key;
  MoValue value;
  gpointer found;

  rnd_play_settle (self);
  key = pick_any_key (self, kind, step);
  known = rnd_world_find_known (&self->world, kind, &key);
  if ((known == NULL || known->expired) && !flush_before (self))
    return;
  rnd_play_say (self, "%s: %" G_GINT64_FORMAT "%s is got\n", rnd_kinds[kind].name, key.number,
                key.text != NULL ? key.text : "");
  value = rnd_to_value (&key);
  found = mo_await_entity (
      mo_session_get_by_key (session, rnd_kinds[kind].get_model (), &value, 1), &error);
  rnd_play_name_keys (self);
  row = rnd_table_find (self->world.working[kind], &key);
  if (error != NULL)
    rnd_play_fail (self, "getting failed: %s", error->message);
  else if (known != NULL && !known->expired && found != known->entity)
    rnd_play_fail (self, "what was got is not instance %u", known->number);
  else if ((known == NULL || known->expired) && (found != NULL) != (row != NULL))
    rnd_play_fail (self, "a row was%s got", found == NULL ? " not" : "");
  else if (found != NULL && row != NULL && (known == NULL || known->expired))
    meet (self, kind, &key, found);
  g_clear_pointer (&found, mo_entity_unref);
}

static void
do_refresh (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);
  g_autoptr (GError) error = NULL;
  const RndRow *row;
  gpointer found;

  if (instance == NULL || instance->state != MO_ENTITY_PERSISTENT || !flush_before (self))
    return;
  found = mo_await_entity (mo_session_refresh (self->session, instance->entity), &error);
  rnd_play_name_keys (self);
  rnd_play_say (self, "%u is refreshed: %s\n", instance->number,
                error != NULL ? error->message : "done");
  row = rnd_table_find (self->world.working[instance->kind], &instance->known.cells[RND_KEY]);
  if (instance->state != MO_ENTITY_PERSISTENT) /* and another has its row now */
    row = NULL;
  if (row == NULL && !g_error_matches (error, MO_ERROR, MO_ERROR_STALE_OBJECT))
    rnd_play_fail (self, "a row that is not there was read again");
  else if (row != NULL && found != instance->entity)
    rnd_play_fail (self, "%u was not read again: %s", instance->number,
                   error != NULL ? error->message : "it is another instance");
  else if (row != NULL)
    rnd_world_refresh (&self->world, instance);
  g_clear_pointer (&found, mo_entity_unref);
}

/* --- merging --- */

static gboolean
is_mergeable (RndPlay *self, const RndInstance *instance)
{
  const RndCell *cells = instance->fields.cells;
  const RndInstance *known;

  if (instance->state != MO_ENTITY_TRANSIENT && instance->state != MO_ENTITY_DETACHED)
    return FALSE;
  for (guint i = 0; i < RND_N_COLUMNS; i++)
    if (rnd_cell_is_open (&cells[i]))
      return FALSE;
  known = rnd_world_find_known (&self->world, instance->kind, &cells[RND_KEY]);
  return known == NULL || !known->expired
         || rnd_table_find (self->world.working[instance->kind], &cells[RND_KEY]) != NULL;
}

static gboolean
has_other_version (const RndInstance *known, const RndRow *merged)
{
  const RndCell *version = &merged->cells[RND_COUNT];

  return rnd_kinds[known->kind].has_version && !rnd_cell_is_unset (version)
         && !rnd_cell_equal (version, &known->fields.cells[RND_COUNT]);
}

static void
copy_values (RndInstance *known, const RndRow *merged)
{
  known->deleting = FALSE;
  known->lost_link = known->lost_link || known->link != NULL;
  known->link = NULL;
  for (guint i = RND_REFERENCE; i < RND_N_COLUMNS; i++)
    if (i != RND_COUNT || !rnd_kinds[known->kind].has_version)
      known->fields.cells[i] = merged->cells[i];
}

static void
add_copy (RndPlay *self, const RndInstance *merged, gpointer found)
{
  RndInstance *copy;

  if (rnd_world_find (&self->world, found) != NULL)
    {
      rnd_play_fail (self, "what was merged without a row is no copy");
      return;
    }
  copy = rnd_world_add (&self->world, merged->kind, mo_entity_ref (found), MO_ENTITY_PENDING);
  copy->fields = merged->fields;
  rnd_play_say (self, "%u is its copy\n", copy->number);
}

/* One that the session has read, and not given. */
static RndInstance *
meet_again (RndPlay *self, RndKind kind, const RndCell *key)
{
  MoValue value = rnd_to_value (key);
  gpointer entity = mo_await_entity (
      mo_session_get_by_key (self->session, rnd_kinds[kind].get_model (), &value, 1), NULL);
  RndInstance *known = entity != NULL ? meet (self, kind, key, entity) : NULL;

  if (entity == NULL)
    rnd_play_fail (self, "what was read to be merged is not there");
  g_clear_pointer (&entity, mo_entity_unref);
  return known;
}

static void
merge (RndPlay *self, const RndInstance *merged)
{
  const RndRow values = merged->fields;
  RndInstance *known
      = rnd_world_find_known (&self->world, merged->kind, &values.cells[RND_KEY]);
  gboolean reads = !rnd_cell_is_unset (&values.cells[RND_KEY])
                   && (known == NULL || known->expired);
  g_autoptr (GError) error = NULL;
  gpointer found;

  if (reads && !flush_before (self))
    return;
  /* Which may have deleted its row. */
  if (reads)
    known = rnd_world_find_known (&self->world, merged->kind, &values.cells[RND_KEY]);
  found = mo_await_entity (mo_session_merge (self->session, merged->entity), &error);
  rnd_play_name_keys (self);
  rnd_play_say (self, "%u is merged: %s\n", merged->number,
                error != NULL ? error->message : "done");
  if (reads && rnd_table_find (self->world.working[merged->kind], &values.cells[RND_KEY]) != NULL)
    {
      known = rnd_world_find_known (&self->world, merged->kind, &values.cells[RND_KEY]);
      if (found != NULL)
        known = meet (self, merged->kind, &values.cells[RND_KEY], found);
      else
        known = meet_again (self, merged->kind, &values.cells[RND_KEY]);
    }
  if (known != NULL && has_other_version (known, &values))
    {
      if (!g_error_matches (error, MO_ERROR, MO_ERROR_STALE_OBJECT))
        rnd_play_fail (self, "a stale instance was merged");
    }
  else if (error != NULL)
    rnd_play_fail (self, "merging failed: %s", error->message);
  else if (known == NULL)
    add_copy (self, merged, found);
  else if (known->entity != found)
    rnd_play_fail (self, "it was not merged into %u", known->number);
  else
    copy_values (known, &values);
  g_clear_pointer (&found, mo_entity_unref);
}

static void
do_merge (RndPlay *self, const RndStep *step)
{
  RndInstance *merged = rnd_play_pick (self, step->numbers[1]);

  rnd_play_settle (self);
  (void) rnd_play_session (self);
  if (merged != NULL && is_mergeable (self, merged))
    merge (self, merged);
}

/* --- behind its back --- */

static RndRow *
pick_row (RndPlay *self, RndKind kind, guint32 number)
{
  GArray *table = self->world.working[kind];
  RndRow *row = table->len > 0 ? &g_array_index (table, RndRow, number % table->len) : NULL;

  return row != NULL && !rnd_cell_is_open (&row->cells[RND_KEY]) ? row : NULL;
}

static void
execute (RndPlay *self, const char *sql, const MoValue *values, gsize n_values)
{
  g_autoptr (GError) error = NULL;

  if (!mo_await (mo_execute_values (MO_EXECUTOR (self->session), sql, values, n_values, 0),
                 &error))
    rnd_play_fail (self, "%s failed: %s", sql, error->message);
}

static void
do_update (RndPlay *self, const RndStep *step)
{
  static const char *const texts[RND_N_KINDS][2] = {
    { "UPDATE teams SET name = ? WHERE id = ?",
      "UPDATE teams SET name = ?, version = version + 1 WHERE id = ?" },
    { "UPDATE members SET name = ? WHERE id = ?", "UPDATE members SET name = ? WHERE id = ?" },
    { "UPDATE notes SET body = ? WHERE code = ?",
      "UPDATE notes SET body = ?, version = version + 1 WHERE code = ?" },
  };
  RndKind kind = step->numbers[1] % RND_N_KINDS;
  guint counts = step->numbers[3] % 4 == 0;
  RndRow *row = pick_row (self, kind, step->numbers[2]);
  MoValue values[2] = { mo_value_text (step->numbers[4] % 2 == 0 ? "b" : "z") };

  if (row == NULL)
    return;
  (void) rnd_play_session (self);
  values[1] = rnd_to_value (&row->cells[RND_KEY]);
  execute (self, texts[kind][counts], values, 2);
  row->cells[RND_TEXT] = rnd_from_value (&values[0]);
  if (counts && rnd_kinds[kind].has_version)
    row->cells[RND_COUNT].number++;
  rnd_play_say (self, "a row of %s is updated by a statement\n", rnd_kinds[kind].name);
}

static void
do_remove (RndPlay *self, const RndStep *step)
{
  static const char *const texts[] = {
    [RND_TEAM] = "DELETE FROM teams WHERE id = ?",
    [RND_MEMBER] = "DELETE FROM members WHERE id = ?",
    [RND_NOTE] = "DELETE FROM notes WHERE code = ?",
  };
  RndKind kind = step->numbers[1] % RND_N_KINDS;
  GArray *table = self->world.working[kind];
  const RndRow *row = pick_row (self, kind, step->numbers[2]);
  MoValue key;

  if (row == NULL || rnd_world_is_referred (&self->world, kind, &row->cells[RND_KEY]))
    return;
  (void) rnd_play_session (self);
  key = rnd_to_value (&row->cells[RND_KEY]);
  execute (self, texts[kind], &key, 1);
  g_array_remove_index (table, (guint) (row - (const RndRow *) (gpointer) table->data));
  rnd_play_say (self, "a row of %s is deleted by a statement\n", rnd_kinds[kind].name);
}

/* --- flush and end --- */

static void
do_flush (RndPlay *self, const RndStep *step)
{
  rnd_play_flush (self, step->numbers[1] % 3 != 0);
}

static void
do_commit (RndPlay *self, const RndStep *step)
{
  if (step->numbers[1] % 2 == 0)
    rnd_play_settle (self);
  if (self->session == NULL)
    return;
  rnd_play_end (self, self->tx != NULL ? mo_transaction_commit (self->tx)
                                       : mo_session_commit (self->session));
}

static void
do_roll_back (RndPlay *self, const RndStep *step)
{
  if (self->session != NULL)
    rnd_play_roll_back (self);
}

static void
do_close (RndPlay *self, const RndStep *step)
{
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  if (self->is_alone)
    rnd_play_settle (self);
  if (!mo_await (mo_session_close (self->session), &error))
    rnd_play_fail (self, "closing failed: %s", error->message);
  rnd_play_say (self, "closed\n");
  if (self->is_alone)
    rnd_world_rollback (&self->world);
  for (guint i = 0; i < self->world.instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->world.instances, i);

      if (rnd_instance_is_in (instance))
        rnd_world_let_go (instance);
    }
}

/* MatrixOne has no savepoints. */
static void
do_nest (RndPlay *self, const RndStep *step)
{
  if (self->tx != NULL && !self->orm->test->is_matrixone && rnd_play_flush (self, TRUE))
    rnd_play_nest (self, step->numbers[1]);
}

const RndKindOfStep rnd_calls[] = {
  { do_flush, 10 }, { do_query, 5 },  { do_get, 5 },    { do_refresh, 4 },
  { do_merge, 4 },  { do_update, 3 }, { do_remove, 1 }, { NULL, 0 },
};

const RndKindOfStep rnd_ends[] = {
  { do_commit, 5 }, { do_roll_back, 4 }, { do_close, 1 }, { do_nest, 4 }, { NULL, 0 },
};
