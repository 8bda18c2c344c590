/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Publications. */

#include "command-test.h"

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define COMMENT "\xe5\xbf\xab, it's \"said\" \\ with ? and :name and %s'); DROP DATABASE test; --"

/* Two accounts, and a database with the tables t and u. */
typedef struct
{
  char *account;
  char *other;
  char *database;
  char *name; /* of a publication that is not there */
} Names;

static void
names_set_up (MoTest *test, Names *self)
{
  MoAccountOptions options = { "admin", "sesame", NULL, FALSE, FALSE };

  self->account = mo_test_unique ("a");
  self->other = mo_test_unique ("b"); /* behind it in order */
  self->database = mo_test_unique ("d");
  self->name = mo_test_unique ("p");
  mo_test_ok (mo_account_create (test->client, self->account, &options));
  mo_test_ok (mo_account_create (test->client, self->other, &options));
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "CREATE TABLE @.u (id BIGINT PRIMARY KEY)", self->database, NULL);
}

static void
names_tear_down (MoTest *test, Names *self)
{
  mo_test_ok (mo_publication_drop_if_exists (test->client, self->name));
  mo_test_ok (mo_account_drop (test->client, self->other));
  mo_test_ok (mo_account_drop (test->client, self->account));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->account);
  g_free (self->other);
  g_free (self->database);
  g_free (self->name);
}

static gint64
count_rows (MoTest *test, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM mo_catalog.mo_pubs WHERE pub_name = LOWER('%s')", name);

  return mo_test_number (mo_execute (test->other, sql));
}

static gboolean
is_listed (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_publication_list (test->other));

  MO_FOREACH (MoPublication, publication, all)
    if (command_is_name (publication->publication, name))
      return TRUE;
  return FALSE;
}

static void
assert_is (MoTest *test,
           const char *name,
           const char *database,
           const char *tables,
           const char *accounts,
           const char *comment)
{
  g_autoptr (MoPublication) got = command_entity (mo_publication_get (test->other, name));

  g_assert_nonnull (got);
  g_assert_true (command_is_name (got->publication, name));
  g_assert_true (command_is_name (got->database, database));
  g_assert_true (command_is_name (got->tables, tables));
  g_assert_cmpstr (got->sub_account, ==, accounts);
  g_assert_cmpstr (got->subscribed_accounts, ==, "");
  g_assert_cmpstr (got->comments, ==, comment);
  g_assert_cmpint (g_date_time_get_year (got->create_time), >=, 2024);
}

static void
change (MoTest *test, const char *name, MoPublicationChanges changes)
{
  mo_test_ok (mo_publication_alter (test->client, name, &changes));
}

/* Publications and databases of odd names; and tables, in a database with a plain one. */
static void
test_names (MoTest *test)
{
  Names names;

  names_set_up (test, &names);
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_name (i);
      g_autoptr (MoPublication) gone = NULL;
      MoPublicationOptions options
          = { database, NULL, LIST (names.account), FALSE, COMMENT };

      command_sql (test, "CREATE DATABASE @", database, NULL);
      command_sql (test, "CREATE TABLE @.@ (id BIGINT PRIMARY KEY)", names.database, table, NULL);
      mo_test_ok (mo_publication_create (test->client, name, &options));
      g_assert_cmpint (count_rows (test, name), ==, 1);
      g_assert_true (is_listed (test, name));
      assert_is (test, name, database, "*", names.account, COMMENT);
      change (test, name,
              (MoPublicationChanges){ .database = names.database, .tables = LIST (table) });
      assert_is (test, name, names.database, table, names.account, COMMENT);
      mo_test_ok (mo_publication_drop (test->client, name));
      gone = command_entity (mo_publication_get (test->client, name));
      g_assert_null (gone);
      g_assert_false (is_listed (test, name));
      g_assert_cmpint (count_rows (test, name), ==, 0);
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
  names_tear_down (test, &names);
}

static void
test_create (MoTest *test)
{
  Names names;
  g_autofree char *both = NULL;
  MoPublicationOptions options = { NULL, NULL, NULL, TRUE, NULL };

  names_set_up (test, &names);
  both = g_strdup_printf ("%s,%s", names.account, names.other);
  options.database = names.database;
  mo_test_ok (mo_publication_create (test->client, names.name, &options));
  assert_is (test, names.name, names.database, "*", "*", "");
  mo_test_fails (mo_publication_create (test->client, names.name, &options),
                 MO_ERROR_SERVER);
  assert_is (test, names.name, names.database, "*", "*", "");
  mo_test_ok (mo_publication_drop_if_exists (test->client, names.name));
  g_assert_cmpint (count_rows (test, names.name), ==, 0);
  mo_test_ok (mo_publication_drop_if_exists (test->client, names.name));
  mo_test_fails (mo_publication_drop (test->client, names.name), MO_ERROR_SERVER);
  options = (MoPublicationOptions){ names.database, LIST ("u", "t"),
                                    LIST (names.other, names.account), FALSE, NULL };
  mo_test_ok (mo_publication_create (test->client, names.name, &options));
  assert_is (test, names.name, names.database, "t,u", both, "");
  mo_test_ok (mo_publication_drop (test->client, names.name));
  options.accounts = LIST ("sys"); /* itself */
  mo_test_fails (mo_publication_create (test->client, names.name, &options), MO_ERROR_SERVER);
  options.accounts = LIST ("nobody");
  mo_test_fails (mo_publication_create (test->client, names.name, &options), MO_ERROR_SERVER);
  options.accounts = LIST (names.account);
  options.tables = LIST ("t", "nothing");
  mo_test_fails (mo_publication_create (test->client, names.name, &options), MO_ERROR_SERVER);
  g_assert_false (is_listed (test, names.name));
  names_tear_down (test, &names);
}

