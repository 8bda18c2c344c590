/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of queries share. */

#include "select-test.h"

MO_DEFINE_MODEL (User, user, "users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100))

MO_DEFINE_MODEL (Order, order, "orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, 0, .references = MO_REFERENCES (User, id)))

MO_DEFINE_MODEL (Tag, tag, "tags", MO_COLUMN (tag, MO_PRIMARY_KEY))

MO_DEFINE_MODEL (Load, load, "loads", MO_COLUMN (id, MO_PRIMARY_KEY), MO_COLUMN (weight, 0))

MO_DEFINE_MODEL (Broken, broken, "broken", MO_COLUMN (number, 0))

static void
check (MoSelect *select, guint64 max_rows, guint32 needs, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (MoStatement) statement = mo_select_to_statement (select, max_rows, &error);

  g_assert_no_error (error);
  g_assert_nonnull (statement);
  mo_statement_render (statement, MO_SERVER_KIND_MARIADB, sql);
  g_assert_cmpstr (sql->str, ==, expected);
  g_assert_false (mo_statement_is_prepared (statement));
  g_assert_cmphex (mo_statement_get_needs (statement), ==, needs);
  mo_select_unref (select);
}

void
select_test_rows (MoSelect *select, guint64 max_rows, const char *expected)
{
  check (select, max_rows, 0, expected);
}

void
select_test_sql (MoSelect *select, const char *expected)
{
  check (select, 0, 0, expected);
}

void
select_test_needs (MoSelect *select, guint32 needs, const char *expected)
{
  check (select, 0, needs, expected);
}

void
select_test_error (MoSelect *select, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_select_to_statement (select, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
  mo_select_unref (select);
}
