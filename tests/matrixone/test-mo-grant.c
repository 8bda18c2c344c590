/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges and roles, granted and revoked, and what is said of them. */

#include "grant-test.h"

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* "privilege on type level database.table", a line each, in order. */
static char *
list_role (MoTest *test, const char *role)
{
  g_autoptr (GPtrArray) all = command_all (mo_grant_list_of_role (test->other, role));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);

  MO_FOREACH (MoGrant, grant, all)
    {
      g_assert_cmpstr (grant->role_name, ==, role);
      g_assert_cmpint (g_date_time_get_year (grant->granted), >=, 2024);
      g_assert_true ((grant->object_id == 0) == (grant->database_name == NULL));
      g_ptr_array_add (lines,
                       g_strdup_printf ("%s on %s %s %s.%s%s\n", grant->privilege,
                                        grant->object_type, grant->level,
                                        grant->database_name != NULL ? "db" : "*",
                                        grant->table_name != NULL ? grant->table_name : "*",
                                        grant->with_grant_option ? " +" : ""));
    }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, lines->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_role (MoTest *test, const char *role, const char *expected)
{
  g_autofree char *got = list_role (test, role);

  g_assert_cmpstr (got, ==, expected);
}

static gint64
count_shown (MoTest *test, const char *role)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM mo_catalog.mo_role_privs WHERE role_name = '%s'", role);

  return mo_test_number (mo_execute (test->other, sql));
}

/* Each level with all that there is on it, and taken back. */
static void
test_levels (MoTest *test)
{
  GrantNames names;
  const MoPrivileges of_table = MO_PRIVILEGE_ALL | MO_PRIVILEGE_OWNERSHIP | MO_PRIVILEGE_SELECT
                                | MO_PRIVILEGE_INSERT | MO_PRIVILEGE_UPDATE | MO_PRIVILEGE_DELETE
                                | MO_PRIVILEGE_TRUNCATE | MO_PRIVILEGE_INDEX
                                | MO_PRIVILEGE_REFERENCE | MO_PRIVILEGE_EXECUTE;
  const MoPrivileges of_database
      = MO_PRIVILEGE_ALL | MO_PRIVILEGE_OWNERSHIP | MO_PRIVILEGE_SHOW_TABLES
        | MO_PRIVILEGE_CREATE_TABLE | MO_PRIVILEGE_DROP_TABLE | MO_PRIVILEGE_ALTER_TABLE
        | MO_PRIVILEGE_CREATE_VIEW | MO_PRIVILEGE_DROP_VIEW | MO_PRIVILEGE_ALTER_VIEW;
  const MoPrivileges of_account
      = MO_PRIVILEGE_ALL | MO_PRIVILEGE_CONNECT | MO_PRIVILEGE_MANAGE_GRANTS
        | MO_PRIVILEGE_CREATE_USER | MO_PRIVILEGE_DROP_USER | MO_PRIVILEGE_ALTER_USER
        | MO_PRIVILEGE_CREATE_ROLE | MO_PRIVILEGE_DROP_ROLE | MO_PRIVILEGE_ALTER_ROLE
        | MO_PRIVILEGE_CREATE_DATABASE | MO_PRIVILEGE_DROP_DATABASE | MO_PRIVILEGE_SHOW_DATABASES;

  grant_names_set_up (test, &names);
  for (guint level = MO_GRANT_ON_ACCOUNT; level <= MO_GRANT_ON_VIEW; level++)
    {
      MoGrantObject object = { (MoGrantLevel) level, NULL, NULL };
      MoPrivileges all = level == MO_GRANT_ON_ACCOUNT     ? of_account
                         : level <= MO_GRANT_ON_DATABASE ? of_database
                                                         : of_table;
      guint n_all = 0;

      if (level == MO_GRANT_ON_DATABASE || level == MO_GRANT_ON_TABLES_OF
          || level == MO_GRANT_ON_VIEWS_OF || level == MO_GRANT_ON_TABLE
          || level == MO_GRANT_ON_VIEW)
        object.database = names.database;
      if (level == MO_GRANT_ON_TABLE || level == MO_GRANT_ON_VIEW)
        object.name = level == MO_GRANT_ON_TABLE ? "t" : "v";
      for (guint i = 0; i < 32; i++)
        n_all += ((guint) all >> i) & 1;
      mo_test_ok (mo_grant_privileges (test->client, all, &object, LIST (names.role),
                                       MO_GRANT_DEFAULT));
      g_assert_cmpint (count_shown (test, names.role), ==, n_all);
      mo_test_ok (mo_revoke_privileges (test->client, all, &object, LIST (names.role)));
      g_assert_cmpint (count_shown (test, names.role), ==, 0);
      /* What the others have is none here. */
      mo_test_fails (mo_grant_privileges (test->client, ~(guint) all & 0xfffffffU, &object,
                                          LIST (names.role), MO_GRANT_DEFAULT),
                     MO_ERROR_INVALID_ARGUMENT);
    }
  grant_names_tear_down (test, &names);
}

