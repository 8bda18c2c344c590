/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random values, and what a server says back of them. */

#include <float.h>
#include <math.h>
#include <string.h>

#include "echo-case.h"

static guint
below (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static guint64
random_bits (void)
{
  return (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
}

static EchoWant
want_text (const char *text)
{
  return (EchoWant){ ECHO_BYTES, g_string_new (text), 0 };
}

static gpointer
keep (EchoCase *self, gpointer memory)
{
  g_ptr_array_add (self->kept, memory);
  return memory;
}

/* --- text --- */

/* Of one byte, two, three and four; the middle ones are those that GBK, Big5 and SJIS take a
 * backslash along with. */
static gunichar
random_character (void)
{
  switch (below (8))
    {
    case 0:
      return 0x80 + below (0x780);
    case 1:
      return 0x800 + below (0xd000);
    case 2:
      return 0x10000 + below (0x100000);
    default:
      return below (0x80);
    }
}

GString *
echo_text_random (guint most_bytes)
{
  static const char *const pieces[] = {
    "'",
    "\"",
    "`",
    "\\",
    "\\'",
    "''",
    "?",
    "%s",
    ":a",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    ";",
    "; COMMIT",
    "\n",
    "\r",
    "\\0",
    "\\Z",
    "%",
    "_",
    "é",
    "\xe5\x95\x8a\\",
    "\xc2\xbf'",
    "€'",
    "\xef\xbf\xa5\\",
    "😀",
    "x'41'",
    "0x41",
    "NULL",
    "' OR 1=1 -- ",
    "\\' OR 1 -- ",
    "@a",
    "$$",
    "\032",
  };
  GString *text = g_string_new (NULL);
  guint length = below (most_bytes + 1);

  while (text->len < length)
    if (below (3) == 0)
      g_string_append_unichar (text, random_character ());
    else
      g_string_append (text, pieces[below (G_N_ELEMENTS (pieces))]);
  if (below (4) == 0 && text->len < length + 1)
    g_string_append_c (text, '\0');
  return text;
}

static MoValue
text_value (EchoCase *self, EchoWant *want)
{
  GString *text = echo_text_random (below (8) == 0 ? 400 : 40);
  char *copy = keep (self, g_malloc (text->len + 1)); /* and what is behind it is not read */

  memcpy (copy, text->str, text->len);
  copy[text->len] = 'x';
  *want = (EchoWant){ ECHO_BYTES, text, 0 };
  return mo_value_text_len (copy, text->len);
}

static MoValue
bytes_value (EchoCase *self, EchoWant *want)
{
  gsize length = below (8) == 0 ? 256 : below (40);
  guint8 *bytes = keep (self, g_malloc (length + 1));

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (length == 256 ? i : below (256));
  *want = (EchoWant){ ECHO_BYTES, g_string_new_len ((char *) bytes, (gssize) length), 0 };
  return mo_value_bytes (bytes, length);
}

/* --- numbers --- */

static MoValue
integer_value (EchoWant *want)
{
  static const gint64 edges[] = { 0,          1,          -1,
                                  G_MAXINT32, G_MININT32, (gint64) 1 << 53,
                                  G_MAXINT64, G_MININT64 };
  gint64 number =
      below (4) == 0 ? edges[below (G_N_ELEMENTS (edges))] : (gint64) random_bits () >> below (63);
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  *want = want_text (digits);
  return mo_value_int64 (number);
}

static MoValue
unsigned_value (EchoWant *want)
{
  static const guint64 edges[] = { 0, G_MAXUINT32, (guint64) 1 << 63, ((guint64) 1 << 63) - 1,
                                   G_MAXUINT64 };
  guint64 number =
      below (4) == 0 ? edges[below (G_N_ELEMENTS (edges))] : random_bits () >> below (63);
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  *want = want_text (digits);
  return mo_value_uint64 (number);
}

static MoValue
double_value (EchoWant *want)
{
  static const double edges[] = { 0,       -0.0,     1,       0.1,  1e22, 1e23,
                                  DBL_MAX, -DBL_MAX, DBL_MIN, 1e15, 1e16, 123456.789 };
  double number;
  guint64 bits;

  if (below (4) == 0)
    number = edges[below (G_N_ELEMENTS (edges))];
  else
    do
      {
        bits = random_bits ();
        memcpy (&number, &bits, sizeof number);
      }
    while (!isnormal (number));
  *want = (EchoWant){ ECHO_DOUBLE, NULL, number };
  return mo_value_double (number);
}

/* As many digits as both servers have for sure. */
static MoValue
decimal_value (EchoCase *self, EchoWant *want)
{
  guint n_whole = 1 + below (self->mode.is_matrixone ? 18 : 35);
  guint n_fraction = below (self->mode.is_matrixone ? 18 : 30);
  GString *digits = g_string_new (below (2) == 0 ? "-" : "");

  g_string_append_c (digits, (char) ('1' + below (9)));
  for (guint i = 1; i < n_whole; i++)
    g_string_append_c (digits, (char) ('0' + below (10)));
  if (n_fraction > 0)
    g_string_append_c (digits, '.');
  for (guint i = 0; i < n_fraction; i++)
    g_string_append_c (digits, (char) ('0' + below (10)));
  *want = want_text (digits->str);
  return mo_value_decimal (keep (self, g_string_free (digits, FALSE)));
}

/* --- dates and times --- */

static MoDateTime
random_fields (void)
{
  return (MoDateTime){
    .year = (guint16) (1 + below (9999)),
    .month = (guint8) (1 + below (12)),
    .day = (guint8) (1 + below (28)),
    .hour = (guint16) below (24),
    .minute = (guint8) below (60),
    .second = (guint8) below (60),
    .microsecond = below (2) == 0 ? 0 : below (1000000),
  };
}

static char *
write_clock (const MoDateTime *fields)
{
  g_autofree char *fraction = g_strdup_printf (".%06u", fields->microsecond);

  return g_strdup_printf ("%02u:%02u:%02u%s", fields->hour, fields->minute, fields->second,
                          fields->microsecond > 0 ? fraction : "");
}

static MoValue
date_time_value (EchoWant *want)
{
  MoDateTime fields = random_fields ();
  guint type = below (3);
  g_autofree char *clock = NULL;

  if (type == 0)
    {
      fields.hour = (guint16) below (839);
      fields.negative = below (2) == 0;
    }
  clock = write_clock (&fields);
  *want = want_text ("");
  if (type == 0)
    {
      gboolean is_zero =
          fields.hour == 0 && fields.minute == 0 && fields.second == 0 && fields.microsecond == 0;

      g_string_printf (want->bytes, "%s%s", fields.negative && !is_zero ? "-" : "", clock);
      return mo_value_time (&fields);
    }
  g_string_printf (want->bytes, "%04u-%02u-%02u%s%s", fields.year, fields.month, fields.day,
                   type == 1 ? "" : " ", type == 1 ? "" : clock);
  return type == 1 ? mo_value_date (&fields) : mo_value_datetime (&fields);
}

/* --- any --- */

/* Few of the numbers that can be written in one way only. */
static MoValue
vector_value (EchoCase *self, EchoWant *want)
{
  guint n = 1 + below (4);
  double *doubles = keep (self, g_new (double, n));
  float *floats = keep (self, g_new (float, n));
  gboolean is_double = below (2) == 0;

  *want = want_text ("[");
  for (guint i = 0; i < n; i++)
    {
      gint number = g_test_rand_int_range (-1000, 1000);

      doubles[i] = number;
      floats[i] = (float) number;
      g_string_append_printf (want->bytes, "%s%d", i > 0 ? "," : "", number);
    }
  g_string_append_c (want->bytes, ']');
  return is_double ? mo_value_vecf64 (doubles, n) : mo_value_vecf32 (floats, n);
}

MoValue
echo_value_random (EchoCase *self, EchoWant *want)
{
  switch (below (12))
    {
    case 0:
      *want = (EchoWant){ ECHO_NULL, NULL, 0 };
      return mo_value_null ();
    case 1:
      return integer_value (want);
    case 2:
      return unsigned_value (want);
    case 3:
      return double_value (want);
    case 4:
      return decimal_value (self, want);
    case 5:
      return date_time_value (want);
    case 6:
      return vector_value (self, want);
    case 7:
    case 8:
      return bytes_value (self, want);
    default:
      return text_value (self, want);
    }
}
