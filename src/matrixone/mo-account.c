/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE ACCOUNT and its family. */

#include <matrixone-glib/mo-account.h>
#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-find-row-private.h"
#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_account_create
#undef mo_account_alter_status
#undef mo_account_alter_comment
#undef mo_account_alter_password
#undef mo_account_drop
#undef mo_account_drop_if_exists
#undef mo_account_get
#undef mo_account_list

#define COMMENT "the comment"

/**
 * mo_model_of_MoAccount:
 *
 * The model of [struct@Mo.MoAccount], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoAccount, mo_account, "mo_account",
                     MO_COLUMN (account_name, MO_PRIMARY_KEY, .length = 300),
                     MO_COLUMN (admin_name, 0), MO_COLUMN (created_time, 0), MO_COLUMN (status, 0),
                     MO_COLUMN (suspended_time, 0), MO_COLUMN (db_count, 0),
                     MO_COLUMN (tbl_count, 0), MO_COLUMN (size, 0), MO_COLUMN (snapshot_size, 0),
                     MO_COLUMN (comments, 0))

/**
 * mo_account_ref:
 * @self: an account
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_account_unref:
 * @self: (transfer full): an account
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static void
add_status (MoCommandText *text, MoAccountStatus status)
{
  static const char *const words[] = { " OPEN", " SUSPEND", " RESTRICTED" };

  if ((guint) status >= G_N_ELEMENTS (words))
    mo_command_text_refuse (text, "%d is no status of an account", (int) status);
  else
    mo_command_text_add (text, words[status]);
}

/* The server pastes it between quotation marks into a statement of its own: some would end them
 * there, and the rest be run as sys. */
static void
add_comment (MoCommandText *text, const char *comment)
{
  if (comment != NULL && strpbrk (comment, "\"\\") != NULL)
    mo_command_text_refuse (text, COMMENT ", '%s', has a double quotation mark or a backslash, "
                                          "which the server takes for SQL",
                            comment);
  mo_command_text_add (text, " COMMENT ");
  mo_command_text_value (text, comment, COMMENT);
}

/* Of this user's name the server does not look at quotation marks, and pastes it as well. */
static void
add_login (MoCommandText *text, const char *user, const char *password)
{
  mo_command_text_check_pasted (text, user, "the user's name");
  mo_command_text_add (text, " ADMIN_NAME ");
  mo_principal_add_user (text, user);
  mo_command_text_add (text, " IDENTIFIED BY ");
  mo_principal_add_password (text, password);
}

static void
add_options (MoCommandText *text, const MoAccountOptions *options)
{
  add_login (text, options->admin_name, options->password);
  mo_command_text_add_if (text, options->suspended, " SUSPEND"); /* RESTRICTED is not heeded */
  if (options->comment != NULL)
    add_comment (text, options->comment);
}

/**
 * mo_account_create:
 * @executor: a client, a transaction or a session
 * @name: a new name, of letters of ASCII, digits, `_` and `-`; the server puts it in small letters
 * @options: its first user, and what else there is to say
 *
 * Makes an account, which only sys can do.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, the password, the
 * comment), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already, another
 * name than the server takes, no right to), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_create (MoExecutor *executor, const char *name, const MoAccountOptions *options)
{
  MoCommandText *text = mo_command_text_new ("CREATE ACCOUNT ");

  mo_command_text_add_if (text, options != NULL && options->if_not_exists, "IF NOT EXISTS ");
  mo_principal_add_account (text, name);
  if (options != NULL)
    add_options (text, options);
  else
    mo_command_text_refuse (text, "an account has options: its first user and a password");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

static MoCommandText *
begin_alter (const char *name)
{
  MoCommandText *text = mo_command_text_new ("ALTER ACCOUNT ");

  mo_principal_add_account (text, name);
  return text;
}

/**
 * mo_account_alter_status:
 * @executor: a client, a transaction or a session
 * @name: an account other than sys
 * @status: what it may do from now on
 *
 * Suspends an account, restricts it, or opens it again. The server keeps no reason with it; say it
 * by [func@Mo.account_alter_comment].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.account_create], and for the status;
 * %MO_ERROR_SERVER (there is none, it is sys).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_alter_status (MoExecutor *executor, const char *name, MoAccountStatus status)
{
  MoCommandText *text = begin_alter (name);

  add_status (text, status);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_account_alter_comment:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @comment: what is said of it from now on; "": nothing. Without `"` and `\`, which the server
 *   takes for SQL
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.account_create]; %MO_ERROR_SERVER (there is none).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_alter_comment (MoExecutor *executor, const char *name, const char *comment)
{
  MoCommandText *text = begin_alter (name);

  add_comment (text, comment);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_account_alter_password:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @user: a user of that account
 * @password: the new one; never in a message of the library
 *
 * Gives a user of another account a new password, from sys, where nobody there can any more.
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.account_create]; %MO_ERROR_SERVER (there is no
 * such account, or no such user in it).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_alter_password (MoExecutor *executor,
                           const char *name,
                           const char *user,
                           const char *password)
{
  MoCommandText *text = begin_alter (name);

  add_login (text, user, password);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

static MoFuture *
drop (MoExecutor *executor, const char *begin, const char *name)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_principal_add_account (text, name);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_account_drop:
 * @executor: a client, a transaction or a session
 * @name: an account
 *
 * Drops an account, with all its databases. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.account_create]; %MO_ERROR_SERVER (there is none,
 * it is sys).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_drop (MoExecutor *executor, const char *name)
{
  return drop (executor, "DROP ACCOUNT ", name);
}

/**
 * mo_account_drop_if_exists:
 * @executor: a client, a transaction or a session
 * @name: an account
 *
 * [func@Mo.account_drop], unless there is none. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_account_drop_if_exists (MoExecutor *executor, const char *name)
{
  return drop (executor, "DROP ACCOUNT IF EXISTS ", name);
}

/**
 * mo_account_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One account, if there is one of that name: from sys any, from another that one alone.
 *
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL or not
 * UTF-8), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (the user is no
 * administrator), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Account], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_account_get (MoExecutor *executor, const char *name)
{
  return mo_find_row (mo_command_text_new ("SHOW ACCOUNTS"), executor, MO_COMMAND_RUNS,
                      MO_MODEL (MoAccount), "account_name", name);
}

/**
 * mo_account_list:
 * @executor: a client, a transaction or a session
 *
 * From sys all accounts, from another that one alone. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.account_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Account]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_account_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_new ("SHOW ACCOUNTS"), executor, MO_COMMAND_RUNS,
                               MO_MODEL (MoAccount));
}
