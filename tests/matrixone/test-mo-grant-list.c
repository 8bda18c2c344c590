/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Roles that users and roles have, and what is said of privileges. */

#include "grant-test.h"

static void
assert_granted (GPtrArray *all, const char *const *roles, const char *grantee, gboolean option)
{
  guint n = 0;

  MO_FOREACH (MoGrantedRole, granted, all)
    {
      if (g_str_equal (granted->role_name, "public"))
        continue;
      g_assert_nonnull (roles[n]);
      g_assert_cmpstr (granted->role_name, ==, roles[n++]);
      g_assert_cmpstr (granted->grantee, ==, grantee);
      g_assert_cmpint (granted->with_grant_option, ==, option);
      g_assert_cmpint (g_date_time_get_year (granted->granted), >=, 2024);
    }
  g_assert_null (roles[n]);
}

static void
assert_user_has (MoTest *test, const char *user, const char *const *roles, gboolean option)
{
  g_autoptr (GPtrArray) all = command_all (mo_granted_role_list_of_user (test->other, user));

  assert_granted (all, roles, user, option);
}

static void
assert_role_has (MoTest *test, const char *role, const char *const *roles, gboolean option)
{
  g_autoptr (GPtrArray) all = command_all (mo_granted_role_list_of_role (test->other, role));

  assert_granted (all, roles, role, option);
}

static void
test_roles (MoTest *test)
{
  static const char *const none[] = { NULL };
  GrantNames names;
  g_autofree char *second = mo_test_unique ("r");
  g_autofree char *other = mo_test_unique ("U");

  grant_names_set_up (test, &names);
  mo_test_ok (mo_role_create (test->client, second));
  mo_test_ok (mo_user_create (test->client, other, PASSWORD, NULL));
  assert_user_has (test, names.user, none, FALSE);
  mo_test_ok (mo_grant_roles_to_users (test->client, LIST (names.role, second),
                                       LIST (names.user, other), MO_GRANT_DEFAULT));
  if (strcmp (names.role, second) < 0) /* by name */
    assert_user_has (test, names.user, LIST (names.role, second), FALSE);
  else
    assert_user_has (test, names.user, LIST (second, names.role), FALSE);
  mo_test_ok (mo_revoke_roles_from_users (test->client, LIST (second), LIST (names.user)));
  mo_test_ok (mo_grant_roles_to_users (test->client, LIST (names.role), LIST (names.user),
                                       MO_GRANT_WITH_GRANT_OPTION));
  assert_user_has (test, names.user, LIST (names.role), TRUE);
  mo_test_ok (mo_revoke_roles_from_users (test->client, LIST (names.role, second),
                                          LIST (names.user, other)));
  assert_user_has (test, names.user, none, FALSE);
  assert_user_has (test, other, none, FALSE);
  mo_test_ok (mo_grant_roles_to_roles (test->client, LIST (second), LIST (names.role),
                                       MO_GRANT_WITH_GRANT_OPTION));
  assert_role_has (test, names.role, LIST (second), TRUE);
  assert_role_has (test, second, none, TRUE);
  mo_test_fails (mo_grant_roles_to_roles (test->client, LIST (names.role), LIST (second),
                                          MO_GRANT_DEFAULT),
                 MO_ERROR_SERVER); /* a circle */
  mo_test_ok (mo_revoke_roles_from_roles (test->client, LIST (second), LIST (names.role)));
  assert_role_has (test, names.role, none, TRUE);
  mo_test_ok (mo_role_drop (test->client, second));
  mo_test_ok (mo_user_drop (test->client, other));
  mo_test_fails (mo_grant_roles_to_users (test->client, LIST (second), LIST (names.user),
                                          MO_GRANT_DEFAULT),
                 MO_ERROR_SERVER);
  mo_test_fails (mo_revoke_roles_from_users (test->client, LIST (names.role), LIST (other)),
                 MO_ERROR_SERVER);
  grant_names_tear_down (test, &names);
}

