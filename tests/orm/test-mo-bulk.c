/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts of structs: by either method the same is in the table, and it is what the structs
 * had. */

#include "orm-everything.h"

#include <float.h>

typedef struct
{
  gint64 id;
  char *name;
  guint32 version;
  GDateTime *made;
} Note;

/* Without what MatrixOne looks at in an INSERT only. */
MO_DEFINE_MODEL (Note, note, "bulk_notes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL),
                 MO_COLUMN (version, MO_VERSION),
                 MO_COLUMN (made, MO_DEFAULT_NOW))

#define EVERYTHING                                                                                 \
  "SELECT id, flag, wide_flag, tiny, small, medium, big, utiny, usmall, umedium, ubig, single,"    \
  " precise, maybe_number, maybe_precise, HEX(text), HEX(long_text), HEX(bytes), HEX(`blob`),"     \
  " moment FROM everything ORDER BY id"

static const char *const texts[] = {
  "", "NULL", "\\N", "N", "a\tb\nc\rd", "back\\slash\\", "'quotes' and \"quotes\"", "\"", "\\\"",
  "gr\xc3\xbc\xc3\x9f \xf0\x9f\x8d\xb0", "\xef\xbb\xbf mark", " blank ", "%s ? :name",
  "\x1a\x08", NULL,
};

static const double numbers[] = { 0,       -0.0,       1.0 / 3, -2.5, 1e300,             -1e-300,
                                  DBL_MIN, 123456.789, 0.1,     1e22, 9007199254740992.0 };

static void
fill_extremes (Everything *self, gboolean highest)
{
  self->flag = highest;
  self->wide_flag = highest;
  self->tiny = highest ? G_MAXINT8 : G_MININT8;
  self->small = highest ? G_MAXINT16 : G_MININT16;
  self->medium = highest ? G_MAXINT32 : G_MININT32;
  self->big = highest ? G_MAXINT64 : G_MININT64;
  self->utiny = highest ? G_MAXUINT8 : 0;
  self->usmall = highest ? G_MAXUINT16 : 0;
  self->umedium = highest ? G_MAXUINT32 : 0;
  self->ubig = highest ? G_MAXUINT64 : 0;
  self->maybe_number = (MoNullInt64){ highest ? -1 : 0, highest };
  self->maybe_precise = (MoNullDouble){ highest ? -0.5 : 0, highest };
}

/* As many as there are texts; freed by clear_rows(). */
static Everything *
make_rows (guint n)
{
  Everything *rows = g_new0 (Everything, n);

  for (guint i = 0; i < n; i++)
    {
      guchar bytes[256];

      for (guint j = 0; j < 256; j++)
        bytes[j] = (guchar) (i + j);
      rows[i].id = (gint64) i + 1;
      fill_extremes (&rows[i], i % 2 == 0);
      rows[i].single = (float) i / 4;
      rows[i].precise = numbers[i % G_N_ELEMENTS (numbers)];
      rows[i].text = g_strdup (texts[i % G_N_ELEMENTS (texts)]);
      rows[i].long_text = g_strdup (texts[(i + 1) % G_N_ELEMENTS (texts)]);
      rows[i].bytes = i % 3 == 0 ? NULL : g_bytes_new (bytes, i % 3 == 1 ? 256 : 0);
      rows[i].blob = i % 4 == 0 ? NULL : g_bytes_new (bytes + 1, i % 4 == 1 ? 0 : 255);
      rows[i].moment = i % 5 == 0 ? NULL : g_date_time_new_utc (1969 + (int) i, 12, 31, 23, 59,
                                                                i % 5 == 1 ? 59 : 58.654321);
    }
  return rows;
}

static void
clear_rows (Everything *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_free (rows[i].text);
      g_free (rows[i].long_text);
      g_clear_pointer (&rows[i].bytes, g_bytes_unref);
      g_clear_pointer (&rows[i].blob, g_bytes_unref);
      g_clear_pointer (&rows[i].moment, g_date_time_unref);
    }
  g_free (rows);
}

#define N_ROWS 16

/* (transfer full): all that is in the table, which is emptied. */
static char *
insert_by (OrmTest *orm, MoBulkMethod method, const Everything *rows)
{
  const MoBulkOptions options = { .method = method };
  MoFuture *inserted = mo_bulk_insert (orm->client, Everything, rows, N_ROWS, &options);
  char *text;

  g_assert_cmpint (mo_test_number (inserted), ==, N_ROWS);
  text = orm_test_rows (orm, EVERYTHING);
  orm_test_sql (orm, "DELETE FROM everything");
  return text;
}

static void
test_same (MoTest *test)
{
  OrmTest orm;
  Everything *rows = make_rows (N_ROWS);
  g_autofree char *by_values = NULL;
  g_autofree char *by_load = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  by_values = insert_by (&orm, MO_BULK_VALUES, rows);
  by_load = insert_by (&orm, MO_BULK_LOAD_DATA, rows);
  g_assert_cmpstr (by_load, ==, by_values);
  orm_test_close (&orm);
  clear_rows (rows, N_ROWS);
}

