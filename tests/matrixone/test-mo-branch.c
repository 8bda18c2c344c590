/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Data branches. */

#include <glib/gstdio.h>

#include "command-test.h"

/* The server puts names into statements of its own as they are: with others than these, which it
 * takes for no mistake when it makes a branch, it cannot compare. */

/* A database with a table `base` of the rows 1 to 3, and its branch `branch`. */
typedef struct
{
  char *database;
  MoBranchTable base;
  MoBranchTable branch;
} Fork;

static void
fork_open (Fork *self, MoTest *test, guint which)
{
  self->database = command_new_name (which);
  self->base = (MoBranchTable){ self->database, "base", NULL };
  self->branch = (MoBranchTable){ self->database, "branch", NULL };
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.base (id BIGINT PRIMARY KEY, v VARCHAR(20))", self->database,
               NULL);
  command_sql (test, "INSERT INTO @.base VALUES (1, 'a'), (2, 'b'), (3, 'c')", self->database,
               NULL);
  mo_test_ok (mo_branch_create_table (test->client, &self->branch, &self->base, NULL));
}

static void
fork_close (Fork *self, MoTest *test)
{
  mo_test_ok (mo_branch_delete_table (test->client, self->database, "branch"));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
}

/* "1a 2b 3c" */
static void
assert_rows (Fork *self, MoTest *test, const char *table, const char *expected)
{
  g_autofree char *sql = g_strdup_printf ("SELECT CONCAT(id, v) FROM `%s`.`%s` ORDER BY id",
                                          self->database, table);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mo_await_strings (mo_execute (test->other, sql), &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (rows, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static MoResult *
result (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoResult *rows = mo_await_result (future, &error);

  g_assert_no_error (error);
  return rows;
}

static void
change_both (Fork *self, MoTest *test)
{
  command_sql (test, "UPDATE @.branch SET v = 'x' WHERE id = 1", self->database, NULL);
  command_sql (test, "DELETE FROM @.branch WHERE id = 3", self->database, NULL);
  command_sql (test, "INSERT INTO @.branch VALUES (4, 'd')", self->database, NULL);
  command_sql (test, "UPDATE @.base SET v = 'y' WHERE id = 1", self->database, NULL);
}

/* With every name that the server takes. */
static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *copy = command_new_name (i);
      Fork fork;

      if (strpbrk (command_odd_names ()[i], ";%{") != NULL)
        continue; /* see test_bad_names() */
      fork_open (&fork, test, i);
      assert_rows (&fork, test, "branch", "1a 2b 3c");
      mo_test_ok (mo_branch_create_database (test->client, copy, fork.database, NULL, NULL));
      g_assert_cmpint (command_int64 (test, "SELECT COUNT(*) FROM @.branch", copy, NULL), ==, 3);
      mo_test_ok (mo_branch_delete_database (test->client, copy));
      command_sql (test, "CREATE DATABASE @", copy, NULL); /* the name is free */
      command_sql (test, "DROP DATABASE @", copy, NULL);
      fork_close (&fork, test);
    }
}

/* --- diff --- */

static void
test_diff (MoTest *test)
{
  static const char *const columns[] = { "v", NULL };
  g_autoptr (MoResult) all = NULL;
  g_autoptr (MoResult) some = NULL;
  g_autoptr (MoResult) summary = NULL;
  Fork fork;

  fork_open (&fork, test, 4);
  g_assert_cmpint (
      mo_test_number (mo_branch_diff_count (test->client, &fork.branch, &fork.base)), ==, 0);
  change_both (&fork, test);
  all = result (mo_branch_diff (test->client, &fork.branch, &fork.base, NULL, 0));
  g_assert_cmpuint (mo_result_get_n_rows (all), ==, 4);
  g_assert_cmpuint (mo_result_get_n_columns (all), ==, 4);
  g_assert_cmpstr (mo_result_get_column_name (all, 1), ==, "flag");
  for (guint i = 0; i < 4; i++)
    {
      gboolean is_base = g_str_equal (mo_result_get_text (all, i, 0), "base");
      gint64 id = mo_result_get_int64 (all, i, 2);

      g_assert_cmpstr (mo_result_get_text (all, i, 1), ==,
                       id == 1 ? "UPDATE" : id == 3 ? "DELETE" : "INSERT");
      g_assert_cmpstr (mo_result_get_text (all, i, 3), ==,
                       id == 1 ? (is_base ? "y" : "x") : id == 3 ? "c" : "d");
    }
  some = result (mo_branch_diff (test->client, &fork.branch, &fork.base, columns, 2));
  g_assert_cmpuint (mo_result_get_n_rows (some), ==, 2);
  g_assert_cmpuint (mo_result_get_n_columns (some), ==, 3);
  g_assert_cmpint (
      mo_test_number (mo_branch_diff_count (test->client, &fork.branch, &fork.base)), ==, 4);
  summary = result (mo_branch_diff_summary (test->client, &fork.branch, &fork.base));
  g_assert_cmpuint (mo_result_get_n_rows (summary), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const char *what = mo_result_get_text (summary, i, 0);

      g_assert_cmpint (mo_result_get_int64 (summary, i, 1), ==, 1);
      g_assert_cmpint (mo_result_get_int64 (summary, i, 2), ==, g_str_equal (what, "UPDATED"));
    }
  fork_close (&fork, test);
}

static void
test_snapshots (MoTest *test)
{
  g_autofree char *name = command_new_name (4);
  MoBranchTable before, later;
  Fork fork;

  fork_open (&fork, test, 4);
  mo_test_ok (mo_snapshot_create_table (test->client, name, fork.database, "branch"));
  change_both (&fork, test);
  before = (MoBranchTable){ fork.database, "branch", name };
  later = (MoBranchTable){ fork.database, "later", NULL };
  g_assert_cmpint (mo_test_number (mo_branch_diff_count (test->client, &before, &fork.base)), ==,
                   1);
  mo_test_ok (mo_branch_create_table (test->client, &later, &before, NULL));
  assert_rows (&fork, test, "later", "1a 2b 3c");
  assert_rows (&fork, test, "branch", "1x 2b 4d");
  mo_test_ok (mo_branch_delete_table (test->client, fork.database, "later"));
  mo_test_ok (mo_snapshot_drop (test->client, name));
  fork_close (&fork, test);
}

static void
test_files (MoTest *test)
{
  g_autoptr (MoBranchFile) file = NULL;
  g_autoptr (GError) error = NULL;
  Fork fork;

  fork_open (&fork, test, 4);
  change_both (&fork, test);
  file = command_entity (mo_branch_diff_to_file (test->client, &fork.branch, &fork.base, "/tmp"));
  g_assert_nonnull (file);
  g_assert_true (g_str_has_prefix (file->path, "/tmp/diff_branch_base_"));
  mo_test_assert_contains (file->hint, "INSERT INTO");
  g_unlink (file->path); /* where the server is on this machine */
  mo_test_fails (mo_branch_diff_to_file (test->client, &fork.branch, &fork.base, "/no such'"),
                 MO_ERROR_SERVER);
  error = mo_test_take_error (mo_branch_diff_to_table (test->client, &fork.branch, &fork.base,
                                                       NULL, fork.database, "difference"));
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED); /* a later server's */
  fork_close (&fork, test);
}

