/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations by keys that are text, which servers compare without case, or with it; and by rows in
 * between that have a key of their own. */

#include "orm-test.h"

typedef struct _Land Land;
typedef struct _Town Town;
typedef struct _Fair Fair;

struct _Land
{
  char *code;
  GPtrArray *towns;
  GPtrArray *visitors;
};

struct _Town
{
  gint64 id;
  char *land_code;
  Land *land;
  GPtrArray *lands;
};

/* A town that goes to a land. */
struct _Fair
{
  gint64 id;
  gint64 town_id;
  char *land_code;
};

MO_DECLARE_MODEL (Land, land)
MO_DECLARE_MODEL (Town, town)
MO_DECLARE_MODEL (Fair, fair)

MO_DEFINE_MODEL (Land, land, "lands",
                 MO_COLUMN (code, MO_PRIMARY_KEY, .length = 10),
                 MO_HAS_MANY (towns, Town, land_code),
                 MO_MANY_TO_MANY (visitors, Town, Fair, land_code, town_id))

MO_DEFINE_MODEL (Town, town, "towns",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (land_code, 0, .length = 10, .references = MO_REFERENCES (Land, code)),
                 MO_BELONGS_TO (land, Land, land_code),
                 MO_MANY_TO_MANY (lands, Land, Fair, town_id, land_code))

MO_DEFINE_MODEL (Fair, fair, "fairs",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (town_id, 0, .references = MO_REFERENCES (Town, id)),
                 MO_COLUMN (land_code, 0, .length = 10, .references = MO_REFERENCES (Land, code)))

/* Without foreign keys, which one server checks in its own way. */
static const char *const tables[] = {
  "CREATE TABLE lands (code VARCHAR(10) AS_TOLD PRIMARY KEY)",
  "CREATE TABLE towns (id BIGINT AUTO_INCREMENT PRIMARY KEY, land_code VARCHAR(10) AS_TOLD)",
  "CREATE TABLE fairs (id BIGINT AUTO_INCREMENT PRIMARY KEY, town_id BIGINT, "
  "land_code VARCHAR(10) AS_TOLD)",
};

static const char *const some_rows[] = {
  "INSERT INTO lands VALUES ('De'), ('Fé'), ('it')",
  "INSERT INTO towns VALUES (1, 'de'), (2, 'De'), (3, 'DE '), (4, 'fe'), (5, 'Fé'), (6, 'IT')",
  "INSERT INTO fairs VALUES (1, 1, 'IT'), (2, 1, 'it'), (3, 2, 'de')",
};

static void
open_rows (OrmUnit *self,
           MoTest *test,
           const char *collation,
           const char *const *rows,
           gsize n_rows)
{
  orm_test_open (&self->orm, test, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GString) sql = g_string_new (tables[i]);

      g_string_replace (sql, "AS_TOLD", collation, 0);
      orm_test_sql (&self->orm, sql->str);
    }
  for (gsize i = 0; i < n_rows; i++)
    orm_test_sql (&self->orm, rows[i]);
  orm_wire_open (&self->wire, &self->orm, "pool_size=1");
  orm_unit_begin (self);
}

static void
open_text (OrmUnit *self, MoTest *test, const char *collation)
{
  open_rows (self, test, collation, some_rows, G_N_ELEMENTS (some_rows));
}

static void
assert_towns (GPtrArray *towns, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  MO_FOREACH (Town, town, towns)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? " " : "", town->id);
  g_assert_cmpstr (text->str, ==, expected);
}

static GPtrArray *
load_towns (OrmUnit *self)
{
  return orm_all (mo_session_execute (
      self->session,
      mo_load_related (mo_order_by (mo_select (Town), MO_C (Town, id)), Town, land)));
}

static GPtrArray *
load_lands (OrmUnit *self)
{
  MoSelect *select = mo_order_by (mo_select (Land), MO_C (Land, code));

  select = mo_load_related (select, Land, towns);
  return orm_all (mo_session_execute (self->session, mo_load_related (select, Land, visitors)));
}