static void
test_objects (MoTest *test)
{
  GrantNames names;

  grant_names_set_up (test, &names);
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT | MO_PRIVILEGE_INSERT,
                                   OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                   LIST (names.role), MO_GRANT_WITH_GRANT_OPTION));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT,
                                   OBJECT (MO_GRANT_ON_VIEW, names.database, "v"),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_DELETE,
                                   OBJECT (MO_GRANT_ON_TABLES_OF, names.database),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_UPDATE,
                                   OBJECT (MO_GRANT_ON_TABLES), LIST (names.role),
                                   MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_ALL,
                                   OBJECT (MO_GRANT_ON_DATABASE, names.database),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_CREATE_TABLE,
                                   OBJECT (MO_GRANT_ON_DATABASES), LIST (names.role),
                                   MO_GRANT_DEFAULT));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_CREATE_USER,
                                   OBJECT (MO_GRANT_ON_ACCOUNT), LIST (names.role),
                                   MO_GRANT_DEFAULT));
  assert_role (test, names.role,
               "create table on database * *.*\n"
               "create user on account * *.*\n"
               "database all on database d db.*\n"
               "delete on table d.* db.*\n"
               "insert on table d.t db.t +\n"
               "select on table d.t db.t +\n"
               "select on view d.t db.v\n"
               "update on table *.* *.*\n");
  mo_test_ok (mo_revoke_privileges (test->client, MO_PRIVILEGE_SELECT | MO_PRIVILEGE_DELETE,
                                    OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                    LIST (names.role)));
  mo_test_ok (mo_revoke_privileges (test->client, MO_PRIVILEGE_ALL,
                                    OBJECT (MO_GRANT_ON_DATABASES), LIST (names.role)));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_INSERT,
                                   OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  assert_role (test, names.role,
               "create table on database * *.*\n"
               "create user on account * *.*\n"
               "database all on database d db.*\n"
               "delete on table d.* db.*\n"
               "insert on table d.t db.t\n" /* the option is gone */
               "select on view d.t db.v\n"
               "update on table *.* *.*\n");
  grant_names_tear_down (test, &names);
}