/* --- merge and pick --- */

static void
test_merge (MoTest *test)
{
  Fork fork;

  fork_open (&fork, test, 4);
  change_both (&fork, test);
  mo_test_fails (
      mo_branch_merge (test->client, &fork.branch, &fork.base, MO_BRANCH_CONFLICT_FAIL),
      MO_ERROR_SERVER);
  assert_rows (&fork, test, "base", "1y 2b 3c");
  mo_test_ok (mo_branch_merge (test->client, &fork.branch, &fork.base, MO_BRANCH_CONFLICT_SKIP));
  assert_rows (&fork, test, "base", "1y 2b 4d");
  mo_test_ok (mo_branch_merge (test->client, &fork.branch, &fork.base, MO_BRANCH_CONFLICT_ACCEPT));
  assert_rows (&fork, test, "base", "1x 2b 4d");
  fork_close (&fork, test);
}

static void
test_pick (MoTest *test)
{
  const MoValue keys[] = { mo_value_int64 (4), mo_value_int64 (1) };
  const MoBranchPick one = { .keys = keys, .n_keys = 1 };
  const MoBranchPick two = { .keys = keys, .n_keys = 2 };
  MoBranchPick both = { .keys = keys, .n_keys = 2, .conflict = MO_BRANCH_CONFLICT_ACCEPT };
  Fork fork;

  fork_open (&fork, test, 4);
  change_both (&fork, test);
  mo_test_ok (mo_branch_pick (test->client, &fork.branch, &fork.base, &one));
  assert_rows (&fork, test, "base", "1y 2b 3c 4d");
  mo_test_fails (mo_branch_pick (test->client, &fork.branch, &fork.base, &two), MO_ERROR_SERVER);
  both.conflict = MO_BRANCH_CONFLICT_SKIP;
  mo_test_ok (mo_branch_pick (test->client, &fork.branch, &fork.base, &both));
  assert_rows (&fork, test, "base", "1y 2b 3c 4d");
  both.conflict = MO_BRANCH_CONFLICT_ACCEPT;
  mo_test_ok (mo_branch_pick (test->client, &fork.branch, &fork.base, &both));
  assert_rows (&fork, test, "base", "1x 2b 3c 4d");
  fork_close (&fork, test);
}

