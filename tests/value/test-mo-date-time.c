/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dates and times: packing, limits, parsing and writing, GDateTime both ways. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

typedef MoValue (*Make) (const MoDateTime *fields);
typedef gboolean (*Parse) (const char *text, gsize length, MoValue *out);

static void
assert_same (const MoDateTime *a, const MoDateTime *b)
{
  g_assert_cmpuint (a->year, ==, b->year);
  g_assert_cmpuint (a->month, ==, b->month);
  g_assert_cmpuint (a->day, ==, b->day);
  g_assert_cmpuint (a->hour, ==, b->hour);
  g_assert_cmpuint (a->minute, ==, b->minute);
  g_assert_cmpuint (a->second, ==, b->second);
  g_assert_cmpuint (a->microsecond, ==, b->microsecond);
  g_assert_cmpint (a->negative, ==, b->negative);
}

/* Through a value and through its text, back to the same fields. */
static void
assert_round_trip (Make make, Parse parse, MoDateTime fields, const char *text)
{
  g_autoptr (GError) error = NULL;
  MoValue value = make (&fields);
  MoValue parsed;
  MoDateTime read;
  char buffer[MO_DATE_TIME_TEXT_BYTES];

  g_assert_true (mo_value_get_date_time (&value, &read, &error));
  g_assert_no_error (error);
  assert_same (&fields, &read);
  g_assert_cmpuint (mo_value_format_date_time (&value, buffer), ==, strlen (text));
  g_assert_cmpstr (buffer, ==, text);
  g_assert_true (parse (text, strlen (text), &parsed));
  g_assert_cmpuint (parsed.type, ==, value.type);
  g_assert_cmpuint (parsed.as.packed, ==, value.as.packed);
}

static void
test_round_trip (void)
{
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 2026, 11, 22 },
                     "2026-11-22");
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 0 }, "0000-00-00");
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 1, 1, 1 }, "0001-01-01");
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 2026, 0, 0 }, "2026-00-00");
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 2026, 2, 30 }, "2026-02-30");
  assert_round_trip (mo_value_date, mo_value_parse_date, (MoDateTime){ 9999, 12, 31 },
                     "9999-12-31");
  assert_round_trip (mo_value_time, mo_value_parse_time,
                     (MoDateTime){ 0, 0, 0, 838, 59, 59, 999999, TRUE }, "-838:59:59.999999");
  assert_round_trip (mo_value_time, mo_value_parse_time,
                     (MoDateTime){ 0, 0, 0, 838, 59, 59, 999999, FALSE }, "838:59:59.999999");
  assert_round_trip (mo_value_time, mo_value_parse_time, (MoDateTime){ 0 }, "00:00:00");
  assert_round_trip (mo_value_time, mo_value_parse_time,
                     (MoDateTime){ .microsecond = 1, .negative = TRUE }, "-00:00:00.000001");
  assert_round_trip (mo_value_datetime, mo_value_parse_datetime,
                     (MoDateTime){ 2026, 11, 22, 10, 0, 0, 500000 }, "2026-11-22 10:00:00.500000");
  assert_round_trip (mo_value_datetime, mo_value_parse_datetime, (MoDateTime){ 0 },
                     "0000-00-00 00:00:00");
  assert_round_trip (mo_value_datetime, mo_value_parse_datetime,
                     (MoDateTime){ 9999, 12, 31, 23, 59, 59, 999999 },
                     "9999-12-31 23:59:59.999999");
}

