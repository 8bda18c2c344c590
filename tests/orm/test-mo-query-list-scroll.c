/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of a query's rows that is scrolled: the pages that are looked at come first, and nothing
 * is fetched of those that were passed by. */

#include "list-test.h"

#include <string.h>

#define N_BIG 50000
#define N_BIG_FULL 1000000
#define N_SHOWN 40           /* rows of a window */
#define MOST_BYTES (64 << 20) /* the process may grow */
#define LONGEST_PAUSE (8 * G_TIME_SPAN_MILLISECOND)

/* What a view holds. */
typedef struct
{
  ListTest *test;
  MoItem *items[N_SHOWN];
} Window;

static void
window_clear (Window *self)
{
  for (guint i = 0; i < N_SHOWN; i++)
    g_clear_object (&self->items[i]);
}

/* As a view does: the new rows before the old ones go. */
static void
window_show (Window *self, guint first)
{
  MoItem *items[N_SHOWN];

  for (guint i = 0; i < N_SHOWN; i++)
    items[i] = list_test_get (self->test, first + i);
  window_clear (self);
  memcpy (self->items, items, sizeof items);
}

static void
window_assert_filled (Window *self, guint first)
{
  for (guint i = 0; i < N_SHOWN; i++)
    g_assert_cmpint (list_test_get_id (self->items[i]), ==, first + i + 1);
}

/* All connections are taken while it is scrolled: what was passed by is not fetched afterwards. */
static void
test_passed_by (MoTest *test)
{
  ListTest self;
  Window window = { &self, { NULL } };
  MoTransaction *taken[4];
  guint64 before;

  list_test_open (&self, test, 13000);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    taken[i] = mo_test_begin (self.orm.client);
  before = list_test_count_done (&self);
  for (guint page = 0; page < 100; page++)
    {
      window_show (&window, page * PAGE);
      for (guint i = 0; i < 5; i++)
        g_main_context_iteration (NULL, FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      mo_test_ok (mo_transaction_rollback (taken[i]));
      g_object_unref (taken[i]);
    }
  list_test_settle (&self);
  window_assert_filled (&window, 99 * PAGE);
  /* The rollbacks; what is shown; and those that were asked for just before. */
  g_assert_cmpuint (list_test_count_done (&self) - before, <=, 4 + 1 + 4);
  g_assert_no_error (mo_query_list_get_error (self.list));
  window_clear (&window);
  list_test_close (&self);
}

/* The same table; its last rows take long to read when they are told to. */
typedef struct
{
  gint64 id;
  char *name;
  gint64 n;
} SlowRow;

MO_DEFINE_MODEL (SlowRow, slow_row, "slow_rows",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NULLABLE, .length = 40),
                 MO_COLUMN (n, 0))

static guint64
count_kills (ListTest *self)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (self->orm.client);

  return mo_stats_get_count (stats, MO_STAT_KILLS);
}

static gint64
count_sleepers (OrmTest *orm)
{
  return orm_test_int64 (orm, "SELECT COUNT(*) FROM information_schema.processlist "
                              "WHERE db = DATABASE() AND state = 'User sleep'");
}

static gboolean
is_asleep (gpointer orm)
{
  return count_sleepers (orm) > 0;
}

static gboolean
is_none_asleep (gpointer orm)
{
  return count_sleepers (orm) == 0;
}

