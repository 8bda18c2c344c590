/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE PUBLICATION and its family. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-publication.h>

#include "matrixone/mo-find-row-private.h"
#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_publication_create
#undef mo_publication_alter
#undef mo_publication_drop
#undef mo_publication_drop_if_exists
#undef mo_publication_get
#undef mo_publication_list
#undef mo_publication_show_create

#define NAME "the publication's name"
#define SHOW "SHOW PUBLICATIONS"

/**
 * mo_model_of_MoPublication:
 *
 * The model of [struct@Mo.MoPublication], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoPublication, mo_publication, "mo_pubs",
                     MO_COLUMN (publication, MO_PRIMARY_KEY, .length = 64),
                     MO_COLUMN (database, 0), MO_COLUMN (tables, 0), MO_COLUMN (sub_account, 0),
                     MO_COLUMN (subscribed_accounts, 0), MO_COLUMN (create_time, 0),
                     MO_COLUMN (update_time, 0), MO_COLUMN (comments, 0))

/**
 * mo_publication_ref:
 * @self: a publication
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_publication_unref:
 * @self: (transfer full): a publication
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/* To look for tables the server pastes the database's name, without quotation marks, into a
 * statement of its own. */
static void
check_plain (MoCommandText *text, const char *database)
{
  for (const char *at = database; at != NULL && *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      {
        mo_command_text_refuse (text,
                                "of the database \"%s\" tables cannot be published one by one: the "
                                "server takes its name for SQL",
                                database);
        return;
      }
}

/* The server keeps the names in one text, and takes `*` for all of them. */
static void
add_tables (MoCommandText *text, const char *database, const char *const *tables)
{
  check_plain (text, database);
  for (guint i = 0; tables[i] != NULL; i++)
    if (strchr (tables[i], ',') != NULL || g_str_equal (tables[i], "*"))
      mo_command_text_refuse (text,
                              "the table \"%s\" cannot be published by its name, which the server "
                              "takes for several",
                              tables[i]);
  mo_command_text_add (text, " TABLE ");
  mo_command_text_names (text, tables, "the table's name");
}

static void
add_comment (MoCommandText *text, const char *comment)
{
  mo_command_text_add (text, " COMMENT ");
  mo_command_text_value (text, comment, "the comment");
}

static void
add_options (MoCommandText *text, const MoPublicationOptions *options)
{
  if (options->all_accounts == (options->accounts != NULL))
    mo_command_text_refuse (text, "a publication is for accounts that are named, or for all");
  mo_command_text_add (text, " DATABASE ");
  mo_command_text_name (text, options->database, "the database's name");
  if (options->tables != NULL)
    add_tables (text, options->database, options->tables);
  mo_command_text_add (text, options->all_accounts ? " ACCOUNT ALL" : " ACCOUNT ");
  if (!options->all_accounts)
    mo_principal_add_accounts (text, options->accounts);
  if (options->comment != NULL)
    add_comment (text, options->comment);
}

/**
 * mo_publication_create:
 * @executor: a client, a transaction or a session
 * @name: a new name; the server puts it in small letters
 * @options: what is published, and for whom
 *
 * Lets other accounts read a database, or tables of it, once they have subscribed: see
 * [func@Mo.subscription_create].
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a table whose name has a
 * comma, tables of a database whose name is not of ASCII's letters, digits and `_`; accounts both
 * named and all, or neither), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER
 * (there is one already, which may be %MO_ERROR_DUPLICATE_KEY too, since the server does not heed
 * IF NOT EXISTS; there is no such database, table or account, it is one's own; another name than
 * the server takes; no right to), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_publication_create (MoExecutor *executor, const char *name, const MoPublicationOptions *options)
{
  MoCommandText *text = mo_command_text_new ("CREATE PUBLICATION ");

  mo_command_text_object (text, name, NAME);
  if (options != NULL)
    add_options (text, options);
  else
    mo_command_text_refuse (text, "a publication has options: what is published, and for whom");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/* --- altering --- */

static void
add_accounts (MoCommandText *text, const MoPublicationChanges *changes)
{
  static const char *const words[]
      = { "", " ACCOUNT ", " ACCOUNT ADD ", " ACCOUNT DROP ", " ACCOUNT ALL" };
  gboolean named;

  if ((guint) changes->which_accounts >= G_N_ELEMENTS (words))
    {
      mo_command_text_refuse (text, "%d is no change of accounts", (int) changes->which_accounts);
      return;
    }
  named = changes->which_accounts != MO_PUBLICATION_ACCOUNTS_STAY
          && changes->which_accounts != MO_PUBLICATION_ACCOUNTS_ALL;
  if (!named && changes->accounts != NULL)
    mo_command_text_refuse (text, "accounts are named, and nothing becomes of them");
  mo_command_text_add (text, words[changes->which_accounts]);
  if (named)
    mo_principal_add_accounts (text, changes->accounts);
}

static void
check_changes (MoCommandText *text, const MoPublicationChanges *changes)
{
  gboolean has_tables = changes->tables != NULL || changes->all_tables;

  if (!has_tables && changes->which_accounts == MO_PUBLICATION_ACCOUNTS_STAY
      && changes->comment == NULL && changes->database == NULL)
    mo_command_text_refuse (text, "nothing is to be another in the publication");
  if (changes->tables != NULL && changes->all_tables)
    mo_command_text_refuse (text, "tables are named, and are to be all");
  if (changes->database != NULL && !has_tables)
    mo_command_text_refuse (text, "of another database other tables are published: name them");
  if (changes->tables != NULL && changes->database == NULL)
    mo_command_text_refuse (text, "tables are named, but not their database");
  if (changes->comment != NULL && *changes->comment == '\0')
    mo_command_text_refuse (text, "the server does not take a comment away");
}

/**
 * mo_publication_alter:
 * @executor: a client, a transaction or a session
 * @name: a publication
 * @changes: what is to be another
 *
 * Who has subscribed sees the change at once; whom it leaves out sees nothing more.
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.publication_create], and
 * %MO_ERROR_INVALID_ARGUMENT (nothing to change, an empty comment, a database without tables);
 * %MO_ERROR_SERVER (there is none, an account is added to all).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_publication_alter (MoExecutor *executor, const char *name, const MoPublicationChanges *changes)
{
  MoCommandText *text = mo_command_text_new ("ALTER PUBLICATION ");

  mo_command_text_object (text, name, NAME);
  if (changes == NULL)
    {
      mo_command_text_refuse (text, "nothing is to be another in the publication");
      return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
    }
  check_changes (text, changes);
  add_accounts (text, changes);
  if (changes->database != NULL)
    {
      mo_command_text_add (text, " DATABASE ");
      mo_command_text_name (text, changes->database, "the database's name");
    }
  if (changes->tables != NULL)
    add_tables (text, changes->database, changes->tables);
  mo_command_text_add_if (text, changes->all_tables, " TABLE `*`"); /* which is no name here */
  if (changes->comment != NULL)
    add_comment (text, changes->comment);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/* --- the others --- */

static MoFuture *
drop (MoExecutor *executor, const char *begin, const char *name)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_command_text_object (text, name, NAME);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_publication_drop:
 * @executor: a client, a transaction or a session
 * @name: a publication
 *
 * Nobody can read by it any more; what subscribed to it stays, and says so. In a transaction:
 * behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.publication_create]; %MO_ERROR_SERVER (there is
 * none).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_publication_drop (MoExecutor *executor, const char *name)
{
  return drop (executor, "DROP PUBLICATION ", name);
}

