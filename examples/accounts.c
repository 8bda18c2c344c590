/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session of a program's own, over several transactions: get, change, delete, and what happens
 * when somebody else was faster.
 */

#include "demo-report.h"

/* Called by mo_set(), and again before the value is written. */
static gboolean
check_balance (gconstpointer account, const MoValue *value, GError **error)
{
  gint64 balance;

  if (!mo_value_get_int64 (value, &balance, error))
    return FALSE;
  if (balance >= 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "a balance is never negative");
  return FALSE;
}

typedef struct
{
  gint64 id;
  char *owner;
  gint64 balance;
  gint64 version;
} Account;

MO_DEFINE_MODEL (Account, account, "demo_versioned_accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (owner, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (balance, 0, .validate = check_balance),
                 MO_COLUMN (version, MO_VERSION))

/* --- a session on a client --- */

static gboolean
open_accounts (MoSession *session, GError **error)
{
  mo_session_take (session, mo_new (Account, .id = 1, .owner = "Ann", .balance = 100));
  mo_session_take (session, mo_new (Account, .id = 2, .owner = "Bob", .balance = 50));
  return mo_await (mo_session_commit (session), error); /* flushes, and commits */
}

/* The session still has both: nothing is read. */
static gboolean
transfer (MoSession *session, GError **error)
{
  g_autoptr (Account) ann = mo_await_entity (mo_session_get (session, Account, 1), error);
  g_autoptr (Account) bob = mo_await_entity (mo_session_get (session, Account, 2), error);

  if (ann == NULL || bob == NULL)
    return FALSE;
  ann->balance -= 30;
  bob->balance += 30;
  return mo_await (mo_session_commit (session), error);
}

/* --- refused --- */

static gboolean
overdraw (MoSession *session, GError **error)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (Account) ann = mo_await_entity (mo_session_get (session, Account, 1), error);

  if (ann == NULL)
    return FALSE;
  ann->balance -= 1000;
  if (mo_await (mo_session_commit (session), &refused))
    return demo_expect ("commits of an overdraft", 1, 0, error);
  demo_step (0, "%s", refused->message);
  return mo_await (mo_session_refresh (session, ann), error) /* as the row is */
         && demo_expect ("Ann has again", ann->balance, 70, error);
}

/* --- somebody else was faster --- */

static gboolean
deposit_elsewhere (MoClient *client, GError **error)
{
  g_autoptr (MoSession) other = mo_session_new (client);
  g_autoptr (Account) ann = mo_await_entity (mo_session_get (other, Account, 1), error);

  if (ann == NULL)
    return FALSE;
  ann->balance += 5;
  return mo_await (mo_session_commit (other), error);
}

/* What was read before is stale: nothing is overwritten, and the rows are read again. */
static gboolean
deposit (MoSession *session, MoClient *client, GError **error)
{
  g_autoptr (Account) ann = mo_await_entity (mo_session_get (session, Account, 1), error);
  g_autoptr (GError) stale = NULL;

  if (ann == NULL || !mo_await (mo_session_commit (session), error)
      || !deposit_elsewhere (client, error))
    return FALSE;
  ann->balance += 10;
  if (mo_await (mo_session_commit (session), &stale))
    return demo_expect ("commits of what was stale", 1, 0, error);
  if (!g_error_matches (stale, MO_ERROR, MO_ERROR_STALE_OBJECT))
    {
      g_propagate_error (error, g_steal_pointer (&stale));
      return FALSE;
    }
  demo_step (0, "%s", stale->message);
  if (!mo_await (mo_session_rollback (session), error)) /* which lets go of the instances */
    return FALSE;
  g_clear_pointer (&ann, account_unref);
  ann = mo_await_entity (mo_session_get (session, Account, 1), error);
  if (ann == NULL)
    return FALSE;
  ann->balance += 10;
  return mo_await (mo_session_commit (session), error)
         && demo_expect ("Ann has", ann->balance, 85, error);
}

/* --- deleted --- */

static gboolean
close_account (MoSession *session, GError **error)
{
  g_autoptr (Account) bob = mo_await_entity (mo_session_get (session, Account, 2), error);
  gint64 count;

  if (bob == NULL)
    return FALSE;
  mo_session_delete (session, bob);
  return mo_await (mo_session_commit (session), error)
         && mo_await_int64 (mo_execute (session, "SELECT COUNT(*) FROM demo_versioned_accounts"),
                            &count, error)
         && demo_expect ("accounts left", count, 1, error)
         && mo_await (mo_session_close (session), error);
}

static gboolean
run (MoClient *client, GError **error)
{
  g_autoptr (MoSession) session = mo_session_new (client);

  demo_start ("Accounts");
  return mo_await (mo_client_drop_all (client, MO_MODELS (Account)), error)
         && mo_await (mo_client_create_all (client, MO_MODELS (Account)), error)
         && open_accounts (session, error) && transfer (session, error)
         && overdraw (session, error) && deposit (session, client, error)
         && close_account (session, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Account)), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || !mo_await (mo_client_connect (client), &error) || !run (client, &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("accounts", error);
  g_print ("accounts: ok\n");
  return 0;
}