/* What was inserted between two snapshots, and not before nor after. */
static void
test_pick_range (MoTest *test)
{
  g_autofree char *first = command_new_name (4);
  g_autofree char *last = command_new_name (4);
  const MoValue keys[] = { mo_value_int64 (12) };
  MoBranchPick range = { .from_snapshot = first, .to_snapshot = last, .keys = keys, .n_keys = 1 };
  Fork fork;

  fork_open (&fork, test, 4);
  command_sql (test, "INSERT INTO @.branch VALUES (10, 'k')", fork.database, NULL);
  mo_test_ok (mo_snapshot_create_table (test->client, first, fork.database, "branch"));
  command_sql (test, "INSERT INTO @.branch VALUES (11, 'l'), (12, 'm')", fork.database, NULL);
  mo_test_ok (mo_snapshot_create_table (test->client, last, fork.database, "branch"));
  command_sql (test, "INSERT INTO @.branch VALUES (13, 'n')", fork.database, NULL);
  mo_test_ok (mo_branch_pick (test->client, &fork.branch, &fork.base, &range));
  assert_rows (&fork, test, "base", "1a 2b 3c 12m");
  range.n_keys = 0;
  mo_test_ok (mo_branch_pick (test->client, &fork.branch, &fork.base, &range));
  assert_rows (&fork, test, "base", "1a 2b 3c 11l 12m");
  mo_test_ok (mo_snapshot_drop (test->client, first));
  mo_test_ok (mo_snapshot_drop (test->client, last));
  fork_close (&fork, test);
}

/* Of two columns, one of them text with what would end a literal. */
static void
test_pick_pairs (MoTest *test)
{
  const MoValue keys[] = { mo_value_int64 (1), mo_value_text ("it's"), mo_value_int64 (2),
                           mo_value_text ("b\\") };
  const MoBranchPick pairs = { .keys = keys, .n_keys = 2, .n_key_columns = 2 };
  g_autofree char *database = command_new_name (4);
  const MoBranchTable base = { database, "base", NULL };
  const MoBranchTable branch = { database, "branch", NULL };

  command_sql (test, "CREATE DATABASE @", database, NULL);
  command_sql (test, "CREATE TABLE @.base (a INT, b VARCHAR(20), PRIMARY KEY (a, b))", database,
               NULL);
  mo_test_ok (mo_branch_create_table (test->client, &branch, &base, NULL));
  command_sql (test, "INSERT INTO @.branch VALUES (1, 'it''s'), (2, 'b\\\\'), (2, 'c')", database,
               NULL);
  mo_test_ok (mo_branch_pick (test->client, &branch, &base, &pairs));
  g_assert_cmpint (command_int64 (test, "SELECT COUNT(*) FROM @.base", database, NULL), ==, 2);
  g_assert_cmpint (
      command_int64 (test, "SELECT COUNT(*) FROM @.base WHERE b = 'c'", database, NULL), ==, 0);
  mo_test_ok (mo_branch_delete_table (test->client, database, "branch"));
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* --- in a transaction --- */

static void
test_create_in_transaction (MoTest *test)
{
  Fork fork;

  fork_open (&fork, test, 4);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      const MoBranchTable later = { fork.database, "later", NULL };
      g_autofree char *insert
          = g_strdup_printf ("INSERT INTO `%s`.base VALUES (9, 'z')", fork.database);

      mo_test_ok (mo_execute (tx, insert));
      mo_test_ok (mo_branch_create_table (tx, &later, &fork.base, NULL));
      mo_test_ok (mo_branch_delete_table (tx, fork.database, "branch"));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      assert_rows (&fork, test, i == 0 ? "branch" : "later", "1a 2b 3c");
      mo_test_fails (mo_branch_diff_count (test->client, i == 0 ? &later : &fork.branch,
                                           &fork.base),
                     MO_ERROR_NO_SUCH_OBJECT);
    }
  mo_test_ok (mo_branch_create_table (test->client, &fork.branch, &fork.base, NULL));
  mo_test_ok (mo_branch_delete_table (test->client, fork.database, "later"));
  fork_close (&fork, test);
}