static void
test_alter (MoTest *test)
{
  Names names;
  g_autofree char *second = mo_test_unique ("d");
  g_autofree char *both = NULL;
  MoPublicationOptions options = { NULL, NULL, NULL, FALSE, "first" };
  MoPublicationChanges adds = { .which_accounts = MO_PUBLICATION_ACCOUNTS_ADD };
  g_autoptr (MoPublication) altered = NULL;

  names_set_up (test, &names);
  command_sql (test, "CREATE DATABASE @", second, NULL);
  command_sql (test, "CREATE TABLE @.w (id BIGINT PRIMARY KEY)", second, NULL);
  both = g_strdup_printf ("%s,%s", names.account, names.other);
  options.database = names.database;
  options.accounts = LIST (names.account);
  mo_test_ok (mo_publication_create (test->client, names.name, &options));
  change (test, names.name, (MoPublicationChanges){ .comment = COMMENT });
  assert_is (test, names.name, names.database, "*", names.account, COMMENT);
  altered = command_entity (mo_publication_get (test->client, names.name));
  g_assert_nonnull (altered->update_time);
  change (test, names.name,
          (MoPublicationChanges){ .database = names.database, .tables = LIST ("t") });
  assert_is (test, names.name, names.database, "t", names.account, COMMENT);
  change (test, names.name,
          (MoPublicationChanges){ .which_accounts = MO_PUBLICATION_ACCOUNTS_ADD,
                                  .accounts = LIST (names.other) });
  assert_is (test, names.name, names.database, "t", both, COMMENT);
  change (test, names.name,
          (MoPublicationChanges){ .which_accounts = MO_PUBLICATION_ACCOUNTS_REMOVE,
                                  .accounts = LIST (names.account) });
  assert_is (test, names.name, names.database, "t", names.other, COMMENT);
  change (test, names.name,
          (MoPublicationChanges){ .which_accounts = MO_PUBLICATION_ACCOUNTS_SET,
                                  .accounts = LIST (names.account) });
  assert_is (test, names.name, names.database, "t", names.account, COMMENT);
  change (test, names.name,
          (MoPublicationChanges){ .database = second, .tables = LIST ("w"), .comment = "last" });
  assert_is (test, names.name, second, "w", names.account, "last");
  change (test, names.name,
          (MoPublicationChanges){ .all_tables = TRUE,
                                  .which_accounts = MO_PUBLICATION_ACCOUNTS_ALL });
  assert_is (test, names.name, second, "*", "*", "last");
  adds.accounts = LIST (names.account);
  mo_test_fails (mo_publication_alter (test->client, names.name, &adds), MO_ERROR_SERVER);
  change (test, names.name,
          (MoPublicationChanges){ .database = names.database, .all_tables = TRUE });
  assert_is (test, names.name, names.database, "*", "*", "last");
  mo_test_ok (mo_publication_drop (test->client, names.name));
  mo_test_fails (mo_publication_alter (test->client, names.name, &adds), MO_ERROR_SERVER);
  names_tear_down (test, &names);
  command_sql (test, "DROP DATABASE @", second, NULL);
}

static void
test_show_create (MoTest *test)
{
  Names names;
  g_autofree char *expected = NULL;
  g_autoptr (MoResult) result = NULL;
  g_autoptr (MoResult) none = NULL;
  MoPublicationOptions options = { NULL, LIST ("t"), NULL, TRUE, NULL };

  names_set_up (test, &names);
  options.database = names.database;
  mo_test_ok (mo_publication_create (test->client, names.name, &options));
  result = mo_await_result (mo_publication_show_create (test->client, names.name), NULL);
  g_assert_nonnull (result);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, names.name);
  expected = g_strdup_printf ("CREATE PUBLICATION %s DATABASE %s TABLE t ACCOUNT all", names.name,
                              names.database);
  g_assert_cmpstr (mo_result_get_text (result, 0, 1), ==, expected);
  mo_test_ok (mo_publication_drop (test->client, names.name));
  none = mo_await_result (mo_publication_show_create (test->client, names.name), NULL);
  g_assert_nonnull (none);
  g_assert_cmpuint (mo_result_get_n_rows (none), ==, 0);
  names_tear_down (test, &names);
}

