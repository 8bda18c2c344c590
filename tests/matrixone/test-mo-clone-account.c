/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clones to another account: of what a snapshot shows, at once, behind COMMIT, or rolled back. */

#include "command-test.h"

/* Of command_odd_names(): the one that looks like a snapshot. */
#define LIKE_A_SNAPSHOT 3

/* An account, a database of ours whose table has the row 7, and a snapshot of it. */
typedef struct
{
  char *account;
  MoClient *client; /* its administrator's */
  char *source;
  char *table;
  char *snapshot;
} Site;

static void
site_set_up (MoTest *test, Site *self, guint which)
{
  const MoAccountOptions account = { "admin", "111", NULL, FALSE, FALSE };

  self->account = mo_test_unique ("a");
  self->source = command_new_name (which);
  self->table = command_new_name (which);
  self->snapshot = command_new_name (which);
  mo_test_ok (mo_account_create (test->client, self->account, &account));
  self->client = command_client_of (self->account);
  command_sql (test, "CREATE DATABASE @", self->source, NULL);
  command_sql (test, "CREATE TABLE @.@ (id BIGINT PRIMARY KEY)", self->source, self->table, NULL);
  command_sql (test, "INSERT INTO @.@ VALUES (7)", self->source, self->table, NULL);
  mo_test_ok (mo_snapshot_create_database (test->client, self->snapshot, self->source));
  command_sql (test, "INSERT INTO @.@ VALUES (8)", self->source, self->table, NULL);
}

static void
site_tear_down (MoTest *test, Site *self)
{
  g_object_unref (self->client);
  mo_test_ok (mo_snapshot_drop (test->client, self->snapshot));
  mo_test_ok (mo_account_drop (test->client, self->account));
  command_sql (test, "DROP DATABASE @", self->source, NULL);
  g_free (self->account);
  g_free (self->source);
  g_free (self->table);
  g_free (self->snapshot);
}

static MoFuture *
clone_database (MoExecutor *executor, Site *site, const char *target, MoCloneFlags flags)
{
  return mo_clone_database_to_account (executor, target, site->source, site->snapshot,
                                       site->account, flags);
}

static MoFuture *
clone_table (MoExecutor *executor,
             Site *site,
             const char *database,
             const char *target,
             MoCloneFlags flags)
{
  return mo_clone_table_to_account (executor, database, target, site->source, site->table,
                                    site->snapshot, site->account, flags);
}

/* The account's largest id in it: 7, as the snapshot has it; -1: there is no such thing. */
static gint64
largest (Site *site, const char *database, const char *table)
{
  g_auto (GStrv) parts = g_strsplit (table, "`", -1);
  g_autofree char *doubled = g_strjoinv ("``", parts);
  g_autofree char *sql = g_strdup_printf ("SELECT MAX(id) FROM `%s`.`%s`", database, doubled);
  gint64 id = -1;

  mo_await_int64 (mo_execute_values (MO_EXECUTOR (site->client), sql, NULL, 0, 0), &id, NULL);
  return id;
}

static void
assert_says (MoFuture *future, int code, const char *part)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_assert_error (error, MO_ERROR, code);
  mo_test_assert_contains (error->message, part);
}

static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_name (i);
      MoExecutor *executor = MO_EXECUTOR (test->client);
      Site site;

      if (i == LIKE_A_SNAPSHOT)
        continue;
      site_set_up (test, &site, i);
      mo_test_ok (clone_database (executor, &site, database, MO_CLONE_AT_COMMIT));
      g_assert_cmpint (largest (&site, database, site.table), ==, 7);
      mo_test_ok (clone_table (executor, &site, database, table, MO_CLONE_AT_COMMIT));
      g_assert_cmpint (largest (&site, database, table), ==, 7);
      site_tear_down (test, &site);
    }
}

/* The server takes a name for a snapshot that there is not, in clones inside an account as well: it
 * says so, and nothing is there. */
static void
test_misread (MoTest *test)
{
  Site site;

  site_set_up (test, &site, LIKE_A_SNAPSHOT);
  assert_says (clone_database (MO_EXECUTOR (test->client), &site, "d", MO_CLONE_AT_COMMIT),
               MO_ERROR_SERVER, "find 0 snapshot records by name(x)");
  g_assert_cmpint (largest (&site, "d", site.table), ==, -1);
  site_tear_down (test, &site);
}

