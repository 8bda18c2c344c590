/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work on a MatrixOne that is recorded once, and played and cut again and again. */

#include "recorded-work.h"

#include <string.h>

#include "mo-test-server.h"

/* @sql: "$d" stands for the database. */
static MoFuture *
execute (const RecordedNames *names, MoExecutor *executor, const char *sql)
{
  GString *text = g_string_new (sql);
  g_autofree char *owned = NULL;

  g_string_replace (text, "$d", names->database, 0);
  owned = g_string_free (text, FALSE);
  return mo_execute (executor, owned);
}

/* --- rows of each kind of statement --- */

static MoFuture *
execute_prepared (const RecordedNames *names, MoExecutor *executor, gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO %s.t VALUES (?, 'x', ?)", names->database);

  return mo_execute_prepared (executor, sql, id, 2);
}

static GError *
run_commit (const RecordedNames *names, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoExecutor *executor = MO_EXECUTOR (tx);
  GError *error = NULL;

  if (mo_await (execute (names, executor, "INSERT INTO $d.t VALUES (2, 'é', 1)"), &error)
      && mo_await (execute (names, executor, "UPDATE $d.t SET n = n + 10 WHERE id = 1"), &error)
      && mo_await (execute_prepared (names, executor, 3), &error)
      && mo_await (execute (names, executor, "SELECT id, name, n FROM $d.t ORDER BY id"), &error))
    mo_await (mo_transaction_commit (tx), &error);
  else
    mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static GError *
run_rollback (const RecordedNames *names, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  mo_await (execute (names, MO_EXECUTOR (tx), "INSERT INTO $d.t VALUES (2, 'x', 2)"), &error);
  mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static GError *
run_alone (const RecordedNames *names, MoClient *client)
{
  GError *error = NULL;

  mo_await (execute (names, MO_EXECUTOR (client), "INSERT INTO $d.t VALUES (2, 'x', 2)"), &error);
  return error;
}

static GError *
run_prepared (const RecordedNames *names, MoClient *client)
{
  GError *error = NULL;

  mo_await (execute_prepared (names, MO_EXECUTOR (client), 2), &error);
  return error;
}

/* --- commands behind COMMIT --- */

static void
assert_in_snapshot (const RecordedNames *names, MoClient *client, const char *snapshot, gint64 n)
{
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s.t {snapshot = '%s'}",
                                          names->database, snapshot);

  g_assert_cmpint (mo_test_number (mo_execute (client, sql)), ==, n);
  mo_test_ok (mo_snapshot_drop (client, snapshot));
}

static void
assert_cloned (const RecordedNames *names, MoClient *client)
{
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s.t", names->clone);

  g_assert_cmpint (mo_test_number (mo_execute (client, sql)), ==, 2);
}

static GError *
insert_and_commit (const RecordedNames *names, MoTransaction *tx)
{
  GError *error = NULL;

  if (mo_await (execute (names, MO_EXECUTOR (tx), "INSERT INTO $d.t VALUES (2, 'x', 2)"), &error))
    mo_await (mo_transaction_commit (tx), &error);
  else
    mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static GError *
run_commands (const RecordedNames *names, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_ok (mo_snapshot_create_database (tx, names->snapshots[0], names->database));
  mo_test_ok (mo_clone_database (tx, names->clone, names->database));
  mo_test_ok (mo_clone_table_full (tx, names->database, "c", names->database, "t", NULL,
                                   MO_CLONE_AT_COMMIT));
  return insert_and_commit (names, tx);
}

static void
look_for_commands (const RecordedNames *names, MoClient *client)
{
  assert_in_snapshot (names, client, names->snapshots[0], 2);
  assert_cloned (names, client);
  g_assert_cmpint (mo_test_number (execute (names, MO_EXECUTOR (client),
                                            "SELECT COUNT(*) FROM $d.c")),
                   ==, 2);
}

/* The snapshot is there before. */
static GError *
prepare_refused (const RecordedNames *names, MoClient *client)
{
  GError *error = NULL;

  mo_await (mo_snapshot_create_database (client, names->snapshots[0], names->database), &error);
  return error;
}

static GError *
run_refused (const RecordedNames *names, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_ok (mo_clone_database (tx, names->clone, names->database));
  mo_test_ok (mo_snapshot_create_database (tx, names->snapshots[0], names->database));
  mo_test_ok (mo_snapshot_create_database (tx, names->snapshots[1], names->database));
  return insert_and_commit (names, tx);
}

static void
look_for_refused (const RecordedNames *names, MoClient *client)
{
  assert_in_snapshot (names, client, names->snapshots[0], 1);
  assert_cloned (names, client);
  mo_test_fails (mo_snapshot_drop (client, names->snapshots[1]), MO_ERROR_SERVER);
}

/* --- all of them --- */

static const RecordedWork works[] = {
  {
      .name = "commit",
      .run = run_commit,
      .has = CUT_HAS_ROWS,
      .rows = "1=10 2=1 3=2 ",
      .check = cut_check_write,
      .from = "START TRANSACTION",
      .decisive = "COMMIT",
  },
  {
      .name = "rollback",
      .run = run_rollback,
      .rows = "1=0 ",
      .check = cut_check_rollback,
      .from = "START TRANSACTION",
      .decisive = "ROLLBACK",
  },
  {
      .name = "alone",
      .run = run_alone,
      .has = CUT_HAS_ROWS,
      .rows = "1=0 2=2 ",
      .check = cut_check_write,
      .from = "INSERT",
      .decisive = "INSERT",
  },
  {
      .name = "prepared",
      .run = run_prepared,
      .has = CUT_HAS_ROWS,
      .rows = "1=0 2=2 ",
      .check = cut_check_write,
      .from = "INSERT",
      .decisive = "COM_STMT_EXECUTE",
  },
  {
      .name = "commands",
      .run = run_commands,
      .has = CUT_HAS_ROWS | CUT_HAS_FIRST_COMMAND | CUT_HAS_SECOND_COMMAND | CUT_HAS_THIRD_COMMAND,
      .rows = "1=0 2=2 ",
      .look = look_for_commands,
      .from = "START TRANSACTION",
      .decisive = "COMMIT",
      .n_commands = 3,
  },
  {
      .name = "refused",
      .prepare = prepare_refused,
      .run = run_refused,
      .has = CUT_HAS_ROWS | CUT_HAS_FIRST_COMMAND,
      .rows = "1=0 2=2 ",
      .look = look_for_refused,
      .from = "START TRANSACTION",
      .decisive = "COMMIT",
      .n_commands = 3,
  },
};

const RecordedWork *
recorded_work_get (guint index)
{
  return index < G_N_ELEMENTS (works) ? &works[index] : NULL;
}

const RecordedWork *
recorded_work_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (g_strcmp0 (works[i].name, name) == 0)
      return &works[i];
  g_error ("no work is called \"%s\"", name);
}

void
recorded_work_get_names (const RecordedWork *self,
                         const RecordedNames *names,
                         const char **commands)
{
  gboolean refused = g_str_equal (self->name, "refused");

  commands[0] = refused ? names->clone : names->snapshots[0];
  commands[1] = refused ? names->snapshots[0] : names->clone;
  commands[2] = refused ? names->snapshots[1] : ".`c`";
  commands[3] = NULL;
}

/* --- before and behind --- */

void
recorded_work_begin (const RecordedWork *self, const RecordedNames *names, MoClient *client)
{
  MoExecutor *executor = MO_EXECUTOR (client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (execute (names, executor, "CREATE DATABASE $d"));
  mo_test_ok (execute (names, executor, "CREATE TABLE $d.t (id BIGINT PRIMARY KEY, "
                                        "name VARCHAR(100), n BIGINT)"));
  /* Not by INSERT, with which work may begin. */
  mo_test_ok (execute (names, executor, "REPLACE INTO $d.t VALUES (1, 'a', 0)"));
  if (self->prepare != NULL)
    error = self->prepare (names, client);
  g_assert_no_error (error);
}

static void
assert_rows (const RecordedWork *self, const RecordedNames *names, MoClient *client)
{
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_await_result (
      execute (names, MO_EXECUTOR (client), RECORDED_LOOK " $d.t ORDER BY id"), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    g_string_append_printf (found, "%d=%d ", (int) mo_result_get_int64 (rows, i, 0),
                            (int) mo_result_get_int64 (rows, i, 1));
  g_assert_cmpstr (found->str, ==, self->rows);
}

/* In one transaction: behind the end of a database, which may be its own, a session is not used by
 * others any more, and all is to be on one connection. */
static void
drop_databases (const RecordedWork *self, const RecordedNames *names, MoClient *client)
{
  g_autofree char *drop = g_strdup_printf ("DROP DATABASE %s", names->clone);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_ok (execute (names, MO_EXECUTOR (tx), "DROP DATABASE $d"));
  if (self->look != NULL)
    mo_test_ok (mo_execute (tx, drop));
  mo_test_ok (mo_transaction_commit (tx));
}

void
recorded_work_end (const RecordedWork *self, const RecordedNames *names, MoClient *client)
{
  assert_rows (self, names, client);
  if (self->look != NULL)
    self->look (names, client);
  drop_databases (self, names, client);
}

RecordedNames *
recorded_names_new (void)
{
  RecordedNames *self = g_new0 (RecordedNames, 1);

  self->database = mo_test_unique ("d");
  self->clone = mo_test_unique ("e");
  self->snapshots[0] = mo_test_unique ("s");
  self->snapshots[1] = mo_test_unique ("s");
  return self;
}

void
recorded_names_free (RecordedNames *self)
{
  g_free (self->database);
  g_free (self->clone);
  g_free (self->snapshots[0]);
  g_free (self->snapshots[1]);
  g_free (self);
}