/* What runs and is not looked at any more is stopped on the server, and no error of it is told. */
static void
test_cancelled (MoTest *test)
{
  ListTest self;
  Window window = { &self, { NULL } };

  list_test_open (&self, test, 3000);
  orm_test_sql (&self.orm, "CREATE TABLE slow (seconds INT)");
  orm_test_sql (&self.orm, "INSERT INTO slow VALUES (0)");
  orm_test_sql (&self.orm, "CREATE VIEW slow_rows AS SELECT * FROM rows_ WHERE "
                           "SLEEP((SELECT seconds FROM slow) * (id > 2000)) = 0");
  g_clear_object (&self.list);
  list_test_watch (&self, mo_select (SlowRow));
  list_test_settle (&self);
  orm_test_sql (&self.orm, "UPDATE slow SET seconds = 100");
  for (guint page = 21; page > 16; page--)
    {
      window_show (&window, page * PAGE);
      for (guint i = 0; i < 5; i++)
        g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (mo_test_wait_until (is_asleep, &self.orm));
  window_show (&window, 0);
  while (mo_item_get_entity (window.items[0]) == NULL)
    g_main_context_iteration (NULL, TRUE);
  window_assert_filled (&window, 0);
  for (guint page = 1; page < 6; page++)
    window_show (&window, page * PAGE);
  list_test_settle (&self);
  window_assert_filled (&window, 5 * PAGE);
  g_assert_true (mo_test_wait_until (is_none_asleep, &self.orm));
  g_assert_cmpuint (count_kills (&self), >, 0);
  g_assert_cmpuint (self.n_errors, ==, 0);
  window_clear (&window);
  list_test_close (&self);
}

static gsize
read_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);
  return (gsize) g_ascii_strtoull (fields[1], NULL, 10) * 4096;
}

static gboolean
turn (gint64 *longest)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean dispatched = g_main_context_iteration (NULL, FALSE);

  *longest = MAX (*longest, g_get_monotonic_time () - begin);
  return dispatched;
}

/* Down and up, a few rows at a time, page by page, and in jumps. */
static gint64
scroll (Window *window, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 longest = 0;
  guint first = 0;

  for (guint step = 0; step < 3000; step++)
    {
      gint by = step % 100 == 99 ? g_rand_int_range (rand, -(gint) n, (gint) n)
                : step % 10 < 8  ? 7
                                 : -N_SHOWN * 4;

      first = (guint) CLAMP ((gint) first + by, 0, (gint) (n - N_SHOWN));
      window_show (window, first);
      for (guint i = 0; i < 3; i++)
        turn (&longest);
      if (step % 100 == 98)
        while (mo_query_list_is_loading (window->test->list))
          if (!turn (&longest))
            g_usleep (100);
    }
  while (mo_query_list_is_loading (window->test->list))
    if (!turn (&longest))
      g_usleep (100);
  window_assert_filled (window, first);
  return longest;
}

static void
test_big (MoTest *test)
{
  ListTest self;
  Window window = { &self, { NULL } };
  guint n = mo_test_is_full () ? N_BIG_FULL : N_BIG;
  gsize before;
  guint64 done;
  gint64 longest;

  list_test_open (&self, test, n);
  window_show (&window, 0);
  list_test_settle (&self);
  before = read_resident_bytes ();
  done = list_test_count_done (&self);
  window_show (&window, n - N_SHOWN);
  list_test_settle (&self);
  window_assert_filled (&window, n - N_SHOWN);
  g_assert_cmpuint (list_test_count_done (&self) - done, <=, 2); /* of a jump to the end */
  longest = scroll (&window, n);
  g_test_message ("%u rows: grew by %" G_GSSIZE_FORMAT " KiB, longest turn of the loop %.1f ms, %u "
                  "statements",
                  n, (gssize) (read_resident_bytes () - before) / 1024, (double) longest / 1000,
                  (guint) (list_test_count_done (&self) - done));
  g_assert_cmpint ((gssize) (read_resident_bytes () - before), <, MOST_BYTES);
#ifndef __SANITIZE_ADDRESS__
  if (mo_test_is_full ())
    g_assert_cmpint (longest, <, LONGEST_PAUSE);
#endif
  window_clear (&window);
  list_test_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/query-list/scroll/passed-by", test_passed_by);
  mo_test_add_mariadb ("/query-list/scroll/cancelled", test_cancelled);
  mo_test_add ("/query-list/scroll/big", test_big);
  return g_test_run ();
}
