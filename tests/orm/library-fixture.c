/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A database of related rows. */

#include "library-fixture.h"

static const char *const rows[] = {
  "INSERT INTO writers (id, name, teacher_id) VALUES (1, 'Ann', NULL), (2, 'Bob', 1), "
  "(3, 'Cyd', 1)",
  "INSERT INTO portraits (id, writer_id, file) VALUES (1, 1, 'ann.png'), (2, 3, 'cyd.png')",
  "INSERT INTO titles (id, writer_id, text) VALUES (1, 1, 'A1'), (2, 1, 'A2'), (3, 3, 'C1'), "
  "(4, 3, 'C2'), (5, NULL, 'X')",
  "INSERT INTO genres (id, name) VALUES (1, 'ode'), (2, 'elegy'), (3, 'none')",
  "INSERT INTO title_genres (title_id, genre_id) VALUES (1, 1), (1, 2), (3, 1), (5, 2)",
};

void
library_open (OrmUnit *self, MoTest *test)
{
  orm_test_open (&self->orm, test, NULL);
  orm_test_create (&self->orm, LIBRARY_MODELS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    orm_test_sql (&self->orm, rows[i]);
  orm_wire_open (&self->wire, &self->orm, "pool_size=1");
  orm_unit_begin (self);
}

MoSelect *
library_writers (void)
{
  return mo_order_by (mo_select (Writer), MO_C (Writer, id));
}

MoSelect *
library_titles (void)
{
  return mo_order_by (mo_select (Title), MO_C (Title, id));
}

void
library_assert_titles (GPtrArray *titles, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (titles);
  MO_FOREACH (Title, title, titles)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", title->text);
  g_assert_cmpstr (text->str, ==, expected);
}

void
library_assert_genres (GPtrArray *genres, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (genres);
  MO_FOREACH (Genre, genre, genres)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", genre->name);
  g_assert_cmpstr (text->str, ==, expected);
}