static gboolean
body_compares (MoTransaction *tx, gpointer data, GError **error)
{
  const Everything *rows = data;
  MoSelect *select = mo_order_by (mo_select (Everything), MO_C (Everything, id));
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) read = mo_await_all (mo_session_execute (session, select), error);

  if (read == NULL)
    return FALSE;
  g_assert_cmpuint (read->len, ==, N_ROWS);
  for (guint i = 0; i < read->len; i++)
    {
      const Everything *one = read->pdata[i];

      orm_assert_everything_equal (one, &rows[i]);
      g_assert_cmpfloat (one->single, ==, rows[i].single);
    }
  return TRUE;
}

/* MariaDB knows one zero only. */
static void
assert_negative_zero (OrmTest *orm)
{
  g_autofree char *number = orm_test_rows (orm, "SELECT precise FROM everything WHERE id = 2");

  g_assert_cmpstr (number, ==, orm->test->is_matrixone ? "-0" : "0");
}

/* What a session reads is what the structs had. */
static void
test_exact (MoTest *test)
{
  static const MoBulkMethod methods[] = { MO_BULK_VALUES, MO_BULK_LOAD_DATA };
  OrmTest orm;
  Everything *rows = make_rows (N_ROWS);

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      const MoBulkOptions options = { .method = methods[i] };

      mo_test_ok (mo_bulk_insert (orm.client, Everything, rows, N_ROWS, &options));
      orm_test_run (&orm, body_compares, rows);
      assert_negative_zero (&orm);
      orm_test_sql (&orm, "DELETE FROM everything");
    }
  orm_test_close (&orm);
  clear_rows (rows, N_ROWS);
}

/* What a backslash means to the statement does not matter, nor what a quotation mark does. */
static void
test_sql_mode (MoTest *test)
{
  OrmTest orm;
  Everything *rows = make_rows (N_ROWS);
  g_autofree char *by_values = NULL;
  g_autofree char *by_load = NULL;

  orm_test_open (&orm, test,
                 "init_sql=SET%20sql_mode%3D%27NO_BACKSLASH_ESCAPES%2CANSI_QUOTES%2C"
                 "STRICT_ALL_TABLES%27");
  orm_test_create (&orm, MO_MODELS (Everything));
  by_values = insert_by (&orm, MO_BULK_VALUES, rows);
  by_load = insert_by (&orm, MO_BULK_LOAD_DATA, rows);
  g_assert_cmpstr (by_load, ==, by_values);
  orm_test_close (&orm);
  clear_rows (rows, N_ROWS);
}

/* --- times --- */

static gboolean
body_inserts (MoTransaction *tx, gpointer data, GError **error)
{
  const MoBulkOptions options = { .method = *(MoBulkMethod *) data };
  g_autoptr (GDateTime) made = g_date_time_new_utc (2000, 1, 1, 12, 0, 0);
  const Note note = { .name = (char *) "a", .made = made };

  return mo_await (mo_bulk_insert (tx, Note, &note, 1, &options), error);
}

/* In the session's zone, also where the insert is the first that the transaction does. */
static void
test_time_zone (MoTest *test)
{
  OrmTest orm;
  MoBulkMethod method;

  orm_test_open (&orm, test,
                 "time_zone=session&init_sql=SET%20time_zone%3D%27%2B08%3A00%27");
  orm_test_create (&orm, MO_MODELS (Note));
  for (method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    orm_test_run (&orm, body_inserts, &method);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_notes"
                                         " WHERE made = '2000-01-01 20:00:00'"),
                   ==, 3);
  orm_test_close (&orm);
}

/* --- what is filled in --- */

static void
insert_notes (OrmTest *orm, MoBulkMethod method)
{
  g_autoptr (GDateTime) then = g_date_time_new_utc (2000, 1, 1, 0, 0, 0);
  Note notes[] = { { .name = (char *) "a" },
                   { .name = (char *) "b", .version = 7 },
                   { .name = (char *) "c", .made = then } };
  const MoBulkOptions options = { .method = method };

  mo_test_ok (mo_bulk_insert (orm->client, Note, notes, 3, &options));
  notes[1].id = 50; /* beside two that the server gives */
  mo_test_ok (mo_bulk_insert (orm->client, Note, notes, 3, &options));
}

static void
assert_notes (OrmTest *orm)
{
  g_autofree char *rows = orm_test_rows (
      orm, "SELECT name, version, made = '2000-01-01' FROM bulk_notes ORDER BY name, id");

  g_assert_cmpstr (rows, ==, "a,1,0;a,1,0;b,7,0;b,7,0;c,1,1;c,1,1");
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(DISTINCT id) FROM bulk_notes WHERE id > 0"),
                   ==, 6);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM bulk_notes WHERE id = 50"), ==, 1);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM bulk_notes"
                                        " WHERE TIMESTAMPDIFF(SECOND, made, UTC_TIMESTAMP()) < 60"),
                   ==, 4);
  orm_test_sql (orm, "DELETE FROM bulk_notes");
}

