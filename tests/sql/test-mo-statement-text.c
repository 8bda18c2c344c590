/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatementText: a thread reads a text once, as long as it comes again soon enough. */

#include "sql/mo-statement-text-private.h"

static MoStatementText *
find (const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatementText *text = mo_statement_text_find (sql, MO_STATEMENT_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text->sql, ==, sql);
  return text;
}

/* Whether the second one is the first: both are held, so that no memory is used again. */
static gboolean
is_kept (const char *sql)
{
  g_autoptr (MoStatementText) first = find (sql);
  g_autoptr (MoStatementText) second = find (sql);

  return first == second;
}

static void
test_kept (void)
{
  g_autofree char *copy = g_strdup ("SELECT a FROM b WHERE c = ?");
  g_autoptr (MoStatementText) first = find ("SELECT a FROM b WHERE c = ?");
  g_autoptr (MoStatementText) second = find (copy);
  g_autoptr (MoStatementText) other = find ("SELECT a FROM b WHERE d = ?");

  g_assert_true (first == second);
  g_assert_true (first != other);
  g_assert_cmpuint (other->n_markers, ==, 1);
  g_assert_cmpuint (other->markers[0].start, ==, 26);
}

static void
test_not_kept (void)
{
  g_autofree char *long_one = g_strdup_printf ("SELECT '%01020d'", 0);
  g_autofree char *short_one = g_strdup_printf ("SELECT '%01014d'", 0);

  g_assert_cmpuint (strlen (short_one), ==, 1023);
  g_assert_true (is_kept (short_one));
  g_assert_false (is_kept (long_one));
  g_assert_false (is_kept ("SET PASSWORD FOR ann = PASSWORD('hush')"));
}

/* They read it in another way. */
static void
test_flags (void)
{
  const MoStatementFlags apart[] = { MO_STATEMENT_OPAQUE, MO_STATEMENT_SCRIPTED };
  g_autoptr (MoStatementText) plain = find ("SELECT 1 + 1");
  g_autoptr (MoStatementText) prepared
      = mo_statement_text_find ("SELECT 1 + 1", MO_STATEMENT_PREPARED | MO_STATEMENT_QUIET, NULL,
                                  NULL);

  g_assert_true (prepared == plain);
  for (guint i = 0; i < G_N_ELEMENTS (apart); i++)
    {
      g_autoptr (MoStatementText) text
          = mo_statement_text_find ("SELECT 1 + 1", apart[i], NULL, NULL);

      g_assert_true (text != plain);
    }
  g_assert_false (plain->class.leaves_state);
}

static void
test_wrong (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mo_statement_text_find ("SELECT 'a", MO_STATEMENT_DEFAULT, NULL, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
    }
}

/* Many that come once do not drive out one that comes between them again and again. */
static void
test_second_chance (void)
{
  g_autoptr (MoStatementText) often = find ("SELECT often");
  g_autoptr (MoStatementText) later = NULL;
  guint n_kept = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %u", i);
      g_autoptr (MoStatementText) once = find (sql);
      g_autoptr (MoStatementText) again = find ("SELECT often");

      n_kept += again == often;
    }
  g_assert_cmpuint (n_kept, ==, 10000);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %u", i);
      g_autoptr (MoStatementText) once = find (sql);
    }
  later = find ("SELECT often");
  g_assert_true (later != often); /* it has gone with the time */
}

/* The @n-th of those whose hashes have the last bits in common, which choose the place. */
static char *
dup_neighbour (guint n)
{
  guint wanted = g_str_hash ("SELECT 0") % 64;

  for (guint i = 0;; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %u", i);

      if (g_str_hash (sql) % 64 == wanted && n-- == 0)
        return g_steal_pointer (&sql);
    }
}

/* Two that are used by turns stay, once they have driven out what was there before. */
static void
test_neighbours (void)
{
  g_autofree char *first = dup_neighbour (0);
  g_autofree char *second = dup_neighbour (1);
  guint n_kept = 0;

  for (guint i = 0; i < 100; i++)
    n_kept += is_kept (first) + is_kept (second);
  g_assert_cmpuint (n_kept, >=, 190);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (MoStatementText) one = find (first);
      g_autoptr (MoStatementText) other = find (second);
      g_autoptr (MoStatementText) one_again = find (first);
      g_autoptr (MoStatementText) other_again = find (second);

      g_assert_true (one_again == one);
      g_assert_true (other_again == other);
    }
}

static gpointer
find_there (gpointer data)
{
  return find (data);
}

static void
test_threads (void)
{
  g_autoptr (MoStatementText) here = find ("SELECT here");
  g_autoptr (GThread) thread = g_thread_new ("find", find_there, (gpointer) "SELECT here");
  g_autoptr (MoStatementText) there = g_thread_join (g_steal_pointer (&thread));

  g_assert_true (here != there);
  g_assert_cmpstr (there->sql, ==, "SELECT here"); /* though its thread is gone */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-text/kept", test_kept);
  g_test_add_func ("/statement-text/not-kept", test_not_kept);
  g_test_add_func ("/statement-text/flags", test_flags);
  g_test_add_func ("/statement-text/wrong", test_wrong);
  g_test_add_func ("/statement-text/second-chance", test_second_chance);
  g_test_add_func ("/statement-text/neighbours", test_neighbours);
  g_test_add_func ("/statement-text/threads", test_threads);
  return g_test_run ();
}
