/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One sequence of calls: its beginning, its transactions, and its end. */

#include "random-play.h"

void
rnd_play_fail (RndPlay *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->failure == NULL)
    self->failure = g_strdup_vprintf (format, args);
  va_end (args);
}

void
rnd_play_say (RndPlay *self, const char *format, ...)
{
  va_list args;

  if (self->trace == NULL)
    return;
  va_start (args, format);
  g_string_append_vprintf (self->trace, format, args);
  va_end (args);
}

/* Every other time one that is in the session. */
RndInstance *
rnd_play_pick (RndPlay *self, guint32 number)
{
  guint n = self->world.instances->len;
  gboolean any = number % 2 == 0;

  for (guint i = 0; i < n; i++)
    {
      RndInstance *instance
          = g_ptr_array_index (self->world.instances, (number / 2 + i) % n);

      if (!instance->is_lost && (any || rnd_instance_is_in (instance)))
        return instance;
    }
  return NULL;
}

/* --- its transactions --- */

MoSession *
rnd_play_session (RndPlay *self)
{
  if (self->session != NULL)
    return self->session;
  if (self->is_alone)
    self->session = mo_session_new (self->orm->client);
  else
    {
      self->tx = mo_test_begin (self->orm->client);
      self->session = g_object_ref (mo_transaction_get_session (self->tx));
    }
  mo_session_set_autoflush (self->session, self->flushes);
  mo_session_set_expire_on_commit (self->session, self->expires);
  return self->session;
}

void
rnd_play_name_keys (RndPlay *self)
{
  for (guint i = 0; i < self->world.instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->world.instances, i);
      RndCell open = instance->known.cells[RND_KEY];
      RndCell key;

      if (!instance->is_written || !rnd_cell_is_open (&open))
        continue;
      key = rnd_entity_read (instance->kind, instance->entity).cells[RND_KEY];
      if (key.number == 0
          && (instance->state == MO_ENTITY_TRANSIENT || instance->state == MO_ENTITY_PENDING))
        /* let go of when its row was to be deleted again: it need not know the key of that, nor
         * when it was added anew */
        instance->fields.cells[RND_KEY] = instance->known.cells[RND_KEY] = key;
      else if (key.number <= 0)
        rnd_play_fail (self, "instance %u has no key behind its flush", instance->number);
      else if (rnd_table_find (self->world.working[instance->kind], &key) != NULL)
        rnd_play_fail (self, "instance %u has the key of another row", instance->number);
      else
        rnd_world_name_key (&self->world, instance->kind, open.number, key.number);
    }
}

void
rnd_play_settle (RndPlay *self)
{
  for (guint i = 0; i < self->flights->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!mo_await (mo_future_ref (g_ptr_array_index (self->flights, i)), &error))
        rnd_play_fail (self, "a flush on its way failed: %s", error->message);
    }
  if (self->flights->len > 0)
    rnd_play_name_keys (self);
  g_ptr_array_set_size (self->flights, 0);
}

/* --- flushes --- */

static gboolean
is_expected (const GError *error)
{
  return error->domain == MO_ERROR && error->code != MO_ERROR_FAILED
         && error->code != MO_ERROR_SYNTAX;
}

gboolean
rnd_play_expect (RndPlay *self, MoFuture *future, RndPlan *plan, const char *call)
{
  g_autoptr (RndPlan) own = plan;
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_await (future, &error);

  rnd_play_say (self, "%s: %s (%s)\n", call, ok ? "done" : error->message,
                plan->why != NULL ? plan->why : "nothing is wrong");
  if (ok && plan->verdict == RND_FAILS)
    rnd_play_fail (self, "%s should have failed: %s", call, plan->why);
  if (!ok && (plan->verdict == RND_SUCCEEDS || !is_expected (error)))
    rnd_play_fail (self, "%s failed: %s", call, error->message);
  if (ok)
    {
      rnd_plan_apply (plan, &self->world);
      rnd_play_name_keys (self);
    }
  else
    self->world.is_broken = TRUE;
  return ok;
}

gboolean
rnd_play_flush (RndPlay *self, gboolean waits)
{
  RndPlan *plan;

  if (waits)
    rnd_play_settle (self);
  plan = rnd_plan_new (&self->world);
  if (waits || plan->verdict != RND_SUCCEEDS)
    {
      if (!waits) /* those before must not fail */
        {
          MoFuture *flush = mo_session_flush (rnd_play_session (self));

          rnd_play_settle (self);
          return rnd_play_expect (self, flush, plan, "flush");
        }
      return rnd_play_expect (self, mo_session_flush (rnd_play_session (self)), plan, "flush");
    }
  g_ptr_array_add (self->flights, mo_session_flush (rnd_play_session (self)));
  rnd_play_say (self, "flush: on its way\n");
  rnd_plan_apply (plan, &self->world);
  rnd_plan_free (plan);
  return TRUE;
}

/* --- ends --- */

static void
leave (RndPlay *self)
{
  if (self->tx != NULL)
    g_clear_object (&self->session);
  g_clear_object (&self->tx);
}

/* A commit that failed may have done it already, or has left the transaction open, where the flush
 * could not be sent. */
void
rnd_play_roll_back (RndPlay *self)
{
  g_autoptr (GError) error = NULL;
  MoSession *session;

  rnd_play_settle (self);
  session = rnd_play_session (self);
  if (!mo_await (mo_session_rollback (session), &error)
      && !g_error_matches (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED))
    rnd_play_fail (self, "the rollback failed: %s", error->message);
  rnd_play_say (self, "rolled back\n");
  rnd_world_rollback (&self->world);
  leave (self);
}

