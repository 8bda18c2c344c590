/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cells of a server by the text protocol: what is of the column's type becomes that, exactly, and
 * all else stays the text that it is. The input is a byte for the type, and the cell. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz-input.h"
#include "value/mo-value-private.h"
#include "wire/mo-field-private.h"

/* --- what numbers are, read in another way --- */

static gboolean
matches (const char *pattern, const char *text, gsize length)
{
  /* For the whole run: as many as there are patterns. */
  static GHashTable *compiled = NULL;
  GRegex *regex;

  if (compiled == NULL)
    compiled = g_hash_table_new (g_str_hash, g_str_equal);
  regex = g_hash_table_lookup (compiled, pattern);
  if (regex == NULL)
    {
      regex =
          g_regex_new (pattern, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY | G_REGEX_ANCHORED, 0, NULL);
      g_assert_nonnull (regex);
      g_hash_table_insert (compiled, (gpointer) pattern, regex);
    }
  return g_regex_match_full (regex, text, (gssize) length, 0, 0, NULL, NULL);
}

#define INTEGER "-?[0-9]+$"
#define UNSIGNED "[0-9]+$"
#define DAY "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define CLOCK "[0-9]{2,3}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?"
#define NUMBER "-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?"
#define VECTOR "\\[ *((" NUMBER "|NaN|[-+]Inf) *(, *(" NUMBER "|NaN|[-+]Inf) *)*)?\\]$"
#define DECIMAL "[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"

/* Longer than 64 bits ever are. */
static gboolean
read_integer (const char *text, gsize length, __int128 *out)
{
  gboolean negative = length > 0 && *text == '-';
  __int128 number = 0;

  for (gsize i = negative; i < length; i++)
    {
      number = number * 10 + (text[i] - '0');
      if (number > (__int128) G_MAXUINT64 * 2)
        return FALSE;
    }
  *out = negative ? -number : number;
  return TRUE;
}

static gboolean
is_integer (const char *pattern, const char *text, gsize length, __int128 low, __int128 high)
{
  __int128 number;

  return matches (pattern, text, length) && read_integer (text, length, &number) && number >= low
         && number <= high;
}

/* --- cells --- */

static MoValueType
expected_type (MoCellKind kind, const char *text, gsize length)
{
  switch (kind)
    {
    case MO_CELL_INT64:
      return is_integer (INTEGER, text, length, G_MININT64, G_MAXINT64) ? MO_VALUE_INT64
                                                                        : MO_VALUE_TEXT;
    case MO_CELL_UINT64:
      return is_integer (UNSIGNED, text, length, 0, G_MAXUINT64) ? MO_VALUE_UINT64 : MO_VALUE_TEXT;
    case MO_CELL_BIT:
      return length <= 8 ? MO_VALUE_UINT64 : MO_VALUE_BYTES;
    case MO_CELL_DECIMAL:
      return MO_VALUE_DECIMAL;
    case MO_CELL_BYTES:
      return MO_VALUE_BYTES;
    case MO_CELL_JSON:
      return MO_VALUE_JSON;
    case MO_CELL_NULL:
    case MO_CELL_FLOAT:
    case MO_CELL_DOUBLE:
    case MO_CELL_DATE:
    case MO_CELL_TIME:
    case MO_CELL_DATETIME:
    case MO_CELL_TEXT:
    default:
      return MO_VALUE_TEXT;
    }
}

/* The millionths that up to six digits are. */
static guint
read_fraction (const char *text)
{
  const char *point = strchr (text, '.');
  guint number = 0;

  for (guint i = 0; i < 6; i++)
    {
      gboolean is_digit = point != NULL && g_ascii_isdigit (point[1]);

      number = number * 10 + (is_digit ? (guint) (*++point - '0') : 0);
    }
  return number;
}

static void
assert_clock (const char *text, const MoDateTime *fields)
{
  guint hour;
  guint minute;
  guint second;

  g_assert_cmpint (sscanf (text, "%u:%u:%u", &hour, &minute, &second), ==, 3);
  g_assert_cmpuint (fields->hour, ==, hour);
  g_assert_cmpuint (fields->minute, ==, minute);
  g_assert_cmpuint (fields->second, ==, second);
  g_assert_cmpuint (fields->microsecond, ==, read_fraction (text));
}

