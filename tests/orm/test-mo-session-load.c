/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is written is what is read back: every type of field, its extremes and NULL. */

#include <float.h>
#include <string.h>

#include "orm-everything.h"

/* Every width of UTF-8, quotes of three kinds, and what a server might take for syntax. */
#define ODD_TEXT "a\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80 '\"` \\ \\' % _ ? %s :x -- # ;\n\t\x01"
#define KIBIBYTES_64 65536

/* --- every type --- */

static GDateTime *
utc (int year, int month, int day, int hour, int minute, double seconds)
{
  return g_date_time_new_utc (year, month, day, hour, minute, seconds);
}

static GBytes *
all_bytes (void)
{
  guint8 bytes[256];

  for (guint i = 0; i < 256; i++)
    bytes[i] = (guint8) i;
  return g_bytes_new (bytes, sizeof bytes);
}

static Everything *
new_lowest (void)
{
  g_autoptr (GDateTime) moment = utc (1, 1, 1, 0, 0, 0);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);

  return mo_new (Everything, .flag = FALSE, .wide_flag = FALSE, .tiny = G_MININT8,
                 .small = G_MININT16, .medium = G_MININT32, .big = G_MININT64,
                 .single = -0.5f, .precise = -DBL_MAX, .maybe_number = { G_MININT64, TRUE },
                 .maybe_precise = { -DBL_MAX, TRUE }, .text = "", .long_text = "", .bytes = empty,
                 .blob = empty, .moment = moment);
}

static Everything *
new_highest (void)
{
  g_autoptr (GDateTime) moment = utc (9999, 12, 31, 23, 59, 59.999999);
  g_autoptr (GBytes) bytes = all_bytes ();
  g_autofree char *text = g_strnfill (KIBIBYTES_64 - 1, 'x');

  return mo_new (Everything, .flag = TRUE, .wide_flag = TRUE, .tiny = G_MAXINT8,
                 .small = G_MAXINT16, .medium = G_MAXINT32, .big = G_MAXINT64,
                 .utiny = G_MAXUINT8, .usmall = G_MAXUINT16, .umedium = G_MAXUINT32,
                 .ubig = G_MAXUINT64, .single = 0.5f, .precise = DBL_MAX,
                 .maybe_number = { G_MAXINT64, TRUE }, .maybe_precise = { DBL_MAX, TRUE },
                 .text = ODD_TEXT, .long_text = text, .bytes = bytes, .blob = bytes,
                 .moment = moment);
}

/* Numbers that few digits do not hold, and a moment in another zone. */
static Everything *
new_fine (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (5 * 3600 + 1800);
  g_autoptr (GDateTime) moment = g_date_time_new (zone, 2024, 2, 29, 3, 4, 5.000001);
  g_autofree char *text = g_strnfill (100, 'y');

  return mo_new (Everything, .flag = TRUE, .tiny = -1, .small = -1, .medium = -1, .big = -1,
                 .utiny = 128, .usmall = 32768, .umedium = 2147483648u,
                 .ubig = G_GUINT64_CONSTANT (9223372036854775808), .single = 0.25f,
                 .precise = 1.0 / 3, .maybe_number = { 0, TRUE }, .maybe_precise = { 0.1, TRUE },
                 .text = text, .long_text = ODD_TEXT, .moment = moment);
}

static Everything *
new_nothing (void)
{
  return mo_new (Everything, .id = 0);
}

static gboolean
body_adds_all (MoTransaction *tx, gpointer data, GError **error)
{
  Everything **all = data;

  return mo_session_add_all (mo_transaction_get_session (tx), (gpointer *) all, 4);
}

static gboolean
body_compares (MoTransaction *tx, gpointer data, GError **error)
{
  Everything **all = data;
  g_autoptr (GPtrArray) read
      = orm_all (mo_session_execute (mo_transaction_get_session (tx),
                                     mo_order_by (mo_select (Everything), MO_C (Everything, id))));

  g_assert_cmpuint (read->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      Everything *self = g_ptr_array_index (read, i);

      g_test_message ("row %u", i);
      g_assert_cmpint (self->id, ==, all[i]->id);
      orm_assert_everything_equal (self, all[i]);
      g_assert_false (mo_entity_is_modified (self));
    }
  return TRUE;
}

static void
test_every_type (MoTest *test)
{
  OrmTest orm;
  Everything *all[] = { new_lowest (), new_highest (), new_fine (), new_nothing () };
  g_autofree char *nulls = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  orm_test_run (&orm, body_adds_all, all);
  orm_test_run (&orm, body_compares, all);
  nulls = orm_test_rows (
      &orm, "SELECT COUNT(*), COUNT(maybe_number), COUNT(maybe_precise), COUNT(text), "
            "COUNT(long_text), COUNT(bytes), COUNT(`blob`), COUNT(moment) FROM everything");
  g_assert_cmpstr (nulls, ==, "4,3,3,3,3,2,2,3");
  for (guint i = 0; i < 4; i++)
    everything_unref (all[i]);
  orm_test_close (&orm);
}

