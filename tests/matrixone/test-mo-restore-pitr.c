/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RESTORE FROM PITR, to moments that the server has told; and SHOW RECOVERY_WINDOW. The cluster and
 * the account sys are in test-mo-restore-all. */

#include "command-test.h"

#define SECOND_NSEC G_GINT64_CONSTANT (1000000000)

/* A database with a table `t` of one row at a moment that a PITR keeps, and of two by now. */
typedef struct
{
  char *database;
  char *pitr;
  GDateTime *moment;
  GDateTime *early; /* before there was a PITR */
} Kept;

static GDateTime *
moment_new (gint64 nsec)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc (nsec / SECOND_NSEC);

  return g_date_time_add (whole, (nsec % SECOND_NSEC) / 1000);
}

/* The server's clock, as a snapshot has it. */
static gint64
now_nsec (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  g_autoptr (MoSnapshot) snapshot = NULL;

  mo_test_ok (mo_snapshot_create_account (test->other, name, NULL));
  snapshot = command_entity (mo_snapshot_get (test->other, name));
  mo_test_ok (mo_snapshot_drop (test->other, name));
  return snapshot->time_nsec;
}

static void
kept_open (Kept *self, MoTest *test, guint which)
{
  self->database = command_new_name (which);
  self->pitr = command_new_name (which);
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->database, NULL);
  self->early = moment_new (now_nsec (test));
  mo_test_ok (mo_pitr_create_database (test->other, self->pitr, self->database, 1, MO_PITR_HOURS));
  command_sql (test, "INSERT INTO @.t VALUES (1)", self->database, NULL);
  self->moment = moment_new (now_nsec (test));
  command_sql (test, "INSERT INTO @.t VALUES (2)", self->database, NULL);
}

static void
kept_close (Kept *self, MoTest *test)
{
  mo_test_ok (mo_pitr_drop (test->other, self->pitr));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
  g_free (self->pitr);
  g_date_time_unref (self->moment);
  g_date_time_unref (self->early);
}

static gint64
count (Kept *self, MoTest *test)
{
  return command_int64 (test, "SELECT COUNT(*) FROM @.t", self->database, NULL);
}

/* In whatever zone the moment is told. */
static void
test_names (MoTest *test)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (-5 * 3600);

  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autoptr (GDateTime) there = NULL;
      Kept kept;

      kept_open (&kept, test, i);
      there = g_date_time_to_timezone (kept.moment, zone);
      mo_test_ok (mo_restore_table_from_pitr (test->client, kept.database, "t", kept.pitr,
                                              kept.moment));
      g_assert_cmpint (count (&kept, test), ==, 1);
      command_sql (test, "INSERT INTO @.t VALUES (3), (4)", kept.database, NULL);
      mo_test_ok (mo_restore_database_from_pitr (test->client, kept.database, kept.pitr, there));
      g_assert_cmpint (count (&kept, test), ==, 1);
      kept_close (&kept, test);
    }
}

/* Neither what was before it, nor what will be. */
static void
test_out_of_range (MoTest *test)
{
  g_autoptr (GDateTime) late = NULL;
  g_autoptr (GError) error = NULL;
  Kept kept;

  kept_open (&kept, test, 0);
  late = g_date_time_add_hours (kept.moment, 1);
  error = mo_test_take_error (
      mo_restore_database_from_pitr (test->client, kept.database, kept.pitr, kept.early));
  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  mo_test_assert_contains (error->message, "less than the pitr valid time");
  mo_test_fails (mo_restore_database_from_pitr (test->client, kept.database, kept.pitr, late),
                 MO_ERROR_SERVER);
  g_assert_cmpint (count (&kept, test), ==, 2);
  kept_close (&kept, test);
}

