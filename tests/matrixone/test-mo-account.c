/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accounts. */

#include "command-test.h"

#define PASSWORD "it's \"a\" \\ `pass` ? :word %s; --"
#define COMMENT "\xe5\xbf\xab, it's 'said' with ? and :name and %s'); DROP DATABASE test; --"

static MoAccountOptions
options_of (const char *comment, gboolean suspended)
{
  return (MoAccountOptions){ "aDmin", PASSWORD, comment, suspended, FALSE };
}

static guint
count_listed (MoClient *client, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_account_list (client));
  guint n = 0;

  MO_FOREACH (MoAccount, account, all)
    if (g_str_equal (account->account_name, name))
      n++;
  return n;
}

static gint64
count_rows (MoTest *test, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM mo_catalog.mo_account WHERE account_name = '%s'", name);

  return mo_test_number (mo_execute (test->other, sql));
}

static void
assert_account (MoTest *test, const char *name, const char *status, const char *comment)
{
  g_autoptr (MoAccount) account = command_entity (mo_account_get (test->client, name));
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_nonnull (account);
  g_assert_cmpstr (account->account_name, ==, name);
  g_assert_cmpstr (account->admin_name, ==, "aDmin");
  g_assert_cmpstr (account->status, ==, status);
  g_assert_cmpstr (account->comments, ==, comment);
  g_assert_cmpint (account->db_count, >, 0);
  g_assert_cmpint (account->tbl_count, >, account->db_count);
  g_assert_true (account->size >= 0 && account->snapshot_size >= 0);
  g_assert_cmpint (g_date_time_get_year (account->created_time), >=, 2024);
}

/* As it is made, so it is; and a second one cannot be. */
static void
test_create (MoTest *test)
{
  static const char *const statuses[] = { "open", "suspend" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *name = mo_test_unique ("a");
      MoAccountOptions options = options_of (i == 0 ? COMMENT : NULL, i == 1);

      mo_test_ok (mo_account_create (test->client, name, &options));
      g_assert_cmpint (count_rows (test, name), ==, 1);
      assert_account (test, name, statuses[i], i == 0 ? COMMENT : "");
      options.comment = "another";
      mo_test_fails (mo_account_create (test->client, name, &options), MO_ERROR_SERVER);
      options.if_not_exists = TRUE;
      mo_test_ok (mo_account_create (test->client, name, &options));
      assert_account (test, name, statuses[i], i == 0 ? COMMENT : "");
      g_assert_cmpuint (count_listed (test->client, name), ==, 1);
      mo_test_ok (mo_account_drop (test->client, name));
      g_assert_cmpint (count_rows (test, name), ==, 0);
      g_assert_cmpuint (count_listed (test->client, name), ==, 0);
      mo_test_fails (mo_account_drop (test->client, name), MO_ERROR_SERVER);
      mo_test_ok (mo_account_drop_if_exists (test->client, name));
    }
}

static void
test_drop_if_exists (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  MoAccountOptions options = options_of (NULL, FALSE);

  options.if_not_exists = TRUE;
  mo_test_ok (mo_account_create (test->client, name, &options));
  g_assert_cmpint (count_rows (test, name), ==, 1);
  mo_test_ok (mo_account_drop_if_exists (test->client, name));
  g_assert_cmpint (count_rows (test, name), ==, 0);
}

static void
test_alter (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  MoAccountOptions options = options_of ("first", FALSE);
  g_autoptr (MoAccount) account = NULL;

  mo_test_ok (mo_account_create (test->client, name, &options));
  mo_test_ok (mo_account_alter_comment (test->client, name, COMMENT));
  assert_account (test, name, "open", COMMENT);
  mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_SUSPENDED));
  assert_account (test, name, "suspend", COMMENT);
  account = command_entity (mo_account_get (test->client, name));
  g_assert_nonnull (account->suspended_time);
  mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_RESTRICTED));
  assert_account (test, name, "restricted", COMMENT);
  mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_OPEN));
  mo_test_ok (mo_account_alter_comment (test->client, name, ""));
  assert_account (test, name, "open", "");
  mo_test_ok (mo_account_drop (test->client, name));
  mo_test_fails (mo_account_alter_comment (test->client, name, "c"), MO_ERROR_SERVER);
  mo_test_fails (mo_account_alter_status (test->client, name, MO_ACCOUNT_OPEN), MO_ERROR_SERVER);
  mo_test_fails (mo_account_alter_password (test->client, name, "aDmin", "p"), MO_ERROR_SERVER);
  mo_test_fails (mo_account_alter_status (test->client, "sys", MO_ACCOUNT_SUSPENDED),
                 MO_ERROR_SERVER);
}

