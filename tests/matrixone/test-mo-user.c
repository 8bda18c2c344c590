/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users. */

#include "command-test.h"

#define PASSWORD "it's \"a\" \\ `pass` ? :word %s; --"

static gboolean
is_listed (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_user_list (test->other));

  MO_FOREACH (MoUser, user, all)
    if (g_str_equal (user->name, name))
      return TRUE;
  return FALSE;
}

/* How many the server has of that name and password. */
static gint64
count_rows (MoTest *test, const char *name, const char *password)
{
  g_autofree char *hash = command_hash (password);
  g_autofree char *sql
      = g_strdup_printf ("SELECT COUNT(*) FROM mo_catalog.mo_user WHERE user_name = '%s' AND "
                         "authentication_string = '%s'",
                         name, hash);

  return mo_test_number (mo_execute (test->other, sql));
}

/* Names are long enough for a mistake in one to be seen. */
static char *
new_name (guint which)
{
  g_autofree char *name = command_new_name (which);

  return g_strconcat ("U", name, NULL);
}

static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = new_name (i);
      g_autoptr (MoUser) user = NULL;
      g_autoptr (MoUser) gone = NULL;

      mo_test_ok (mo_user_create (test->client, name, PASSWORD, NULL));
      g_assert_cmpint (count_rows (test, name, PASSWORD), ==, 1);
      user = command_entity (mo_user_get (test->client, name));
      g_assert_nonnull (user);
      g_assert_cmpstr (user->name, ==, name);
      g_assert_cmpstr (user->host, ==, "localhost");
      g_assert_cmpstr (user->status, ==, "unlock");
      g_assert_cmpstr (user->default_role, ==, "public");
      g_assert_cmpint (user->id, >, 1);
      g_assert_cmpint (g_date_time_get_year (user->created), >=, 2024);
      g_assert_true (is_listed (test, name));
      mo_test_ok (mo_user_alter_password (test->client, name, PASSWORD "2"));
      g_assert_cmpint (count_rows (test, name, PASSWORD "2"), ==, 1);
      mo_test_ok (mo_user_drop (test->client, name));
      gone = command_entity (mo_user_get (test->client, name));
      g_assert_null (gone);
      g_assert_false (is_listed (test, name));
    }
}

/* What is there already stays; and what is not is no reason to fail, where that is said. */
static void
test_if_exists (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("u");

  mo_test_ok (mo_user_create_if_not_exists (test->client, name, PASSWORD, NULL));
  mo_test_ok (mo_user_create_if_not_exists (test->client, name, "another", NULL));
  g_assert_cmpint (count_rows (test, name, PASSWORD), ==, 1);
  mo_test_fails (mo_user_create (test->client, name, "another", NULL), MO_ERROR_SERVER);
  g_assert_cmpint (count_rows (test, name, PASSWORD), ==, 1);
  mo_test_ok (mo_user_drop_if_exists (test->client, name));
  g_assert_false (is_listed (test, name));
  mo_test_ok (mo_user_drop_if_exists (test->client, name));
  mo_test_fails (mo_user_drop (test->client, name), MO_ERROR_SERVER);
  mo_test_fails (mo_user_alter_password (test->client, name, "p"), MO_ERROR_SERVER);
  mo_test_fails (mo_user_lock (test->client, name), MO_ERROR_SERVER);
  mo_test_fails (mo_user_unlock (test->client, name), MO_ERROR_SERVER);
  mo_test_fails (mo_user_drop (test->client, "root"), MO_ERROR_SERVER);
}

/* Two names that differ in one letter's size are two users. */
static void
test_case (MoTest *test)
{
  g_autofree char *small = mo_test_unique ("u");
  g_autofree char *large = g_ascii_strup (small, -1);

  mo_test_ok (mo_user_create (test->client, large, "large", NULL));
  g_assert_false (is_listed (test, small));
  mo_test_fails (mo_user_drop (test->client, small), MO_ERROR_SERVER);
  mo_test_ok (mo_user_create (test->client, small, "small", NULL));
  g_assert_cmpint (count_rows (test, large, "large"), ==, 1);
  g_assert_cmpint (count_rows (test, small, "small"), ==, 1);
  mo_test_ok (mo_user_drop (test->client, small));
  g_assert_true (is_listed (test, large));
  mo_test_ok (mo_user_drop (test->client, large));
}