static void
test_filled (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Note));
  insert_notes (&orm, MO_BULK_VALUES);
  assert_notes (&orm);
  insert_notes (&orm, MO_BULK_LOAD_DATA);
  assert_notes (&orm);
  orm_test_close (&orm);
}

/* --- transactions --- */

static gboolean
body_fails (MoTransaction *tx, gpointer data, GError **error)
{
  const MoBulkOptions options = { .method = *(MoBulkMethod *) data };
  g_autoptr (GDateTime) made = g_date_time_new_utc (2000, 1, 1, 0, 0, 0);
  const Note notes[] = { { .name = (char *) "a", .made = made },
                         { .name = (char *) "b", .made = made } };
  MoSession *session = mo_transaction_get_session (tx);
  gint64 n;

  g_assert_cmpint (mo_test_number (mo_bulk_insert (tx, Note, notes, 2, &options)), ==, 2);
  g_assert_cmpint (mo_test_number (mo_bulk_insert (session, Note, notes, 2, &options)), ==, 2);
  mo_await_int64 (mo_execute (tx, "SELECT COUNT(*) FROM bulk_notes"), &n, error);
  g_assert_cmpint (n, ==, 4);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "no");
  return FALSE;
}

static void
test_rolled_back (MoTest *test)
{
  OrmTest orm;
  MoBulkMethod method;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Note));
  for (method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      orm_test_run_fails (&orm, body_fails, &method, MO_ERROR_FAILED);
      g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_notes"), ==, 0);
    }
  orm_test_close (&orm);
}

/* --- many --- */

static void
assert_many (OrmTest *orm, guint n)
{
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM bulk_notes"), ==, n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM bulk_notes"
                                        " WHERE name = CONCAT('name ', id)"),
                   ==, n);
}

/* (transfer full): with their keys. */
static Note *
make_notes (GStringChunk *names, GDateTime *made, guint n)
{
  Note *notes = g_new0 (Note, n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i + 1);

      notes[i].id = (gint64) i + 1;
      notes[i].made = made;
      notes[i].name = g_string_chunk_insert (names, name);
    }
  return notes;
}

static void
test_many (MoTest *test)
{
  const guint n = 100000;
  g_autoptr (GStringChunk) names = g_string_chunk_new (1 << 16);
  g_autofree Note *notes = make_notes (names, NULL, n);
  OrmTest orm;
  MoBulkMethod method;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Note));
  for (method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      const MoBulkOptions options = { .method = method };

      g_assert_cmpint (mo_test_number (mo_bulk_insert (orm.client, Note, notes, n, &options)), ==,
                       n);
      assert_many (&orm, n);
      orm_test_sql (&orm, "DELETE FROM bulk_notes");
    }
  orm_test_close (&orm);
}

/* --- what goes over the wire --- */

static void
count_statements (MoTest *test, guint n, guint n_loads, guint n_inserts)
{
  g_autoptr (GStringChunk) names = g_string_chunk_new (1 << 16);
  g_autoptr (GDateTime) made = g_date_time_new_utc (2000, 1, 1, 0, 0, 0);
  g_autofree Note *notes = make_notes (names, made, n);
  OrmTest orm;
  OrmWire wire;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Note));
  for (guint i = 0; i < n; i++)
    notes[i].id = 0;
  orm_wire_open (&wire, &orm, NULL);
  mo_test_ok (mo_bulk_insert (wire.client, Note, notes, n, NULL));
  g_assert_cmpuint (orm_wire_count (&wire, "LOAD DATA"), ==, n_loads);
  g_assert_cmpuint (orm_wire_count (&wire, "INSERT"), ==, n_inserts);
  g_assert_cmpuint (orm_wire_count (&wire, "`id`"), ==, 0);
  g_assert_cmpuint (orm_wire_count (&wire, "COMMIT"), ==, 1);
  orm_wire_close (&wire);
  orm_test_close (&orm);
}

static void
test_few (MoTest *test)
{
  count_statements (test, 999, 0, 1);
}

static void
test_enough (MoTest *test)
{
  count_statements (test, 1000, 1, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  mo_test_add ("/bulk/same", test_same);
  mo_test_add ("/bulk/exact", test_exact);
  mo_test_add_mariadb ("/bulk/sql-mode", test_sql_mode);
  mo_test_add ("/bulk/time-zone", test_time_zone);
  mo_test_add ("/bulk/filled", test_filled);
  mo_test_add ("/bulk/rolled-back", test_rolled_back);
  mo_test_add ("/bulk/few", test_few);
  mo_test_add ("/bulk/enough", test_enough);
  mo_test_add ("/bulk/many", test_many);

  return g_test_run ();
}
