/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations on a server: how many statements load them, and what is in the fields. */

#include "library-fixture.h"

/* --- behind the query --- */

static void
check_writers (GPtrArray *writers)
{
  Writer *ann = writers->pdata[0], *bob = writers->pdata[1], *cyd = writers->pdata[2];

  g_assert_cmpuint (writers->len, ==, 3);
  library_assert_titles (ann->titles, "A1 A2");
  library_assert_titles (bob->titles, "");
  library_assert_titles (cyd->titles, "C1 C2");
  g_assert_cmpstr (ann->portrait->file, ==, "ann.png");
  g_assert_true (mo_is_loaded (bob, portrait));
  g_assert_null (bob->portrait);
  g_assert_true (mo_is_loaded (ann, teacher));
  g_assert_null (ann->teacher);
  g_assert_true (cyd->teacher == ann);
  g_assert_cmpuint (ann->pupils->len, ==, 2);
  g_assert_true (ann->pupils->pdata[0] == bob);
}

/* One statement, and one for each relation. */
static void
test_select_in (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select = library_writers ();

  library_open (&self, test);
  select = mo_load_related (select, Writer, titles);
  select = mo_load_related (select, Writer, portrait);
  select = mo_load_related (select, Writer, teacher);
  select = mo_load_related (select, Writer, pupils);
  writers = orm_all (mo_session_execute (self.session, select));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 5);
  check_writers (writers);
  orm_unit_close (&self);
}

/* The columns of a text are in an order of its own. */
static void
test_of_text (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select = mo_select_from_sql (
      MO_MODEL (Writer), "SELECT name, teacher_id, id FROM writers ORDER BY id");
  Writer *ann, *cyd;

  library_open (&self, test);
  writers = orm_all (mo_session_execute (self.session, mo_load_related (select, Writer, titles)));
  g_assert_cmpuint (writers->len, ==, 3);
  ann = writers->pdata[0];
  cyd = writers->pdata[2];
  library_assert_titles (ann->titles, "A1 A2");
  library_assert_titles (cyd->titles, "C1 C2");
  select = mo_select_from_sql (MO_MODEL (Writer), "SELECT name FROM writers");
  mo_test_fails (mo_session_execute (self.session, mo_load_related (select, Writer, titles)),
                 MO_ERROR_TYPE_MISMATCH);
  orm_unit_close (&self);
}

static void
test_many_to_many (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) titles = NULL;
  Title *first, *second, *third;

  library_open (&self, test);
  titles = orm_all (
      mo_session_execute (self.session, mo_load_related (library_titles (), Title, genres)));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 2);
  first = titles->pdata[0];
  second = titles->pdata[1];
  third = titles->pdata[2];
  library_assert_genres (first->genres, "ode elegy");
  library_assert_genres (second->genres, "");
  library_assert_genres (third->genres, "ode");
  g_assert_true (first->genres->pdata[0] == third->genres->pdata[0]);
  orm_unit_close (&self);
}

/* What is related to what is related. */
static void
test_nested (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select = mo_load_related (library_writers (), Writer, titles);
  Writer *ann;

  library_open (&self, test);
  select = mo_load_related (select, Title, genres);
  writers = orm_all (mo_session_execute (self.session, select));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 3);
  ann = writers->pdata[0];
  library_assert_genres (((Title *) ann->titles->pdata[0])->genres, "ode elegy");
  orm_unit_close (&self);
}

/* One level by each call. */
static void
test_itself (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) cyd = NULL;
  MoSelect *select = mo_where (mo_select (Writer), mo_eq (MO_C (Writer, id), 3));

  library_open (&self, test);
  select = mo_load_related (select, Writer, teacher);
  cyd = orm_entity (mo_session_one (self.session, select));
  g_assert_cmpstr (cyd->teacher->name, ==, "Ann");
  g_assert_false (mo_is_loaded (cyd->teacher, teacher));
  g_clear_pointer (&cyd, writer_unref);
  select = mo_where (mo_select (Writer), mo_eq (MO_C (Writer, id), 3));
  select = mo_load_related (mo_load_related (select, Writer, teacher), Writer, teacher);
  cyd = orm_entity (mo_session_one (self.session, select));
  g_assert_true (mo_is_loaded (cyd->teacher, teacher));
  g_assert_null (cyd->teacher->teacher);
  orm_unit_close (&self);
}

