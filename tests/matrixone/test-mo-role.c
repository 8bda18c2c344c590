/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Roles. */

#include "command-test.h"

static gboolean
is_listed (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_role_list (test->other));

  MO_FOREACH (MoRole, role, all)
    if (command_is_name (role->name, name))
      return TRUE;
  return FALSE;
}

static gint64
count_rows (MoTest *test, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM mo_catalog.mo_role WHERE role_name = LOWER('%s')", name);

  return mo_test_number (mo_execute (test->other, sql));
}

static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      g_autoptr (MoRole) role = NULL;
      g_autoptr (MoRole) gone = NULL;

      mo_test_ok (mo_role_create (test->client, name));
      g_assert_cmpint (count_rows (test, name), ==, 1);
      role = command_entity (mo_role_get (test->client, name));
      g_assert_nonnull (role);
      g_assert_true (command_is_name (role->name, name));
      g_assert_cmpstr (role->creator, ==, "root");
      g_assert_cmpstr (role->comments, ==, "");
      g_assert_cmpint (role->id, >, 1);
      g_assert_cmpint (g_date_time_get_year (role->created), >=, 2024);
      g_assert_true (is_listed (test, name));
      mo_test_ok (mo_role_drop (test->client, name));
      gone = command_entity (mo_role_get (test->client, name));
      g_assert_null (gone);
      g_assert_false (is_listed (test, name));
      g_assert_cmpint (count_rows (test, name), ==, 0);
    }
}

static void
test_if_exists (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");
  g_autofree char *user = mo_test_unique ("u");
  g_autoptr (MoRole) first = NULL;
  g_autoptr (MoRole) second = NULL;

  mo_test_ok (mo_role_create_if_not_exists (test->client, name));
  first = command_entity (mo_role_get (test->client, name));
  mo_test_ok (mo_role_create_if_not_exists (test->client, name));
  mo_test_fails (mo_role_create (test->client, name), MO_ERROR_SERVER);
  second = command_entity (mo_role_get (test->client, name));
  g_assert_cmpint (first->id, ==, second->id);
  mo_test_fails (mo_user_create (test->client, name, "p", NULL), MO_ERROR_SERVER);
  mo_test_ok (mo_role_drop_if_exists (test->client, name));
  g_assert_false (is_listed (test, name));
  mo_test_ok (mo_role_drop_if_exists (test->client, name));
  mo_test_fails (mo_role_drop (test->client, name), MO_ERROR_SERVER);
  mo_test_fails (mo_role_drop (test->client, "public"), MO_ERROR_SERVER);
  mo_test_ok (mo_user_create (test->client, user, "p", NULL));
  mo_test_fails (mo_role_create (test->client, user), MO_ERROR_SERVER);
  mo_test_ok (mo_user_drop (test->client, user));
}

/* A name's letters are put in small ones, whoever asks. */
static void
test_case (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");
  g_autofree char *large = g_ascii_strup (name, -1);
  g_autoptr (MoRole) role = NULL;

  mo_test_ok (mo_role_create (test->client, large));
  role = command_entity (mo_role_get (test->client, large));
  g_assert_cmpstr (role->name, ==, name);
  mo_test_fails (mo_role_create (test->client, name), MO_ERROR_SERVER);
  mo_test_ok (mo_role_drop (test->client, large));
  g_assert_cmpint (count_rows (test, name), ==, 0);
}

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoRole) role = NULL;
      g_autoptr (MoRole) public = command_entity (mo_role_get (tx, "public"));
      g_autoptr (GPtrArray) all = command_all (mo_role_list (tx));

      g_assert_cmpint (public->id, ==, 1);
      g_assert_cmpuint (all->len, >=, 2);
      mo_test_ok (mo_role_create (tx, name));
      role = command_entity (mo_role_get (tx, name));
      g_assert_null (role);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 1));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_role_drop (tx, name));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 0));
    }
}

static void
test_refused (MoTest *test)
{
  static const char *const bad_names[] = { "", " r", "r\n", "back\\slash", "\xff", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      const char *name = bad_names[i];

      mo_test_fails (mo_role_create (test->client, name), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_role_create_if_not_exists (test->client, name),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_role_drop (test->client, name), MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_role_drop_if_exists (test->client, name), MO_ERROR_INVALID_ARGUMENT);
    }
  mo_test_fails (mo_role_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_role_create (executor, "r");
    case 1:
      return mo_role_create_if_not_exists (executor, "r");
    case 2:
      return mo_role_drop (executor, "r");
    case 3:
      return mo_role_drop_if_exists (executor, "r");
    case 4:
      return mo_role_get (executor, "r");
    case 5:
      return mo_role_list (executor);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, mo_role_create);
  command_test_bad_names (test, mo_role_drop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/role/names", test_names);
  mo_test_add_matrixone ("/role/if-exists", test_if_exists);
  mo_test_add_matrixone ("/role/case", test_case);
  mo_test_add_matrixone ("/role/bad-names", test_bad_names);
  mo_test_add_matrixone ("/role/in-transaction", test_in_transaction);
  mo_test_add ("/role/refused", test_refused);
  mo_test_add_mariadb ("/role/elsewhere", test_elsewhere);
  return g_test_run ();
}