static void
test_rolled_back (MoTest *test)
{
  static const MoCloneFlags flags[] = { MO_CLONE_AT_COMMIT, MO_CLONE_NOW };
  Site site;

  site_set_up (test, &site, 0);
  mo_test_ok (mo_execute (site.client, "CREATE DATABASE there"));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (clone_database (MO_EXECUTOR (tx), &site, "d", flags[i]));
      mo_test_ok (clone_table (MO_EXECUTOR (tx), &site, "there", "t", flags[i]));
      mo_test_ok (mo_transaction_rollback (tx));
      g_assert_cmpint (largest (&site, "d", site.table), ==, -1);
      g_assert_cmpint (largest (&site, "there", "t"), ==, -1);
    }
  site_tear_down (test, &site);
}

static void
test_committed (MoTest *test)
{
  static const MoCloneFlags flags[] = { MO_CLONE_AT_COMMIT, MO_CLONE_NOW };
  Site site;

  site_set_up (test, &site, 0);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autofree char *database = g_strdup_printf ("d%u", i);
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (clone_database (MO_EXECUTOR (tx), &site, database, flags[i]));
      mo_test_ok (clone_table (MO_EXECUTOR (tx), &site, database, "t", flags[i]));
      g_assert_cmpint (largest (&site, database, "t"), ==, -1);
      mo_test_ok (mo_transaction_commit (tx));
      g_assert_cmpint (largest (&site, database, site.table), ==, 7);
      g_assert_cmpint (largest (&site, database, "t"), ==, 7);
    }
  site_tear_down (test, &site);
}

/* What is there is an error, or none where it may be; nor is it inside a transaction, where the
 * server says nothing of it. */
static void
test_exists (MoTest *test)
{
  MoCloneFlags may_exist = MO_CLONE_IF_NOT_EXISTS;
  MoExecutor *executor = MO_EXECUTOR (test->client);
  Site site;

  site_set_up (test, &site, 0);
  mo_test_ok (clone_database (executor, &site, "d", may_exist));
  mo_test_ok (clone_table (executor, &site, "d", "t", may_exist));
  mo_test_fails (clone_database (executor, &site, "d", 0), MO_ERROR_ALREADY_EXISTS);
  mo_test_fails (clone_table (executor, &site, "d", "t", 0), MO_ERROR_ALREADY_EXISTS);
  mo_test_ok (clone_database (executor, &site, "d", may_exist));
  mo_test_ok (clone_table (executor, &site, "d", "t", may_exist));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    executor = MO_EXECUTOR (tx);
    mo_test_ok (mo_execute (site.client, "INSERT INTO d.t VALUES (9)"));
    mo_test_ok (clone_database (executor, &site, "d", MO_CLONE_NOW));
    mo_test_ok (clone_table (executor, &site, "d", "t", MO_CLONE_NOW));
    mo_test_ok (clone_table (executor, &site, "d", "t", may_exist));
    mo_test_ok (clone_table (executor, &site, "d", "u", may_exist));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (largest (&site, "d", "t"), ==, 9); /* as it was */
  g_assert_cmpint (largest (&site, "d", "u"), ==, 7);
  site_tear_down (test, &site);
}

/* The account's databases are not asked for: that the target is there is found at the end. */
static void
test_fails_at_commit (MoTest *test)
{
  Site site;

  site_set_up (test, &site, 0);
  mo_test_ok (mo_execute (site.client, "CREATE DATABASE d"));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (clone_database (MO_EXECUTOR (tx), &site, "d", MO_CLONE_AT_COMMIT));
    mo_test_fails (mo_transaction_commit (tx), MO_ERROR_COMMITTED_COMMAND_FAILED);
  }
  site_tear_down (test, &site);
}

