/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of features against the server: each is tried. */

#include "base/mo-feature-private.h"
#include "server-fixture.h"

typedef struct
{
  MoConnection *connection;
  MoConnection *other;
  char *table; /* (id INT PRIMARY KEY, n INT), with the row 1, 1 */
} Trial;

/* FALSE: the server refuses it. @format has "%s" for the table. */
static gboolean
takes (MoConnection *connection, Trial *self, const char *format)
{
  g_auto (GStrv) parts = g_strsplit (format, "$t", -1);
  g_autofree char *sql = g_strjoinv (self->table, parts);
  g_autoptr (MoResult) result = mo_connection_query (connection, sql, -1, NULL);

  return result != NULL;
}

static gint64
count (MoConnection *connection, Trial *self)
{
  g_autoptr (MoResult) result
      = server_query (connection, "SELECT COUNT(*) FROM %s", self->table);

  return mo_result_get_int64 (result, 0, 0);
}

/* MatrixOne sets none, and takes back the last statement when it is asked to go back to it. */
static gboolean
has_savepoints (Trial *self)
{
  gboolean went_back;

  takes (self->connection, self, "START TRANSACTION");
  takes (self->connection, self, "INSERT INTO $t VALUES (2, 2)");
  takes (self->connection, self, "SAVEPOINT a");
  takes (self->connection, self, "INSERT INTO $t VALUES (3, 3)");
  went_back = takes (self->connection, self, "ROLLBACK TO SAVEPOINT a");
  takes (self->connection, self, "COMMIT");
  return went_back && count (self->other, self) == 2;
}

/* READ UNCOMMITTED is the one that nobody has by default. */
static gboolean
has_isolation (Trial *self)
{
  gint64 seen;

  takes (self->other, self, "START TRANSACTION");
  takes (self->other, self, "INSERT INTO $t VALUES (2, 2)");
  takes (self->connection, self, "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED");
  takes (self->connection, self, "START TRANSACTION");
  seen = count (self->connection, self);
  takes (self->connection, self, "COMMIT");
  takes (self->other, self, "ROLLBACK");
  return seen == 2;
}

static gboolean
has_read_only (Trial *self)
{
  gboolean wrote;

  takes (self->connection, self, "START TRANSACTION READ ONLY");
  wrote = takes (self->connection, self, "INSERT INTO $t VALUES (2, 2)");
  takes (self->connection, self, "ROLLBACK");
  return !wrote;
}

static gboolean
has_consistent_snapshot (Trial *self)
{
  gint64 seen;

  takes (self->connection, self, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
  takes (self->other, self, "INSERT INTO $t VALUES (2, 2)");
  seen = count (self->connection, self);
  takes (self->connection, self, "COMMIT");
  return seen == 1;
}

static gboolean
has_returning (Trial *self)
{
  return takes (self->connection, self, "INSERT INTO $t VALUES (2, 2) RETURNING id");
}

static gboolean
has_transactional_ddl (Trial *self)
{
  takes (self->connection, self, "START TRANSACTION");
  takes (self->connection, self, "CREATE TABLE $t_ddl (id INT)");
  takes (self->connection, self, "ROLLBACK");
  return !takes (self->other, self, "DROP TABLE $t_ddl");
}

static gboolean
has_snapshots (Trial *self)
{
  gboolean has = takes (self->connection, self, "CREATE SNAPSHOT $t_snapshot FOR ACCOUNT sys");

  takes (self->connection, self, "DROP SNAPSHOT $t_snapshot");
  return has;
}

static gboolean
has_clones (Trial *self)
{
  gboolean has = takes (self->connection, self, "CREATE TABLE $t_clone CLONE $t");

  takes (self->connection, self, "DROP TABLE $t_clone");
  return has;
}

static gboolean
has_vectors (Trial *self)
{
  return takes (self->connection, self, "SELECT CAST('[1,2]' AS vecf32(2))");
}

static gboolean
has_reset (Trial *self)
{
  return mo_connection_reset (self->connection, NULL);
}

/* MariaDB and MySQL read FULL as an alias of the table before it, and miss the column. */
static gboolean
has_full_join (Trial *self)
{
  return takes (self->connection, self,
                "SELECT COUNT($t.n) FROM $t FULL JOIN $t AS b ON $t.id = b.id");
}

static gboolean
has_share_locks (Trial *self)
{
  return takes (self->connection, self, "SELECT n FROM $t LOCK IN SHARE MODE");
}

static gboolean
has_lock_waits (Trial *self)
{
  return takes (self->connection, self, "SELECT n FROM $t FOR UPDATE NOWAIT");
}

static gboolean
has_time_travel (Trial *self)
{
  gboolean has;

  takes (self->connection, self, "CREATE SNAPSHOT $t_snapshot FOR ACCOUNT sys");
  has = takes (self->connection, self, "SELECT n FROM $t {SNAPSHOT = '$t_snapshot'}");
  takes (self->connection, self, "DROP SNAPSHOT $t_snapshot");
  return has;
}

typedef gboolean (*Try) (Trial *self);

static const Try tries[] = {
  [MO_FEATURE_SAVEPOINTS] = has_savepoints,
  [MO_FEATURE_ISOLATION] = has_isolation,
  [MO_FEATURE_READ_ONLY] = has_read_only,
  [MO_FEATURE_CONSISTENT_SNAPSHOT] = has_consistent_snapshot,
  [MO_FEATURE_RETURNING] = has_returning,
  [MO_FEATURE_TRANSACTIONAL_DDL] = has_transactional_ddl,
  [MO_FEATURE_SNAPSHOTS] = has_snapshots,
  [MO_FEATURE_CLONES] = has_clones,
  [MO_FEATURE_VECTORS] = has_vectors,
  [MO_FEATURE_RESET] = has_reset,
  [MO_FEATURE_FULL_JOIN] = has_full_join,
  [MO_FEATURE_SHARE_LOCKS] = has_share_locks,
  [MO_FEATURE_LOCK_WAITS] = has_lock_waits,
  [MO_FEATURE_TIME_TRAVEL] = has_time_travel,
};

static void
test_feature (gconstpointer data)
{
  MoFeature feature = (MoFeature) GPOINTER_TO_INT (data);
  const MoFeatures nothing_said = { 0, 0 };
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (MoConnection) other = NULL;
  g_autofree char *table = NULL;
  gboolean has;
  Trial trial;

  if (connection == NULL)
    return;
  other = server_open ();
  table = server_new_table (connection);
  trial = (Trial){ connection, other, table };
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, n INT)", table);
  server_run (connection, "INSERT INTO %s VALUES (1, 1)", table);
  has = tries[feature] (&trial);
  g_test_message ("%s: %s", mo_connection_get_server_name (connection), has ? "yes" : "no");
  g_assert_cmpint (
      has, ==,
      mo_features_have (&nothing_said, mo_connection_get_server_kind (connection), feature));
  server_run (other, "DROP TABLE %s", table);
}

int
main (int argc, char **argv)
{
  GEnumClass *klass;

  g_test_init (&argc, &argv, NULL);
  klass = g_type_class_ref (mo_feature_get_type ());
  g_assert_cmpuint (klass->n_values, ==, G_N_ELEMENTS (tries));
  for (guint i = 0; i < klass->n_values; i++)
    {
      g_autofree char *path = g_strconcat ("/feature/", klass->values[i].value_nick, NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (klass->values[i].value), test_feature);
    }
  g_type_class_unref (klass);
  return g_test_run ();
}