static void
test_account (MoTest *test)
{
  g_autofree char *account = mo_test_unique ("acc");
  g_autofree char *pitr = command_new_name (2);
  g_autoptr (MoClient) client = NULL;
  g_autoptr (GDateTime) moment = NULL;

  command_sql (test, "CREATE ACCOUNT @ ADMIN_NAME 'admin' IDENTIFIED BY '111'", account, NULL);
  mo_test_ok (mo_pitr_create_account (test->client, pitr, account, 1, MO_PITR_HOURS));
  client = command_client_of (account);
  mo_test_ok (mo_execute (client, "CREATE DATABASE kept"));
  mo_test_ok (mo_execute (client, "CREATE TABLE kept.t (id BIGINT PRIMARY KEY)"));
  moment = moment_new (now_nsec (test));
  mo_test_ok (mo_execute (client, "INSERT INTO kept.t VALUES (1)"));
  mo_test_ok (mo_restore_account_from_pitr (test->client, account, NULL, pitr, moment));
  g_assert_cmpint (mo_test_number (mo_execute (client, "SELECT COUNT(*) FROM kept.t")), ==, 0);
  mo_test_ok (mo_pitr_drop (test->client, pitr));

  /* The same by its own, of itself. */
  mo_test_ok (mo_pitr_create_account (client, pitr, NULL, 1, MO_PITR_HOURS));
  g_clear_pointer (&moment, g_date_time_unref);
  moment = moment_new (now_nsec (test));
  mo_test_ok (mo_execute (client, "INSERT INTO kept.t VALUES (2)"));
  mo_test_ok (mo_restore_account_from_pitr (client, NULL, NULL, pitr, moment));
  g_assert_cmpint (mo_test_number (mo_execute (client, "SELECT COUNT(*) FROM kept.t")), ==, 0);
  mo_test_ok (mo_pitr_drop (client, pitr));
  mo_test_ok (mo_client_disconnect (client));
  command_sql (test, "DROP ACCOUNT @", account, NULL);
}

static void
check_sent (MoTestWire *wire, MoFuture *future, const char *sql)
{
  mo_test_fails (future, MO_ERROR_SERVER);
  g_test_message ("%s", sql);
  g_assert_cmpuint (mo_test_proxy_count (wire->proxy, sql), ==, 1);
}

/* Of a PITR that there is not. The clocks of this server show UTC. */
static void
test_sent (MoTest *test)
{
  g_autoptr (GDateTime) moment = moment_new (G_GINT64_CONSTANT (1700000000012345678));
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  check_sent (&wire, mo_restore_cluster_from_pitr (wire.client, "no_p", moment),
              "RESTORE CLUSTER FROM PITR `no_p` '2023-11-14 22:13:20.012345'");
  check_sent (&wire, mo_restore_account_from_pitr (wire.client, NULL, NULL, "no_p", moment),
              "RESTORE FROM PITR `no_p` '2023-11-14 22:13:20.012345'");
  check_sent (&wire, mo_restore_account_from_pitr (wire.client, "no_a", "no_b", "no_p", moment),
              "RESTORE ACCOUNT `no_a` FROM PITR `no_p` '2023-11-14 22:13:20.012345' `no_b`");
  mo_test_wire_close (&wire);
}

/* Refused, and the transaction lives on. */
static void
test_in_transaction (MoTest *test)
{
  Kept kept;

  kept_open (&kept, test, 1);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
    mo_test_fails (mo_restore_table_from_pitr (tx, kept.database, "t", kept.pitr, kept.moment),
                   MO_ERROR_NOT_SUPPORTED);
    mo_test_fails (mo_recovery_window_list_database (tx, kept.database), MO_ERROR_NOT_SUPPORTED);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_assert_cmpint (count (&kept, test), ==, 2);
  kept_close (&kept, test);
}

/* --- SHOW RECOVERY_WINDOW --- */