void
rnd_play_end (RndPlay *self, MoFuture *future)
{
  if (!rnd_play_expect (self, future, rnd_plan_new (&self->world), "commit"))
    {
      g_ptr_array_set_size (self->flights, 0); /* all of it is undone */
      rnd_play_roll_back (self);
      return;
    }
  rnd_play_settle (self);
  rnd_world_commit (&self->world, self->is_alone, self->is_alone && self->expires);
  leave (self);
}

/* --- one sequence --- */

static void
clear_tables (OrmTest *orm)
{
  orm_test_sql (orm, "DELETE FROM notes");
  orm_test_sql (orm, "DELETE FROM members");
  orm_test_sql (orm, "UPDATE teams SET parent_id = NULL");
  orm_test_sql (orm, "DELETE FROM teams");
}

static void
add_row (RndPlay *self, RndKind kind, RndRow row)
{
  g_array_append_val (self->world.working[kind], row);
  g_array_append_val (self->world.committed[kind], row);
}

/* Rows that are there before. */
static void
fill_tables (RndPlay *self)
{
  for (gint64 i = 1; i <= 2; i++)
    {
      RndCell parent = i == 1 ? rnd_text (NULL) : rnd_number (1);
      RndRow team = { { rnd_number (i), parent, rnd_number (1), rnd_text ("a") } };
      RndRow member = { { rnd_number (i), rnd_number (i), rnd_number (i), rnd_text ("a") } };

      add_row (self, RND_TEAM, team);
      add_row (self, RND_MEMBER, member);
    }
  add_row (self, RND_NOTE,
           (RndRow){ { rnd_text ("k1"), rnd_number (1), rnd_number (1), rnd_text ("a") } });
  orm_test_sql (self->orm, "INSERT INTO teams (id, parent_id, version, name) VALUES"
                           " (1, NULL, 1, 'a'), (2, 1, 1, 'a')");
  orm_test_sql (self->orm, "INSERT INTO members (id, team_id, badge, name) VALUES"
                           " (1, 1, 1, 'a'), (2, 2, 2, 'a')");
  orm_test_sql (self->orm, "INSERT INTO notes (code, member_id, version, body) VALUES"
                           " ('k1', 1, 1, 'a')");
}

static RndDo
choose (const RndKindOfStep *kinds, guint32 number)
{
  guint total = 0;

  for (guint i = 0; kinds[i].run != NULL; i++)
    total += kinds[i].weight;
  number %= total;
  while (number >= kinds->weight)
    number -= kinds++->weight;
  return kinds->run;
}

/* An instance without its row, and a new one with its key: which of them an UPDATE finds is not
 * said. */
static void
part_doubles (RndPlay *self)
{
  for (guint i = 0; i < self->world.instances->len; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->world.instances, i);
      const RndCell *key = &instance->fields.cells[RND_KEY];
      RndInstance *known = rnd_world_find_known (&self->world, instance->kind, key);

      if ((instance->state != MO_ENTITY_PENDING && instance->state != MO_ENTITY_TRANSIENT)
          || known == NULL || rnd_table_find (self->world.working[instance->kind], key) != NULL)
        continue;
      rnd_play_say (self, "%u is expunged, to be sure\n", known->number);
      mo_session_expunge (self->session, known->entity);
      rnd_world_let_go (known);
    }
}

static const RndKindOfStep *
choose_kinds (guint32 number, gboolean ends)
{
  if (number % 8 < 4)
    return rnd_changes;
  return ends && number % 8 == 7 ? rnd_ends : rnd_calls;
}

void
rnd_play_step (RndPlay *self, const RndStep *step, gboolean ends)
{
  const RndKindOfStep *kinds = choose_kinds (step->numbers[0], ends);

  choose (kinds, step->numbers[0] / 8) (self, step);
  if (self->world.is_broken && self->failure == NULL && ends)
    rnd_play_roll_back (self);
  if (self->world.is_broken || self->failure != NULL)
    return;
  part_doubles (self);
  rnd_play_check_instances (self);
  if (kinds != rnd_changes && self->failure == NULL && self->flights->len == 0)
    rnd_play_check_tables (self);
}

static void
stop (RndPlay *self)
{
  rnd_play_settle (self);
  if (self->session != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!mo_await (mo_session_rollback (self->session), &error))
        rnd_play_fail (self, "the last rollback failed: %s", error->message);
    }
  g_clear_object (&self->session);
  g_clear_object (&self->tx);
}

char *
rnd_play_run (OrmTest *orm, const RndStep *steps, guint n_steps, GString *trace)
{
  RndPlay self = { .orm = orm, .trace = trace };

  clear_tables (orm);
  rnd_world_init (&self.world);
  self.flights = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  self.is_alone = steps[0].numbers[0] % 2 == 0;
  self.flushes = steps[0].numbers[1] % 4 == 0;
  self.expires = steps[0].numbers[2] % 3 == 0;
  fill_tables (&self);
  for (guint i = 1; i < n_steps && self.failure == NULL; i++)
    rnd_play_step (&self, &steps[i], TRUE);
  stop (&self);
  rnd_world_clear (&self.world);
  g_ptr_array_unref (self.flights);
  return self.failure;
}