static void
test_fractions (void)
{
  static const struct
  {
    const char *text;
    guint microsecond;
  } cases[] = { { "10:00:00.5", 500000 }, { "10:00:00.000001", 1 }, { "10:00:00.120", 120000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MoValue value;
      MoDateTime fields;

      g_assert_true (mo_value_parse_time (cases[i].text, strlen (cases[i].text), &value));
      g_assert_true (mo_value_get_date_time (&value, &fields, NULL));
      g_assert_cmpuint (fields.microsecond, ==, cases[i].microsecond);
    }
}

static void
test_not_parsed (void)
{
  static const char *const dates[] = {
    "",           "2026-11-2",           "2026-13-01",  "2026-11-32",
    "2026/11/22", "2026-11-22 ",         " 2026-11-22", "-026-11-22",
    "20261-1-22", "2026-11-22 10:00:00", "２026-11-22"
  };
  static const char *const times[] = {
    "",          "10:00",       "1:00:00",   "839:00:00",  "10:60:00",         "10:00:60",
    "10:00:00.", "10:00:00.1x", "+10:00:00", "8388:00:00", "10:00:00.1234567", "--10:00:00"
  };
  static const char *const datetimes[] = { "",
                                           "2026-11-22",
                                           "2026-11-22T10:00:00",
                                           "2026-11-22 24:00:00",
                                           "2026-11-22 -1:00:00",
                                           "2026-13-22 10:00:00",
                                           "2026-11-22  10:00:00",
                                           "2026-11-22 10:00:00 " };
  MoValue value;

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    g_assert_false (mo_value_parse_date (dates[i], strlen (dates[i]), &value));
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    g_assert_false (mo_value_parse_time (times[i], strlen (times[i]), &value));
  for (gsize i = 0; i < G_N_ELEMENTS (datetimes); i++)
    g_assert_false (mo_value_parse_datetime (datetimes[i], strlen (datetimes[i]), &value));
  /* The length counts, not a NUL. */
  g_assert_true (mo_value_parse_date ("2026-11-22 and more", 10, &value));
  g_assert_false (mo_value_parse_date ("2026-11-22", 9, &value));
}

static void
assert_invalid (MoValue value)
{
  g_assert_cmpint (mo_value_get_value_type (&value), ==, MO_VALUE_INVALID);
}

static void
test_impossible (void)
{
  assert_invalid (mo_value_date (&(MoDateTime){ 2026, 13, 1 }));
  assert_invalid (mo_value_date (&(MoDateTime){ 2026, 1, 32 }));
  assert_invalid (mo_value_date (&(MoDateTime){ 10000, 1, 1 }));
  assert_invalid (mo_value_date (&(MoDateTime){ 2026, 1, 1, .negative = TRUE }));
  assert_invalid (mo_value_datetime (&(MoDateTime){ 2026, 1, 1, 24 }));
  assert_invalid (mo_value_datetime (&(MoDateTime){ 2026, 1, 1, 0, 60 }));
  assert_invalid (mo_value_datetime (&(MoDateTime){ 2026, 1, 1, 0, 0, 60 }));
  assert_invalid (mo_value_datetime (&(MoDateTime){ 2026, 1, 1, 0, 0, 0, 1000000 }));
  assert_invalid (mo_value_datetime (&(MoDateTime){ 2026, 1, 1, .negative = TRUE }));
  assert_invalid (mo_value_time (&(MoDateTime){ .hour = 839 }));
  assert_invalid (mo_value_time (&(MoDateTime){ .minute = 60 }));
  assert_invalid (mo_value_time (&(MoDateTime){ .microsecond = 1000000 }));
}

static void
test_no_negative_zero (void)
{
  MoValue value = mo_value_time (&(MoDateTime){ .negative = TRUE });
  MoDateTime fields;

  g_assert_true (mo_value_get_date_time (&value, &fields, NULL));
  g_assert_false (fields.negative);
}

static void
test_null (void)
{
  MoValue values[] = { mo_value_date (NULL), mo_value_time (NULL), mo_value_datetime (NULL),
                       mo_value_from_date_time (NULL) };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_true (mo_value_is_null (&values[i]));
}

static void
test_wrong_type (void)
{
  MoValue values[] = { mo_value_null (), mo_value_int64 (1), mo_value_text ("2026-11-22") };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      MoDateTime fields = { .year = 7 };

      g_assert_false (mo_value_get_date_time (&values[i], &fields, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
      g_assert_cmpuint (fields.year, ==, 7);
    }
}

static void
test_from_other_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) moment = g_date_time_new (zone, 2026, 1, 1, 7, 59, 59.25);
  MoValue value = mo_value_from_date_time (moment);
  g_autofree char *text = mo_value_to_string (&value);

  g_assert_cmpstr (text, ==, "2025-12-31 23:59:59.250000");
}

static void
test_from_edges (void)
{
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (3600);
  g_autoptr (GTimeZone) west = g_time_zone_new_offset (-3600);
  g_autoptr (GDateTime) first = g_date_time_new (east, 1, 1, 1, 0, 30, 0);
  g_autoptr (GDateTime) last = g_date_time_new (west, 9999, 12, 31, 23, 30, 0);
  MoValue value = mo_value_from_date_time (first);

  /* Year 0 and year 10000 in UTC: whatever GLib makes of them, no other date comes out. */
  g_assert_true (value.type == MO_VALUE_INVALID || value.type == MO_VALUE_DATETIME);
  assert_invalid (mo_value_from_date_time (last));
}

static void
test_to_utc (void)
{
  const MoDateTime fields = { 2026, 11, 22, 10, 59, 59, 999999 };
  const MoDateTime nowhere[] = {
    { 0 }, { 2026, 0, 1 }, { 2026, 2, 30 }, { .hour = 838 }, { 2026, 1, 1, 24 }
  };
  g_autoptr (GDateTime) moment = mo_date_time_to_utc (&fields);
  MoDateTime read;
  MoValue value;

  g_assert_cmpint (g_date_time_get_microsecond (moment), ==, 999999);
  value = mo_value_from_date_time (moment);
  g_assert_true (mo_value_get_date_time (&value, &read, NULL));
  assert_same (&fields, &read);
  for (gsize i = 0; i < G_N_ELEMENTS (nowhere); i++)
    g_assert_null (mo_date_time_to_utc (&nowhere[i]));
}

static void
test_every_microsecond_survives (void)
{
  for (guint32 i = 0; i < 1000000; i += 37)
    {
      const MoDateTime fields = { 2026, 11, 22, 10, 0, 59, i };
      g_autoptr (GDateTime) moment = mo_date_time_to_utc (&fields);

      g_assert_cmpuint ((guint) g_date_time_get_microsecond (moment), ==, i);
      g_assert_cmpint (g_date_time_get_second (moment), ==, 59);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date-time/round-trip", test_round_trip);
  g_test_add_func ("/date-time/fractions", test_fractions);
  g_test_add_func ("/date-time/not-parsed", test_not_parsed);
  g_test_add_func ("/date-time/impossible", test_impossible);
  g_test_add_func ("/date-time/no-negative-zero", test_no_negative_zero);
  g_test_add_func ("/date-time/null", test_null);
  g_test_add_func ("/date-time/wrong-type", test_wrong_type);
  g_test_add_func ("/date-time/from-other-zone", test_from_other_zone);
  g_test_add_func ("/date-time/from-edges", test_from_edges);
  g_test_add_func ("/date-time/to-utc", test_to_utc);
  g_test_add_func ("/date-time/every-microsecond-survives", test_every_microsecond_survives);
  return g_test_run ();
}
