/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of relations out of order: taken back, closed in between, refused, from both sides. */

#include "library-fixture.h"

static Title *
get_title (OrmUnit *self, gint64 id)
{
  return orm_entity (mo_session_get (self->session, Title, id));
}

static Genre *
get_genre (OrmUnit *self, gint64 id)
{
  return orm_entity (mo_session_get (self->session, Genre, id));
}

static Writer *
get_writer (OrmUnit *self, gint64 id)
{
  return orm_entity (mo_session_get (self->session, Writer, id));
}

/* In another transaction, as everything is now. */
static void
begin_again (OrmUnit *self)
{
  mo_test_ok (mo_transaction_commit (self->tx));
  g_object_unref (self->tx);
  orm_unit_begin (self);
}

/* --- what was there before --- */

/* A row in between that no session has is not written again. */
static void
test_there_before (MoTest *test)
{
  g_autoptr (Title) title = NULL;
  g_autoptr (GPtrArray) selected = NULL;
  OrmUnit self;

  library_open (&self, test);
  title = get_title (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, title, genres));
  begin_again (&self);
  mo_session_add (self.session, title);
  g_assert_true (mo_add_related (title, genres, title->genres->pdata[0]));
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_close (self.session));
  selected = orm_all (
      mo_client_select (self.orm.client, mo_load_related (library_titles (), Title, genres)));
  mo_session_add (self.session, selected->pdata[0]);
  g_assert_true (mo_add_related ((Title *) selected->pdata[0], genres,
                                 ((Title *) selected->pdata[0])->genres->pdata[1]));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM title_genres", "4");
  orm_unit_close (&self);
}

/* --- new parents --- */

/* Whichever side said it, and whether or not both were there. */
static void
test_new_parent (MoTest *test)
{
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) second = NULL;
  g_autoptr (Title) fresh = mo_new (Title, .text = "N1");
  g_autoptr (Genre) ode = NULL;
  OrmUnit self;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  first = get_title (&self, 1);
  second = get_title (&self, 2);
  ode = get_genre (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  mo_test_ok (mo_session_load_related (self.session, ode, titles));
  mo_session_add (self.session, dan);
  mo_set_related (first, writer, dan);
  mo_add_related (dan, titles, second);
  library_assert_titles (dan->titles, "A1 A2");
  mo_add_related (fresh, genres, ode);
  mo_set_related (fresh, writer, ann);
  mo_session_add (self.session, fresh);
  library_assert_titles (ann->titles, "N1");
  library_assert_titles (ode->titles, "A1 C1 N1");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self,
                        "SELECT w.name, t.text FROM titles t JOIN writers w ON w.id = t.writer_id "
                        "WHERE t.id <= 2 OR t.id > 5 ORDER BY t.id",
                        "Dan,A1;Dan,A2;Ann,N1");
  orm_unit_close (&self);
}

/* --- the last word --- */

static void
test_last_word (MoTest *test)
{
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) bob = NULL;
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) fifth = NULL;
  Writer *dan = mo_new (Writer, .name = "Dan");
  Writer *eve = mo_new (Writer, .name = "Eve");
  Title *fresh = mo_new (Title, .text = "N1");
  OrmUnit self;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  bob = get_writer (&self, 2);
  cyd = get_writer (&self, 3);
  first = get_title (&self, 1);
  fifth = get_title (&self, 5);
  begin_again (&self);
  mo_add_related (bob, titles, fifth);
  mo_set_related (fifth, writer, ann);
  mo_add_related (bob, titles, first);
  mo_add_related (cyd, titles, first);
  mo_add_related (dan, titles, fresh);
  mo_set_related (fresh, writer, eve);
  mo_session_add (self.session, cyd);
  mo_session_add (self.session, bob);
  mo_session_add (self.session, fifth);
  mo_session_take (self.session, dan);
  orm_unit_commit (&self);
  title_unref (fresh);
  writer_unref (eve);
  orm_unit_assert_rows (&self,
                        "SELECT t.text, w.name FROM titles t JOIN writers w ON w.id = t.writer_id "
                        "WHERE t.id IN (1, 5) ORDER BY t.id",
                        "A1,Cyd;X,Ann");
  orm_unit_close (&self);
}

/* --- refused --- */

/* Another change of the relation does not hide that one was refused. */
static void
test_refused (MoTest *test)
{
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) title = NULL;
  g_autoptr (GError) error = NULL;
  OrmUnit self;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  title = get_title (&self, 3);
  g_assert_false (mo_add_related (ann, titles, ann));
  g_assert_true (mo_add_related (ann, titles, title));
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_rollback (self.tx));
  orm_unit_close (&self);
}