static void
check_window (GPtrArray *all, const char *level, Kept *kept)
{
  guint seen = 0;

  MO_FOREACH (MoRecoveryWindow, window, all)
    {
      g_autofree char *small = g_ascii_strdown (kept->pitr, -1);

      if (!command_is_name (window->database_name, kept->database))
        continue;
      g_assert_cmpstr (window->level, ==, level);
      g_assert_cmpstr (window->account_name, ==, "sys");
      g_assert_cmpstr (window->table_name, ==, "t");
      seen++;
      if (all->len > 1) /* where the server writes one over the other */
        continue;
      mo_test_assert_contains (window->windows, small);
      mo_test_assert_contains (window->windows, "'source':'snapshot'");
    }
  g_assert_cmpuint (seen, ==, 1);
  g_ptr_array_unref (all);
}

/* Of a snapshot, as the PITR's window begins with a whole second, before there was the table. */
static void
test_windows (MoTest *test)
{
  g_autoptr (GPtrArray) none
      = command_all (mo_recovery_window_list_account (test->client, "no_such_account"));

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      Kept kept;

      kept_open (&kept, test, i);
      mo_test_ok (mo_snapshot_create_table (test->client, kept.pitr, kept.database, "t"));
      check_window (command_all (mo_recovery_window_list_table (test->client, kept.database, "t")),
                    "table", &kept);
      check_window (command_all (mo_recovery_window_list_database (test->client, kept.database)),
                    "database", &kept);
      check_window (command_all (mo_recovery_window_list_account (test->client, NULL)), "account",
                    &kept);
      check_window (command_all (mo_recovery_window_list_account (test->client, "sys")),
                    "account", &kept);
      mo_test_ok (mo_snapshot_drop (test->client, kept.pitr));
      kept_close (&kept, test);
    }
}

static void
test_refused (MoTest *test)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (1700000000);
  MoFuture *futures[] = {
    mo_restore_cluster_from_pitr (test->client, NULL, moment),
    mo_restore_cluster_from_pitr (test->client, "p", NULL),
    mo_restore_account_from_pitr (test->client, "", NULL, "p", moment),
    mo_restore_account_from_pitr (test->client, "a", "", "p", moment),
    mo_restore_account_from_pitr (test->client, NULL, "a", "p", moment),
    mo_restore_database_from_pitr (test->client, NULL, "p", moment),
    mo_restore_table_from_pitr (test->client, "d", NULL, "p", moment),
    mo_restore_table_from_pitr (test->client, NULL, "t", "p", moment),
    mo_recovery_window_list_account (test->client, ""),
    mo_recovery_window_list_database (test->client, NULL),
    mo_recovery_window_list_table (test->client, "d", NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    mo_test_fails (futures[i], MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (1700000000);

  switch (which)
    {
    case 0:
      return mo_restore_cluster_from_pitr (executor, "p", moment);
    case 1:
      return mo_restore_account_from_pitr (executor, "a", NULL, "p", moment);
    case 2:
      return mo_restore_database_from_pitr (executor, "d", "p", moment);
    case 3:
      return mo_restore_table_from_pitr (executor, "d", "t", "p", moment);
    case 4:
      return mo_recovery_window_list_account (executor, NULL);
    case 5:
      return mo_recovery_window_list_database (executor, "d");
    case 6:
      return mo_recovery_window_list_table (executor, "d", "t");
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
restore_named (MoExecutor *executor, const char *name)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (1700000000);

  return mo_restore_table_from_pitr (executor, "test", name, name, moment);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, restore_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/restore-pitr/names", test_names);
  mo_test_add_matrixone ("/restore-pitr/bad-names", test_bad_names);
  mo_test_add_matrixone ("/restore-pitr/out-of-range", test_out_of_range);
  mo_test_add_matrixone ("/restore-pitr/account", test_account);
  mo_test_add_matrixone ("/restore-pitr/sent", test_sent);
  mo_test_add_matrixone ("/restore-pitr/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/restore-pitr/windows", test_windows);
  mo_test_add ("/restore-pitr/refused", test_refused);
  mo_test_add_mariadb ("/restore-pitr/elsewhere", test_elsewhere);
  return g_test_run ();
}