/* Behind COMMIT, or never. */
static void
test_in_transaction (MoTest *test)
{
  Names names;
  MoPublicationOptions options = { NULL, NULL, NULL, TRUE, NULL };
  MoPublicationChanges changes = { .comment = "altered" };

  names_set_up (test, &names);
  options.database = names.database;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoPublication) none = NULL;
      g_autoptr (GPtrArray) all = NULL;

      mo_test_ok (mo_publication_create (tx, names.name, &options));
      mo_test_ok (mo_publication_alter (tx, names.name, &changes));
      none = command_entity (mo_publication_get (tx, names.name));
      g_assert_null (none);
      all = command_all (mo_publication_list (tx));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count_rows (test, names.name), ==, i);
    }
  assert_is (test, names.name, names.database, "*", "*", "altered");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_publication_show_create (tx, names.name));
      mo_test_ok (mo_publication_drop (tx, names.name));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count_rows (test, names.name), ==, 1 - i);
    }
  names_tear_down (test, &names);
}

static void
test_refused (MoTest *test)
{
  static const char *const none[] = { NULL };
  const MoPublicationOptions bad[] = {
    { NULL, NULL, NULL, TRUE, NULL },
    { "", NULL, NULL, TRUE, NULL },
    { "d", none, NULL, TRUE, NULL },
    { "d", LIST ("a,b"), NULL, TRUE, NULL },
    { "d", LIST ("a", "*"), NULL, TRUE, NULL },
    { "d;drop", LIST ("a"), NULL, TRUE, NULL },
    { "a b", LIST ("a"), NULL, TRUE, NULL },
    { "d", NULL, NULL, FALSE, NULL },
    { "d", NULL, LIST ("a"), TRUE, NULL },
    { "d", NULL, none, FALSE, NULL },
    { "d", NULL, LIST ("a", " b"), FALSE, NULL },
  };
  const MoPublicationChanges bad_changes[] = {
    { 0 },
    { .database = "d" },
    { .tables = LIST ("t") },
    { .database = "d", .tables = LIST ("t"), .all_tables = TRUE },
    { .database = "d", .tables = LIST ("a,b") },
    { .database = "d", .tables = none },
    { .database = "d;drop", .tables = LIST ("t") },
    { .comment = "" },
    { .accounts = LIST ("a"), .comment = "c" },
    { .which_accounts = MO_PUBLICATION_ACCOUNTS_ALL, .accounts = LIST ("a") },
    { .which_accounts = MO_PUBLICATION_ACCOUNTS_ADD },
    { .which_accounts = (MoPublicationAccounts) 5 },
  };
  MoPublicationOptions good = { "d", NULL, NULL, TRUE, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    mo_test_fails (mo_publication_create (test->client, "p", &bad[i]), MO_ERROR_INVALID_ARGUMENT);
  for (guint i = 0; i < G_N_ELEMENTS (bad_changes); i++)
    mo_test_fails (mo_publication_alter (test->client, "p", &bad_changes[i]),
                   MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_create (test->client, "", &good), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_create (test->client, "a\\b", &good), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_create (test->client, "p", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_alter (test->client, "p", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_drop (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_publication_show_create (test->client, ""), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  MoPublicationOptions options = { "d", NULL, NULL, TRUE, NULL };
  MoPublicationChanges changes = { .comment = "c" };

  switch (which)
    {
    case 0:
      return mo_publication_create (executor, "p", &options);
    case 1:
      return mo_publication_alter (executor, "p", &changes);
    case 2:
      return mo_publication_drop (executor, "p");
    case 3:
      return mo_publication_drop_if_exists (executor, "p");
    case 4:
      return mo_publication_get (executor, "p");
    case 5:
      return mo_publication_list (executor);
    case 6:
      return mo_publication_show_create (executor, "p");
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

static MoFuture *
create_named (MoExecutor *executor, const char *name)
{
  MoPublicationOptions options = { "test", NULL, NULL, TRUE, NULL };

  return mo_publication_create (executor, name, &options);
}

static MoFuture *
create_for_named (MoExecutor *executor, const char *name)
{
  MoPublicationOptions options = { "test", NULL, LIST (name), FALSE, NULL };

  return mo_publication_create (executor, "p", &options);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, create_named);
  command_test_bad_names (test, create_for_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/publication/names", test_names);
  mo_test_add_matrixone ("/publication/create", test_create);
  mo_test_add_matrixone ("/publication/alter", test_alter);
  mo_test_add_matrixone ("/publication/show-create", test_show_create);
  mo_test_add_matrixone ("/publication/bad-names", test_bad_names);
  mo_test_add_matrixone ("/publication/in-transaction", test_in_transaction);
  mo_test_add ("/publication/refused", test_refused);
  mo_test_add_mariadb ("/publication/elsewhere", test_elsewhere);
  return g_test_run ();
}
