/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations that are changed twice, out of a session, or for nothing, and are loaded again. */

#include "library-fixture.h"

static Title *
load_title (OrmUnit *self, gint64 id)
{
  Title *title = orm_entity (mo_session_get (self->session, Title, id));

  mo_test_ok (mo_session_load_related (self->session, title, genres));
  return title;
}

static Writer *
load_writer (OrmUnit *self, gint64 id)
{
  Writer *writer = orm_entity (mo_session_get (self->session, Writer, id));

  mo_test_ok (mo_session_load_related (self->session, writer, titles));
  return writer;
}

static Genre *
get_genre (OrmUnit *self, gint64 id)
{
  return orm_entity (mo_session_get (self->session, Genre, id));
}

static const char genres_of_first[]
    = "SELECT genre_id FROM title_genres WHERE title_id = 1 ORDER BY genre_id";

/* --- twice --- */

static void
test_twice (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;

  library_open (&self, test);
  title = load_title (&self, 1);
  ode = get_genre (&self, 1);
  none = get_genre (&self, 3);
  g_assert_true (mo_add_related (title, genres, ode)); /* it is there */
  g_assert_true (mo_remove_related (title, genres, ode));
  g_assert_true (mo_add_related (title, genres, ode));
  g_assert_true (mo_add_related (title, genres, none));
  g_assert_true (mo_remove_related (title, genres, none));
  g_assert_true (mo_remove_related (title, genres, none)); /* it is not */
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 0);
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE"), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (mo_add_related (title, genres, none));
      g_assert_true (mo_add_related (none, titles, title)); /* the same, from the other side */
    }
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, genres_of_first, "1;2;3");
  orm_unit_close (&self);
}

/* The row in between is known by the two, if they are its key. */
static void
test_not_loaded (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;
  g_autoptr (GError) error = NULL;

  library_open (&self, test);
  title = orm_entity (mo_session_get (self.session, Title, 1));
  ode = get_genre (&self, 1);
  none = get_genre (&self, 3);
  g_assert_true (mo_remove_related (title, genres, ode));
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 3);
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE"), ==, 1);
  g_assert_true (mo_remove_related (title, genres, none));
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT);
  orm_unit_close (&self);
}

/* What was read in the rows of the query can be removed as well. */
static void
test_joined (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Title) again = NULL;

  library_open (&self, test);
  title = orm_entity (mo_session_one (
      self.session, mo_join_related (mo_where (mo_select (Title), mo_eq (MO_C (Title, id), 1)),
                                     Title, genres)));
  library_assert_genres (title->genres, "ode elegy");
  g_assert_true (mo_remove_related (title, genres, title->genres->pdata[0]));
  again = orm_entity (mo_session_one (
      self.session, mo_join_related (mo_where (mo_select (Title), mo_eq (MO_C (Title, id), 1)),
                                     Title, genres)));
  g_assert_true (again == title);
  library_assert_genres (title->genres, "elegy");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, genres_of_first, "2");
  orm_unit_close (&self);
}

/* One that is not to be inserted after all is not inserted for those that it was added to. */
static void
test_deleted (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) satire = mo_new (Genre, .name = "satire");
  g_autoptr (Genre) farce = mo_new (Genre, .name = "farce");

  library_open (&self, test);
  title = load_title (&self, 1);
  g_assert_true (mo_add_related (title, genres, satire));
  g_assert_true (mo_add_related (title, genres, farce));
  g_assert_true (mo_session_delete (self.session, satire));
  g_assert_true (mo_session_expunge (self.session, farce));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, genres_of_first, "1;2");
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM genres", "3");
  orm_unit_close (&self);
}

/* --- the other side --- */

/* Whoever is loaded says the same, whichever side was changed. */
static void
test_other_side (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) second = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Title) fresh = mo_new (Title, .text = "A3");

  library_open (&self, test);
  ann = load_writer (&self, 1);
  cyd = load_writer (&self, 3);
  first = load_title (&self, 1);
  second = orm_entity (mo_session_get (self.session, Title, 2));
  ode = get_genre (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, ode, titles));
  mo_set_related (first, writer, cyd);
  library_assert_titles (ann->titles, "A2");
  library_assert_titles (cyd->titles, "C1 C2 A1");
  mo_add_related (cyd, titles, second);
  library_assert_titles (ann->titles, "");
  g_assert_true (second->writer == cyd);
  mo_set_related (second, writer, NULL);
  library_assert_titles (cyd->titles, "C1 C2 A1");
  mo_add_related (ann, titles, fresh);
  g_assert_true (fresh->writer == ann);
  mo_set_related (fresh, writer, cyd);
  library_assert_titles (ann->titles, "");
  library_assert_titles (cyd->titles, "C1 C2 A1 A3");
  mo_remove_related (first, genres, ode);
  library_assert_titles (ode->titles, "C1");
  mo_add_related (ode, titles, first);
  library_assert_genres (first->genres, "elegy ode");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, writer_id FROM titles ORDER BY id",
                        "1,3;2,NULL;3,3;4,3;5,NULL;6,3");
  orm_unit_assert_rows (&self, genres_of_first, "1;2");
  orm_unit_close (&self);
}