/* Behind COMMIT, so that they see what the transaction did; a comparison has no such place. */
static void
test_merge_in_transaction (MoTest *test)
{
  const MoValue key = mo_value_int64 (4);
  const MoBranchPick pick = { .keys = &key, .n_keys = 1 };
  Fork fork;

  fork_open (&fork, test, 4);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autofree char *insert
          = g_strdup_printf ("INSERT INTO `%s`.branch VALUES (%u, 'd')", fork.database, 3 + i);

      if (i > 0)
        mo_test_ok (mo_execute (tx, insert));
      mo_test_fails (mo_branch_diff (tx, &fork.branch, &fork.base, NULL, 0),
                     MO_ERROR_NOT_SUPPORTED);
      if (i < 2)
        mo_test_ok (mo_branch_pick (tx, &fork.branch, &fork.base, &pick));
      else
        mo_test_ok (
            mo_branch_merge (tx, &fork.branch, &fork.base, MO_BRANCH_CONFLICT_FAIL));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      assert_rows (&fork, test, "base",
                   i == 0 ? "1a 2b 3c" : i == 1 ? "1a 2b 3c 4d" : "1a 2b 3c 4d 5d");
    }
  fork_close (&fork, test);
}

/* --- to another account --- */

static void
test_to_account (MoTest *test)
{
  g_autofree char *account = mo_test_unique ("acc");
  g_autofree char *name = command_new_name (4);
  g_autoptr (MoClient) client = NULL;
  MoBranchTable source, there = { "kept", "branch", NULL };
  Fork fork;

  fork_open (&fork, test, 4);
  source = (MoBranchTable){ fork.database, "base", name };
  command_sql (test, "CREATE ACCOUNT @ ADMIN_NAME 'admin' IDENTIFIED BY '111'", account, NULL);
  client = command_client_of (account);
  mo_test_ok (mo_execute (client, "CREATE DATABASE kept"));
  mo_test_ok (mo_snapshot_create_database (test->client, name, fork.database));
  mo_test_ok (mo_branch_create_table (test->client, &there, &source, account));
  mo_test_ok (mo_branch_create_database (test->client, "whole", fork.database, name, account));
  g_assert_cmpint (mo_test_number (mo_execute (client, "SELECT COUNT(*) FROM kept.branch")), ==,
                   3);
  g_assert_cmpint (mo_test_number (mo_execute (client, "SELECT COUNT(*) FROM whole.base")), ==, 3);
  mo_test_ok (mo_client_disconnect (client));
  mo_test_ok (mo_snapshot_drop (test->client, name));
  command_sql (test, "DROP ACCOUNT @", account, NULL);
  fork_close (&fork, test);
}

