/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists as parameters: where one may stand, what it becomes there, and what it may hold. */

#include <math.h>
#include <matrixone-glib.h>
#include <string.h>

#include "sql/mo-statement-private.h"

#define N(array) (array), G_N_ELEMENTS (array)
#define NOTHING "SELECT NULL FROM DUAL WHERE 1 = 0"

static MoStatement *
new_statement (const char *sql, MoValue value, GError **error)
{
  return mo_statement_new (sql, &value, 1, MO_STATEMENT_DEFAULT, error);
}

static void
assert_rendered (MoStatement *statement, MoServerKind kind, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  mo_statement_render (statement, kind, out);
  g_assert_cmpstr (out->str, ==, expected);
}

/* Of one parameter. */
static void
check (const char *sql, MoValue value, const char *rendered, const char *prepared)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement = new_statement (sql, value, &error);

  g_assert_no_error (error);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB, rendered);
  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==, prepared);
  g_assert_cmpstr (mo_statement_get_sql (statement), ==, sql);
}

static void
refuse (const char *sql, MoValue value, MoError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement = new_statement (sql, value, &error);

  g_assert_null (statement);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_forms (void)
{
  const MoValue three = MO_LIST (1, "it's", -2);

  check ("SELECT a IN ?", three, "SELECT a IN (1, 'it''s', (-2))", "SELECT a IN (?, ?, ?)");
  check ("SELECT a IN (?)", three, "SELECT a IN (1, 'it''s', (-2))", "SELECT a IN (?, ?, ?)");
  check ("SELECT a IN %s", three, "SELECT a IN (1, 'it''s', (-2))", "SELECT a IN (?, ?, ?)");
  check ("SELECT a IN (%s)", three, "SELECT a IN (1, 'it''s', (-2))", "SELECT a IN (?, ?, ?)");
  check ("SELECT a not in( ? )AND b", three, "SELECT a not in( 1, 'it''s', (-2) )AND b",
         "SELECT a not in( ?, ?, ? )AND b");
  check ("SELECT a IN?AND b", three, "SELECT a IN (1, 'it''s', (-2)) AND b",
         "SELECT a IN (?, ?, ?) AND b");
  check ("SELECT a IN /* ? */ ? -- ?", MO_LIST (5), "SELECT a IN /* ? */ (5)",
         "SELECT a IN /* ? */ (?)");
  check ("SELECT a IN /*! */ (5) AND b IN ?", MO_LIST (5), "SELECT a IN /*! */ (5) AND b IN (5)",
         "SELECT a IN /*! */ (5) AND b IN (?)");
  check ("SELECT (a IN ?) IN (0)", MO_LIST (5), "SELECT (a IN (5)) IN (0)",
         "SELECT (a IN (?)) IN (0)");
  check ("SELECT POSITION((a IN ?) IN b)", MO_LIST (5), "SELECT POSITION((a IN (5)) IN b)",
         "SELECT POSITION((a IN (?)) IN b)");
}

static void
test_elements (void)
{
  const gint64 numbers[] = { G_MININT64, 0, G_MAXINT64 };
  const char *const texts[] = { "a", NULL, "" };
  const float vector[] = { 1, 2.5f };

  check ("SELECT a IN ?", mo_value_int64s (N (numbers)),
         "SELECT a IN ((-9223372036854775808), 0, 9223372036854775807)", "SELECT a IN (?, ?, ?)");
  check ("SELECT a IN ?", mo_value_texts (N (texts)), "SELECT a IN ('a', NULL, '')",
         "SELECT a IN (?, NULL, ?)");
  check ("SELECT a IN ?", MO_LIST (mo_value_vecf32 (N (vector)), MO_BYTES ("a", 1), 0.5),
         "SELECT a IN ('[1,2.5]', x'61', 0.5e0)", "SELECT a IN (?, ?, ?)");
}

static void
test_rows (void)
{
  const gint64 numbers[] = { 1, 2 };

  check ("SELECT (a, b) IN ?", MO_LIST (MO_LIST (1, "x"), MO_LIST (2, MO_NULL)),
         "SELECT (a, b) IN ((1, 'x'), (2, NULL))", "SELECT (a, b) IN ((?, ?), (?, NULL))");
  check ("SELECT (a, b) IN (?)", MO_LIST (MO_LIST (1, "x")), "SELECT (a, b) IN ((1, 'x'))",
         "SELECT (a, b) IN ((?, ?))");
  check ("SELECT (a, b) IN ?", MO_LIST (mo_value_int64s (N (numbers))), "SELECT (a, b) IN ((1, 2))",
         "SELECT (a, b) IN ((?, ?))");
  check ("SELECT a IN ?", MO_LIST (MO_LIST (1), MO_LIST (2)), "SELECT a IN (1, 2)",
         "SELECT a IN (?, ?)");
}

/* As many columns as are compared: servers insist. */
static void
test_nothing (void)
{
  static const struct
  {
    const char *sql;
    guint n_columns;
  } cases[] = {
    { "SELECT a IN ?", 1 },
    { "SELECT a IN (?)", 1 },
    { "SELECT a NOT IN ?", 1 },
    { "SELECT (a, b) IN ?", 2 },
    { "SELECT (a, b) NOT IN (?)", 2 },
    { "SELECT 1 FROM t WHERE(a,b,f(c, d), 5)in?", 4 },
    { "SELECT 1 FROM t WHERE x AND (a, b) IN ?", 2 },
    { "SELECT 1 FROM t WHERE NOT (a, (b)) IN ?", 2 },
    { "SELECT 1 FROM t JOIN u ON (t.a, t.b) IN ?", 2 },
    { "SELECT CASE WHEN (a, b) IN ? THEN 1 END", 2 },
    { "SELECT ((a, b)) IN ?", 2 },
    { "SELECT (((a, b))) IN ?", 2 },
    { "SELECT ROW(a, b) IN ?", 2 },
    { "SELECT 1 = (a, b) IN ?", 2 },
    { "SELECT f(a, b) IN ?", 1 },
    { "SELECT `f` (a, b) IN ?", 1 },
    { "SELECT t.f(a, b) IN ?", 1 },
    { "SELECT (f(a, b)) IN ?", 1 },
    { "SELECT (f(a, b) + 1) IN ?", 1 },
    { "SELECT (a, b) = (1, 2), c IN ?", 1 },
    { "SELECT '(a, b' IN ?", 1 },
    { "SELECT (a /* , */) IN ?", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) expected = g_string_new ("SELECT NULL");
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (MoStatement) statement =
          new_statement (cases[i].sql, mo_value_list (NULL, 0), NULL);

      for (guint column = 1; column < cases[i].n_columns; column++)
        g_string_append (expected, ", NULL");
      g_string_append (expected, " FROM DUAL WHERE 1 = 0");
      g_test_message ("%s", cases[i].sql);
      mo_statement_render (statement, MO_SERVER_KIND_MATRIXONE, out);
      g_assert_nonnull (strstr (out->str, expected->str));
    }
  check ("SELECT a IN ?", mo_value_int64s (NULL, 0), "SELECT a IN (" NOTHING ")",
         "SELECT a IN (" NOTHING ")");
  check ("SELECT a IN ( ? )", mo_value_texts (NULL, 0), "SELECT a IN ( " NOTHING " )",
         "SELECT a IN ( " NOTHING " )");
}

static void
test_null (void)
{
  g_autoptr (MoStatement) list = new_statement ("SELECT a IN ?", MO_LIST (1, MO_NULL), NULL);
  g_autoptr (MoStatement) one = new_statement ("SELECT a IN (?)", MO_NULL, NULL);
  const MoValue *values;
  gsize n;

  assert_rendered (list, MO_SERVER_KIND_MYSQL, "SELECT a IN (1, NULL)");
  assert_rendered (list, MO_SERVER_KIND_MATRIXONE, "SELECT a IN (1, NULLIF('', ''))");
  assert_rendered (one, MO_SERVER_KIND_MATRIXONE, "SELECT a IN (NULL)");
  g_assert_cmpstr (mo_statement_get_prepared_sql (list), ==, "SELECT a IN (?, NULL)");
  values = mo_statement_get_values (list, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (values[0].as.int64, ==, 1);
  g_assert_cmpstr (mo_statement_get_prepared_sql (one), ==, "SELECT a IN (?)");
}

#define ELSEWHERE(place)                                                                           \
  place ", is a list, which can only stand alone behind IN, as in \"id IN ?\": "

static void
test_elsewhere (void)
{
  static const char *const sqls[] = {
    "SELECT ?",
    "INSERT INTO t VALUES ?",
    "SELECT a = ?",
    "SELECT a = ANY (?)",
    "SELECT a IN (?, 1)",
    "SELECT a IN (1, ?)",
    "SELECT a IN ((?))",
    "SELECT a IN (-?)",
    "SELECT a IN (? + 1)",
    "SELECT a IN -?",
    "SELECT a IN f(?)",
    "SELECT f.in(?)",
    "SELECT `in` (?)",
    "SELECT 'in' (?)",
    "SELECT @in (?)",
    "SELECT a /*! IN */ ?",
    "SELECT a /*! IN ( */ ? /*! ) */",
    "SELECT a IN (? /*! */ , 1 /*! */)",
    "SELECT POSITION('x' IN ?)",
    "SELECT POSITION('x' IN (?))",
    "SELECT a LIMIT ?",
    "SELECT inside (?)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sqls); i++)
    {
      g_autofree char *message =
          g_strdup_printf ("parameter 1, at byte %u" ELSEWHERE ("") "%s",
                           (guint) (strchr (sqls[i], '?') - sqls[i]) + 1, sqls[i]);

      refuse (sqls[i], MO_LIST (1), MO_ERROR_TYPE_MISMATCH, message);
      refuse (sqls[i], mo_value_list (NULL, 0), MO_ERROR_TYPE_MISMATCH, message);
    }
}

static void
test_bad_elements (void)
{
  const char *sql = "SELECT a IN ?";
  int something = 0;
  const double numbers[] = { 1, INFINITY };

  refuse (sql, MO_LIST (1, &something), MO_ERROR_TYPE_MISMATCH,
          "element 2 of parameter 1 is an untyped pointer: say MO_NULL for SQL NULL, MO_BYTES() "
          "for bytes, or cast it to char *");
  refuse (sql, MO_LIST (MO_LIST (1, 2), MO_LIST (3, "\377")), MO_ERROR_TYPE_MISMATCH,
          "element 2 of element 2 of parameter 1 is not UTF-8: use MO_BYTES() for bytes that are "
          "not text");
  refuse (sql, MO_LIST (mo_value_vecf64 (N (numbers))), MO_ERROR_OUT_OF_RANGE,
          "element 1 of parameter 1 is a vector with an element that is not a finite number");
  refuse (sql, MO_LIST (MO_LIST (1, 2), MO_LIST (3)), MO_ERROR_TYPE_MISMATCH,
          "element 2 of parameter 1 is not a row of 2 values, as the first one is");
  refuse (sql, MO_LIST (MO_LIST (1), 3), MO_ERROR_TYPE_MISMATCH,
          "element 2 of parameter 1 is not a row of 1 value, as the first one is");
  refuse (sql, MO_LIST (mo_value_list (NULL, 0)), MO_ERROR_TYPE_MISMATCH,
          "element 1 of parameter 1 is a row without values");
  refuse (sql, MO_LIST (1, MO_LIST (2)), MO_ERROR_TYPE_MISMATCH,
          "element 2 of parameter 1 is a list, which stands behind IN only, and not in another "
          "list unless each element of that is a list, as a row is");
  refuse (sql, MO_LIST (MO_LIST (MO_LIST (1))), MO_ERROR_TYPE_MISMATCH,
          "element 1 of element 1 of parameter 1 is a list, which stands behind IN only, and not "
          "in another list unless each element of that is a list, as a row is");
  refuse (sql, mo_value_list (NULL, 1), MO_ERROR_TYPE_MISMATCH,
          "parameter 1 is not a value: text or bytes above 4 GiB, a list or vector that is NULL "
          "but not empty, a date or time that cannot be, or memory that holds no MoValue");
}

static void
check_named (const char *sql, const char *rendered, const char *prepared, guint n_values)
{
  const MoParam params[] = { MO_PARAM ("ids", MO_LIST (1, 2)), MO_PARAM ("x", "y") };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement =
      mo_statement_new_named (sql, N (params), MO_STATEMENT_DEFAULT, &error);
  gsize n;

  g_assert_no_error (error);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB, rendered);
  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==, prepared);
  mo_statement_get_values (statement, &n);
  g_assert_cmpuint (n, ==, n_values);
}

static void
test_named (void)
{
  const MoParam list[] = { MO_PARAM ("ids", MO_LIST (1, 2)) };
  g_autoptr (GError) error = NULL;

  check_named ("SELECT :x, a IN :ids, b IN (:ids), :x", "SELECT 'y', a IN (1, 2), b IN (1, 2), 'y'",
               "SELECT ?, a IN (?, ?), b IN (?, ?), ?", 6);
  check_named ("SELECT a IN (:ids) OR c IN (:x) OR d = :x OR b NOT IN :ids",
               "SELECT a IN (1, 2) OR c IN ('y') OR d = 'y' OR b NOT IN (1, 2)",
               "SELECT a IN (?, ?) OR c IN (?) OR d = ? OR b NOT IN (?, ?)", 6);
  g_assert_null (
      mo_statement_new_named ("SELECT a IN :ids, :ids", N (list), MO_STATEMENT_DEFAULT, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_cmpstr (error->message, ==,
                   ELSEWHERE ("parameter :ids, at byte 19") "SELECT a IN :ids, :ids");
}

static void
test_named_nothing (void)
{
  const MoParam params[] = { MO_PARAM ("ids", mo_value_list (NULL, 0)) };
  g_autoptr (MoStatement) statement = mo_statement_new_named (
      "SELECT a IN :ids OR (b, c) IN (:ids)", N (params), MO_STATEMENT_PREPARED, NULL);
  gsize n;

  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==,
                   "SELECT a IN (" NOTHING
                   ") OR (b, c) IN (SELECT NULL, NULL FROM DUAL WHERE 1 = 0)");
  mo_statement_get_values (statement, &n);
  g_assert_cmpuint (n, ==, 0);
}

/* Beside single values, each in its place. */
static void
test_mixed (void)
{
  const MoValue values[] = { MO_VALUE ("a"),          MO_LIST (1, 2),           MO_VALUE (3),
                             mo_value_list (NULL, 0), MO_LIST (MO_LIST (4, 5)), MO_VALUE (6) };
  g_autoptr (MoStatement) statement = mo_statement_new (
      "SELECT ?, a IN ?, b IN (?), c IN ?, (d, e) IN ?, ?", N (values), MO_STATEMENT_DEFAULT, NULL);
  gsize n;
  const MoValue *flat = mo_statement_get_values (statement, &n);

  assert_rendered (statement, MO_SERVER_KIND_MARIADB,
                   "SELECT 'a', a IN (1, 2), b IN (3), c IN (" NOTHING "), (d, e) IN ((4, 5)), 6");
  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==,
                   "SELECT ?, a IN (?, ?), b IN (?), c IN (" NOTHING "), (d, e) IN ((?, ?)), ?");
  g_assert_cmpuint (n, ==, 7);
  for (gint64 i = 1; i < 7; i++)
    g_assert_cmpint (flat[i].as.int64, ==, i);
}

/* Nothing is left of the caller's memory. */
static void
test_copies (void)
{
  char text[] = "text";
  char *texts[] = { g_strdup ("one"), g_strdup ("two") };
  gint64 numbers[] = { 7, 8 };
  float vector[] = { 1, 2 };
  MoValue row[] = { mo_value_text (text), mo_value_vecf32 (vector, 2) };
  MoValue rows[] = { mo_value_list (row, 2) };
  MoValue values[] = { mo_value_list (rows, 1), mo_value_texts ((const char *const *) texts, 2),
                       mo_value_int64s (numbers, 2) };
  g_autoptr (MoStatement) statement = mo_statement_new ("SELECT (a, b) IN ?, c IN ?, d IN ?",
                                                        values, 3, MO_STATEMENT_DEFAULT, NULL);

  memset (text, 'x', 4);
  memset (numbers, 1, sizeof numbers);
  memset (vector, 1, sizeof vector);
  memset (row, 1, sizeof row);
  memset (rows, 1, sizeof rows);
  g_free (texts[0]);
  g_free (texts[1]);
  memset (texts, 1, sizeof texts);
  memset (values, 1, sizeof values);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB,
                   "SELECT (a, b) IN (('text', '[1,2]')), c IN ('one', 'two'), d IN (7, 8)");
}