/* What its first user sees, and may do. */
static void
test_admin (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  g_autofree char *login = g_strconcat (name, ":aDmin", NULL);
  g_autoptr (MoClient) admin = command_login (login, PASSWORD);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (MoAccount) sys = NULL;
  g_autoptr (MoCurrentUser) user = NULL;
  MoAccountOptions options = options_of (NULL, FALSE);

  mo_test_ok (mo_account_create (test->client, name, &options));
  user = command_entity (mo_current_user_get (admin));
  g_assert_cmpstr (user->user_name, ==, "aDmin");
  g_assert_cmpstr (user->account_name, ==, name);
  g_assert_cmpstr (user->role_name, ==, "accountadmin");
  all = command_all (mo_account_list (admin));
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((MoAccount *) all->pdata[0])->account_name, ==, name);
  sys = command_entity (mo_account_get (admin, "sys"));
  g_assert_null (sys);
  mo_test_fails (mo_account_drop (admin, name), MO_ERROR_SERVER);
  mo_test_ok (mo_execute (admin, "CREATE DATABASE d"));
  mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_RESTRICTED));
  mo_test_fails (mo_execute (admin, "CREATE DATABASE e"), MO_ERROR_SERVER);
  mo_test_ok (mo_execute (admin, "SHOW TABLES FROM d"));
  mo_test_ok (mo_account_drop (test->client, name));
}

/* Nobody logs in until it is opened; who is there when it is suspended is thrown out. */
static void
test_suspended (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  g_autofree char *login = g_strconcat (name, ":aDmin", NULL);
  MoAccountOptions options = options_of (NULL, TRUE);

  mo_test_ok (mo_account_create (test->client, name, &options));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) shut = command_login (login, PASSWORD);
      g_autoptr (MoClient) open = command_login (login, PASSWORD);

      mo_test_fails (mo_execute (shut, "SELECT 1"), MO_ERROR_ACCESS_DENIED);
      mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_OPEN));
      mo_test_ok (mo_execute (open, "SELECT 1"));
      mo_test_ok (mo_account_alter_status (test->client, name, MO_ACCOUNT_SUSPENDED));
    }
  mo_test_ok (mo_account_drop (test->client, name));
}

static void
test_password (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  g_autofree char *login = g_strconcat (name, ":aDmin", NULL);
  g_autoptr (MoClient) before = command_login (login, PASSWORD);
  g_autoptr (MoClient) after = command_login (login, PASSWORD "2");
  MoAccountOptions options = options_of (NULL, FALSE);

  mo_test_ok (mo_account_create (test->client, name, &options));
  mo_test_fails (mo_account_alter_password (test->client, name, "admin", "p"), MO_ERROR_SERVER);
  mo_test_ok (mo_account_alter_password (test->client, name, "aDmin", PASSWORD "2"));
  mo_test_fails (mo_execute (before, "SELECT 1"), MO_ERROR_ACCESS_DENIED);
  mo_test_ok (mo_execute (after, "SELECT 1"));
  mo_test_ok (mo_account_drop (test->client, name));
}