static void
assert_day (const char *text, const MoDateTime *fields)
{
  guint year;
  guint month;
  guint day;

  g_assert_cmpint (sscanf (text, "%u-%u-%u", &year, &month, &day), ==, 3);
  g_assert_cmpuint (fields->year, ==, year);
  g_assert_cmpuint (fields->month, ==, month);
  g_assert_cmpuint (fields->day, ==, day);
}

static void
check_date_time (const MoValue *value, const char *text, gsize length)
{
  char shown[MO_DATE_TIME_TEXT_BYTES];
  gsize n = mo_value_format_date_time (value, shown);
  gboolean negative = *text == '-';
  MoDateTime fields;
  MoValue again;
  gboolean read;

  g_assert_true (mo_value_get_date_time (value, &fields, NULL));
  if (value->type == MO_VALUE_DATE)
    g_assert_true (matches (DAY "$", text, length));
  else if (value->type == MO_VALUE_TIME)
    g_assert_true (matches ("-?" CLOCK "$", text, length));
  else
    g_assert_true (matches (DAY " " CLOCK "$", text, length));
  if (value->type != MO_VALUE_TIME)
    assert_day (text, &fields);
  if (value->type == MO_VALUE_DATETIME)
    assert_clock (text + strlen ("2026-11-22 "), &fields);
  if (value->type == MO_VALUE_TIME)
    {
      assert_clock (text + negative, &fields);
      g_assert_cmpint (fields.negative, ==, negative && value->as.packed != 0);
    }
  read = value->type == MO_VALUE_DATE   ? mo_value_parse_date (shown, n, &again)
         : value->type == MO_VALUE_TIME ? mo_value_parse_time (shown, n, &again)
                                        : mo_value_parse_datetime (shown, n, &again);
  g_assert_true (read);
  g_assert_cmphex (again.as.packed, ==, value->as.packed);
}

static void
check_bits (guint64 number, const char *bytes, gsize length)
{
  for (gsize i = length; i > 0; i--, number >>= 8)
    g_assert_cmpuint (number & 0xff, ==, (guint8) bytes[i - 1]);
  g_assert_cmpuint (number, ==, 0);
}

static void
check_number (const MoValue *value, MoCellKind kind, const char *text, gsize length)
{
  __int128 number = 0;

  if (value->type == MO_VALUE_DOUBLE)
    {
      double read = strtod (text, NULL);

      g_assert_true (isnan (read) ? isnan (value->as.number)
                                  : memcmp (&read, &value->as.number, sizeof read) == 0);
      return;
    }
  if (kind == MO_CELL_BIT)
    {
      check_bits (value->as.uint64, text, length);
      return;
    }
  g_assert_true (read_integer (text, length, &number));
  g_assert_true (value->type == MO_VALUE_INT64 ? number == value->as.int64
                                               : number == value->as.uint64);
}

static gboolean
is_day (const char *text, gsize length)
{
  return matches (DAY "$", text, length) && atoi (text + 5) <= 12 && atoi (text + 8) <= 31;
}

static void
check_cell (MoCellKind kind, const char *text, gsize length)
{
  MoResultBuilder *builder = mo_result_builder_new (1);
  MoValueType expected = expected_type (kind, text, length);
  g_autoptr (MoResult) result = NULL;
  MoValue value;
  gsize n;
  const char *kept;

  g_assert_true (mo_text_cell_add (builder, kind, text, length));
  result = mo_result_builder_finish (builder);
  value = mo_result_get_value (result, 0, 0);
  kept = mo_value_get_text (&value, &n);
  if (kept != NULL)
    {
      g_assert_false (kind == MO_CELL_DATE && is_day (text, length));
      g_assert_cmpmem (kept, n, text, length);
      g_assert_cmpint (kept[n], ==, '\0');
      g_assert_cmpint (value.type, ==, expected);
    }
  else if (value.type == MO_VALUE_DATE || value.type == MO_VALUE_TIME
           || value.type == MO_VALUE_DATETIME)
    check_date_time (&value, text, length);
  else
    {
      g_assert_true (value.type == expected || value.type == MO_VALUE_DOUBLE);
      check_number (&value, kind, text, length);
    }
}

