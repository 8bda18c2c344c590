/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The main job: a session, bound statements, a gather of five, a snapshot and a clone in one
 * transaction, on one connection and with one fate. Run by "./dev demo".
 */

#include "demo-report.h"
#include "demo-snapshot.h"

#define SNAPSHOT "demo_snapshot"
#define CLONE "demo_backup"

typedef struct
{
  gint64 id;
  char *name;
  char *email;
  char *balance; /* exact: text here, DECIMAL in the table */
  GDateTime *created_at;
} User;

MO_DEFINE_MODEL (User, user, "demo_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (balance, MO_NULLABLE, .sql_type = "DECIMAL(12,2)"),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

typedef struct
{
  const char *database;
  gboolean is_matrixone; /* learnt by asking for what only MatrixOne can */
} Demo;

/* --- before: a table, and nothing left of an earlier run --- */

static gboolean
prepare (MoClient *client, Demo *demo, GError **error)
{
  demo_start ("Prepare");
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (User)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User)), error))
    return FALSE;
  demo_step (0, "table demo_users in database %s", demo->database);
  return demo_prepare_snapshot (client, SNAPSHOT, &demo->is_matrixone, error)
         && (!demo->is_matrixone
             || mo_await (mo_execute (client, "DROP DATABASE IF EXISTS " CLONE), error));
}

/* --- the transaction: returning TRUE commits, FALSE rolls everything back --- */

static gboolean
use_session (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  guint64 id = mo_transaction_get_connection_id (tx);
  g_autoptr (User) alice
      = mo_new (User, .name = "Alice", .email = "alice@example.com", .balance = "12.50");
  g_autoptr (GPtrArray) users = NULL;

  mo_session_add (session, alice);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  demo_step (id, "session: added Alice and flushed, her id is %" G_GINT64_FORMAT, alice->id);

  users = mo_await_all (mo_session_execute (session, mo_select (User)), error);
  if (users == NULL)
    return FALSE;
  demo_step (id, "session: selected %u user, %s", users->len,
             users->len == 1 && users->pdata[0] == alice ? "the very instance that was added"
                                                         : "which should have been Alice");

  mo_set (alice, name, "Alice Updated");
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  demo_step (id, "session: renamed her and flushed, an UPDATE of one column");
  return TRUE;
}

static gboolean
use_statements (MoTransaction *tx, GError **error)
{
  guint64 id = mo_transaction_get_connection_id (tx);

  if (!mo_await (mo_execute (tx, "INSERT INTO demo_users (name, email) VALUES (%s, %s)", "Bob",
                             "bob@example.com"),
                 error))
    return FALSE;
  demo_step (id, "statement: inserted Bob, values in the text");
  if (!mo_await (mo_execute_prepared (tx, "INSERT INTO demo_users (name, email) VALUES (%s, %s)",
                                      "Eve'); DROP TABLE demo_users; --", "eve@example.com"),
                 error))
    return FALSE;
  demo_step (id, "statement: inserted Eve, whose name is an attack, prepared on the server");
  return TRUE;
}

static gboolean
gather_five (MoTransaction *tx, Demo *demo, GError **error)
{
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (
          mo_execute (tx, "SELECT name FROM demo_users WHERE email = %s", "alice@example.com"),
          mo_execute (tx, "UPDATE demo_users SET balance = %s WHERE name = %s",
                      mo_value_decimal ("99.90"), "Bob"),
          mo_execute_named (tx, "SELECT balance FROM demo_users WHERE name = :name",
                            MO_PARAM ("name", "Bob")),
          mo_execute (tx, "SELECT COUNT(*) FROM demo_users"),
          demo->is_matrixone
              ? mo_snapshot_create_database (tx, SNAPSHOT, demo->database)
              : mo_execute (tx, "SELECT CONNECTION_ID()")),
      error);

  if (got == NULL)
    return FALSE;
  demo_step (mo_transaction_get_connection_id (tx),
             "gathered five, in the order written: %s; updated; balance %s; %" G_GINT64_FORMAT
             " rows; %s",
             mo_result_get_text (mo_gathered_get_result (got, 0, NULL), 0, 0),
             mo_result_get_text (mo_gathered_get_result (got, 2, NULL), 0, 0),
             mo_gathered_int64 (got, 3),
             demo->is_matrixone ? "snapshot accepted, to travel behind COMMIT" : "connection id");
  return TRUE;
}

static gboolean
unified (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;

  if (!use_session (tx, error) || !use_statements (tx, error) || !gather_five (tx, demo, error))
    return FALSE;
  if (!demo->is_matrixone)
    return TRUE;
  if (!mo_await (mo_clone_database (tx, CLONE, demo->database), error))
    return FALSE;
  demo_step (mo_transaction_get_connection_id (tx), "clone accepted, to travel behind COMMIT");
  return TRUE;
}

/* --- afterwards, from other connections --- */

static gboolean
expect_count (MoClient *client, const char *sql, gint64 expected, const char *what, GError **error)
{
  gint64 count;

  return mo_await_int64 (mo_execute (client, sql), &count, error)
         && demo_expect (what, count, expected, error);
}

