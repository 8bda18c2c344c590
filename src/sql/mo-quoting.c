/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Literals and quoted names that no value can break out of. */

#include <matrixone-glib/mo-error.h>

#include "sql/mo-quoting-private.h"
#include "value/mo-digits-private.h"
#include "value/mo-value-private.h"

#define LONGEST_NAME 64

void
mo_quote_hex_digits (GString *out, const char *data, gsize length)
{
  static const char digits[] = "0123456789ABCDEF";
  gsize position = out->len;

  g_string_set_size (out, position + length * 2);
  for (gsize i = 0; i < length; i++)
    {
      out->str[position++] = digits[(guchar) data[i] >> 4];
      out->str[position++] = digits[(guchar) data[i] & 15];
    }
}

static void
append_hex (GString *out, const char *data, gsize length)
{
  g_string_append (out, "x'");
  mo_quote_hex_digits (out, data, length);
  g_string_append_c (out, '\'');
}

static gboolean
needs_escape (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\\' || text[i] == '\0' || text[i] == '\032')
      return TRUE;
  return FALSE;
}

/* A quote is doubled, which is right in every sql_mode. */
static void
append_quoted (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '\'');
  for (const char *end = text + length; text < end; text++)
    {
      const char *start = text;

      while (text < end && strchr ("'\\\032", *text) == NULL) /* and no NUL */
        text++;
      g_string_append_len (out, start, text - start);
      if (text == end)
        break;
      if (*text == '\'')
        g_string_append (out, "''");
      else if (*text == '\\')
        g_string_append (out, "\\\\");
      else
        g_string_append (out, *text == '\0' ? "\\0" : "\\Z");
    }
  g_string_append_c (out, '\'');
}

/* What a backslash means depends on the sql_mode, and that on what a trigger or a routine did to
 * it, of which the flags of an answer tell wrong things. In digits there is none. The introducer is
 * in upper case, as MatrixOne, should it ever see it, takes the other one for more than it is. */
static void
append_text (GString *out, const char *text, gsize length, gboolean backslash_escapes)
{
  if (backslash_escapes || !needs_escape (text, length))
    {
      append_quoted (out, text, length);
      return;
    }
  g_string_append (out, "_UTF8MB4 ");
  append_hex (out, text, length);
}

/* In parentheses if negative: a minus before it would make a comment. */
static void
append_number (GString *out, const char *digits, gsize length, const char *suffix)
{
  gboolean negative = length > 0 && *digits == '-';

  if (negative)
    g_string_append_c (out, '(');
  g_string_append_len (out, digits, (gssize) length);
  g_string_append (out, suffix);
  if (negative)
    g_string_append_c (out, ')');
}

static void
append_double (GString *out, double number)
{
  char buffer[MO_DOUBLE_TEXT_BYTES];
  gsize length = mo_value_format_double (number, buffer);

  /* Without an exponent it would be an exact DECIMAL. */
  append_number (out, buffer, length, strchr (buffer, 'e') != NULL ? "" : "e0");
}

static void
append_vector (GString *out, const MoValue *value)
{
  g_autofree char *text = mo_value_vector_to_string (value);

  append_quoted (out, text, strlen (text));
}

void
mo_quote_value (GString *out, const MoValue *value, gboolean backslash_escapes)
{
  char buffer[MO_DATE_TIME_TEXT_BYTES];

  switch (mo_value_get_value_type (value))
    {
    case MO_VALUE_NULL:
      g_string_append (out, "NULL");
      break;
    case MO_VALUE_INT64:
      append_number (out, buffer, mo_digits_integer (buffer, value->as.int64), "");
      break;
    case MO_VALUE_UINT64:
      append_number (out, buffer, mo_digits_natural (buffer, value->as.uint64, 1), "");
      break;
    case MO_VALUE_DOUBLE:
      append_double (out, value->as.number);
      break;
    case MO_VALUE_DECIMAL:
      append_number (out, value->as.text, value->length, "");
      break;
    case MO_VALUE_TEXT:
    case MO_VALUE_JSON:
      append_text (out, value->as.text, value->length, backslash_escapes);
      break;
    case MO_VALUE_BYTES:
      append_hex (out, value->as.text, value->length);
      break;
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
      append_text (out, buffer, mo_value_format_date_time (value, buffer), backslash_escapes);
      break;
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      append_vector (out, value);
      break;
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      g_critical ("a value that was not checked");
      g_string_append (out, "NULL");
      break;
    }
}

static const char *
find_fault (const char *name)
{
  if (name == NULL)
    return "is NULL";
  if (*name == '\0')
    return "is empty";
  if (!g_utf8_validate (name, -1, NULL))
    return "is not UTF-8";
  if (g_utf8_strlen (name, -1) > LONGEST_NAME)
    return "is longer than 64 characters";
  return NULL;
}

gboolean
mo_quote_identifier (GString *out, const char *name, const char *what, GError **error)
{
  const char *fault = find_fault (name);

  if (fault != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "%s %s", what, fault);
      return FALSE;
    }
  g_string_append_c (out, '`');
  for (const char *quote; (quote = strchr (name, '`')) != NULL; name = quote + 1)
    {
      g_string_append_len (out, name, quote + 1 - name);
      g_string_append_c (out, '`');
    }
  g_string_append (out, name);
  g_string_append_c (out, '`');
  return TRUE;
}

gboolean
mo_quote_snapshot (GString *out, const char *name, GError **error)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  if (!mo_quote_identifier (quoted, name, "the snapshot's name", error))
    return FALSE;
  if (strchr (name, '\\') != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the snapshot's name, \"%s\", has a backslash, which would be lost", name);
      return FALSE;
    }
  g_string_append_printf (out, "{snapshot = %s}", quoted->str);
  return TRUE;
}
