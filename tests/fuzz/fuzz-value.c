/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as literals: what a server reads is what was given, byte for byte, whatever a backslash
 * means to it. The input is what values are made of. */

#include <matrixone-glib/mo-date-time.h>

#include <math.h>

#include "fuzz-input.h"
#include "server-reading.h"
#include "sql/mo-quoting-private.h"
#include "value/mo-value-private.h"

#define INTRODUCER "_UTF8MB4 "

/* (transfer full): from digits. */
static GString *
decode_hex (const char *literal, gsize length)
{
  GString *out = g_string_new (NULL);

  g_assert_true (length >= 3 && length % 2 == 1);
  g_assert_true (memcmp (literal, "x'", 2) == 0 && literal[length - 1] == '\'');
  for (gsize i = 2; i < length - 1; i += 2)
    {
      gint high = g_ascii_xdigit_value (literal[i]);
      gint low = g_ascii_xdigit_value (literal[i + 1]);

      g_assert_true (high >= 0 && low >= 0);
      g_string_append_c (out, (char) (high << 4 | low));
    }
  return out;
}

/* (transfer full): of a text, by either form. */
static GString *
decode (const char *literal, gsize length, gboolean backslash_escapes)
{
  GString *out;

  if (g_str_has_prefix (literal, INTRODUCER))
    return decode_hex (literal + strlen (INTRODUCER), length - strlen (INTRODUCER));
  out = server_reading_decode (literal, length, backslash_escapes);
  if (out == NULL)
    g_error ("[%.*s] is not one string (backslash %d)", (int) length, literal, backslash_escapes);
  return out;
}

/* By the C library, from digits with perhaps parentheses around them. */
static double
read_number (const char *literal)
{
  char *end;
  gboolean enclosed = *literal == '(';
  double number = g_ascii_strtod (literal + enclosed, &end);

  g_assert_cmpstr (end, ==, enclosed ? ")" : "");
  g_assert_cmpint (enclosed, ==, literal[enclosed] == '-');
  return number;
}

static gint
read_digits (const char **text, gint least, gint most)
{
  gint number = 0;
  gint n = 0;

  for (; n < most && g_ascii_isdigit (**text); n++)
    number = number * 10 + (*(*text)++ - '0');
  g_assert_cmpint (n, >=, least);
  return number;
}

static void
read_mark (const char **text, char wanted)
{
  g_assert_cmpint (**text, ==, wanted);
  (*text)++;
}

static void
assert_clock (const char *text, const MoDateTime *fields)
{
  g_assert_cmpint (read_digits (&text, 2, 3), ==, fields->hour);
  read_mark (&text, ':');
  g_assert_cmpint (read_digits (&text, 2, 2), ==, fields->minute);
  read_mark (&text, ':');
  g_assert_cmpint (read_digits (&text, 2, 2), ==, fields->second);
  if (fields->microsecond > 0)
    {
      read_mark (&text, '.');
      g_assert_cmpint (read_digits (&text, 6, 6), ==, (gint) fields->microsecond);
    }
  g_assert_cmpstr (text, ==, "");
}

static void
assert_date_time (const char *text, const MoValue *value)
{
  MoDateTime fields;

  g_assert_true (mo_value_get_date_time (value, &fields, NULL));
  if (value->type == MO_VALUE_TIME && fields.negative)
    read_mark (&text, '-');
  if (value->type != MO_VALUE_TIME)
    {
      g_assert_cmpint (read_digits (&text, 4, 4), ==, fields.year);
      read_mark (&text, '-');
      g_assert_cmpint (read_digits (&text, 2, 2), ==, fields.month);
      read_mark (&text, '-');
      g_assert_cmpint (read_digits (&text, 2, 2), ==, fields.day);
    }
  if (value->type == MO_VALUE_DATETIME)
    read_mark (&text, ' ');
  if (value->type == MO_VALUE_DATE)
    g_assert_cmpstr (text, ==, "");
  else
    assert_clock (text, &fields);
}

/* Each number by the C library, at once as what it is to be. */
static void
assert_vector (const char *text, const MoValue *value)
{
  read_mark (&text, '[');
  for (guint32 i = 0; i < value->length; i++)
    {
      char *end;

      if (i > 0)
        read_mark (&text, ',');
      if (value->type == MO_VALUE_VECF32)
        {
          float number = strtof (text, &end);

          g_assert_cmpmem (&number, sizeof number, &value->as.vecf32[i], sizeof number);
        }
      else
        {
          double number = strtod (text, &end);

          g_assert_cmpmem (&number, sizeof number, &value->as.vecf64[i], sizeof number);
        }
      text = end;
    }
  g_assert_cmpstr (text, ==, "]");
}