/* A name is no pattern: _ stands for itself. */
static void
test_get (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  g_autofree char *other = g_strdup (name);
  g_autofree char *large = g_ascii_strup (name, -1);
  MoAccountOptions options = options_of (NULL, FALSE);
  g_autoptr (MoAccount) none = NULL;
  g_autoptr (MoAccount) any = NULL;

  g_strdelimit (other, "_", '-');
  mo_test_ok (mo_account_create (test->client, other, &options));
  none = command_entity (mo_account_get (test->client, name));
  g_assert_null (none);
  any = command_entity (mo_account_get (test->client, "x' OR '1' LIKE '%"));
  g_assert_null (any);
  mo_test_ok (mo_account_create (test->client, large, &options));
  assert_account (test, name, "open", "");
  assert_account (test, other, "open", "");
  {
    g_autoptr (MoAccount) account = command_entity (mo_account_get (test->client, large));

    g_assert_cmpstr (account->account_name, ==, name);
  }
  mo_test_ok (mo_account_drop (test->client, large));
  mo_test_ok (mo_account_drop (test->client, other));
}

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("a");
  MoAccountOptions options = options_of (NULL, FALSE);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoAccount) account = NULL;
      g_autoptr (GPtrArray) all = NULL;

      mo_test_ok (mo_account_create (tx, name, &options));
      mo_test_ok (mo_account_alter_comment (tx, name, "altered"));
      account = command_entity (mo_account_get (tx, name));
      g_assert_null (account);
      all = command_all (mo_account_list (tx));
      g_assert_cmpuint (all->len, >, 0);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count_rows (test, name), ==, i);
    }
  assert_account (test, name, "open", "altered");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_account_drop (tx, name));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count_rows (test, name), ==, 1 - i);
    }
}

static void
test_refused (MoTest *test)
{
  static const char *const bad_admins[] = { "back\\slash", "it's", "a\"b", "a`b", "", NULL };
  MoAccountOptions options = options_of (NULL, FALSE);

  mo_test_fails (mo_account_alter_status (test->client, "a", (MoAccountStatus) 3),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_create (test->client, "a", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_create (test->client, "", &options), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_create (test->client, "a ", &options), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_create (test->client, "\xc2\xa0"
                                                  "a",
                                    &options),
                 MO_ERROR_INVALID_ARGUMENT);
  options.password = "";
  mo_test_fails (mo_account_create (test->client, "a", &options), MO_ERROR_INVALID_ARGUMENT);
  options.password = NULL;
  mo_test_fails (mo_account_create (test->client, "a", &options), MO_ERROR_INVALID_ARGUMENT);
  options = options_of (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (bad_admins); i++)
    {
      options.admin_name = bad_admins[i];
      mo_test_fails (mo_account_create (test->client, "a", &options), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_account_alter_password (test->client, "a", bad_admins[i], "p"),
                     MO_ERROR_INVALID_ARGUMENT);
    }
  options = options_of ("a \"b\"", FALSE);
  mo_test_fails (mo_account_create (test->client, "a", &options), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_alter_comment (test->client, "a", "\\"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_alter_comment (test->client, "a", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_account_get (test->client, "\xff"), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  MoAccountOptions options = options_of (NULL, FALSE);

  switch (which)
    {
    case 0:
      return mo_account_create (executor, "a", &options);
    case 1:
      return mo_account_alter_status (executor, "a", MO_ACCOUNT_OPEN);
    case 2:
      return mo_account_alter_comment (executor, "a", "c");
    case 3:
      return mo_account_alter_password (executor, "a", "u", "p");
    case 4:
      return mo_account_drop (executor, "a");
    case 5:
      return mo_account_drop_if_exists (executor, "a");
    case 6:
      return mo_account_get (executor, "a");
    case 7:
      return mo_account_list (executor);
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
  MoAccountOptions options = options_of (NULL, FALSE);

  return mo_account_create (executor, name, &options);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, create_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/account/create", test_create);
  mo_test_add_matrixone ("/account/drop-if-exists", test_drop_if_exists);
  mo_test_add_matrixone ("/account/alter", test_alter);
  mo_test_add_matrixone ("/account/admin", test_admin);
  mo_test_add_matrixone ("/account/suspended", test_suspended);
  mo_test_add_matrixone ("/account/password", test_password);
  mo_test_add_matrixone ("/account/get", test_get);
  mo_test_add_matrixone ("/account/bad-names", test_bad_names);
  mo_test_add_matrixone ("/account/in-transaction", test_in_transaction);
  mo_test_add ("/account/refused", test_refused);
  mo_test_add_mariadb ("/account/elsewhere", test_elsewhere);
  return g_test_run ();
}
