/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE USER and its family. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-user.h>

#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_user_create
#undef mo_user_create_if_not_exists
#undef mo_user_alter_password
#undef mo_user_lock
#undef mo_user_unlock
#undef mo_user_drop
#undef mo_user_drop_if_exists
#undef mo_user_get
#undef mo_user_list
#undef mo_current_user_get

/**
 * mo_model_of_MoUser:
 *
 * The model of [struct@Mo.MoUser], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoUser, mo_user, "mo_user", MO_COLUMN (id, MO_PRIMARY_KEY),
                     MO_COLUMN (name, 0), MO_COLUMN (host, 0), MO_COLUMN (status, 0),
                     MO_COLUMN (created, 0), MO_COLUMN (default_role, 0))

/**
 * mo_model_of_MoCurrentUser:
 *
 * The model of [struct@Mo.MoCurrentUser], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoCurrentUser, mo_current_user, "mo_current_user",
                     MO_COLUMN (user_name, MO_PRIMARY_KEY, .length = 300),
                     MO_COLUMN (account_name, 0), MO_COLUMN (role_name, 0))

/* There is no SHOW USERS. */
#define SELECT                                                                                     \
  "SELECT u.user_id AS id, u.user_name AS name, u.user_host AS host, u.status AS status, "         \
  "u.created_time AS created, r.role_name AS default_role FROM mo_catalog.mo_user u "              \
  "LEFT JOIN mo_catalog.mo_role r ON r.role_id = u.default_role"

/**
 * mo_user_ref:
 * @self: a user
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_user_unref:
 * @self: (transfer full): a user
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_current_user_ref:
 * @self: as whom one is logged in
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_current_user_unref:
 * @self: (transfer full): as whom one is logged in
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static MoFuture *
create (MoExecutor *executor,
        const char *begin,
        const char *name,
        const char *password,
        const char *default_role)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_principal_add_user (text, name);
  mo_command_text_add (text, " IDENTIFIED BY ");
  mo_principal_add_password (text, password);
  if (default_role != NULL)
    {
      mo_command_text_add (text, " DEFAULT ROLE ");
      mo_principal_add_role (text, default_role);
    }
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_user_create:
 * @executor: a client, a transaction or a session
 * @name: a new name, which no role has; large letters and small ones differ
 * @password: who logs in has to know it; never in a message of the library
 * @default_role: (nullable): a role, which the user is granted and has after a login; %NULL: public
 *
 * Makes a user of the account, who logs in as `account:name`, or of sys by the name alone. The
 * server keeps no comment with it, and no host that it looks at.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, the password),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already, or a role of the
 * name; no such role; another name than the server takes: those with `:`, `#`, blanks or quotation
 * marks are none; no right to), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_create (MoExecutor *executor,
                const char *name,
                const char *password,
                const char *default_role)
{
  return create (executor, "CREATE USER ", name, password, default_role);
}

/**
 * mo_user_create_if_not_exists:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @password: a new user's; one that exists keeps his own
 * @default_role: (nullable): the same
 *
 * [func@Mo.user_create], unless there is one. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_create_if_not_exists (MoExecutor *executor,
                              const char *name,
                              const char *password,
                              const char *default_role)
{
  return create (executor, "CREATE USER IF NOT EXISTS ", name, password, default_role);
}

/**
 * mo_user_alter_password:
 * @executor: a client, a transaction or a session
 * @name: a user
 * @password: the new one; never in a message of the library
 *
 * Who is logged in stays so. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.user_create]; %MO_ERROR_SERVER (there is none).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_alter_password (MoExecutor *executor, const char *name, const char *password)
{
  MoCommandText *text = mo_command_text_new ("ALTER USER ");

  mo_principal_add_user (text, name);
  mo_command_text_add (text, " IDENTIFIED BY ");
  mo_principal_add_password (text, password);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

static MoFuture *
run_for (MoExecutor *executor, const char *begin, const char *name, const char *end)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_principal_add_user (text, name);
  mo_command_text_add (text, end);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_user_lock:
 * @executor: a client, a transaction or a session
 * @name: a user
 *
 * Nobody can log in as @name any more; who is logged in stays so. There is no reason to be kept
 * with it. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.user_create]; %MO_ERROR_SERVER (there is none).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_lock (MoExecutor *executor, const char *name)
{
  return run_for (executor, "ALTER USER ", name, " LOCK");
}

/**
 * mo_user_unlock:
 * @executor: a client, a transaction or a session
 * @name: a user
 *
 * Takes [func@Mo.user_lock] back, and what wrong passwords did. In a transaction: behind COMMIT.
 * Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_unlock (MoExecutor *executor, const char *name)
{
  return run_for (executor, "ALTER USER ", name, " UNLOCK");
}

/**
 * mo_user_drop:
 * @executor: a client, a transaction or a session
 * @name: a user, but no administrator
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.user_create]; %MO_ERROR_SERVER (there is none, it
 * is an administrator).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_drop (MoExecutor *executor, const char *name)
{
  return run_for (executor, "DROP USER ", name, "");
}

/**
 * mo_user_drop_if_exists:
 * @executor: a client, a transaction or a session
 * @name: a user, but no administrator
 *
 * [func@Mo.user_drop], unless there is none. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_user_drop_if_exists (MoExecutor *executor, const char *name)
{
  return run_for (executor, "DROP USER IF EXISTS ", name, "");
}

/**
 * mo_user_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One user of the account, if there is one of that name. In a transaction: it runs there. Server:
 * 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (only administrators may ask), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.User], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_user_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (SELECT " WHERE u.user_name = ");

  mo_command_text_value (text, name, "the user's name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoUser));
}

/**
 * mo_user_list:
 * @executor: a client, a transaction or a session
 *
 * All users of the account, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.user_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.User]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_user_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_call (SELECT " ORDER BY name"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoUser));
}

/**
 * mo_current_user_get:
 * @executor: a client, a transaction or a session
 *
 * As whom its connections are logged in; everybody may ask. In a transaction: it runs there.
 * Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.CurrentUser]: see [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_current_user_get (MoExecutor *executor)
{
  MoCommandText *text
      = mo_command_text_call ("SELECT current_user_name() AS user_name, current_account_name() AS "
                              "account_name, current_role_name() AS role_name");

  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoCurrentUser));
}
