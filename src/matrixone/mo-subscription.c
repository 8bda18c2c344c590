/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE DATABASE … FROM … PUBLICATION, and what it made. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-result.h>
#include <matrixone-glib/mo-subscription.h>

#include "client/mo-program-private.h"
#include "matrixone/mo-find-row-private.h"
#include "matrixone/mo-principal-private.h"
#include "matrixone/mo-row-model-private.h"
#include "sql/mo-quoting-private.h"

#undef mo_subscription_create
#undef mo_subscription_drop
#undef mo_subscription_get
#undef mo_subscription_list
#undef mo_subscription_list_offered

#define NAME "the subscription's name"
#define PUBLICATION "the publication's name"

/**
 * mo_model_of_MoSubscription:
 *
 * The model of [struct@Mo.MoSubscription], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoSubscription, mo_subscription, "mo_subs",
                     MO_COLUMN (pub_account, MO_PRIMARY_KEY, .length = 300),
                     MO_COLUMN (pub_name, MO_PRIMARY_KEY, .length = 64),
                     MO_COLUMN (pub_database, 0), MO_COLUMN (pub_tables, 0),
                     MO_COLUMN (pub_comment, 0), MO_COLUMN (pub_time, 0), MO_COLUMN (sub_name, 0),
                     MO_COLUMN (sub_time, 0), MO_COLUMN (status, 0))

/**
 * mo_subscription_ref:
 * @self: a subscription
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_subscription_unref:
 * @self: (transfer full): a subscription
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_subscription_create:
 * @executor: a client, a transaction or a session
 * @name: a database that is not there yet
 * @account: whose publication it is
 * @publication: its name
 *
 * Subscribes to what another account publishes, which can be read as the database @name from now
 * on, and not written. An account subscribes to a publication once.
 *
 * In a transaction: it runs there, and ROLLBACK undoes it; it can be read after COMMIT. Server:
 * 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_ALREADY_EXISTS (a database), %MO_ERROR_SERVER (there is no such account
 * or publication, it is not for this account, it is subscribed to already), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_subscription_create (MoExecutor *executor,
                        const char *name,
                        const char *account,
                        const char *publication)
{
  MoCommandText *text = mo_command_text_new ("CREATE DATABASE ");

  mo_command_text_object (text, name, NAME);
  mo_command_text_add (text, " FROM ");
  mo_principal_add_account (text, account);
  mo_command_text_add (text, " PUBLICATION ");
  mo_command_text_object (text, publication, PUBLICATION);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/* --- dropping --- */

/* The server has DROP DATABASE for it, which takes a database that holds something as well: so what
 * it is has to be seen first. */
typedef struct
{
  MoProgram parent;
  char *name;
  guint turn;
} MoSubscriptionDrop;

static gboolean
ask (MoSubscriptionDrop *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  static const char sql[] = "SELECT dat_type FROM mo_catalog.mo_database WHERE account_id = "
                            "current_account_id() AND (datname = ? OR datname = LOWER(?))";
  MoValue names[] = { mo_value_text (self->name), mo_value_text (self->name) };

  return mo_program_site_check_matrixone (site, "subscriptions are", error)
         && mo_program_add_statement (
             statements,
             mo_statement_new (sql, names, G_N_ELEMENTS (names), MO_STATEMENT_DEFAULT, error));
}

/* Of two that differ in large letters alone, where the server knows them apart, both have to be. */
static gboolean
is_subscription (MoResult *types)
{
  guint n_rows = mo_result_get_n_rows (types);

  for (guint i = 0; i < n_rows; i++)
    if (g_strcmp0 (mo_result_get_text (types, i, 0), "subscription") != 0)
      return FALSE;
  return n_rows > 0;
}

static gboolean
drop_it (MoSubscriptionDrop *self, MoResult *types, GPtrArray *statements, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DROP DATABASE ");

  if (!is_subscription (types))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT,
                   "there is no subscription \"%s\"%s: nothing was dropped", self->name,
                   mo_result_get_n_rows (types) > 0 ? ", but a database" : "");
      return FALSE;
    }
  mo_quote_identifier (sql, self->name, NULL, NULL);
  return mo_program_add_statement (
      statements, mo_statement_new (sql->str, NULL, 0, MO_STATEMENT_DEFAULT, error));
}

static gboolean
subscription_drop_next (MoProgram *program,
                        const MoProgramSite *site,
                        GPtrArray *answers,
                        GPtrArray *statements,
                        GError **error)
{
  MoSubscriptionDrop *self = (MoSubscriptionDrop *) program;

  switch (self->turn++)
    {
    case 0:
      return ask (self, site, statements, error);
    case 1:
      return drop_it (self, g_ptr_array_index (answers, 0), statements, error);
    default:
      return TRUE;
    }
}

static void
subscription_drop_finalize (MoProgram *program)
{
  MoSubscriptionDrop *self = (MoSubscriptionDrop *) program;

  g_free (self->name);
  g_free (self);
}

static const MoProgramClass subscription_drop_class
    = { .next = subscription_drop_next, .finalize = subscription_drop_finalize };

/**
 * mo_subscription_drop:
 * @executor: a client, a transaction or a session
 * @name: the database that the subscription is
 *
 * Unsubscribes. A database that is no subscription is not dropped.
 *
 * In a transaction: it runs there, and ROLLBACK undoes it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_NO_SUCH_OBJECT (there is none, or another database), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_subscription_drop (MoExecutor *executor, const char *name)
{
  g_autoptr (GString) checked = g_string_new (NULL);
  GError *error = NULL;
  MoSubscriptionDrop *self;

  if (!mo_quote_identifier (checked, name, NAME, &error))
    return mo_executor_refuse (executor, error);
  self = g_new0 (MoSubscriptionDrop, 1);
  mo_program_init (&self->parent, &subscription_drop_class);
  self->name = g_strdup (name);
  return mo_executor_run (executor, &self->parent);
}

/* --- reading --- */

/**
 * mo_subscription_get:
 * @executor: a client, a transaction or a session
 * @name: the database that the subscription is
 *
 * One subscription of the account, if there is one of that name. In a transaction: it runs there,
 * and shows what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL or not UTF-8),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Subscription], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_subscription_get (MoExecutor *executor, const char *name)
{
  return mo_find_row (mo_command_text_new ("SHOW SUBSCRIPTIONS"), executor, MO_COMMAND_RUNS,
                      MO_MODEL (MoSubscription), "sub_name", name);
}

/**
 * mo_subscription_list:
 * @executor: a client, a transaction or a session
 *
 * What the account has subscribed to, the latest first. In a transaction: it runs there, and shows
 * what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.subscription_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Subscription]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_subscription_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_new ("SHOW SUBSCRIPTIONS"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoSubscription));
}

/**
 * mo_subscription_list_offered:
 * @executor: a client, a transaction or a session
 *
 * The same, and what the account could subscribe to: `sub_name` is %NULL there. In a transaction:
 * it runs there, and shows what is committed. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.subscription_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Subscription]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_subscription_list_offered (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_new ("SHOW SUBSCRIPTIONS ALL"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoSubscription));
}
