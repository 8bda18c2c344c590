/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets of the MySQL protocol, written by hand. */

#include "packets.h"

#include <string.h>

static void
append_integer (GByteArray *bytes, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    {
      guint8 byte = value >> (8 * i) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
append_zeros (GByteArray *bytes, guint n)
{
  for (guint i = 0; i < n; i++)
    append_integer (bytes, 0, 1);
}

static void
append_string (GByteArray *bytes, const char *string)
{
  g_byte_array_append (bytes, (const guint8 *) string, strlen (string) + 1);
}

/* Splits what is too long for one part, as the protocol wants it. */
GByteArray *
packet_new (guint8 sequence, const void *payload, gsize length)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 *next = payload;
  gsize part;

  do
    {
      part = MIN (length, MAX_PART_LENGTH);
      append_integer (bytes, part, 3);
      append_integer (bytes, sequence++, 1);
      if (part > 0)
        {
          g_byte_array_append (bytes, next, part);
          next += part;
          length -= part;
        }
    }
  while (part == MAX_PART_LENGTH);

  return bytes;
}

static GByteArray *
packet_new_of (guint8 sequence, GByteArray *payload)
{
  g_autoptr (GByteArray) owned = payload;

  return packet_new (sequence, owned->data, owned->len);
}

GByteArray *
packet_new_greeting (guint32 connection_id, guint32 capabilities)
{
  GByteArray *payload = g_byte_array_new ();

  append_integer (payload, 10, 1);
  append_string (payload, "8.0.30-fake");
  append_integer (payload, connection_id, 4);
  append_string (payload, "scramble");
  append_integer (payload, capabilities & 0xffff, 2);
  append_integer (payload, 45, 1);
  append_integer (payload, 2, 2);
  append_integer (payload, capabilities >> 16, 2);
  append_integer (payload, 21, 1);
  append_zeros (payload, 10);
  append_string (payload, "scramble-two");
  append_string (payload, "mysql_native_password");
  return packet_new_of (0, payload);
}

static GByteArray *
new_login_start (guint32 capabilities)
{
  GByteArray *payload = g_byte_array_new ();

  append_integer (payload, capabilities, 4);
  append_integer (payload, MAX_PART_LENGTH, 4);
  append_integer (payload, 45, 1);
  append_zeros (payload, 23);
  return payload;
}

GByteArray *
packet_new_login (guint32 capabilities)
{
  GByteArray *payload = new_login_start (capabilities | CLIENT_PROTOCOL_41);

  append_string (payload, "user");
  append_string (payload, "\x14secret-of-20-bytes..");
  return packet_new_of (1, payload);
}

GByteArray *
packet_new_ssl_request (void)
{
  return packet_new_of (1, new_login_start (CLIENT_PROTOCOL_41 | CLIENT_SSL));
}

GByteArray *
packet_new_ok (guint8 sequence)
{
  return packet_new (sequence, "\0\0\0\2\0\0\0", 7);
}

GByteArray *
packet_new_err (guint8 sequence)
{
  return packet_new (sequence, "\xff\x15\x04#28000Access denied", 22);
}

GByteArray *
packet_new_auth_switch (guint8 sequence)
{
  return packet_new (sequence,
                     "\xfe"
                     "caching_sha2_password\0scramble",
                     31);
}

GByteArray *
packet_new_auth_more (guint8 sequence)
{
  return packet_new (sequence, "\1\4", 2);
}

GByteArray *
packet_new_command (guint8 code, const char *argument)
{
  GByteArray *payload = g_byte_array_new ();

  append_integer (payload, code, 1);
  g_byte_array_append (payload, (const guint8 *) argument, strlen (argument));
  return packet_new_of (0, payload);
}

GByteArray *
packet_new_query (const char *sql)
{
  return packet_new_command (COM_QUERY, sql);
}

/* Takes packets, up to a NULL, and returns all in one. */
GByteArray *
packets_new_joined (GByteArray *first, ...)
{
  GByteArray *joined = first;
  va_list rest;

  va_start (rest, first);
  for (GByteArray *next = va_arg (rest, GByteArray *); next != NULL;
       next = va_arg (rest, GByteArray *))
    {
      g_byte_array_append (joined, next->data, next->len);
      g_byte_array_unref (next);
    }
  va_end (rest);

  return joined;
}