static void
test_refused (MoTest *test)
{
  static const char *const no_columns[] = { NULL };
  const MoBranchTable t = { NULL, "t", NULL };
  const MoBranchTable nameless = { "d", NULL, NULL };
  const MoBranchTable past = { NULL, "t", "s" };
  const MoValue key = mo_value_int64 (1);
  const MoBranchPick nothing = { .keys = &key };
  const MoBranchPick half = { .from_snapshot = "s" };
  const MoBranchPick other_half = { .keys = &key, .n_keys = 1, .to_snapshot = "s" };
  const MoBranchPick no_keys = { .n_keys = 1 };
  const MoBranchPick wrong = { .keys = &key, .n_keys = 1, .conflict = (MoBranchConflict) 3 };
  MoClient *client = test->client;
  MoFuture *futures[] = {
    mo_branch_create_table (client, NULL, &t, NULL),
    mo_branch_create_table (client, &t, NULL, NULL),
    mo_branch_create_table (client, &t, &nameless, NULL),
    mo_branch_create_table (client, &past, &t, NULL),
    mo_branch_create_table (client, &t, &t, ""),
    mo_branch_create_database (client, NULL, "d", NULL, NULL),
    mo_branch_create_database (client, "b", "d", "", NULL),
    mo_branch_delete_table (client, NULL, NULL),
    mo_branch_delete_database (client, ""),
    mo_branch_diff (client, &t, NULL, NULL, 0),
    mo_branch_diff (client, &t, &t, no_columns, 0),
    mo_branch_diff (client, &t, &t, NULL, G_MAXUINT64),
    mo_branch_diff_count (client, NULL, &t),
    mo_branch_diff_summary (client, &nameless, &t),
    mo_branch_diff_to_file (client, &t, &t, NULL),
    mo_branch_diff_to_file (client, &t, &t, ""),
    mo_branch_diff_to_table (client, &t, &t, NULL, NULL, NULL),
    mo_branch_merge (client, &t, &past, MO_BRANCH_CONFLICT_FAIL),
    mo_branch_merge (client, &t, &t, (MoBranchConflict) -1),
    mo_branch_pick (client, &t, &t, NULL),
    mo_branch_pick (client, &t, &t, &nothing),
    mo_branch_pick (client, &t, &t, &half),
    mo_branch_pick (client, &t, &t, &other_half),
    mo_branch_pick (client, &t, &t, &no_keys),
    mo_branch_pick (client, &t, &t, &wrong),
  };

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    mo_test_fails (futures[i], MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  const MoBranchTable t = { NULL, "t", NULL };
  const MoValue key = mo_value_int64 (1);
  const MoBranchPick pick = { .keys = &key, .n_keys = 1 };

  switch (which)
    {
    case 0:
      return mo_branch_create_table (executor, &t, &t, NULL);
    case 1:
      return mo_branch_create_database (executor, "b", "d", NULL, NULL);
    case 2:
      return mo_branch_delete_table (executor, NULL, "t");
    case 3:
      return mo_branch_delete_database (executor, "d");
    case 4:
      return mo_branch_diff (executor, &t, &t, NULL, 0);
    case 5:
      return mo_branch_diff_count (executor, &t, &t);
    case 6:
      return mo_branch_diff_summary (executor, &t, &t);
    case 7:
      return mo_branch_diff_to_file (executor, &t, &t, "/tmp");
    case 8:
      return mo_branch_diff_to_table (executor, &t, &t, NULL, NULL, "u");
    case 9:
      return mo_branch_merge (executor, &t, &t, MO_BRANCH_CONFLICT_FAIL);
    case 10:
      return mo_branch_pick (executor, &t, &t, &pick);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/branch/names", test_names);
  mo_test_add_matrixone ("/branch/diff", test_diff);
  mo_test_add_matrixone ("/branch/snapshots", test_snapshots);
  mo_test_add_matrixone ("/branch/files", test_files);
  mo_test_add_matrixone ("/branch/merge", test_merge);
  mo_test_add_matrixone ("/branch/pick", test_pick);
  mo_test_add_matrixone ("/branch/pick-range", test_pick_range);
  mo_test_add_matrixone ("/branch/pick-pairs", test_pick_pairs);
  mo_test_add_matrixone ("/branch/create-in-transaction", test_create_in_transaction);
  mo_test_add_matrixone ("/branch/merge-in-transaction", test_merge_in_transaction);
  mo_test_add_matrixone ("/branch/to-account", test_to_account);
  mo_test_add ("/branch/refused", test_refused);
  mo_test_add_mariadb ("/branch/elsewhere", test_elsewhere);
  return g_test_run ();
}
