/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was granted. SHOW GRANTS says neither which database nor which table a privilege is on, nor
 * which roles a user has, so the server's own tables are asked. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-grant-list.h>

#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_grant_list_of_role
#undef mo_grant_list_of_user
#undef mo_granted_role_list_of_user
#undef mo_granted_role_list_of_role
#undef mo_grant_show_for_user
#undef mo_grant_show_for_role

#define ROLE "the role's name"
#define USER "the user's name"

/**
 * mo_model_of_MoGrant:
 *
 * The model of [struct@Mo.MoGrant], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoGrant, mo_grant, "mo_role_privs",
                     MO_COLUMN (role_name, MO_PRIMARY_KEY, .length = 100),
                     MO_COLUMN (privilege, MO_PRIMARY_KEY, .length = 100),
                     MO_COLUMN (object_type, MO_PRIMARY_KEY, .length = 16),
                     MO_COLUMN (level, MO_PRIMARY_KEY, .length = 100),
                     MO_COLUMN (object_id, MO_PRIMARY_KEY), MO_COLUMN (database_name, 0),
                     MO_COLUMN (table_name, 0), MO_COLUMN (with_grant_option, 0),
                     MO_COLUMN (granted, 0))

/**
 * mo_model_of_MoGrantedRole:
 *
 * The model of [struct@Mo.MoGrantedRole], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoGrantedRole, mo_granted_role, "mo_user_grant",
                     MO_COLUMN (role_name, MO_PRIMARY_KEY, .length = 300),
                     MO_COLUMN (grantee, MO_PRIMARY_KEY, .length = 300),
                     MO_COLUMN (with_grant_option, 0), MO_COLUMN (granted, 0))

/* Numbers of tables and of databases are two rows of numbers, so the level says which it is. */
#define SELECT_GRANTS                                                                              \
  "SELECT p.role_name AS role_name, p.privilege_name AS privilege, p.obj_type AS object_type, "    \
  "p.privilege_level AS level, CAST(p.obj_id AS BIGINT) AS object_id, "                            \
  "COALESCE(t.reldatabase, d.datname) AS database_name, t.relname AS table_name, "                 \
  "p.with_grant_option AS with_grant_option, p.granted_time AS granted "                           \
  "FROM mo_catalog.mo_role_privs p "                                                               \
  "LEFT JOIN mo_catalog.mo_tables t ON t.rel_id = p.obj_id AND p.privilege_level IN ('d.t', 't') " \
  "LEFT JOIN mo_catalog.mo_database d ON d.dat_id = p.obj_id AND p.obj_id <> 0 "                   \
  "AND p.privilege_level IN ('d', 'd.*', '*') "

#define ORDER_GRANTS " ORDER BY role_name, object_type, database_name, table_name, privilege"

#define SELECT_ROLES(grantee)                                                                      \
  "SELECT r.role_name AS role_name, " grantee " AS grantee, "                                      \
  "g.with_grant_option AS with_grant_option, g.granted_time AS granted "