/* --- what is read from a text later --- */

static void
check_vector (const char *text, gsize length)
{
  MoValue value = mo_value_text_len (text, length);
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  g_autofree double *doubles = mo_value_get_vecf64 (&value, &n, &error);
  MoValue vector;
  g_autofree char *again = NULL;
  gsize n_again = 0;
  g_autofree double *reread = NULL;

  g_assert_true ((doubles != NULL) == (error == NULL));
  if (doubles == NULL)
    {
      g_assert_true (!matches (VECTOR, text, length) || strstr (error->message, "not fit") != NULL);
      return;
    }
  g_assert_true (matches (VECTOR, text, length));
  for (gsize i = 0; i < n; i++)
    if (!isfinite (doubles[i]))
      return;
  vector = mo_value_vecf64 (doubles, n);
  again = mo_value_to_string (&vector);
  value = mo_value_text (again);
  reread = mo_value_get_vecf64 (&value, &n_again, NULL);
  g_assert_cmpmem (reread, n_again * sizeof (double), doubles, n * sizeof (double));
}

/* Digits without the zeros that say nothing, and where their point is. */
static gboolean
is_whole (const char *text, gsize length, __int128 *out)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *copy = g_strndup (text, length);
  char *exponent_mark = strpbrk (copy, "eE");
  gint64 exponent = exponent_mark != NULL ? g_ascii_strtoll (exponent_mark + 1, NULL, 10) : 0;
  gboolean negative = *copy == '-';
  gboolean behind_point = FALSE;

  exponent = CLAMP (exponent, -1000000, 1000000);
  if (exponent_mark != NULL)
    *exponent_mark = '\0';
  for (const char *c = copy; *c != '\0'; c++)
    if (*c == '.')
      behind_point = TRUE;
    else if (g_ascii_isdigit (*c))
      {
        g_string_append_c (digits, *c);
        exponent -= behind_point;
      }
  while (digits->len > 0 && digits->str[digits->len - 1] == '0')
    {
      g_string_truncate (digits, digits->len - 1);
      exponent++;
    }
  while (digits->len > 0 && digits->str[0] == '0')
    g_string_erase (digits, 0, 1);
  *out = 0;
  if (digits->len == 0)
    return TRUE;
  if (exponent < 0 || exponent + (gint64) digits->len > 25)
    return FALSE;
  for (gint64 i = 0; i < exponent; i++)
    g_string_append_c (digits, '0');
  for (gsize i = 0; i < digits->len; i++)
    *out = *out * 10 + (digits->str[i] - '0');
  *out = negative ? -*out : *out;
  return TRUE;
}

static void
check_decimal (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  MoValue value = mo_value_decimal (copy);
  gboolean is_decimal = strlen (copy) == length && matches (DECIMAL, text, length);
  gint64 number = 0;
  guint64 positive = 0;
  double floating = 0;
  __int128 whole = 0;
  gboolean fits;

  if (strlen (copy) != length)
    return;
  g_assert_cmpint (mo_value_check (&value, "it", NULL), ==, is_decimal);
  fits = is_decimal && is_whole (text, length, &whole);
  g_assert_cmpint (mo_value_get_int64 (&value, &number, NULL), ==,
                   fits && whole >= G_MININT64 && whole <= G_MAXINT64);
  g_assert_true (number == 0 || number == whole);
  g_assert_cmpint (mo_value_get_uint64 (&value, &positive, NULL), ==,
                   fits && whole >= 0 && whole <= G_MAXUINT64);
  g_assert_true (positive == 0 || positive == whole);
  if (mo_value_get_double (&value, &floating, NULL))
    g_assert_cmpfloat (floating, ==, strtod (copy, NULL));
  else
    g_assert_true (!is_decimal || isinf (strtod (copy, NULL)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* As a client library has it. */
  g_autofree char *text = NULL;
  gsize length;

  if (size == 0)
    return 0;
  length = size - 1;
  text = g_malloc (length + 1);
  if (length > 0)
    memcpy (text, data + 1, length);
  text[length] = '\0';
  check_cell ((MoCellKind) (data[0] % (MO_CELL_DATETIME + 1)), text, length);
  check_vector (text, length);
  check_decimal (text, length);
  return 0;
}