static void
test_other_side_of_one (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) bob = NULL;
  g_autoptr (Portrait) portrait = NULL;

  library_open (&self, test);
  ann = load_writer (&self, 1);
  bob = load_writer (&self, 2);
  mo_test_ok (mo_session_load_related (self.session, ann, portrait));
  mo_test_ok (mo_session_load_related (self.session, bob, portrait));
  portrait = portrait_ref (ann->portrait);
  mo_set_related (portrait, writer, bob);
  g_assert_null (ann->portrait);
  g_assert_true (bob->portrait == portrait);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT writer_id FROM portraits WHERE id = 1", "2");
  orm_unit_close (&self);
}

/* --- loaded again --- */

static void
test_loaded_again (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) third = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;

  library_open (&self, test);
  ann = load_writer (&self, 1);
  first = load_title (&self, 1);
  third = load_title (&self, 3);
  ode = get_genre (&self, 1);
  none = get_genre (&self, 3);
  mo_remove_related (ann, titles, first);
  mo_add_related (ann, titles, third);
  mo_remove_related (first, genres, ode);
  mo_add_related (first, genres, none);
  for (guint i = 0; i < 2; i++)
    {
      library_assert_titles (ann->titles, "A2 C1");
      library_assert_genres (first->genres, "elegy none");
      mo_test_ok (mo_session_load_related (self.session, ann, titles));
      mo_test_ok (mo_session_load_related (self.session, first, genres));
    }
  mo_session_delete (self.session, third);
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A2");
  orm_unit_close (&self);
}

/* --- out of a session --- */

/* As it is now, in another transaction. */
static void
begin_again (OrmUnit *self)
{
  mo_test_ok (mo_transaction_commit (self->tx));
  g_object_unref (self->tx);
  orm_unit_begin (self);
}

static void
test_detached (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) third = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;

  library_open (&self, test);
  ann = load_writer (&self, 1);
  first = load_title (&self, 1);
  third = load_title (&self, 3);
  ode = get_genre (&self, 1);
  none = get_genre (&self, 3);
  begin_again (&self);
  g_assert_cmpint (mo_entity_get_state (ann), ==, MO_ENTITY_DETACHED);
  g_assert_true (mo_remove_related (ann, titles, first));
  g_assert_true (mo_add_related (ann, titles, third));
  g_assert_true (mo_remove_related (first, genres, ode));
  g_assert_true (mo_add_related (first, genres, ode));
  g_assert_true (mo_remove_related (first, genres, ode));
  g_assert_true (mo_add_related (first, genres, none));
  library_assert_titles (ann->titles, "A2 C1");
  library_assert_genres (first->genres, "elegy none");
  mo_session_add (self.session, ann);
  g_assert_true (mo_session_contains (self.session, third));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, writer_id FROM titles ORDER BY id",
                        "1,NULL;2,1;3,1;4,3;5,NULL");
  orm_unit_assert_rows (&self, genres_of_first, "2;3");
  orm_unit_close (&self);
}

/* --- for nothing --- */

static gboolean
change_and_fail (MoTransaction *tx, gpointer data, GError **error)
{
  OrmUnit *self = data;
  g_autoptr (Writer) ann = load_writer (self, 1);
  g_autoptr (Title) title = load_title (self, 3);
  g_autoptr (Title) fresh = mo_new (Title, .text = "A3");
  g_autoptr (Genre) none = get_genre (self, 3);

  (void) tx;
  mo_add_related (ann, titles, title);
  mo_add_related (ann, titles, fresh);
  mo_add_related (title, genres, none);
  mo_remove_related (title, genres, title->genres->pdata[0]);
  library_assert_titles (ann->titles, "A1 A2 A0 C1 A3");
  library_assert_genres (title->genres, "none");
  mo_test_ok (mo_session_flush (self->session));
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

/* Relations are as they were when the scope began. */
static void
test_scope (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) title = NULL;
  g_autoptr (Title) before = mo_new (Title, .text = "A0");
  g_autoptr (GError) error = NULL;

  library_open (&self, test);
  ann = load_writer (&self, 1);
  title = load_title (&self, 3);
  mo_add_related (ann, titles, before);
  mo_transaction_run_nested (self.tx, change_and_fail, &self, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  library_assert_titles (ann->titles, "A1 A2 A0");
  library_assert_genres (title->genres, "ode");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT text FROM titles WHERE writer_id = 1 ORDER BY id",
                        "A1;A2;A0");
  orm_unit_assert_rows (&self, "SELECT genre_id FROM title_genres WHERE title_id = 3", "1");
  orm_unit_close (&self);
}