/* Of a user, by each of the roles. */
static void
test_of_user (MoTest *test)
{
  GrantNames names;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) nobodys = NULL;
  gboolean found = FALSE;

  grant_names_set_up (test, &names);
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT,
                                   OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_roles_to_users (test->client, LIST (names.role), LIST (names.user),
                                       MO_GRANT_DEFAULT));
  all = command_all (mo_grant_list_of_user (test->client, names.user));
  MO_FOREACH (MoGrant, grant, all)
    if (g_str_equal (grant->role_name, names.role))
      {
        found = TRUE;
        g_assert_cmpstr (grant->privilege, ==, "select");
        g_assert_cmpstr (grant->database_name, ==, names.database);
        g_assert_cmpstr (grant->table_name, ==, "t");
      }
    else
      g_assert_cmpstr (grant->role_name, ==, "public");
  g_assert_true (found);
  nobodys = command_all (mo_grant_list_of_user (test->client, "nobody of the name"));
  g_assert_cmpuint (nobodys->len, ==, 0);
  grant_names_tear_down (test, &names);
}

static guint
count_lines (MoFuture *future, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (future, &error);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 1);
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    n += strstr (mo_result_get_text (result, i, 0), part) != NULL;
  return n;
}

static void
test_show (MoTest *test)
{
  GrantNames names;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoClient) client = NULL;

  grant_names_set_up (test, &names);
  client = command_login (names.user, PASSWORD);
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_TRUNCATE | MO_PRIVILEGE_INDEX,
                                   OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  g_assert_cmpuint (count_lines (mo_grant_show_for_role (test->client, names.role), "GRANT "), ==,
                    2);
  g_assert_cmpuint (count_lines (mo_grant_show_for_role (test->client, names.role), "truncate"),
                    ==, 1);
  g_assert_cmpuint (count_lines (mo_grant_show_for_user (client, NULL), "truncate"), ==, 0);
  mo_test_ok (mo_grant_roles_to_users (test->client, LIST (names.role), LIST (names.user),
                                       MO_GRANT_DEFAULT));
  g_assert_cmpuint (count_lines (mo_grant_show_for_user (client, NULL), "truncate"), ==, 1);
  g_assert_cmpuint (count_lines (mo_grant_show_for_user (test->client, names.user), "truncate"),
                    ==, 1);
  tx = mo_test_begin (test->client);
  g_assert_cmpuint (count_lines (mo_grant_show_for_user (tx, names.user), "truncate"), ==, 1);
  g_assert_cmpuint (count_lines (mo_grant_show_for_role (tx, names.role), "truncate"), ==, 1);
  mo_test_ok (mo_transaction_rollback (tx));
  grant_names_tear_down (test, &names);
}

/* Databases and tables of odd names. */
static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_name (i);
      g_autofree char *role = command_new_name (i);
      g_autoptr (GPtrArray) all = NULL;
      MoGrant *grant;

      command_sql (test, "CREATE DATABASE @", database, NULL);
      command_sql (test, "CREATE TABLE @.@ (id BIGINT PRIMARY KEY)", database, table, NULL);
      mo_test_ok (mo_role_create (test->client, role));
      mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT,
                                       OBJECT (MO_GRANT_ON_TABLE, database, table), LIST (role),
                                       MO_GRANT_DEFAULT));
      all = command_all (mo_grant_list_of_role (test->client, role));
      g_assert_cmpuint (all->len, ==, 1);
      grant = all->pdata[0];
      g_assert_true (command_is_name (grant->database_name, database));
      g_assert_true (command_is_name (grant->table_name, table));
      g_assert_cmpuint (count_lines (mo_grant_show_for_role (test->client, role), "select"), ==,
                        1);
      mo_test_ok (mo_revoke_privileges (test->client, MO_PRIVILEGE_SELECT,
                                        OBJECT (MO_GRANT_ON_TABLE, database, table),
                                        LIST (role)));
      g_assert_cmpuint (count_lines (mo_grant_show_for_role (test->client, role), ""), ==, 0);
      mo_test_ok (mo_role_drop (test->client, role));
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/grant-list/roles", test_roles);
  mo_test_add_matrixone ("/grant-list/of-user", test_of_user);
  mo_test_add_matrixone ("/grant-list/show", test_show);
  mo_test_add_matrixone ("/grant-list/names", test_names);
  return g_test_run ();
}