/* As the server has them: what it finds equal is related. */
static void
test_without_case (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) towns = NULL;
  g_autoptr (GPtrArray) lands = NULL;
  Land *de, *fe, *it;

  open_text (&self, test, "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
  towns = load_towns (&self);
  lands = load_lands (&self);
  de = lands->pdata[0];
  fe = lands->pdata[1];
  it = lands->pdata[2];
  assert_towns (de->towns, "1 2 3");
  assert_towns (fe->towns, "4 5");
  assert_towns (it->towns, "6");
  assert_towns (it->visitors, "1"); /* once, by two rows */
  assert_towns (de->visitors, "2");
  for (guint i = 0; i < 6; i++)
    g_assert_true (((Town *) towns->pdata[i])->land == lands->pdata[i < 3 ? 0 : i < 5 ? 1 : 2]);
  g_assert_true (mo_remove_related (de, towns, towns->pdata[0]));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM towns WHERE land_code IS NULL", "1");
  orm_unit_close (&self);
}

static void
test_with_case (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) lands = NULL;
  Land *de;

  open_text (&self, test, test->is_matrixone ? "" : "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  orm_test_sql (&self.orm, "INSERT INTO lands VALUES ('de')");
  lands = load_lands (&self);
  de = lands->pdata[0];
  g_assert_cmpstr (de->code, ==, "De");
  assert_towns (de->towns, "2");
  de = lands->pdata[2];
  g_assert_cmpstr (de->code, ==, "de");
  assert_towns (de->towns, "1");
  assert_towns (de->visitors, "2");
  orm_unit_close (&self);
}

/* --- letters that are equal, or are not --- */

static const char *const swedish_rows[] = {
  "INSERT INTO lands VALUES ('har'), ('hår'), ('none')",
  "INSERT INTO towns VALUES (1, 'HAR'), (2, 'HÅR'), (3, 'har'), (4, 'gone')",
  "INSERT INTO fairs VALUES (1, 1, 'HÅR'), (2, 2, 'HAR'), (3, 3, 'hår'), (4, 1, 'hår')",
};

static const char *const german_rows[] = {
  "INSERT INTO lands VALUES ('strasse'), ('straße')",
  "INSERT INTO towns VALUES (1, 'STRASE'), (2, 'STRASSE'), (3, 'Straße')",
  "INSERT INTO fairs VALUES (1, 1, 'STRASSE'), (2, 2, 'STRASE')",
};

/* Also of two levels, where the first has such keys. */
static void
test_swedish (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) towns = NULL;
  g_autoptr (GPtrArray) lands = NULL;
  MoSelect *select = mo_order_by (mo_select (Town), MO_C (Town, id));

  open_rows (&self, test, "CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci", swedish_rows,
             G_N_ELEMENTS (swedish_rows));
  select = mo_load_related (mo_load_related (select, Town, land), Land, visitors);
  towns = orm_all (mo_session_execute (self.session, select));
  g_assert_cmpstr (((Town *) towns->pdata[0])->land->code, ==, "har");
  g_assert_cmpstr (((Town *) towns->pdata[1])->land->code, ==, "hår");
  g_assert_cmpstr (((Town *) towns->pdata[2])->land->code, ==, "har");
  g_assert_null (((Town *) towns->pdata[3])->land);
  assert_towns (((Town *) towns->pdata[0])->land->visitors, "2");
  assert_towns (((Town *) towns->pdata[1])->land->visitors, "1 3");
  lands = load_lands (&self);
  assert_towns (((Land *) lands->pdata[0])->towns, "1 3");
  assert_towns (((Land *) lands->pdata[1])->towns, "2");
  assert_towns (((Land *) lands->pdata[2])->towns, "");
  orm_unit_close (&self);
}

static void
test_german (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) towns = NULL;
  g_autoptr (GPtrArray) lands = NULL;
  Land *strasse, *sharp;

  open_rows (&self, test, "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", german_rows,
             G_N_ELEMENTS (german_rows));
  towns = load_towns (&self);
  lands = load_lands (&self);
  strasse = lands->pdata[1];
  sharp = lands->pdata[0];
  g_assert_cmpstr (strasse->code, ==, "strasse");
  assert_towns (strasse->towns, "2");
  assert_towns (sharp->towns, "1 3");
  assert_towns (strasse->visitors, "1");
  assert_towns (sharp->visitors, "2");
  g_assert_true (((Town *) towns->pdata[0])->land == sharp);
  g_assert_true (((Town *) towns->pdata[1])->land == strasse);
  g_assert_true (((Town *) towns->pdata[2])->land == sharp);
  orm_unit_close (&self);
}