static void
test_server_refuses (MoTest *test)
{
  MoExecutor *executor = MO_EXECUTOR (test->client);
  Site site;

  site_set_up (test, &site, 0);
  assert_says (mo_clone_database_to_account (executor, "d", site.source, site.snapshot, "nobody_",
                                             0),
               MO_ERROR_SERVER, "no such account");
  assert_says (mo_clone_database_to_account (executor, "d", site.source, "nothing_", site.account,
                                             0),
               MO_ERROR_SERVER, "nothing_");
  assert_says (clone_table (executor, &site, "nowhere_", "t", 0), MO_ERROR_NO_SUCH_OBJECT,
               "nowhere_");
  mo_test_fails (mo_clone_database_to_account (MO_EXECUTOR (site.client), "d", "mo_catalog",
                                               site.snapshot, site.account, 0),
                 MO_ERROR_SERVER);
  site_tear_down (test, &site);
}

/* Whatever the server is: nothing is sent. */
static void
test_refused (MoTest *test)
{
  static const char *const accounts[] = { NULL, "", "a'", "a\"b", "a`b", "a\\b", " a", "a " };
  MoExecutor *executor = MO_EXECUTOR (test->client);
  int code = MO_ERROR_INVALID_ARGUMENT;

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      assert_says (mo_clone_database_to_account (executor, "d", "s", "n", accounts[i], 0), code,
                   "the account's name");
      assert_says (mo_clone_table_to_account (executor, "d", "t", "s", "t", "n", accounts[i], 0),
                   code, "the account's name");
    }
  assert_says (mo_clone_database_to_account (executor, "d", "s", NULL, "a", 0), code,
               "take one, and name it");
  assert_says (mo_clone_table_to_account (executor, "d", "t", "s", "t", NULL, "a", 0), code,
               "take one, and name it");
  assert_says (mo_clone_database_to_account (executor, "d", "s", "n", "a", MO_CLONE_COPY), code,
               "MO_CLONE_NOW");
  assert_says (mo_clone_table_to_account (executor, NULL, "t", "s", "t", "n", "a", 0), code,
               "name one of the account's");
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  (void) source;
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
take (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static void
test_async (MoTest *test)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  Site site;

  site_set_up (test, &site, 0);
  mo_clone_database_to_account_async (test->client, "d", site.source, site.snapshot, site.account,
                                      MO_CLONE_AT_COMMIT, NULL, on_done, &result);
  first = take (&result);
  g_assert_true (mo_clone_database_to_account_finish (test->client, first, &error));
  g_assert_no_error (error);
  mo_clone_table_to_account_async (test->client, "d", "t", site.source, site.table, site.snapshot,
                                   site.account, MO_CLONE_AT_COMMIT, NULL, on_done, &result);
  second = take (&result);
  g_assert_true (mo_clone_table_to_account_finish (test->client, second, &error));
  g_assert_no_error (error);
  g_assert_cmpint (largest (&site, "d", "t"), ==, 7);
  site_tear_down (test, &site);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_clone_database_to_account (executor, "d", "s", "n", "a", MO_CLONE_AT_COMMIT);
    case 1:
      return mo_clone_database_to_account (executor, "d", "s", "n", "a", MO_CLONE_NOW);
    case 2:
      return mo_clone_table_to_account (executor, "d", "t", "s", "t", "n", "a", MO_CLONE_AT_COMMIT);
    case 3:
      return mo_clone_table_to_account (executor, "d", "t", "s", "t", "n", "a", MO_CLONE_NOW);
    default:
      return NULL;
    }
}

static void
test_not_supported (MoTest *test)
{
  command_test_not_supported (test, call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/clone-account/names", test_names);
  mo_test_add_matrixone ("/clone-account/misread", test_misread);
  mo_test_add_matrixone ("/clone-account/rolled-back", test_rolled_back);
  mo_test_add_matrixone ("/clone-account/committed", test_committed);
  mo_test_add_matrixone ("/clone-account/exists", test_exists);
  mo_test_add_matrixone ("/clone-account/fails-at-commit", test_fails_at_commit);
  mo_test_add_matrixone ("/clone-account/server-refuses", test_server_refuses);
  mo_test_add ("/clone-account/refused", test_refused);
  mo_test_add_matrixone ("/clone-account/async", test_async);
  mo_test_add_mariadb ("/clone-account/not-supported", test_not_supported);
  return g_test_run ();
}