/* Every column from one extreme to the other, and to NULL. */
static gboolean
body_overwrites (MoTransaction *tx, gpointer data, GError **error)
{
  Everything **all = data;
  MoSession *session = mo_transaction_get_session (tx);
  Everything *to = all[1];
  g_autoptr (Everything) self
      = orm_entity (mo_session_one (session, mo_where (mo_select (Everything),
                                                       mo_eq (MO_C (Everything, id), all[0]->id))));

  self->flag = to->flag;
  self->wide_flag = to->wide_flag;
  self->tiny = to->tiny;
  self->small = to->small;
  self->medium = to->medium;
  self->big = to->big;
  self->utiny = to->utiny;
  self->usmall = to->usmall;
  self->umedium = to->umedium;
  self->ubig = to->ubig;
  self->single = to->single;
  self->precise = to->precise;
  g_assert_true (mo_set (self, maybe_number, MO_NULL));
  g_assert_true (mo_set (self, maybe_precise, MO_NULL));
  g_assert_false (self->maybe_number.is_set);
  g_assert_true (mo_set (self, text, to->text));
  g_assert_true (mo_set (self, long_text, MO_NULL));
  g_assert_true (mo_set (self, bytes, to->bytes));
  g_assert_true (mo_set (self, blob, MO_NULL));
  g_assert_true (mo_set (self, moment, to->moment));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
body_sees_overwritten (MoTransaction *tx, gpointer data, GError **error)
{
  Everything **all = data;
  g_autoptr (Everything) expected = new_highest ();
  g_autoptr (Everything) self = orm_entity (
      mo_session_one (mo_transaction_get_session (tx),
                      mo_where (mo_select (Everything),
                                mo_eq (MO_C (Everything, id), all[0]->id))));

  expected->maybe_number = (MoNullInt64){ 0, FALSE };
  expected->maybe_precise = (MoNullDouble){ 0, FALSE };
  mo_set (expected, long_text, MO_NULL);
  mo_set (expected, blob, MO_NULL);
  orm_assert_everything_equal (self, expected);
  return TRUE;
}

static void
test_every_update (MoTest *test)
{
  OrmTest orm;
  Everything *all[] = { new_lowest (), new_highest (), new_fine (), new_nothing () };

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  orm_test_run (&orm, body_adds_all, all);
  orm_test_run (&orm, body_overwrites, all);
  orm_test_run (&orm, body_sees_overwritten, all);
  for (guint i = 0; i < 4; i++)
    everything_unref (all[i]);
  orm_test_close (&orm);
}

/* By itself: FLOAT is what servers round when they write it out. */
static gboolean
body_compares_floats (MoTransaction *tx, gpointer data, GError **error)
{
  Everything **all = data;
  g_autoptr (GPtrArray) read
      = orm_all (mo_session_execute (mo_transaction_get_session (tx),
                                     mo_order_by (mo_select (Everything), MO_C (Everything, id))));

  for (guint i = 0; i < 4; i++)
    {
      Everything *self = g_ptr_array_index (read, i);

      g_test_message ("%.9g", (double) all[i]->single);
      g_assert_cmpfloat (self->single, ==, all[i]->single);
    }
  return TRUE;
}

static void
check_floats (MoTest *test, const float floats[4])
{
  OrmTest orm;
  Everything *all[] = { new_nothing (), new_nothing (), new_nothing (), new_nothing () };

  for (guint i = 0; i < 4; i++)
    all[i]->single = floats[i];
  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  orm_test_run (&orm, body_adds_all, all);
  orm_test_run (&orm, body_compares_floats, all);
  for (guint i = 0; i < 4; i++)
    everything_unref (all[i]);
  orm_test_close (&orm);
}

static void
test_float_digits (MoTest *test)
{
  check_floats (test, (const float[]){ 0.5f, 1.0f / 3, -16777215.0f, 1234567.0f });
}

static void
test_float_extremes (MoTest *test)
{
  check_floats (test, (const float[]){ -FLT_MAX, FLT_MAX, FLT_MIN, 0 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/load/every-type", test_every_type);
  mo_test_add ("/orm/load/every-update", test_every_update);
  mo_test_add ("/orm/load/float-digits", test_float_digits);
  mo_test_add ("/orm/load/float-extremes", test_float_extremes);
  return g_test_run ();
}