/**
 * mo_publication_drop_if_exists:
 * @executor: a client, a transaction or a session
 * @name: a publication
 *
 * [func@Mo.publication_drop], unless there is none. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_publication_drop_if_exists (MoExecutor *executor, const char *name)
{
  return drop (executor, "DROP PUBLICATION IF EXISTS ", name);
}

/**
 * mo_publication_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One publication of the account, if there is one of that name. In a transaction: it runs there,
 * and shows what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL or not UTF-8),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Publication], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_publication_get (MoExecutor *executor, const char *name)
{
  return mo_find_row (mo_command_text_new (SHOW), executor, MO_COMMAND_RUNS,
                      MO_MODEL (MoPublication), "publication", name);
}

/**
 * mo_publication_list:
 * @executor: a client, a transaction or a session
 *
 * All publications of the account, those that were altered last first. In a transaction: it runs
 * there, and shows what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.publication_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Publication]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_publication_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_new (SHOW), executor, MO_COMMAND_RUNS,
                               MO_MODEL (MoPublication));
}

/**
 * mo_publication_show_create:
 * @executor: a client, a transaction or a session
 * @name: a publication
 *
 * What would make it once more, in SQL, though without its comment, and with its names as they are:
 * those that need quotation marks have none. [func@Mo.publication_get] says all.
 *
 * In a transaction: it runs there, and shows what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row, the name and the SQL; of
 *   none, where there is no such publication
 * Since: 0.1
 */
MoFuture *
mo_publication_show_create (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_new ("SHOW CREATE PUBLICATION ");

  mo_command_text_plain (text, name, NAME);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}
