/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random sequences of a session's calls agree with a plain model of it in memory, and with the
 * tables. */

#include "random-play.h"

#define N_STEPS 18
#define SLICE_USEC (20 * G_USEC_PER_SEC)

/* MatrixOne takes up to a second for one. */
static guint
get_n_sequences (const MoTest *test)
{
  return mo_test_is_full () && test->is_matrixone ? 300 : 10000;
}

static void
make_steps (guint32 seed, RndStep *steps)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < N_STEPS; i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps[i].numbers); j++)
      steps[i].numbers[j] = g_rand_int (rand);
}

/* Leaves out what it fails without. The first step says which session. */
static guint
shorten (OrmTest *orm, RndStep *steps, guint n_steps)
{
  for (guint i = n_steps; i-- > 1;)
    {
      RndStep left[N_STEPS];
      g_autofree char *failure = NULL;

      memcpy (left, steps, i * sizeof (RndStep));
      memcpy (left + i, steps + i + 1, (n_steps - i - 1) * sizeof (RndStep));
      failure = rnd_play_run (orm, left, n_steps - 1, NULL);
      if (failure == NULL)
        continue;
      memcpy (steps, left, --n_steps * sizeof (RndStep));
    }
  return n_steps;
}

static void
explain (OrmTest *orm, guint32 seed, RndStep *steps, const char *failure)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  guint n_steps = shorten (orm, steps, N_STEPS);
  g_autofree char *again = rnd_play_run (orm, steps, n_steps, trace);

  g_test_message ("sequence %u (set MO_TEST_SEQUENCE=%u to run it alone): %s\nin short:\n%s%s",
                  seed, seed, failure, trace->str, again != NULL ? again : "it did not fail again");
  g_test_fail ();
}

static gboolean
run_sequence (OrmTest *orm, guint32 seed)
{
  RndStep steps[N_STEPS];
  g_autofree char *failure = NULL;

  make_steps (seed, steps);
  failure = rnd_play_run (orm, steps, N_STEPS, NULL);
  if (failure != NULL)
    explain (orm, seed, steps, failure);
  return failure == NULL;
}

/* New ones each time only where all are run: what a change is judged by is the same each time. */
static guint32
choose_seed (guint number)
{
  return mo_test_is_full () ? (guint32) g_test_rand_int () : number;
}

static guint
run_sequences (OrmTest *orm, guint n_sequences)
{
  const char *one = g_getenv ("MO_TEST_SEQUENCE");
  gint64 start = g_get_monotonic_time ();

  if (one != NULL)
    return run_sequence (orm, (guint32) g_ascii_strtoull (one, NULL, 10)) ? 1 : 0;
  for (guint i = 0; i < n_sequences; i++)
    {
      if (!mo_test_is_full () && g_get_monotonic_time () - start > SLICE_USEC)
        return i;
      if (!run_sequence (orm, choose_seed (i + 1)))
        {
          g_test_message ("it was number %u", i + 1);
          return i;
        }
    }
  return n_sequences;
}

static void
test_sequences (MoTest *test)
{
  OrmTest orm;
  guint n;

  orm_test_open (&orm, test, "pool_size=2");
  orm_test_create (&orm, MO_MODELS (Team, Member, Note));
  n = run_sequences (&orm, get_n_sequences (test));
  g_test_message ("%u sequences agree", n);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/random/sequences", test_sequences);
  return g_test_run ();
}