/* Of one instance that is there, and its key that is not asked for by what it is. */
static void
test_of_instances (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Town) town = NULL;
  g_autoptr (Land) land = NULL;

  open_rows (&self, test, "CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci", swedish_rows,
             G_N_ELEMENTS (swedish_rows));
  town = orm_entity (mo_session_get (self.session, Town, 2));
  land = orm_entity (mo_session_get (self.session, Land, "hår"));
  mo_test_ok (mo_session_load_related (self.session, town, land));
  g_assert_true (town->land == land);
  mo_test_ok (mo_session_load_related (self.session, land, towns));
  assert_towns (land->towns, "2");
  g_assert_true (mo_remove_related (land, towns, town));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id FROM towns WHERE land_code IS NULL", "2");
  orm_unit_close (&self);
}

static void
insert_many (OrmUnit *self, guint n)
{
  g_autoptr (GString) lands = g_string_new ("INSERT INTO lands VALUES ");
  g_autoptr (GString) towns = g_string_new ("INSERT INTO towns VALUES ");

  for (guint i = 1; i <= n; i++)
    {
      g_string_append_printf (lands, "%s('land%03u')", i > 1 ? ", " : "", i);
      g_string_append_printf (towns, "%s(%u, 'LAND%03u')", i > 1 ? ", " : "", i, i);
    }
  orm_test_sql (&self->orm, lands->str);
  orm_test_sql (&self->orm, towns->str);
}

/* More than are asked about in one statement. */
static void
test_many (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) towns = NULL;
  g_autoptr (GPtrArray) lands = NULL;

  open_rows (&self, test, "CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci", NULL, 0);
  insert_many (&self, 450);
  towns = load_towns (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT t.`code`"), ==, 450);
  lands = load_lands (&self);
  for (guint i = 0; i < 450; i++)
    {
      Land *land = lands->pdata[i];

      g_assert_true (((Town *) towns->pdata[i])->land == land);
      g_assert_cmpuint (land->towns->len, ==, 1);
      g_assert_true (land->towns->pdata[0] == towns->pdata[i]);
    }
  orm_unit_close (&self);
}

/* Keys that are the same text are not asked about. */
static void
test_no_more_statements (MoTest *test)
{
  static const char *const rows[] = {
    "INSERT INTO lands VALUES ('de'), ('it')",
    "INSERT INTO towns VALUES (1, 'de'), (2, 'it'), (3, NULL)",
    "INSERT INTO fairs VALUES (1, 1, 'it')",
  };
  OrmUnit self;
  g_autoptr (GPtrArray) towns = NULL;
  g_autoptr (GPtrArray) lands = NULL;

  open_rows (&self, test, "", rows, G_N_ELEMENTS (rows));
  towns = load_towns (&self);
  lands = load_lands (&self);
  assert_towns (((Land *) lands->pdata[1])->visitors, "1");
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 5);
  orm_unit_close (&self);
}

/* --- a key of its own --- */

/* The row is not known by the two: it has to be read first. */
static void
test_own_key (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Town) town = NULL;
  g_autoptr (Land) it = NULL;
  g_autoptr (Land) de = NULL;
  g_autoptr (GError) error = NULL;

  open_text (&self, test, "");
  town = orm_entity (mo_session_get (self.session, Town, 2));
  de = orm_entity (mo_session_get (self.session, Land, "De"));
  it = orm_entity (mo_session_get (self.session, Land, "it"));
  g_assert_false (mo_remove_related (town, lands, it));
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "load lands first");
  g_assert_true (mo_add_related (town, lands, it));
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_load_related (self.session, town, lands));
  g_assert_true (mo_add_related (town, lands, it));
  g_assert_true (mo_remove_related (town, lands, it));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id FROM fairs ORDER BY id", "1;2;3");
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/session/related-text/without-case", test_without_case);
  mo_test_add ("/session/related-text/with-case", test_with_case);
  mo_test_add_mariadb ("/session/related-text/swedish", test_swedish);
  mo_test_add_mariadb ("/session/related-text/german", test_german);
  mo_test_add_mariadb ("/session/related-text/of-instances", test_of_instances);
  mo_test_add_mariadb ("/session/related-text/many", test_many);
  mo_test_add ("/session/related-text/no-more-statements", test_no_more_statements);
  mo_test_add ("/session/related-text/own-key", test_own_key);
  return g_test_run ();
}
