/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changing relations: which rows are written. */

#include "library-fixture.h"

/* A whole graph, by adding its root. */
static void
test_add_graph (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) writer = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) title = mo_new (Title, .text = "D1");
  g_autoptr (Genre) genre = mo_new (Genre, .name = "satire");
  g_autoptr (Portrait) portrait = mo_new (Portrait, .file = "dan.png");

  library_open (&self, test);
  mo_add_related (title, genres, genre);
  mo_add_related (writer, titles, title);
  mo_set_related (writer, portrait, portrait);
  mo_session_add (self.session, writer);
  orm_unit_commit (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 5);
  orm_unit_assert_rows (
       &self,
       "SELECT w.name, p.file, t.text, g.name FROM writers w "
       "JOIN portraits p ON p.writer_id = w.id JOIN titles t ON t.writer_id = w.id "
       "JOIN title_genres l ON l.title_id = t.id JOIN genres g ON g.id = l.genre_id "
       "WHERE w.name = 'Dan'",
       "Dan,dan.png,D1,satire");
  orm_unit_close (&self);
}

static void
test_change (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) title = NULL;
  g_autoptr (Title) third = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  title = orm_entity (mo_session_get (self.session, Title, 1));
  third = orm_entity (mo_session_get (self.session, Title, 3));
  ode = orm_entity (mo_session_get (self.session, Genre, 1));
  none = orm_entity (mo_session_get (self.session, Genre, 3));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  mo_test_ok (mo_session_load_related (self.session, title, genres));
  g_assert_true (mo_remove_related (ann, titles, title));
  g_assert_true (mo_add_related (ann, titles, third));
  g_assert_true (mo_remove_related (title, genres, ode));
  g_assert_true (mo_add_related (title, genres, none));
  library_assert_titles (ann->titles, "A2 C1");
  library_assert_genres (title->genres, "elegy none");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, writer_id FROM titles ORDER BY id",
                        "1,NULL;2,1;3,1;4,3;5,NULL");
  orm_unit_assert_rows (&self,
                        "SELECT genre_id FROM title_genres WHERE title_id = 1 ORDER BY genre_id",
                        "2;3");
  orm_unit_close (&self);
}

/* What was added and is not written yet is there when the relation is loaded again. */
static void
test_load_again (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) title = mo_new (Title, .text = "A3");

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  g_assert_true (mo_add_related (ann, titles, title));
  g_assert_false (mo_is_loaded (ann, titles));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A1 A2 A3");
  g_assert_true (mo_add_related (ann, titles, title));
  library_assert_titles (ann->titles, "A1 A2 A3");
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A1 A2 A3");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM titles WHERE writer_id = 1", "3");
  orm_unit_close (&self);
}

static void
test_remove_refused (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (GError) error = NULL;

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  mo_test_ok (mo_session_load_related (self.session, ann, portrait));
  g_assert_false (mo_set_related (ann, portrait, NULL));
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "column writer_id of Portrait is never NULL");
  orm_unit_close (&self);
}

/* Nothing of what came to nothing is kept alive, nor is it in the way. */
static void
test_rolled_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) title = mo_new (Title, .text = "A3");

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  mo_add_related (ann, titles, title);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_cmpint (mo_entity_get_state (title), ==, MO_ENTITY_TRANSIENT);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM titles", "5");
  orm_unit_close (&self);
}

/* Those that refer to each other, and are new again, go when the program lets go of them. */
static void
test_new_again (MoTest *test)
{
  OrmUnit self;
  Writer *writer = mo_new (Writer, .name = "Dan");
  Title *title = mo_new (Title, .text = "D1");

  library_open (&self, test);
  mo_add_related (writer, titles, title);
  mo_session_add (self.session, writer);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_cmpint (mo_entity_get_state (title), ==, MO_ENTITY_TRANSIENT);
  writer_unref (writer);
  title_unref (title);
  orm_unit_close (&self);
}

/* A row in between, as often as it comes and goes. */
static void
test_remove_again (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) ode = NULL;

  library_open (&self, test);
  title = orm_entity (mo_session_get (self.session, Title, 1));
  ode = orm_entity (mo_session_get (self.session, Genre, 1));
  mo_test_ok (mo_session_load_related (self.session, title, genres));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (mo_remove_related (title, genres, ode));
      mo_test_ok (mo_session_flush (self.session));
      library_assert_genres (title->genres, "elegy");
      g_assert_true (mo_add_related (title, genres, ode));
      mo_test_ok (mo_session_flush (self.session));
    }
  g_assert_true (mo_remove_related (title, genres, ode));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT genre_id FROM title_genres WHERE title_id = 1", "2");
  orm_unit_close (&self);
}

/* Before there is a row, too, what is added twice is there once, and what is replaced is not. */
static void
test_before_row (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) writer = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) title = mo_new (Title, .text = "D1");
  g_autoptr (Genre) genre = mo_new (Genre, .name = "satire");
  g_autoptr (Genre) other = mo_new (Genre, .name = "farce");
  g_autoptr (Portrait) first = mo_new (Portrait, .file = "first.png");
  g_autoptr (Portrait) second = mo_new (Portrait, .file = "second.png");

  library_open (&self, test);
  g_assert_true (mo_set_related (writer, portrait, first));
  g_assert_true (mo_set_related (writer, portrait, second));
  g_assert_true (writer->portrait == second);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (mo_add_related (title, genres, genre));
      g_assert_true (mo_add_related (title, genres, other));
    }
  g_assert_true (mo_remove_related (title, genres, other));
  g_assert_true (mo_add_related (writer, titles, title));
  mo_session_add (self.session, writer);
  orm_unit_commit (&self);
  orm_unit_assert_rows (
       &self,
       "SELECT p.file, t.text, g.name FROM writers w JOIN portraits p ON p.writer_id = w.id "
       "JOIN titles t ON t.writer_id = w.id JOIN title_genres l ON l.title_id = t.id "
       "JOIN genres g ON g.id = l.genre_id WHERE w.name = 'Dan'",
       "second.png,D1,satire");
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM portraits WHERE file = 'first.png'", "0");
  orm_unit_close (&self);
}

/* What was given to somebody else stays there when it is taken from whom it had been. */
static void
test_move (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) other = NULL;
  g_autoptr (Title) title = NULL;

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  other = orm_entity (mo_session_get (self.session, Writer, 3));
  title = orm_entity (mo_session_get (self.session, Title, 1));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  g_assert_true (mo_add_related (other, titles, title));
  g_assert_true (mo_remove_related (ann, titles, title));
  library_assert_titles (ann->titles, "A2");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT writer_id FROM titles WHERE id = 1", "3");
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/related-changes/add-graph", test_add_graph);
  mo_test_add ("/session/related-changes/change", test_change);
  mo_test_add ("/session/related-changes/load-again", test_load_again);
  mo_test_add ("/session/related-changes/remove-refused", test_remove_refused);
  mo_test_add ("/session/related-changes/rolled-back", test_rolled_back);
  mo_test_add ("/session/related-changes/new-again", test_new_again);
  mo_test_add ("/session/related-changes/remove-again", test_remove_again);
  mo_test_add ("/session/related-changes/move", test_move);
  mo_test_add ("/session/related-changes/before-row", test_before_row);
  return g_test_run ();
}
