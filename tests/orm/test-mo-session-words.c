/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* New rows of tables with a full-text index, where MatrixOne names other keys than the rows'. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  gint64 rank;
  char *title;
  char *body;
} Note;

MO_DEFINE_MODEL (Note, note, "notes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (rank, 0),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 50),
                 MO_COLUMN (body, MO_NULLABLE, .length = 200),
                 MO_FULLTEXT_INDEX ("notes_words", title, body))

/* Nothing but words. */
typedef struct
{
  gint64 id;
  char *text;
} Line;

MO_DEFINE_MODEL (Line, line, "text_lines",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (text, MO_NOT_NULL, .length = 200),
                 MO_FULLTEXT_INDEX ("lines_words", text))

/* Whose index the model does not have. */
typedef struct
{
  gint64 id;
  char *text;
} Entry;

MO_DEFINE_MODEL (Entry, entry, "entries",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (text, MO_NOT_NULL, .length = 200))

static void
check_notes (OrmUnit *self, GPtrArray *notes)
{
  MO_FOREACH (Note, note, notes)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT COUNT(*) FROM notes WHERE id = %" G_GINT64_FORMAT " AND `rank` = %"
          G_GINT64_FORMAT " AND title = '%s' AND %s", note->id, note->rank, note->title,
          note->body != NULL ? "body = 'some words of it'" : "body IS NULL");

      g_assert_cmpint (note->id, >, 0);
      g_assert_cmpint (orm_test_int64 (&self->orm, sql), ==, 1);
    }
}

/* Each has the key of its row, however many there are, and its words are found. */
static void
test_keys (MoTest *test)
{
  static const guint sizes[] = { 1, 2, 30 };
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (mo_entity_unref);
  OrmUnit self;

  orm_unit_open (&self, test, MO_MODELS (Note));
  orm_unit_begin (&self);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint j = 0; j < sizes[i]; j++)
        {
          g_autofree char *title = g_strdup_printf ("title%u of%u", j, i);
          Note *note = mo_new (Note, .rank = j, .title = title,
                               .body = j % 2 == 0 ? "some words of it" : NULL);

          mo_session_add (self.session, note);
          g_ptr_array_add (notes, note);
        }
      mo_test_ok (mo_session_flush (self.session));
    }
  orm_unit_commit (&self);
  check_notes (&self, notes);
  orm_unit_assert_rows (&self,
                        "SELECT `rank` FROM notes WHERE MATCH (title, body) AGAINST ('title28')",
                        "28");
  orm_unit_close (&self);
}

/* Not that of an older row with the same words, whose key the server names for a word. */
static void
test_same_words (MoTest *test)
{
  g_autoptr (Line) line = mo_new (Line, .text = "the same words in each");
  OrmUnit self;

  orm_unit_open (&self, test, MO_MODELS (Line));
  for (guint i = 0; i < 20; i++)
    orm_test_sql (&self.orm, "INSERT INTO text_lines (text) VALUES ('the same words in each')");
  orm_unit_begin (&self);
  mo_session_add (self.session, line);
  orm_unit_commit (&self);
  g_assert_cmpint (line->id, ==, orm_test_int64 (&self.orm, "SELECT MAX(id) FROM text_lines"));
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM text_lines "
                               "WHERE text = 'the same words in each'", "21");
  orm_unit_close (&self);
}

/* It is noticed, and not guessed. */
static void
test_unknown_index (MoTest *test)
{
  g_autoptr (Entry) entry = mo_new (Entry, .text = "three more words");
  g_autoptr (GError) error = NULL;
  OrmUnit self;

  orm_unit_open (&self, test, MO_MODELS (Entry));
  orm_test_sql (&self.orm, "CREATE FULLTEXT INDEX words ON entries (text)");
  orm_test_sql (&self.orm, "INSERT INTO entries (text) VALUES ('one'), ('two words')");
  orm_unit_begin (&self);
  mo_session_add (self.session, entry);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  mo_test_assert_contains (error->message, "full-text index");
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_cmpint (entry->id, ==, 0);
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/words/keys", test_keys);
  mo_test_add ("/session/words/same-words", test_same_words);
  mo_test_add_matrixone ("/session/words/unknown-index", test_unknown_index);
  return g_test_run ();
}
