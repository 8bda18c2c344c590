/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moments by the clocks of several zones. The rules of the zones are written out, since a machine
 * need not have a table of them. */

#include <matrixone-glib/mo-error.h>

#include "value/mo-moment-private.h"
#include "value/mo-value-private.h"

/* Of Berlin: from the last Sunday of March, 2 o'clock, to that of October, 3 o'clock. */
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
/* Where winter is what the zone calls summer time, an hour behind. */
#define DUBLIN "IST-1GMT0,M10.5.0,M3.5.0/1"
/* Half an hour, from 11 hours ahead back to 10:30 on the first Sunday of April. */
#define LORD_HOWE "LHST-10:30LHDT-11,M10.1.0,M4.1.0"
#define KOLKATA "+05:30"
#define BOGOTA "-05:00"

static void
assert_text (const MoValue *value, const char *text)
{
  g_autofree char *got = mo_value_to_string (value);

  g_assert_cmpstr (got, ==, text);
}

/* 12:00:00.000007 UTC, by a clock two hours ahead. */
static MoValue
moment_new (void)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 ("2026-07-01T14:00:00.000007+02:00",
                                                               NULL);

  return mo_value_from_date_time (moment);
}

/* What is written where is known by hand; and it may go on to any other. */
static void
test_write (void)
{
  static const struct
  {
    MoTimeZone policy;
    const char *zone;
    const char *text;
  } cases[] = {
    { MO_TIME_ZONE_UTC, NULL, "2026-07-01 12:00:00.000007" },
    { MO_TIME_ZONE_SESSION, KOLKATA, "2026-07-01 17:30:00.000007" },
    { MO_TIME_ZONE_SESSION, BOGOTA, "2026-07-01 07:00:00.000007" },
    { MO_TIME_ZONE_SESSION, BERLIN, "2026-07-01 14:00:00.000007" },
    { MO_TIME_ZONE_SESSION, "UTC", "2026-07-01 12:00:00.000007" },
    { MO_TIME_ZONE_NAIVE, NULL, "2026-07-01 14:00:00.000007" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autoptr (GTimeZone) first
            = cases[i].zone != NULL ? g_time_zone_new_identifier (cases[i].zone) : NULL;
        g_autoptr (GTimeZone) second
            = cases[j].zone != NULL ? g_time_zone_new_identifier (cases[j].zone) : NULL;
        MoValue value = moment_new ();

        g_assert_true (mo_moment_write (&value, cases[i].policy, first, &value));
        assert_text (&value, cases[i].text);
        g_assert_true (mo_moment_write (&value, cases[j].policy, second, &value));
        /* Without a zone, the clock that showed it last is all there is. */
        assert_text (&value, cases[j].policy == MO_TIME_ZONE_NAIVE
                                     && cases[i].policy == MO_TIME_ZONE_SESSION
                                 ? cases[i].text
                                 : cases[j].text);
      }
}

/* Fields without a zone, a TIME, and what is no time at all. */
static void
test_unknown (void)
{
  const MoDateTime fields = { .year = 2026, .month = 7, .day = 1, .hour = 14 };
  const MoDateTime time = { .hour = 14 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (KOLKATA);
  const MoValue values[] = { mo_value_datetime (&fields), mo_value_date (&fields),
                             mo_value_time (&time), mo_value_int64 (5), mo_value_text ("a"),
                             mo_value_null () };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      MoValue value = values[i];

      g_assert_true (mo_moment_write (&value, MO_TIME_ZONE_SESSION, zone, &value));
      g_assert_cmpmem (&value, sizeof value, &values[i], sizeof values[i]);
    }
}

static void
assert_read (const char *zone_name, const MoDateTime *fields, gboolean is_date, const char *utc)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  MoValue cell
      = mo_moment_place (is_date ? mo_value_date (fields) : mo_value_datetime (fields), zone);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) moment = mo_value_to_date_time (&cell, &error);
  g_autofree char *text = moment != NULL ? g_date_time_format (moment, "%FT%T.%fZ") : NULL;
  MoDateTime got;

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, utc);
  /* The fields are those of the column. */
  g_assert_true (mo_value_get_date_time (&cell, &got, NULL));
  g_assert_cmpuint (got.day, ==, fields->day);
  g_assert_cmpuint (got.hour, ==, is_date ? 0 : fields->hour);
}

