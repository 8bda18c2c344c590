/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading relations of what is changed meanwhile, or was before: a load undoes nothing. */

#include "library-fixture.h"

static Writer *
get_writer (OrmUnit *self, gint64 id)
{
  return orm_entity (mo_session_get (self->session, Writer, id));
}

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

/* --- keys that are on their way --- */

static void
test_key_on_its_way (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) second = NULL;
  g_autoptr (MoFuture) flushed = NULL;
  g_autoptr (MoFuture) titles = NULL;
  g_autoptr (MoFuture) writer = NULL;

  library_open (&self, test);
  first = get_title (&self, 1);
  second = get_title (&self, 2);
  mo_session_add (self.session, dan);
  g_assert_true (mo_add_related (dan, titles, first));
  g_assert_true (mo_set_related (second, writer, dan));
  flushed = mo_session_flush (self.session);
  titles = mo_session_load_related (self.session, dan, titles);
  writer = mo_session_load_related (self.session, second, writer);
  mo_test_ok (g_steal_pointer (&titles));
  mo_test_ok (g_steal_pointer (&writer));
  library_assert_titles (dan->titles, "A1 A2");
  g_assert_true (second->writer == dan);
  orm_unit_close (&self);
}

static void
test_autoflush (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) first = NULL;

  library_open (&self, test);
  mo_session_set_autoflush (self.session, TRUE);
  first = get_title (&self, 1);
  g_assert_true (mo_set_related (first, writer, dan));
  mo_test_ok (mo_session_load_related (self.session, first, writer));
  g_assert_true (first->writer == dan);
  g_assert_cmpint (first->writer_id.value, ==, dan->id);
  mo_test_ok (mo_session_load_related (self.session, dan, titles));
  library_assert_titles (dan->titles, "A1");
  orm_unit_close (&self);
}

/* Nor is there a row that could have it. */
static void
test_no_key (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) dan = mo_new (Writer, .name = "Dan");
  g_autoptr (Title) first = NULL;

  library_open (&self, test);
  first = get_title (&self, 1);
  g_assert_true (mo_set_related (first, writer, dan));
  mo_test_ok (mo_session_load_related (self.session, first, writer));
  g_assert_true (first->writer == dan);
  mo_session_add (self.session, dan);
  g_assert_true (mo_add_related (dan, titles, first));
  mo_test_ok (mo_session_load_related (self.session, dan, titles));
  library_assert_titles (dan->titles, "A1");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT name FROM writers, titles WHERE writers.id = writer_id "
                               "AND titles.id = 1", "Dan");
  orm_unit_close (&self);
}

/* --- what is changed while a load is on its way --- */

static void
test_added_meanwhile (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Title) third = NULL;
  g_autoptr (Title) fresh = mo_new (Title, .text = "N");
  g_autoptr (Genre) none = NULL;
  g_autoptr (MoFuture) titles = NULL;
  g_autoptr (MoFuture) genres = NULL;
  g_autoptr (MoFuture) flushed = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  first = get_title (&self, 1);
  third = get_title (&self, 3);
  none = get_genre (&self, 3);
  titles = mo_session_load_related (self.session, ann, titles);
  genres = mo_session_load_related (self.session, first, genres);
  g_assert_true (mo_add_related (ann, titles, third));
  g_assert_true (mo_add_related (ann, titles, fresh));
  g_assert_true (mo_add_related (first, genres, none));
  flushed = mo_session_flush (self.session);
  mo_test_ok (g_steal_pointer (&titles));
  mo_test_ok (g_steal_pointer (&genres));
  library_assert_titles (ann->titles, "A1 A2 C1 N");
  library_assert_genres (first->genres, "ode elegy none");
  orm_unit_close (&self);
}

static void
test_removed_meanwhile (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Genre) ode = NULL;
  g_autoptr (MoFuture) titles = NULL;
  g_autoptr (MoFuture) genres = NULL;
  g_autoptr (MoFuture) flushed = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  first = get_title (&self, 1);
  ode = get_genre (&self, 1);
  titles = mo_session_load_related (self.session, ann, titles);
  genres = mo_session_load_related (self.session, first, genres);
  g_assert_true (mo_remove_related (ann, titles, first));
  g_assert_true (mo_remove_related (first, genres, ode));
  flushed = mo_session_flush (self.session);
  mo_test_ok (g_steal_pointer (&titles));
  mo_test_ok (g_steal_pointer (&genres));
  library_assert_titles (ann->titles, "A2");
  library_assert_genres (first->genres, "elegy");
  orm_unit_close (&self);
}

/* By the key alone, of which nothing is known but what it is. */
static void
test_key_changed_meanwhile (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (MoFuture) writer = NULL;
  g_autoptr (MoFuture) titles = NULL;
  g_autoptr (MoFuture) of_cyd = NULL;
  g_autoptr (MoFuture) flushed = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  cyd = get_writer (&self, 3);
  first = get_title (&self, 1);
  writer = mo_session_load_related (self.session, first, writer);
  titles = mo_session_load_related (self.session, ann, titles);
  of_cyd = mo_session_load_related (self.session, cyd, titles);
  mo_set (first, writer_id, 3);
  flushed = mo_session_flush (self.session);
  mo_test_ok (g_steal_pointer (&writer));
  mo_test_ok (g_steal_pointer (&titles));
  mo_test_ok (g_steal_pointer (&of_cyd));
  g_assert_false (mo_is_loaded (first, writer));
  library_assert_titles (ann->titles, "A2");
  mo_test_ok (mo_session_load_related (self.session, first, writer));
  g_assert_true (first->writer == cyd);
  orm_unit_close (&self);
}