static void
check_text (const MoValue *value, const GString *text)
{
  switch (mo_value_get_value_type (value))
    {
    case MO_VALUE_TEXT:
      g_assert_cmpmem (text->str, text->len, value->as.text, value->length);
      break;
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      assert_vector (text->str, value);
      break;
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
      assert_date_time (text->str, value);
      break;
    case MO_VALUE_NULL:
    case MO_VALUE_INT64:
    case MO_VALUE_UINT64:
    case MO_VALUE_DOUBLE:
    case MO_VALUE_DECIMAL:
    case MO_VALUE_BYTES:
    case MO_VALUE_JSON:
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      g_assert_not_reached ();
    }
}

static void
check_integer (const GString *literal, gboolean negative, guint64 magnitude)
{
  g_autofree char *expected =
      g_strdup_printf (negative ? "(-%" G_GUINT64_FORMAT ")" : "%" G_GUINT64_FORMAT, magnitude);

  g_assert_cmpstr (literal->str, ==, expected);
}

/* The same double, and a double to the server, which takes one without exponent for exact. */
static void
check_double (const GString *literal, double number)
{
  double read = read_number (literal->str);

  g_assert_cmpmem (&read, sizeof read, &number, sizeof number);
  g_assert_nonnull (strchr (literal->str, 'e'));
}

static void
check_decimal (const GString *literal, const MoValue *value)
{
  g_autofree char *digits = g_strndup (value->as.text, value->length);
  g_autofree char *expected = g_strdup_printf (*digits == '-' ? "(%s)" : "%s", digits);

  g_assert_cmpstr (literal->str, ==, expected);
  read_number (literal->str);
}

static void
check_bytes (const GString *literal, const MoValue *value)
{
  GString *bytes = decode_hex (literal->str, literal->len);

  g_assert_cmpmem (bytes->str, bytes->len, value->as.text, value->length);
  g_string_free (bytes, TRUE);
}

/* @by_backslash: the literal is for a server whose strings have escapes for sure. */
static void
check_literal (const MoValue *value, gboolean by_backslash, gboolean backslash_escapes)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  GString *text;

  mo_quote_value (literal, value, by_backslash);
  switch (mo_value_get_value_type (value))
    {
    case MO_VALUE_NULL:
      g_assert_cmpstr (literal->str, ==, "NULL");
      break;
    case MO_VALUE_INT64:
      check_integer (literal, value->as.int64 < 0,
                     value->as.int64 < 0 ? -value->as.uint64 : value->as.uint64);
      break;
    case MO_VALUE_UINT64:
      check_integer (literal, FALSE, value->as.uint64);
      break;
    case MO_VALUE_DOUBLE:
      check_double (literal, value->as.number);
      break;
    case MO_VALUE_DECIMAL:
      check_decimal (literal, value);
      break;
    case MO_VALUE_BYTES:
      check_bytes (literal, value);
      break;
    case MO_VALUE_TEXT:
    case MO_VALUE_JSON:
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      text = decode (literal->str, literal->len, backslash_escapes);
      check_text (value, text);
      g_string_free (text, TRUE);
      break;
    }
}

/* A name in backquotes, from a text that may be none. */
static void
check_name (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) read = g_string_new (NULL);

  if (!mo_quote_identifier (out, name, "it", &error))
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (out->len, ==, 0);
      return;
    }
  g_assert_true (out->len >= 3 && out->str[0] == '`' && out->str[out->len - 1] == '`');
  for (gsize i = 1; i < out->len - 1; i++)
    {
      g_string_append_c (read, out->str[i]);
      if (out->str[i] == '`')
        g_assert_cmpint (out->str[++i], ==, '`');
    }
  g_assert_cmpstr (read->str, ==, name);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (FuzzInput) input = { NULL };

  fuzz_input_init (&input, data, size);
  while (input.position < input.end)
    {
      MoValue value = fuzz_input_scalar (&input);
      g_autoptr (GError) error = NULL;
      g_autofree char *shown = NULL;

      if (!mo_value_check (&value, "it", &error))
        {
          g_assert_nonnull (error);
          continue;
        }
      shown = mo_value_to_string (&value);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      check_literal (&value, TRUE, TRUE);
      check_literal (&value, FALSE, TRUE);
      check_literal (&value, FALSE, FALSE);
    }
  fuzz_input_clear (&input);
  fuzz_input_init (&input, data, size);
  check_name (fuzz_input_text (&input));
  return 0;
}
