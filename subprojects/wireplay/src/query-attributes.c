/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The query attributes of MySQL 8 (CLIENT_QUERY_ATTRIBUTES), which precede a COM_QUERY's text:
 *
 * - their number and the number of sets of them (always 1), length-encoded integers; and if there
 *   are any:
 * - a bitmap of those that are NULL
 * - a byte that says that the types follow (always 1)
 * - for each its type, two bytes, and its name, a length-encoded string
 * - for each that is not NULL its value, in the binary protocol
 */

#include "query-attributes.h"

/* The types whose values are not length-encoded strings. */
enum
{
  TYPE_TINY = 0x01,
  TYPE_SHORT = 0x02,
  TYPE_LONG = 0x03,
  TYPE_FLOAT = 0x04,
  TYPE_DOUBLE = 0x05,
  TYPE_NULL = 0x06,
  TYPE_TIMESTAMP = 0x07,
  TYPE_LONGLONG = 0x08,
  TYPE_INT24 = 0x09,
  TYPE_DATE = 0x0a,
  TYPE_TIME = 0x0b,
  TYPE_DATETIME = 0x0c,
  TYPE_YEAR = 0x0d,
};

/* A place in the bytes; once something did not fit, all else fails too. */
typedef struct
{
  const guint8 *next;
  const guint8 *end;
  gboolean failed;
} Reader;

static void
skip (Reader *reader, guint64 length)
{
  if (reader->failed || length > (guint64) (reader->end - reader->next))
    reader->failed = TRUE;
  else
    reader->next += length;
}

static guint64
read_integer (Reader *reader, guint size)
{
  const guint8 *bytes = reader->next;
  guint64 value = 0;

  skip (reader, size);
  if (reader->failed)
    return 0;

  for (guint i = 0; i < size; i++)
    value |= (guint64) bytes[i] << (8 * i);
  return value;
}

static guint64
read_length_encoded (Reader *reader)
{
  guint64 first = read_integer (reader, 1);

  switch (first)
    {
    case 0xfc:
      return read_integer (reader, 2);
    case 0xfd:
      return read_integer (reader, 3);
    case 0xfe:
      return read_integer (reader, 8);
    default:
      return first;
    }
}

static void
skip_value (Reader *reader, guint8 type)
{
  switch (type)
    {
    case TYPE_NULL:
      break;
    case TYPE_TINY:
      skip (reader, 1);
      break;
    case TYPE_SHORT:
    case TYPE_YEAR:
      skip (reader, 2);
      break;
    case TYPE_LONG:
    case TYPE_INT24:
    case TYPE_FLOAT:
      skip (reader, 4);
      break;
    case TYPE_LONGLONG:
    case TYPE_DOUBLE:
      skip (reader, 8);
      break;
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_DATETIME:
      skip (reader, read_integer (reader, 1));
      break;
    default:
      skip (reader, read_length_encoded (reader));
      break;
    }
}

static void
skip_attributes (Reader *reader, guint64 n)
{
  const guint8 *nulls = reader->next;
  g_autofree guint8 *types = NULL;

  /* Each takes three bytes at the least; this also bounds what is allocated. */
  if (n > (guint64) (reader->end - reader->next))
    reader->failed = TRUE;
  if (reader->failed)
    return;

  types = g_new0 (guint8, n);
  skip (reader, (n + 7) / 8);
  skip (reader, 1);
  for (guint64 i = 0; i < n && !reader->failed; i++)
    {
      types[i] = read_integer (reader, 2) & 0xff;
      skip (reader, read_length_encoded (reader));
    }
  for (guint64 i = 0; i < n && !reader->failed; i++)
    {
      if ((nulls[i / 8] >> (i % 8) & 1) == 0)
        skip_value (reader, types[i]);
    }
}

/* The number of bytes before the text; 0 if they do not make sense. */
gsize
wp_query_attributes_get_length (const guint8 *data, gsize length)
{
  Reader reader = { .next = data, .end = data + length };
  guint64 n = read_length_encoded (&reader);

  read_length_encoded (&reader);
  if (n > 0)
    skip_attributes (&reader, n);

  return reader.failed ? 0 : (gsize) (reader.next - data);
}