/* What was granted can be done, and what was revoked cannot. */
static void
test_effect (MoTest *test)
{
  GrantNames names;

  grant_names_set_up (test, &names);
  mo_test_ok (mo_grant_roles_to_users (test->client, LIST (names.role), LIST (names.user),
                                       MO_GRANT_DEFAULT));
  mo_test_ok (mo_user_drop (test->client, names.user));
  mo_test_ok (mo_user_create (test->client, names.user, PASSWORD, names.role));
  mo_test_ok (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT,
                                   OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                   LIST (names.role), MO_GRANT_DEFAULT));
  {
    g_autoptr (MoClient) client = command_login (names.user, PASSWORD);
    g_autofree char *select = g_strdup_printf ("SELECT COUNT(*) FROM %s.t", names.database);
    g_autofree char *insert = g_strdup_printf ("INSERT INTO %s.t VALUES (1)", names.database);

    g_assert_cmpint (mo_test_number (mo_execute (client, select)), ==, 0);
    mo_test_fails (mo_execute (client, insert), MO_ERROR_SERVER);
    mo_test_fails (mo_grant_list_of_user (client, names.user), MO_ERROR_SERVER);
    mo_test_fails (mo_grant_roles_to_users (client, LIST ("moadmin"), LIST (names.user),
                                            MO_GRANT_DEFAULT),
                   MO_ERROR_SERVER);
  }
  mo_test_ok (mo_revoke_privileges (test->client, MO_PRIVILEGE_SELECT,
                                    OBJECT (MO_GRANT_ON_TABLE, names.database, "t"),
                                    LIST (names.role)));
  {
    g_autoptr (MoClient) client = command_login (names.user, PASSWORD);
    g_autofree char *select = g_strdup_printf ("SELECT COUNT(*) FROM %s.t", names.database);

    mo_test_fails (mo_execute (client, select), MO_ERROR_SERVER);
  }
  grant_names_tear_down (test, &names);
}

/* With public. */
static guint
count_roles (MoTest *test, const char *user)
{
  g_autoptr (GPtrArray) all = command_all (mo_granted_role_list_of_user (test->other, user));

  return all->len;
}

/* Behind COMMIT, or never. */
static void
test_in_transaction (MoTest *test)
{
  GrantNames names;

  grant_names_set_up (test, &names);
  for (guint turn = 0; turn < 4; turn++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      gboolean grants = turn < 2;
      gboolean commits = turn % 2 == 1;
      gboolean has = grants == commits;
      g_autoptr (GPtrArray) before = NULL;

      if (grants)
        {
          mo_test_ok (mo_grant_privileges (tx, MO_PRIVILEGE_INSERT, OBJECT (MO_GRANT_ON_TABLES),
                                           LIST (names.role), MO_GRANT_DEFAULT));
          mo_test_ok (mo_grant_roles_to_users (tx, LIST (names.role), LIST (names.user),
                                               MO_GRANT_DEFAULT));
        }
      else
        {
          mo_test_ok (mo_revoke_privileges (tx, MO_PRIVILEGE_INSERT, OBJECT (MO_GRANT_ON_TABLES),
                                            LIST (names.role)));
          mo_test_ok (mo_revoke_roles_from_users (tx, LIST (names.role), LIST (names.user)));
        }
      before = command_all (mo_grant_list_of_role (tx, names.role));
      g_assert_cmpuint (before->len, ==, grants ? 0 : 1);
      mo_test_ok (commits ? mo_transaction_commit (tx) : mo_transaction_rollback (tx));
      assert_role (test, names.role, has ? "insert on table *.* *.*\n" : "");
      g_assert_cmpuint (count_roles (test, names.user), ==, has ? 2 : 1);
    }
  grant_names_tear_down (test, &names);
}