static void
test_of_nothing (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select = mo_where (mo_select (Writer), mo_eq (MO_C (Writer, id), 99));

  library_open (&self, test);
  writers = orm_all (mo_session_execute (self.session, mo_load_related (select, Writer, titles)));
  g_assert_cmpuint (writers->len, ==, 0);
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 1);
  orm_unit_close (&self);
}

/* More keys than a small packet has room for. */
static void
test_many_keys (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) titles = NULL;
  g_autoptr (GString) sql = g_string_new ("INSERT INTO titles (id, writer_id, text) VALUES ");

  library_open (&self, test);
  for (guint i = 10; i < 10000; i++)
    g_string_append_printf (sql, "%s(%u, 1, 'many')", i > 10 ? ", " : "", i);
  orm_test_sql (&self.orm, sql->str);
  orm_test_sql (&self.orm, "INSERT INTO title_genres SELECT id, 3 FROM titles WHERE id >= 10");
  titles = orm_all (
      mo_session_execute (self.session, mo_load_related (library_titles (), Title, genres)));
  g_assert_cmpuint (titles->len, ==, 9995);
  for (guint i = 5; i < titles->len; i++)
    library_assert_genres (((Title *) titles->pdata[i])->genres, "none");
  g_assert_cmpuint (orm_wire_count (&self.wire, " IN ("), <=, 2);
  orm_unit_close (&self);
}

/* --- in the query --- */

static void
test_joined_one (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) titles = NULL;
  Title *first, *last;

  library_open (&self, test);
  titles = orm_all (
      mo_session_execute (self.session, mo_join_related (library_titles (), Title, writer)));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 1);
  g_assert_cmpuint (titles->len, ==, 5);
  first = titles->pdata[0];
  last = titles->pdata[4];
  g_assert_cmpstr (first->writer->name, ==, "Ann");
  g_assert_true (((Title *) titles->pdata[1])->writer == first->writer);
  g_assert_true (mo_is_loaded (last, writer));
  g_assert_null (last->writer);
  orm_unit_close (&self);
}

/* Each writer once, though there is a row for each title; and two relations in one query. */
static void
test_joined_many (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  g_autoptr (Title) title = NULL;
  MoSelect *select = mo_join_related (library_writers (), Writer, titles);

  library_open (&self, test);
  select = mo_join_related (select, Writer, portrait);
  select = mo_join_related (select, Writer, pupils);
  select = mo_join_related (select, Writer, teacher);
  select = mo_order_by (select, MO_C_AS ("writers_titles", Title, id));
  select = mo_order_by (select, MO_C_AS ("writers_pupils", Writer, id));
  writers = orm_all (mo_session_execute (self.session, select));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 1);
  check_writers (writers);
  title = orm_entity (mo_session_one (
      self.session,
      mo_join_related (mo_where (mo_select (Title), mo_eq (MO_C (Title, id), 1)), Title, genres)));
  g_assert_cmpuint (title->genres->len, ==, 2);
  orm_unit_close (&self);
}

static void
test_joined_limit (MoTest *test)
{
  OrmUnit self;

  library_open (&self, test);
  mo_test_fails (
      mo_session_execute (self.session,
                          mo_limit (mo_join_related (library_writers (), Writer, titles), 2)),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_first (self.session, mo_join_related (library_writers (), Writer, titles)),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_one (self.session, mo_join_related (library_writers (), Writer, titles)),
      MO_ERROR_TOO_MANY_ROWS);
  mo_test_ok (mo_session_first (self.session, mo_join_related (library_titles (), Title, writer)));
  orm_unit_close (&self);
}

/* --- on demand --- */