/* Nobody would let go of what it holds. */
static void
test_left_meanwhile (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (MoFuture) titles = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  first = get_title (&self, 1);
  mo_test_ok (mo_session_load_related (self.session, first, writer));
  titles = mo_session_load_related (self.session, ann, titles);
  mo_session_expunge (self.session, ann);
  mo_test_ok (g_steal_pointer (&titles));
  g_assert_false (mo_is_loaded (ann, titles));
  orm_unit_close (&self);
}

/* --- what was changed before --- */

/* On whichever side it was said. */
static void
test_first_load (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) second = NULL;
  g_autoptr (Title) third = NULL;
  g_autoptr (Title) fourth = NULL;
  g_autoptr (Title) fresh = NULL;
  g_autoptr (Genre) none = NULL;
  g_autoptr (Genre) ode = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  second = get_title (&self, 2);
  third = get_title (&self, 3);
  fourth = get_title (&self, 4);
  none = get_genre (&self, 3);
  ode = get_genre (&self, 1);
  fresh = mo_new (Title, .text = "N", .writer = ann);
  g_assert_true (mo_add_related (second, genres, none));
  g_assert_true (mo_add_related (ode, titles, second));
  g_assert_true (mo_add_related (ann, titles, third));
  g_assert_true (mo_set_related (fourth, writer, ann));
  mo_session_add (self.session, fresh);
  mo_test_ok (mo_session_load_related (self.session, second, genres));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_genres (second->genres, "none ode");
  library_assert_titles (ann->titles, "A1 A2 C1 C2 N");
  orm_unit_close (&self);
}

/* Said by the child, and nothing else was changed. */
static void
test_child_alone (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Title) third = NULL;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  third = get_title (&self, 3);
  g_assert_true (mo_set_related (third, writer, ann));
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A1 A2 C1");
  orm_unit_close (&self);
}

static void
test_portrait (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) bob = NULL;
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Portrait) fresh = mo_new (Portrait, .file = "new.png");
  g_autoptr (Portrait) second = NULL;

  library_open (&self, test);
  bob = get_writer (&self, 2);
  cyd = get_writer (&self, 3);
  second = orm_entity (mo_session_get (self.session, Portrait, 2));
  g_assert_true (mo_set_related (second, writer, bob));
  g_assert_true (mo_set_related (fresh, writer, cyd));
  mo_session_add (self.session, fresh);
  mo_test_ok (mo_session_load_related (self.session, bob, portrait));
  mo_test_ok (mo_session_load_related (self.session, cyd, portrait));
  g_assert_true (bob->portrait == second);
  g_assert_true (cyd->portrait == fresh);
  orm_unit_close (&self);
}

/* --- in the rows of the query --- */

static void
test_joined (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) ann = NULL;
  g_autoptr (Writer) cyd = NULL;
  g_autoptr (Title) first = NULL;
  g_autoptr (Portrait) portrait = NULL;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select;

  library_open (&self, test);
  ann = get_writer (&self, 1);
  cyd = get_writer (&self, 3);
  first = get_title (&self, 1);
  portrait = orm_entity (mo_session_get (self.session, Portrait, 1));
  g_assert_true (mo_set_related (first, writer, cyd));
  g_assert_true (mo_set_related (portrait, writer, cyd));
  select = mo_join_related (mo_join_related (library_writers (), Writer, titles), Writer, portrait);
  writers = orm_all (mo_session_execute (self.session, select));
  library_assert_titles (ann->titles, "A2");
  g_assert_cmpuint (cyd->titles->len, ==, 3); /* two of them in the order of the rows */
  g_assert_true (cyd->titles->pdata[2] == first);
  g_assert_true (mo_is_loaded (ann, portrait));
  g_assert_null (ann->portrait);
  g_assert_true (cyd->portrait == portrait);
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/related-load/key-on-its-way", test_key_on_its_way);
  mo_test_add ("/session/related-load/autoflush", test_autoflush);
  mo_test_add ("/session/related-load/no-key", test_no_key);
  mo_test_add ("/session/related-load/added-meanwhile", test_added_meanwhile);
  mo_test_add ("/session/related-load/removed-meanwhile", test_removed_meanwhile);
  mo_test_add ("/session/related-load/key-changed-meanwhile", test_key_changed_meanwhile);
  mo_test_add ("/session/related-load/left-meanwhile", test_left_meanwhile);
  mo_test_add ("/session/related-load/first-load", test_first_load);
  mo_test_add ("/session/related-load/child-alone", test_child_alone);
  mo_test_add ("/session/related-load/portrait", test_portrait);
  mo_test_add ("/session/related-load/joined", test_joined);
  return g_test_run ();
}
