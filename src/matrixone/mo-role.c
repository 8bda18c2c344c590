/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE ROLE and its family. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-role.h>

#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_role_create
#undef mo_role_create_if_not_exists
#undef mo_role_drop
#undef mo_role_drop_if_exists
#undef mo_role_get
#undef mo_role_list

/**
 * mo_model_of_MoRole:
 *
 * The model of [struct@Mo.MoRole], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoRole, mo_role, "mo_role", MO_COLUMN (id, MO_PRIMARY_KEY),
                     MO_COLUMN (name, 0), MO_COLUMN (creator, 0), MO_COLUMN (created, 0),
                     MO_COLUMN (comments, 0))

/* A SELECT and not SHOW ROLES, which the server refuses in a transaction. */
#define SELECT                                                                                     \
  "SELECT r.role_id AS id, r.role_name AS name, u.user_name AS creator, "                          \
  "r.created_time AS created, r.comments AS comments FROM mo_catalog.mo_role r "                   \
  "LEFT JOIN mo_catalog.mo_user u ON u.user_id = r.creator"

/**
 * mo_role_ref:
 * @self: a role
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_role_unref:
 * @self: (transfer full): a role
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static MoFuture *
run_for (MoExecutor *executor, const char *begin, const char *name)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_principal_add_role (text, name);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_role_create:
 * @executor: a client, a transaction or a session
 * @name: a new name, which no user has; the server puts it in small letters
 *
 * Makes a role of the account, which may do nothing yet: see [func@Mo.grant_privileges].
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already, or a user of the
 * name; another name than the server takes: those with `:`, `#`, blanks or quotation marks are
 * none; no right to), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_role_create (MoExecutor *executor, const char *name)
{
  return run_for (executor, "CREATE ROLE ", name);
}

/**
 * mo_role_create_if_not_exists:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * [func@Mo.role_create], unless there is one. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_role_create_if_not_exists (MoExecutor *executor, const char *name)
{
  return run_for (executor, "CREATE ROLE IF NOT EXISTS ", name);
}

/**
 * mo_role_drop:
 * @executor: a client, a transaction or a session
 * @name: a role, but none of the server's own
 *
 * Takes it from all who were granted it, too. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.role_create]; %MO_ERROR_SERVER (there is none, it
 * is public or an administrator's).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_role_drop (MoExecutor *executor, const char *name)
{
  return run_for (executor, "DROP ROLE ", name);
}

/**
 * mo_role_drop_if_exists:
 * @executor: a client, a transaction or a session
 * @name: a role, but none of the server's own
 *
 * [func@Mo.role_drop], unless there is none. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_role_drop_if_exists (MoExecutor *executor, const char *name)
{
  return run_for (executor, "DROP ROLE IF EXISTS ", name);
}

/**
 * mo_role_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One role of the account, if there is one of that name. In a transaction: it runs there. Server:
 * 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (only administrators may ask), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Role], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_role_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (SELECT " WHERE r.role_name = LOWER(");

  mo_command_text_value (text, name, "the role's name");
  mo_command_text_add (text, ")");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoRole));
}

/**
 * mo_role_list:
 * @executor: a client, a transaction or a session
 *
 * All roles of the account, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.role_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Role]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_role_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_call (SELECT " ORDER BY name"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoRole));
}