static void
test_on_demand (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  Writer *ann;

  library_open (&self, test);
  writers = orm_all (mo_session_execute (self.session, library_writers ()));
  ann = writers->pdata[0];
  g_assert_false (mo_is_loaded (ann, titles));
  g_assert_null (ann->titles);
  wireplay_reset (self.wire.proxy);
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A1 A2");
  mo_test_ok (mo_session_load_all_related (self.session, writers, Writer, portrait));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 2);
  g_assert_cmpstr (ann->portrait->file, ==, "ann.png");
  orm_unit_close (&self);
}

static void
test_refused (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Writer) stranger = mo_new (Writer, .name = "Zed");
  g_autoptr (Writer) ann = NULL;

  library_open (&self, test);
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  mo_test_fails (mo_session_load_related (self.session, stranger, titles),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_load_related (self.session, ann, name), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_execute (self.session, mo_load_related (library_writers (), Title, writer)),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_execute (self.session, mo_load_related (library_writers (), Writer, name)),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_stream_select (self.wire.client, mo_load_related (library_writers (), Writer, titles)),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_stream_select (self.wire.client, mo_join_related (library_writers (), Writer, titles)),
      MO_ERROR_INVALID_ARGUMENT);
  orm_unit_close (&self);
}

/* A title that was given to another writer, and not flushed, is not in either list by mistake. */
static void
test_changed_meanwhile (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Title) title = NULL;
  g_autoptr (Writer) ann = NULL;

  library_open (&self, test);
  title = orm_entity (mo_session_get (self.session, Title, 1));
  ann = orm_entity (mo_session_get (self.session, Writer, 1));
  mo_set (title, writer_id, 2);
  mo_test_ok (mo_session_load_related (self.session, ann, titles));
  library_assert_titles (ann->titles, "A2");
  orm_unit_close (&self);
}

/* --- without a session --- */

/* What is related stays with what it is related to, but for the way back. */
static void
test_client (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  MoSelect *select = mo_load_related (library_writers (), Writer, titles);
  Title *title;

  library_open (&self, test);
  select = mo_load_related (select, Title, writer);
  select = mo_load_related (select, Title, genres);
  select = mo_load_related (select, Genre, titles);
  writers = orm_all (mo_client_select (self.orm.client, select));
  library_assert_titles (((Writer *) writers->pdata[0])->titles, "A1 A2");
  title = ((Writer *) writers->pdata[0])->titles->pdata[0];
  library_assert_genres (title->genres, "ode elegy");
  g_assert_false (mo_is_loaded (title, writer));
  orm_unit_close (&self);
}

/* Also after the session. */
static void
test_after_session (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) writers = NULL;
  g_autoptr (Title) title = NULL;
  MoSelect *select = mo_load_related (library_writers (), Writer, titles);

  library_open (&self, test);
  select = mo_load_related (select, Title, writer);
  writers = orm_all (mo_session_execute (self.session, select));
  title = title_ref (((Writer *) writers->pdata[0])->titles->pdata[0]);
  g_assert_true (title->writer == writers->pdata[0]);
  orm_unit_commit (&self);
  library_assert_titles (((Writer *) writers->pdata[0])->titles, "A1 A2");
  g_assert_false (mo_is_loaded (title, writer));
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/related/select-in", test_select_in);
  mo_test_add ("/session/related/of-text", test_of_text);
  mo_test_add ("/session/related/many-to-many", test_many_to_many);
  mo_test_add ("/session/related/nested", test_nested);
  mo_test_add ("/session/related/itself", test_itself);
  mo_test_add ("/session/related/of-nothing", test_of_nothing);
  mo_test_add ("/session/related/many-keys", test_many_keys);
  mo_test_add ("/session/related/joined-one", test_joined_one);
  mo_test_add ("/session/related/joined-many", test_joined_many);
  mo_test_add ("/session/related/joined-limit", test_joined_limit);
  mo_test_add ("/session/related/on-demand", test_on_demand);
  mo_test_add ("/session/related/refused", test_refused);
  mo_test_add ("/session/related/changed-meanwhile", test_changed_meanwhile);
  mo_test_add ("/session/related/client", test_client);
  mo_test_add ("/session/related/after-session", test_after_session);
  return g_test_run ();
}