static void
test_refused (MoTest *test)
{
  static const char *const none[] = { NULL };
  const MoGrantObject tables = { MO_GRANT_ON_TABLES, NULL, NULL };
  const MoGrantObject bad[] = {
    { MO_GRANT_ON_TABLE, "d", NULL },    { MO_GRANT_ON_TABLE, NULL, "t" },
    { MO_GRANT_ON_TABLES_OF, "d", "t" }, { MO_GRANT_ON_TABLES, "d", NULL },
    { MO_GRANT_ON_VIEW, "d", "" },       { MO_GRANT_ON_VIEWS_OF, NULL, NULL },
    { MO_GRANT_ON_TABLES_OF, "a\\", NULL }, { MO_GRANT_ON_TABLE, "a", "b\\" },
    { (MoGrantLevel) 9, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      mo_test_fails (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT, &bad[i], LIST ("r"),
                                          MO_GRANT_DEFAULT),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_revoke_privileges (test->client, MO_PRIVILEGE_SELECT, &bad[i],
                                           LIST ("r")),
                     MO_ERROR_INVALID_ARGUMENT);
    }
  mo_test_fails (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT, NULL, LIST ("r"),
                                      MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_privileges (test->client, 0, &tables, LIST ("r"), MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_privileges (test->client, (MoPrivileges) (1U << 28), &tables,
                                      LIST ("r"), MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT, &tables, none,
                                      MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_privileges (test->client, MO_PRIVILEGE_SELECT, &tables, LIST ("r"),
                                      (MoGrantFlags) 2),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_roles_to_users (test->client, none, LIST ("u"), MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_roles_to_users (test->client, LIST ("r"), none, MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_roles_to_roles (test->client, LIST ("r"), LIST ("a", ""),
                                          MO_GRANT_DEFAULT),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_revoke_roles_from_users (test->client, LIST ("r"), LIST ("a", " u")),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_revoke_roles_from_roles (test->client, NULL, LIST ("r")),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_list_of_role (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_list_of_user (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_granted_role_list_of_role (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_granted_role_list_of_user (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_show_for_role (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_show_for_role (test->client, "r' OR '1' = '1"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_grant_show_for_user (test->client, "u' OR '1' = '1"),
                 MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  const MoGrantObject object = { MO_GRANT_ON_TABLES, NULL, NULL };

  switch (which)
    {
    case 0:
      return mo_grant_privileges (executor, MO_PRIVILEGE_ALL, &object, LIST ("r"),
                                  MO_GRANT_DEFAULT);
    case 1:
      return mo_revoke_privileges (executor, MO_PRIVILEGE_ALL, &object, LIST ("r"));
    case 2:
      return mo_grant_roles_to_users (executor, LIST ("r"), LIST ("u"), MO_GRANT_DEFAULT);
    case 3:
      return mo_grant_roles_to_roles (executor, LIST ("r"), LIST ("s"), MO_GRANT_DEFAULT);
    case 4:
      return mo_revoke_roles_from_users (executor, LIST ("r"), LIST ("u"));
    case 5:
      return mo_revoke_roles_from_roles (executor, LIST ("r"), LIST ("s"));
    case 6:
      return mo_grant_list_of_role (executor, "r");
    case 7:
      return mo_grant_list_of_user (executor, "u");
    case 8:
      return mo_granted_role_list_of_user (executor, "u");
    case 9:
      return mo_granted_role_list_of_role (executor, "r");
    case 10:
      return mo_grant_show_for_user (executor, NULL);
    case 11:
      return mo_grant_show_for_role (executor, "r");
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
grant_on_named (MoExecutor *executor, const char *name)
{
  return mo_grant_privileges (executor, MO_PRIVILEGE_ALL, OBJECT (MO_GRANT_ON_TABLE, "test", name),
                              LIST ("public"), MO_GRANT_DEFAULT);
}

static MoFuture *
grant_to_named (MoExecutor *executor, const char *name)
{
  return mo_grant_privileges (executor, MO_PRIVILEGE_ALL, OBJECT (MO_GRANT_ON_TABLES), LIST (name),
                              MO_GRANT_DEFAULT);
}

static MoFuture *
grant_role_to_named (MoExecutor *executor, const char *name)
{
  return mo_grant_roles_to_users (executor, LIST ("public"), LIST (name), MO_GRANT_DEFAULT);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, grant_on_named);
  command_test_bad_names (test, grant_to_named);
  command_test_bad_names (test, grant_role_to_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/grant/levels", test_levels);
  mo_test_add_matrixone ("/grant/objects", test_objects);
  mo_test_add_matrixone ("/grant/effect", test_effect);
  mo_test_add_matrixone ("/grant/bad-names", test_bad_names);
  mo_test_add_matrixone ("/grant/in-transaction", test_in_transaction);
  mo_test_add ("/grant/refused", test_refused);
  mo_test_add_mariadb ("/grant/elsewhere", test_elsewhere);
  return g_test_run ();
}
