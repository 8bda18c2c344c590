/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a statement has no columns but those that it names. */

#include "sql/mo-statement-private.h"

/* Those of a table may become others while it stays prepared. */
static void
test_names_columns (void)
{
  static const char *const named[] = {
    "SELECT a, t.b, COUNT(*), 2 * 3, a*b FROM t",
    "SELECT (1) * 2",
    "INSERT INTO t (a) VALUES (1)",
    "UPDATE t SET a = a * 2",
    "DELETE FROM t",
    "REPLACE INTO t SELECT 1",
    "WITH w AS (SELECT a FROM t) SELECT a FROM w",
    "INSERT INTO t (a) VALUES (1) RETURNING a",
    "SELECT '*, t.*'",
  };
  static const char *const others[] = {
    "SELECT * FROM t",
    "SELECT t.* FROM t",
    "SELECT `t`.* FROM t",
    "SELECT a, t . * FROM t",
    "SELECT DISTINCT * FROM t",
    "SELECT SQL_NO_CACHE * FROM t",
    "SELECT a FROM (SELECT * FROM t) x",
    "INSERT INTO t (a) VALUES (1) RETURNING *",
    "WITH w AS (SELECT a FROM t) SELECT * FROM w",
    "SELECT a /*!1 , */ /*! * */ FROM t",
    "SELECT a FROM (TABLE t) x",
    "CALL p()",
    "SHOW TABLES",
    "TABLE t",
    "VALUES (1)",
    "SET @a = 1",
    "DO 1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_autoptr (MoStatement) statement = mo_statement_new (named[i], NULL, 0, 0, NULL);

      g_test_message ("%s", named[i]);
      g_assert_true (mo_statement_names_columns (statement));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (MoStatement) statement = mo_statement_new (others[i], NULL, 0, 0, NULL);

      g_test_message ("%s", others[i]);
      g_assert_false (mo_statement_names_columns (statement));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-columns/names", test_names_columns);
  return g_test_run ();
}