static gboolean
expect_snapshot (MoClient *client, const char *name, gboolean expected, GError **error)
{
  g_autoptr (GPtrArray) list = mo_await_all (mo_snapshot_list (client), error);
  gboolean found = FALSE;

  if (list == NULL)
    return FALSE;
  MO_FOREACH (MoSnapshot, snapshot, list)
    found |= g_strcmp0 (snapshot->name, name) == 0;
  if (found != expected)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "snapshot %s is %s", name,
                   found ? "listed" : "not listed");
      return FALSE;
    }
  demo_step (0, "snapshot %s: %s", name, found ? "listed" : "not listed");
  return TRUE;
}

static gboolean
check_committed (MoClient *client, Demo *demo, GError **error)
{
  demo_start ("Afterwards, seen from other connections");
  if (!expect_count (client, "SELECT COUNT(*) FROM demo_users", 3, "rows committed", error)
      || !expect_count (client, "SELECT COUNT(*) FROM demo_users WHERE name = 'Alice Updated'", 1,
                        "of them renamed in the session", error))
    return FALSE;
  if (!demo->is_matrixone)
    return TRUE;
  return expect_snapshot (client, SNAPSHOT, TRUE, error)
         && expect_count (client, "SELECT COUNT(*) FROM demo_users {snapshot = '" SNAPSHOT "'}", 3,
                          "rows in the snapshot", error)
         && expect_count (client, "SELECT COUNT(*) FROM " CLONE ".demo_users", 3,
                          "rows in the clone", error);
}

/* --- one fate: a failure before COMMIT leaves nothing --- */

static gboolean
failing (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;

  if (!mo_await (mo_execute (tx, "INSERT INTO demo_users (name, email) VALUES (%s, %s)", "Carol",
                             "carol@example.com"),
                 error))
    return FALSE;
  if (demo->is_matrixone
      && !mo_await (mo_snapshot_create_database (tx, "demo_never", demo->database), error))
    return FALSE;
  return mo_await (mo_execute (tx, "INSERT INTO demo_users (name, email) VALUES (%s, %s)", "Dave",
                               "alice@example.com"),
                   error);
}

static gboolean
check_failure (MoClient *client, Demo *demo, GError **error)
{
  g_autoptr (GError) expected = NULL;

  demo_start ("A step that fails takes everything with it");
  if (mo_client_run_transaction (client, failing, demo, &expected)
      || !g_error_matches (expected, MO_ERROR, MO_ERROR_DUPLICATE_KEY))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "the second Alice was not refused: %s",
                   expected != NULL ? expected->message : "no error");
      return FALSE;
    }
  demo_step (0, "rolled back: %s", expected->message);
  return expect_count (client, "SELECT COUNT(*) FROM demo_users WHERE name = 'Carol'", 0,
                       "rows of it", error)
         && (!demo->is_matrixone || expect_snapshot (client, "demo_never", FALSE, error));
}

/* --- a command behind COMMIT that fails: the data is in, and the caller learns it --- */

static gboolean
clone_again (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;

  return mo_await (mo_execute (tx, "INSERT INTO demo_users (name, email) VALUES (%s, %s)", "Erin",
                               "erin@example.com"),
                   error)
         && mo_await (mo_clone_database (tx, CLONE, demo->database), error);
}

static gboolean
check_clone_exists (MoClient *client, Demo *demo, GError **error)
{
  g_autoptr (GError) expected = NULL;

  if (!demo->is_matrixone)
    return TRUE;
  demo_start ("A clone whose target exists, behind COMMIT");
  if (mo_client_run_transaction (client, clone_again, demo, &expected)
      || !g_error_matches (expected, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "expected COMMITTED_COMMAND_FAILED: %s",
                   expected != NULL ? expected->message : "no error");
      return FALSE;
    }
  demo_step (0, "COMMITTED_COMMAND_FAILED: %s", expected->message);
  return expect_count (client, "SELECT COUNT(*) FROM demo_users WHERE name = 'Erin'", 1,
                       "rows of it, committed", error);
}

static gboolean
run_demo (MoClient *client, Demo *demo, GError **error)
{
  demo_start ("Connect");
  if (!mo_await (mo_client_connect (client), error))
    return FALSE;
  demo_step (0, "connected");
  if (!prepare (client, demo, error))
    return FALSE;
  demo_start ("One transaction on one connection");
  if (!mo_client_run_transaction (client, unified, demo, error))
    return FALSE;
  demo_step (0, "committed");
  return check_committed (client, demo, error) && check_failure (client, demo, error)
         && check_clone_exists (client, demo, error)
         && mo_await (mo_client_disconnect (client), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  g_autofree char *database = NULL;
  Demo demo = { NULL, FALSE };

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)))
    return demo_fail ("unified-transaction", error);
  demo.database = database = demo_database (client);
  if (!run_demo (client, &demo, &error))
    return demo_fail ("unified-transaction", error);
  g_print ("demo: ok, %s\n", demo.is_matrixone
                                 ? "with snapshot and clone on MatrixOne"
                                 : "without snapshot and clone, which need a MatrixOne");
  return 0;
}
