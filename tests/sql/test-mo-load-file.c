/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements for which a server asks for a file: with something to give instead, or not at all. */

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-statement-private.h"

static gssize
read_nothing (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

static void
count (gpointer data)
{
  ++*(guint *) data;
}

/* Whatever comes of it, @n_freed counts the source. */
static MoStatement *
make_load (const char *sql, guint *n_freed, GError **error)
{
  return mo_statement_new_load (sql, mo_load_source_new (read_nothing, n_freed, count), error);
}

static void
test_names (void)
{
  static const struct
  {
    const char *sql;
    const char *file;
  } cases[] = {
    { "LOAD DATA LOCAL INFILE 'rows' INTO TABLE t", "rows" },
    { "load data local infile \"rows\" into table t", "rows" },
    { "LOAD DATA LOW_PRIORITY LOCAL INFILE 'x' REPLACE INTO TABLE t (a, b)", "x" },
    { "LOAD DATA CONCURRENT LOCAL INFILE 'x' IGNORE INTO TABLE t", "x" },
    { " /* why */ LOAD -- data\n DATA LOCAL INFILE'x'INTO TABLE t; -- end", "x" },
    { "LOAD DATA LOCAL INFILE '' INTO TABLE t", "" },
    { "LOAD DATA LOCAL INFILE 'it''s' INTO TABLE t", "it's" },
    { "LOAD DATA LOCAL INFILE \"a\"\"b'c\" INTO TABLE t", "a\"b'c" },
    { "LOAD DATA LOCAL INFILE '''' INTO TABLE t", "'" },
    { "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t", "/etc/passwd" },
    { "LOAD DATA LOCAL INFILE 'h\xc3\xbc ?%s:x' INTO TABLE t", "h\xc3\xbc ?%s:x" },
    { "LOAD DATA LOCAL INFILE 'x' INTO TABLE t FIELDS TERMINATED BY '\\t'", "x" },
    { "LOAD DATA LOCAL INFILE 'x' INTO TABLE t /*!50000 (a) */", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_freed = 0;
      g_autoptr (GError) error = NULL;
      MoStatement *statement = make_load (cases[i].sql, &n_freed, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (mo_statement_get_file (statement), ==, cases[i].file);
      g_assert_nonnull (mo_statement_get_source (statement));
      g_assert_false (mo_statement_is_read_only (statement));
      g_assert_false (mo_statement_may_share_packet (statement));
      g_assert_false (mo_statement_changes_database (statement));
      for (guint kind = MO_SERVER_KIND_UNKNOWN; kind <= MO_SERVER_KIND_MYSQL; kind++)
        g_assert_true (
            mo_statement_check_in_transaction (statement, (MoServerKind) kind, NULL));
      g_assert_cmpuint (n_freed, ==, 0);
      mo_statement_unref (statement);
      g_assert_cmpuint (n_freed, ==, 1);
    }
}

static void
test_no_load (void)
{
  static const struct
  {
    const char *sql;
    MoError code;
  } cases[] = {
    { NULL, MO_ERROR_INVALID_ARGUMENT },
    { "", MO_ERROR_SYNTAX },
    { "SELECT 1", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA INFILE 'x' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD XML LOCAL INFILE 'x' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE x INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE `x` INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE @x INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE {'filepath'='x'} INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE 'C:\\\\x' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE ? INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE 'x' INTO TABLE t SET a = ?", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE 'x' INTO TABLE t SET a = :a", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE 'x' INTO TABLE t; SELECT 1", MO_ERROR_SYNTAX },
    { "EXPLAIN LOAD DATA LOCAL INFILE 'x' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "SET STATEMENT a = 1 FOR LOAD DATA LOCAL INFILE 'x' INTO TABLE t",
      MO_ERROR_INVALID_ARGUMENT },
    /* On a server that skips the comment, or runs it, something else. */
    { "LOAD DATA /*!50000 LOCAL */ INFILE 'x' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
    { "/*!50000 LOAD DATA LOCAL INFILE 'x' INTO TABLE t */", MO_ERROR_INVALID_ARGUMENT },
    { "LOAD DATA LOCAL INFILE /*!50000 'x' */ 'y' INTO TABLE t", MO_ERROR_INVALID_ARGUMENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_freed = 0;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].sql != NULL ? cases[i].sql : "NULL");
      g_assert_null (make_load (cases[i].sql, &n_freed, &error));
      g_assert_error (error, MO_ERROR, (gint) cases[i].code);
      g_assert_cmpuint (n_freed, ==, 1);
    }
}

/* Wherever one server or another would ask for a file. */
static void
test_without_source (void)
{
  static const char *const asking[] = {
    "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t",
    "load data low_priority local infile 'x' into table t",
    "LOAD DATA CONCURRENT LOCAL INFILE 'x' INTO TABLE t",
    "LOAD XML LOCAL INFILE 'x' INTO TABLE t",
    "LOAD DATA LOCAL INFILE {'filepath'='x'} INTO TABLE t",
    "LOAD DATA FROM LOCAL INFILE 'x' INTO TABLE t",
    "LOAD DATA LOCAL URL 'x' INTO TABLE t",
    "LOAD DATA /*!99999 LOCAL */ INFILE 'x' INTO TABLE t",
    "/*M! LOAD DATA LOCAL INFILE 'x' INTO TABLE t */",
    "/*!99999 SELECT 1 */ LOAD DATA LOCAL INFILE 'x' INTO TABLE t",
    "SET STATEMENT a = 1 FOR LOAD DATA LOCAL INFILE 'x' INTO TABLE t",
    "LOAD /**/ DATA -- x\n LOCAL INFILE 'x' INTO TABLE t",
  };
  static const char *const others[] = {
    "LOAD DATA INFILE 'x' INTO TABLE t (local)",
    "LOAD DATA INFILE 'LOCAL' INTO TABLE t",
    "LOAD DATA INLINE FORMAT='csv', DATA='LOCAL' INTO TABLE t",
    "LOAD INDEX INTO CACHE t",
    "SELECT 'LOAD DATA LOCAL INFILE'",
    "SELECT load, data, local FROM t",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asking); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", asking[i]);
      g_assert_null (mo_statement_new (asking[i], NULL, 0, MO_STATEMENT_DEFAULT, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, "mo_load_data()"));
      g_assert_null (mo_statement_new_named (asking[i], NULL, 0, MO_STATEMENT_PREPARED, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoStatement) statement
          = mo_statement_new (others[i], NULL, 0, MO_STATEMENT_DEFAULT, &error);

      g_assert_no_error (error);
      g_assert_null (mo_statement_get_source (statement));
      g_assert_null (mo_statement_get_file (statement));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/load-file/names", test_names);
  g_test_add_func ("/load-file/no-load", test_no_load);
  g_test_add_func ("/load-file/without-source", test_without_source);
  return g_test_run ();
}
