/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many rows of which one is read are the statement that all of them are. */

#include <matrixone-glib.h>
#include <string.h>

#include "sql/mo-statement-private.h"

#define MOST_ROWS 20
#define MOST_VALUES (2 + 3 * MOST_ROWS)

typedef struct
{
  const char *head;
  const char *row;
  const char *tail;
  guint n_around; /* parameters beside those of the rows */
  guint n_of_row;
} Shape;

static const Shape shapes[] = {
  { "INSERT INTO t (a, b) VALUES ", "(?, ?)", "", 0, 2 },
  { "INSERT INTO t (a) VALUES", "(?)", " RETURNING id", 0, 1 },
  { "INSERT INTO `a\\b` (a, b, c) VALUES ", "(?, DEFAULT, ?)", "", 0, 2 },
  { "REPLACE INTO t VALUES ", "(DEFAULT)", "", 0, 0 },
  { "INSERT INTO t (a, b) VALUES ", "(?,?+1)", " ON DUPLICATE KEY UPDATE b = ?", 1, 2 },
  { "INSERT INTO t (a) VALUES ROW", "(%s)", "", 0, 1 },
  { "INSERT INTO t SELECT ?, ", "(?)", " FROM t WHERE a = ?", 2, 1 },
  /* What is not sent as it is written. */
  { "INSERT INTO t (a) VALUES ", "(?)", "; -- ends here", 0, 1 },
  { "INSERT INTO t (a) VALUES ", "(a?b)", "", 0, 1 },
  { "INSERT INTO t (a, password) VALUES ", "(?, 'hush')", "", 0, 1 },
  { "SET PASSWORD = ", "(PASSWORD(?))", "", 0, 1 },
};

static char *
write_all (const Shape *shape, guint n_rows)
{
  GString *sql = g_string_new (shape->head);

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", shape->row);
  g_string_append (sql, shape->tail);
  return g_string_free (sql, FALSE);
}

static void
assert_same_text (MoStatement *found, MoStatement *expected, MoServerKind kind)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) expected_text = g_string_new (NULL);

  mo_statement_render (found, kind, text);
  mo_statement_render (expected, kind, expected_text);
  g_assert_cmpstr (text->str, ==, expected_text->str);
}

static void
assert_same (MoStatement *found, MoStatement *expected)
{
  g_assert_cmpstr (mo_statement_get_sql (found), ==, mo_statement_get_sql (expected));
  g_assert_cmpstr (mo_statement_get_shown_sql (found), ==, mo_statement_get_shown_sql (expected));
  g_assert_cmpstr (mo_statement_get_prepared_sql (found), ==,
                   mo_statement_get_prepared_sql (expected));
  g_assert_cmpint (mo_statement_has_secret (found), ==, mo_statement_has_secret (expected));
  g_assert_cmpint (mo_statement_is_read_only (found), ==, mo_statement_is_read_only (expected));
  g_assert_cmpint (mo_statement_may_share_packet (found), ==,
                   mo_statement_may_share_packet (expected));
  assert_same_text (found, expected, MO_SERVER_KIND_MATRIXONE);
  assert_same_text (found, expected, MO_SERVER_KIND_MARIADB);
}

static void
check (const Shape *shape, guint n_rows)
{
  g_autofree char *one = write_all (shape, 1);
  g_autofree char *all = write_all (shape, n_rows);
  gsize start = strlen (shape->head);
  gsize n_values = shape->n_around + n_rows * shape->n_of_row;
  g_autoptr (MoStatement) found = NULL;
  g_autoptr (MoStatement) expected = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) expected_error = NULL;
  MoValue values[MOST_VALUES + 1];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i % 3 == 0 ? mo_value_text ("it's") : mo_value_int64 (7 * (gint64) i - 30);
  found = mo_statement_new_rows (one, start, start + strlen (shape->row), n_rows, values, n_values,
                                 &error);
  expected = mo_statement_new (all, values, n_values, MO_STATEMENT_DEFAULT, &expected_error);
  g_assert_no_error (error);
  g_assert_no_error (expected_error);
  assert_same (found, expected);

  /* One value too many. */
  g_assert_null (mo_statement_new_rows (one, start, start + strlen (shape->row), n_rows, values,
                                        n_values + 1, &error));
  g_assert_null (mo_statement_new (all, values, n_values + 1, MO_STATEMENT_DEFAULT,
                                   &expected_error));
  g_assert_cmpint (error->code, ==, expected_error->code);
  g_assert_cmpstr (error->message, ==, expected_error->message);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint n_rows = 1; n_rows <= MOST_ROWS; n_rows++)
      check (&shapes[i], n_rows);
}

/* As the row that is read says. */
static void
test_refused (void)
{
  const MoValue value = mo_value_int64 (1);
  const MoValue no_number = mo_value_double (G_MAXDOUBLE * 2);
  g_autoptr (GError) syntax = NULL;
  g_autoptr (GError) range = NULL;

  g_assert_null (mo_statement_new_rows ("INSERT INTO t VALUES (?, 'a", 21, 27, 3, &value, 1,
                                        &syntax));
  g_assert_error (syntax, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_null (mo_statement_new_rows ("INSERT INTO t VALUES (?)", 21, 24, 1, &no_number, 1,
                                        &range));
  g_assert_error (range, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-rows/shapes", test_shapes);
  g_test_add_func ("/statement-rows/refused", test_refused);
  return g_test_run ();
}