static void
test_login (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("U");
  g_autofree char *role = mo_test_unique ("r");
  g_autoptr (MoClient) first = command_login (name, PASSWORD);
  g_autoptr (MoClient) second = command_login (name, PASSWORD);
  g_autoptr (MoClient) third = command_login (name, PASSWORD);
  g_autoptr (MoCurrentUser) self = NULL;
  g_autoptr (MoCurrentUser) root = command_entity (mo_current_user_get (test->client));
  g_autoptr (MoUser) locked = NULL;

  g_assert_cmpstr (root->account_name, ==, "sys");
  g_assert_cmpstr (root->role_name, ==, "moadmin");
  mo_test_ok (mo_role_create (test->client, role));
  mo_test_ok (mo_user_create (test->client, name, PASSWORD, role));
  self = command_entity (mo_current_user_get (first));
  g_assert_cmpstr (self->user_name, ==, name);
  g_assert_cmpstr (self->account_name, ==, "sys");
  g_assert_cmpstr (self->role_name, ==, role);
  mo_test_fails (mo_user_list (first), MO_ERROR_SERVER); /* for administrators */
  mo_test_fails (mo_user_drop (first, "root"), MO_ERROR_SERVER);
  mo_test_ok (mo_user_lock (test->client, name));
  locked = command_entity (mo_user_get (test->client, name));
  g_assert_cmpstr (locked->status, ==, "forbid");
  g_assert_cmpstr (locked->default_role, ==, role);
  mo_test_fails (mo_execute (second, "SELECT 1"), MO_ERROR_ACCESS_DENIED);
  mo_test_ok (mo_execute (first, "SELECT 1"));
  mo_test_ok (mo_user_unlock (test->client, name));
  mo_test_ok (mo_execute (third, "SELECT 1"));
  mo_test_ok (mo_user_drop (test->client, name));
  mo_test_ok (mo_role_drop (test->client, role));
}

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("u");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoUser) user = NULL;
      g_autoptr (MoCurrentUser) self = NULL;
      g_autoptr (GPtrArray) all = NULL;

      mo_test_ok (mo_user_create (tx, name, "first", NULL));
      mo_test_ok (mo_user_alter_password (tx, name, PASSWORD));
      mo_test_ok (mo_user_lock (tx, name));
      user = command_entity (mo_user_get (tx, name));
      g_assert_null (user);
      all = command_all (mo_user_list (tx));
      g_assert_cmpuint (all->len, >=, 2);
      self = command_entity (mo_current_user_get (tx));
      g_assert_cmpstr (self->account_name, ==, "sys");
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count_rows (test, name, PASSWORD), ==, i);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoUser) user = NULL;

      mo_test_ok (mo_user_unlock (tx, name));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      user = command_entity (mo_user_get (test->client, name));
      g_assert_cmpstr (user->status, ==, i == 0 ? "forbid" : "unlock");
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_user_drop (tx, name));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 0));
    }
}

static void
test_refused (MoTest *test)
{
  static const char *const bad_names[] = { "", " u", "u\t", "back\\slash", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      const char *name = bad_names[i];

      mo_test_fails (mo_user_create (test->client, name, "p", NULL), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_create_if_not_exists (test->client, name, "p", NULL),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_alter_password (test->client, name, "p"), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_lock (test->client, name), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_unlock (test->client, name), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_drop (test->client, name), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_user_drop_if_exists (test->client, name), MO_ERROR_INVALID_ARGUMENT);
    }
  mo_test_fails (mo_user_create (test->client, "u", "", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_user_create (test->client, "u", NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_user_create (test->client, "u", "p", ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_user_alter_password (test->client, "u", ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_user_alter_password (test->client, "u", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_user_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

/* The password is in no message. */
static void
test_secret (MoTest *test)
{
  g_autoptr (GError) error
      = mo_test_take_error (mo_user_create (test->client, "root", "sesame", NULL));

  mo_test_assert_contains (error->message, "CREATE USER");
  g_assert_null (strstr (error->message, "sesame"));
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_user_create (executor, "u", "p", NULL);
    case 1:
      return mo_user_create_if_not_exists (executor, "u", "p", NULL);
    case 2:
      return mo_user_alter_password (executor, "u", "p");
    case 3:
      return mo_user_lock (executor, "u");
    case 4:
      return mo_user_unlock (executor, "u");
    case 5:
      return mo_user_drop (executor, "u");
    case 6:
      return mo_user_drop_if_exists (executor, "u");
    case 7:
      return mo_user_get (executor, "u");
    case 8:
      return mo_user_list (executor);
    case 9:
      return mo_current_user_get (executor);
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
  return mo_user_create (executor, name, "p", NULL);
}

static MoFuture *
create_with_role (MoExecutor *executor, const char *name)
{
  return mo_user_create (executor, "u_never", "p", name);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, create_named);
  command_test_bad_names (test, create_with_role);
  command_test_bad_names (test, mo_user_drop);
  command_test_bad_names (test, mo_user_lock);
  g_assert_false (is_listed (test, "u_never"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/user/names", test_names);
  mo_test_add_matrixone ("/user/if-exists", test_if_exists);
  mo_test_add_matrixone ("/user/case", test_case);
  mo_test_add_matrixone ("/user/login", test_login);
  mo_test_add_matrixone ("/user/bad-names", test_bad_names);
  mo_test_add_matrixone ("/user/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/user/secret", test_secret);
  mo_test_add ("/user/refused", test_refused);
  mo_test_add_mariadb ("/user/elsewhere", test_elsewhere);
  return g_test_run ();
}