static void
test_read (void)
{
  const MoDateTime summer = { 2026, 7, 1, 14, 0, 0, 7, FALSE };
  const MoDateTime winter = { 2026, 1, 1, 0, 30, 0, 0, FALSE };
  const MoDateTime twice = { 2026, 10, 25, 2, 30, 0, 0, FALSE };
  const MoDateTime twice_earlier = { 2026, 10, 25, 1, 30, 0, 0, FALSE };
  const MoDateTime half = { 2026, 4, 5, 1, 45, 0, 0, FALSE };
  const MoDateTime never = { 2026, 3, 29, 2, 30, 0, 0, FALSE };

  assert_read (BERLIN, &summer, FALSE, "2026-07-01T12:00:00.000007Z");
  assert_read (BERLIN, &winter, FALSE, "2025-12-31T23:30:00.000000Z");
  /* Shown twice; and never, but a column may hold it. */
  assert_read (BERLIN, &twice, FALSE, "2026-10-25T00:30:00.000000Z");
  assert_read (DUBLIN, &twice_earlier, FALSE, "2026-10-25T00:30:00.000000Z");
  assert_read (LORD_HOWE, &half, FALSE, "2026-04-04T14:45:00.000000Z");
  assert_read (BERLIN, &never, FALSE, "2026-03-29T00:30:00.000000Z");
  assert_read (KOLKATA, &summer, FALSE, "2026-07-01T08:30:00.000007Z");
  assert_read ("UTC", &summer, FALSE, "2026-07-01T14:00:00.000007Z");
  assert_read (BERLIN, &summer, TRUE, "2026-06-30T22:00:00.000000Z");
  assert_read (BOGOTA, &winter, TRUE, "2026-01-01T05:00:00.000000Z");
}

/* A day that was read is written as the same day, wherever. */
static void
test_day (void)
{
  static const char *const zones[] = { BERLIN, KOLKATA, BOGOTA };
  const MoDateTime fields = { .year = 2026, .month = 7, .day = 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i]);
      g_autoptr (GDateTime) midnight = NULL;
      MoValue cell = mo_moment_place (mo_value_date (&fields), zone);
      MoValue again;

      g_assert_true (mo_moment_write (&cell, MO_TIME_ZONE_UTC, NULL, &again));
      assert_text (&again, "2026-07-01");
      midnight = mo_value_to_date_time (&cell, NULL);
      again = mo_value_from_date_time (midnight);
      g_assert_true (mo_moment_write (&again, MO_TIME_ZONE_SESSION, zone, &again));
      assert_text (&again, "2026-07-01 00:00:00");
    }
}

static void
test_refused (void)
{
  const MoDateTime zero = { 0 };
  const MoDateTime none = { .year = 2026, .month = 2, .day = 30 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (KOLKATA);
  const MoValue values[]
      = { mo_value_datetime (&zero), mo_value_date (&none), mo_value_time (&zero),
          mo_value_int64 (5), mo_value_text ("2026-07-01"), mo_value_null () };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      MoValue cell = mo_moment_place (values[i], zone);
      g_autoptr (GError) error = NULL;

      g_assert_cmpmem (&cell, sizeof cell, &values[i], sizeof values[i]);
      g_assert_null (mo_value_to_date_time (&cell, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
    }
}

/* The ends of what SQL can hold: what was read can be written again, and what cannot be shown by
 * the session's clock is refused. */
static void
test_ends (void)
{
  const MoDateTime last = { 9999, 12, 31, 23, 0, 0, 0, FALSE };
  g_autoptr (GTimeZone) east = g_time_zone_new_identifier (KOLKATA);
  g_autoptr (GTimeZone) west = g_time_zone_new_identifier (BOGOTA);
  g_autoptr (GDateTime) moment = g_date_time_new_utc (9999, 12, 31, 23, 0, 0);
  MoValue value = mo_value_from_date_time (moment);
  MoValue before = value;
  MoValue cell = mo_moment_place (mo_value_datetime (&last), west);

  g_assert_false (mo_moment_write (&value, MO_TIME_ZONE_SESSION, east, &value));
  g_assert_cmpmem (&value, sizeof value, &before, sizeof before);
  g_assert_true (mo_moment_write (&cell, MO_TIME_ZONE_SESSION, west, &cell));
  assert_text (&cell, "9999-12-31 23:00:00");
  g_assert_false (mo_moment_write (&cell, MO_TIME_ZONE_UTC, NULL, &cell));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moment/write", test_write);
  g_test_add_func ("/moment/unknown", test_unknown);
  g_test_add_func ("/moment/read", test_read);
  g_test_add_func ("/moment/day", test_day);
  g_test_add_func ("/moment/refused", test_refused);
  g_test_add_func ("/moment/ends", test_ends);
  return g_test_run ();
}
