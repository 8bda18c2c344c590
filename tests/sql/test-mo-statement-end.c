/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which statements keep a transaction that is open, which end it, and of which nobody can know. */

#include "sql/mo-statement-private.h"

static MoStatement *
make (const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

  g_assert_no_error (error);
  return statement;
}

static void
assert_end (const char *sql, MoServerKind kind, MoStatementEnd end)
{
  g_autoptr (MoStatement) statement = make (sql);

  if (mo_statement_get_end (statement, kind) != end)
    g_error ("%s on %d: %d", sql, (int) kind, (int) mo_statement_get_end (statement, kind));
}

/* What becomes of a transaction that is open. */
static void
test_end (void)
{
  static const char *const keep[]
      = { "SELECT 1", "INSERT INTO t VALUES (1)", "SAVEPOINT a", "ROLLBACK TO a", "USE d",
          "CREATE TEMPORARY TABLE t (a INT)", "DO f()", "SIGNAL SQLSTATE '45000'" };
  static const char *const end[] = { "COMMIT AND CHAIN", "ROLLBACK", "DROP TABLE t",
                                     "LOCK TABLES t READ", "RENAME TABLE a TO b" };
  static const char *const may_end[]
      = { "CALL p()", "EXECUTE IMMEDIATE 'x'", "EXECUTE s", "BEGIN NOT ATOMIC", "XA START 'x'",
          "SET autocommit = 0", "/*!50000 COMMIT */", "EXPLAIN ANALYZE CALL p()" };

  for (gsize i = 0; i < G_N_ELEMENTS (keep); i++)
    assert_end (keep[i], MO_SERVER_KIND_MARIADB, MO_STATEMENT_KEEPS_TRANSACTION);
  for (gsize i = 0; i < G_N_ELEMENTS (end); i++)
    assert_end (end[i], MO_SERVER_KIND_MARIADB, MO_STATEMENT_ENDS_TRANSACTION);
  for (gsize i = 0; i < G_N_ELEMENTS (may_end); i++)
    assert_end (may_end[i], MO_SERVER_KIND_MARIADB, MO_STATEMENT_MAY_END_TRANSACTION);
  assert_end ("BEGIN", MO_SERVER_KIND_MYSQL, MO_STATEMENT_BEGINS_TRANSACTION);
  assert_end ("START TRANSACTION", MO_SERVER_KIND_MYSQL, MO_STATEMENT_BEGINS_TRANSACTION);
  assert_end ("SET @a = 1", MO_SERVER_KIND_MATRIXONE, MO_STATEMENT_ENDS_TRANSACTION);
  assert_end ("SET @a = 1", MO_SERVER_KIND_MARIADB, MO_STATEMENT_KEEPS_TRANSACTION);
  assert_end ("DROP TABLE t", MO_SERVER_KIND_MATRIXONE, MO_STATEMENT_KEEPS_TRANSACTION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-end/words", test_end);
  return g_test_run ();
}
