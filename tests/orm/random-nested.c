/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A step of a sequence that is a scope with steps of its own. */

#include "random-play.h"

typedef struct
{
  RndPlay *play;
  GRand *rand;
  RndMark *mark; /* NULL: it was not begun */
  RndPlan *plan; /* of the flush at its end; NULL: it failed before */
} Scope;

static void
run_steps (RndPlay *self, GRand *rand)
{
  for (guint i = g_rand_int (rand) % 6; i > 0 && self->failure == NULL; i--)
    {
      RndStep step;

      for (guint j = 0; j < G_N_ELEMENTS (step.numbers); j++)
        step.numbers[j] = g_rand_int (rand);
      rnd_play_step (self, &step, FALSE);
      if (self->world.is_broken)
        return;
    }
}

static gboolean
run_scope (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;
  RndPlay *play = self->play;

  rnd_play_say (play, "scope {\n");
  self->mark = rnd_mark_new (&play->world);
  run_steps (play, self->rand);
  rnd_play_settle (play);
  if (play->failure == NULL && !play->world.is_broken && g_rand_int (self->rand) % 3 != 0)
    {
      self->plan = rnd_plan_new (&play->world);
      return TRUE;
    }
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

static void
end_scope (Scope *self, gboolean ok, const GError *error)
{
  RndPlay *play = self->play;

  rnd_play_say (play, "} %s (%s)\n", ok ? "kept" : error->message,
                self->plan != NULL && self->plan->why != NULL ? self->plan->why : "");
  if (ok && (self->plan == NULL || self->plan->verdict == RND_FAILS))
    rnd_play_fail (play, "a scope was kept");
  if (!ok && self->plan != NULL && self->plan->verdict == RND_SUCCEEDS)
    rnd_play_fail (play, "a scope failed: %s", error->message);
  if (!ok)
    {
      rnd_mark_rewind (self->mark, &play->world);
      return;
    }
  rnd_plan_apply (self->plan, &play->world);
  rnd_play_name_keys (play);
  rnd_mark_keep (self->mark, &play->world);
}

void
rnd_play_nest (RndPlay *self, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  Scope scope = { .play = self, .rand = rand };
  gboolean ok;

  ok = mo_transaction_run_nested (self->tx, run_scope, &scope, &error);
  if (scope.mark == NULL)
    rnd_play_fail (self, "a scope was not begun: %s", error->message);
  else
    end_scope (&scope, ok, error);
  g_clear_pointer (&scope.mark, rnd_mark_free);
  g_clear_pointer (&scope.plan, rnd_plan_free);
}