static void
begin_after_rollback (OrmUnit *self)
{
  mo_test_ok (mo_session_flush (self->session));
  mo_test_ok (mo_session_rollback (self->session));
  g_object_unref (self->tx);
  orm_unit_begin (self);
}

/* What has a row is to be loaded again; what has none is related as its fields say. */
static void
test_rolled_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) title = mo_new (Title, .text = "D1");
  g_autoptr (Title) other = mo_new (Title, .text = "A3");
  g_autoptr (Genre) satire = mo_new (Genre, .name = "satire");

  library_open (&self, test);
  ann = load_writer (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, ann, portrait));
  mo_add_related (ann, titles, other);
  mo_session_add (self.session, title);
  mo_add_related (title, genres, satire);
  mo_set_related (title, writer, dan);
  begin_after_rollback (&self);
  g_assert_false (mo_is_loaded (ann, titles));
  g_assert_true (mo_is_loaded (ann, portrait));
  g_assert_cmpint (mo_entity_get_state (title), ==, MO_ENTITY_TRANSIENT);
  library_assert_genres (title->genres, "satire");
  mo_session_add (self.session, title);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self,
                        "SELECT w.name, t.text, g.name FROM writers w "
                        "JOIN titles t ON t.writer_id = w.id "
                        "JOIN title_genres l ON l.title_id = t.id "
                        "JOIN genres g ON g.id = l.genre_id WHERE w.name = 'Dan'",
                        "Dan,D1,satire");
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM titles", "6");
  orm_unit_close (&self);
}

typedef struct
{
  Writer *writer;
  guint n_runs;
} Graph;

static gboolean
add_graph (MoTransaction *tx, gpointer data, GError **error)
{
  Graph *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->n_runs++;
  library_assert_titles (self->writer->titles, "D1");
  mo_session_add (session, self->writer);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  return self->n_runs == 3
         || mo_await (mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"), error);
}

/* A body that is run again finds what comes with its instances, too. */
static void
test_run_again (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  OrmUnit self;
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) title = mo_new (Title, .text = "D1");
  g_autoptr (Genre) satire = mo_new (Genre, .name = "satire");
  Graph graph = { dan, 0 };
  g_autoptr (GError) error = NULL;

  library_open (&self, test);
  mo_add_related (title, genres, satire);
  mo_add_related (dan, titles, title);
  mo_transaction_options_set_max_attempts (options, 3);
  mo_transaction_options_set_backoff (options, 0, 0);
  mo_client_run_transaction_with (self.orm.client, options, add_graph, &graph, &error);
  g_assert_no_error (error);
  orm_unit_assert_rows (&self,
                        "SELECT w.name, t.text, g.name FROM writers w "
                        "JOIN titles t ON t.writer_id = w.id "
                        "JOIN title_genres l ON l.title_id = t.id "
                        "JOIN genres g ON g.id = l.genre_id WHERE w.name = 'Dan'",
                        "Dan,D1,satire");
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/related-again/twice", test_twice);
  mo_test_add ("/session/related-again/not-loaded", test_not_loaded);
  mo_test_add ("/session/related-again/joined", test_joined);
  mo_test_add ("/session/related-again/deleted", test_deleted);
  mo_test_add ("/session/related-again/other-side", test_other_side);
  mo_test_add ("/session/related-again/other-side-of-one", test_other_side_of_one);
  mo_test_add ("/session/related-again/loaded-again", test_loaded_again);
  mo_test_add ("/session/related-again/detached", test_detached);
  mo_test_add ("/session/related-again/rolled-back", test_rolled_back);
  mo_test_add_mariadb ("/session/related-again/scope", test_scope);
  mo_test_add_mariadb ("/session/related-again/run-again", test_run_again);
  return g_test_run ();
}