static void
test_limit (void)
{
  g_autofree gint64 *numbers = g_new0 (gint64, 65536);
  const MoValue most = mo_value_int64s (numbers, 65535);
  const MoValue more = mo_value_int64s (numbers, 65536);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) prepared =
      mo_statement_new ("SELECT a IN ?", &most, 1, MO_STATEMENT_PREPARED, &error);
  g_autoptr (MoStatement) as_text = NULL;

  g_assert_no_error (error);
  g_assert_null (mo_statement_new ("SELECT a IN ?", &more, 1, MO_STATEMENT_PREPARED, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "a prepared statement takes at most 65535 parameters and this one has 65536, "
                   "since each element of a list is one: SELECT a IN ?");
  as_text = mo_statement_new ("SELECT a IN ?", &more, 1, MO_STATEMENT_DEFAULT, NULL);
  g_assert_nonnull (as_text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/list/forms", test_forms);
  g_test_add_func ("/statement/list/elements", test_elements);
  g_test_add_func ("/statement/list/rows", test_rows);
  g_test_add_func ("/statement/list/nothing", test_nothing);
  g_test_add_func ("/statement/list/null", test_null);
  g_test_add_func ("/statement/list/elsewhere", test_elsewhere);
  g_test_add_func ("/statement/list/bad-elements", test_bad_elements);
  g_test_add_func ("/statement/list/named", test_named);
  g_test_add_func ("/statement/list/named-nothing", test_named_nothing);
  g_test_add_func ("/statement/list/mixed", test_mixed);
  g_test_add_func ("/statement/list/copies", test_copies);
  g_test_add_func ("/statement/list/limit", test_limit);
  return g_test_run ();
}