/**
 * mo_grant_ref:
 * @self: a privilege
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_grant_unref:
 * @self: (transfer full): a privilege
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_granted_role_ref:
 * @self: a role that was granted
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_granted_role_unref:
 * @self: (transfer full): a role that was granted
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_grant_list_of_role:
 * @executor: a client, a transaction or a session
 * @role: a role; one that does not exist has none
 *
 * What @role may do, without that which it may do by other roles: see
 * [func@Mo.granted_role_list_of_role]. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@role is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (only administrators may ask: see
 * [func@Mo.grant_show_for_user]), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of [struct@Mo.Grant]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_grant_list_of_role (MoExecutor *executor, const char *role)
{
  MoCommandText *text = mo_command_text_call (SELECT_GRANTS "WHERE p.role_name = LOWER(");

  mo_command_text_value (text, role, ROLE);
  mo_command_text_add (text, ")" ORDER_GRANTS);
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoGrant));
}

/**
 * mo_grant_list_of_user:
 * @executor: a client, a transaction or a session
 * @user: a user; one that does not exist has none
 *
 * What @user may do by the roles that it was granted, which each grant names; without that which
 * those may do by other roles. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_list_of_role].
 *
 * Returns: (transfer full): a future of [struct@Mo.Grant]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_grant_list_of_user (MoExecutor *executor, const char *user)
{
  MoCommandText *text
      = mo_command_text_call (SELECT_GRANTS "WHERE p.role_id IN (SELECT g.role_id "
                                            "FROM mo_catalog.mo_user_grant g "
                                            "JOIN mo_catalog.mo_user u ON u.user_id = g.user_id "
                                            "WHERE u.user_name = ");

  mo_command_text_value (text, user, USER);
  mo_command_text_add (text, ")" ORDER_GRANTS);
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoGrant));
}

/**
 * mo_granted_role_list_of_user:
 * @executor: a client, a transaction or a session
 * @user: a user; one that does not exist has none
 *
 * The roles that @user was granted, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_list_of_role].
 *
 * Returns: (transfer full): a future of [struct@Mo.GrantedRole]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_granted_role_list_of_user (MoExecutor *executor, const char *user)
{
  MoCommandText *text
      = mo_command_text_call (SELECT_ROLES ("u.user_name") "FROM mo_catalog.mo_user_grant g "
                              "JOIN mo_catalog.mo_user u ON u.user_id = g.user_id "
                              "JOIN mo_catalog.mo_role r ON r.role_id = g.role_id "
                              "WHERE u.user_name = ");

  mo_command_text_value (text, user, USER);
  mo_command_text_add (text, " ORDER BY role_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoGrantedRole));
}

/**
 * mo_granted_role_list_of_role:
 * @executor: a client, a transaction or a session
 * @role: a role; one that does not exist has none
 *
 * The roles that @role was granted, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_list_of_role].
 *
 * Returns: (transfer full): a future of [struct@Mo.GrantedRole]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_granted_role_list_of_role (MoExecutor *executor, const char *role)
{
  MoCommandText *text
      = mo_command_text_call (SELECT_ROLES ("o.role_name") "FROM mo_catalog.mo_role_grant g "
                              "JOIN mo_catalog.mo_role o ON o.role_id = g.grantee_id "
                              "JOIN mo_catalog.mo_role r ON r.role_id = g.granted_id "
                              "WHERE o.role_name = LOWER(");

  mo_command_text_value (text, role, ROLE);
  mo_command_text_add (text, ") ORDER BY role_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoGrantedRole));
}

/**
 * mo_grant_show_for_user:
 * @executor: a client, a transaction or a session
 * @user: (nullable): a user; %NULL: the one who is logged in
 *
 * SHOW GRANTS, a line of text for each privilege, for people to read: which everybody may ask for,
 * but [func@Mo.grant_list_of_user] says more. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name that no user can have),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one column
 * Since: 0.1
 */
MoFuture *
mo_grant_show_for_user (MoExecutor *executor, const char *user)
{
  MoCommandText *text = mo_command_text_new ("SHOW GRANTS");

  if (user != NULL)
    {
      mo_command_text_check_pasted (text, user, USER);
      mo_command_text_add (text, " FOR ");
      mo_principal_add_user (text, user);
    }
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_grant_show_for_role:
 * @executor: a client, a transaction or a session
 * @role: a role
 *
 * SHOW GRANTS of a role; otherwise as [func@Mo.grant_show_for_user]. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one column
 * Since: 0.1
 */
MoFuture *
mo_grant_show_for_role (MoExecutor *executor, const char *role)
{
  MoCommandText *text = mo_command_text_new ("SHOW GRANTS FOR ROLE ");

  mo_command_text_check_pasted (text, role, ROLE);
  mo_principal_add_role (text, role);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}