/* --- closed and rolled back --- */

static void
test_closed (MoTest *test)
{
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) none = NULL;
  OrmUnit self;

  library_open (&self, test);
  title = get_title (&self, 2);
  none = get_genre (&self, 3);
  mo_test_ok (mo_session_load_related (self.session, title, genres));
  mo_add_related (title, genres, none);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_close (self.session));
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_object_unref (self.tx);
  orm_unit_begin (&self);
  g_assert_false (mo_is_loaded (title, genres));
  g_assert_true (mo_add_related (title, genres, none));
  mo_session_add (self.session, title);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT genre_id FROM title_genres WHERE title_id = 2", "3");
  orm_unit_close (&self);
}

/* What was loaded with what came to nothing is forgotten as well. */
static void
test_loaded_meanwhile (MoTest *test)
{
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Title) title = NULL;
  OrmUnit self;

  library_open (&self, test);
  cyd = get_writer (&self, 3);
  title = get_title (&self, 1);
  mo_set_related (title, writer, cyd);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_load_related (self.session, cyd, titles));
  library_assert_titles (cyd->titles, "A1 C1 C2");
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_assert_false (mo_is_loaded (cyd, titles));
  orm_unit_close (&self);
}

/* --- let go of --- */

static void
test_expunged (MoTest *test)
{
  g_autoptr (Title) title = NULL;
  g_autoptr (Title) again = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (Genre) none = NULL;
  OrmUnit self;

  library_open (&self, test);
  title = get_title (&self, 2);
  ode = get_genre (&self, 1);
  none = get_genre (&self, 3);
  mo_add_related (title, genres, ode);
  mo_add_related (title, genres, none);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_true (mo_session_expunge (self.session, title));
  again = get_title (&self, 2);
  mo_test_ok (mo_session_load_related (self.session, again, genres));
  g_assert_true (mo_add_related (again, genres, ode));
  g_assert_true (mo_remove_related (again, genres, none));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT genre_id FROM title_genres WHERE title_id = 2", "1");
  orm_unit_close (&self);
}

/* A deletion that is taken back takes nothing with it. */
static void
test_taken_back (MoTest *test)
{
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) ode = NULL;
  OrmUnit self;

  library_open (&self, test);
  title = get_title (&self, 4);
  ode = get_genre (&self, 1);
  mo_add_related (title, genres, ode);
  mo_session_delete (self.session, title);
  mo_session_add (self.session, title);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT genre_id FROM title_genres WHERE title_id = 4", "1");
  orm_unit_close (&self);
}

/* Its INSERT is on its way when it is removed. */
static void
test_deleted_in_flight (MoTest *test)
{
  g_autoptr (Title) title = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (MoFuture) flushed = NULL;
  OrmUnit self;

  library_open (&self, test);
  title = get_title (&self, 4);
  ode = get_genre (&self, 1);
  mo_add_related (title, genres, ode);
  flushed = mo_session_flush (self.session);
  g_assert_true (mo_remove_related (title, genres, ode));
  mo_session_delete (self.session, title);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM titles WHERE id = 4", "0");
  orm_unit_close (&self);
}

/* In a body that changes what it loops over, too. */
static void
test_loop (MoTest *test)
{
  g_autoptr (Writer) ann = NULL;
  guint n = 0;
  OrmUnit self;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  MO_FOREACH (Title, title, ann->titles)
    {
      n += (guint) title->id;
      mo_session_expunge (self.session, ann); /* whose array is gone */
    }
  g_assert_cmpuint (n, ==, 1);
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/related-odd/there-before", test_there_before);
  mo_test_add ("/session/related-odd/new-parent", test_new_parent);
  mo_test_add ("/session/related-odd/last-word", test_last_word);
  mo_test_add ("/session/related-odd/refused", test_refused);
  mo_test_add ("/session/related-odd/closed", test_closed);
  mo_test_add ("/session/related-odd/loaded-meanwhile", test_loaded_meanwhile);
  mo_test_add ("/session/related-odd/expunged", test_expunged);
  mo_test_add ("/session/related-odd/taken-back", test_taken_back);
  mo_test_add ("/session/related-odd/deleted-in-flight", test_deleted_in_flight);
  mo_test_add ("/session/related-odd/loop", test_loop);
  return g_test_run ();
}
