/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first connection of a recording, as a test reads it and changes it. */

#include "recorded-text.h"

#include <string.h>

#define CONTINUATION "  | "
#define HEADER_BYTES 4

static void
packet_free (gpointer data)
{
  RecordedPacket *packet = data;

  g_free (packet->command);
  g_free (packet->text);
  g_byte_array_unref (packet->payload);
  g_free (packet);
}

void
recorded_text_free (RecordedText *self)
{
  g_strfreev (self->lines);
  g_ptr_array_unref (self->packets);
  g_free (self->user);
  g_free (self->database);
  g_free (self);
}

const RecordedPacket *
recorded_text_get (RecordedText *self, guint index)
{
  return g_ptr_array_index (self->packets, index);
}

/* --- reading --- */

static void
append_text (GByteArray *payload, const char *text)
{
  static const char letters[] = "\\nrt0";
  static const guint8 meant[] = "\\\n\r\t";

  for (; *text != '\0'; text++)
    {
      guint8 byte = (guint8) *text;

      if (byte == '\\' && text[1] == 'x')
        {
          byte = (guint8) (g_ascii_xdigit_value (text[2]) << 4 | g_ascii_xdigit_value (text[3]));
          text += 3;
        }
      else if (byte == '\\')
        {
          const char *letter = strchr (letters, *++text);

          g_assert_nonnull (letter); /* no marks of times either: they match more than one text */
          byte = meant[letter - letters];
        }
      g_byte_array_append (payload, &byte, 1);
    }
}

/* Takes a word and the space behind it off @text. */
static char *
take_word (const char **text)
{
  gsize length = strcspn (*text, " ");
  char *word = g_strndup (*text, length);

  *text += length + ((*text)[length] == ' ' ? 1 : 0);
  return word;
}

static void
take_login (RecordedText *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  self->user = g_uri_unescape_string (strchr (words[1], '=') + 1, NULL);
  self->database = g_uri_unescape_string (strchr (words[2], '=') + 1, NULL);
}

/* @line: "1 > 0 COM_QUERY SELECT 1", and others that are not all kept. */
static void
add_packet (RecordedText *self, const char *line, guint number)
{
  g_autofree char *connection = take_word (&line);
  g_autofree char *side = take_word (&line);
  g_autofree char *sequence = take_word (&line);
  g_autofree char *command = NULL;
  gboolean is_first = g_str_equal (connection, "1");
  RecordedPacket *packet = g_new0 (RecordedPacket, 1);

  packet->payload = g_byte_array_new ();
  packet->first_line = number;
  packet->is_answer = is_first && g_str_equal (side, "<") && !g_str_equal (sequence, "end");
  packet->is_command = is_first && g_str_equal (side, ">") && g_str_equal (sequence, "0");
  if (packet->is_command)
    packet->command = take_word (&line);
  else if (is_first && g_str_has_prefix (line, "login "))
    take_login (self, line + strlen ("login "));
  if (packet->is_command || packet->is_answer)
    append_text (packet->payload, line);
  g_ptr_array_add (self->packets, packet);
}

static void
finish_packet (RecordedText *self, guint end_line)
{
  RecordedPacket *packet;

  if (self->packets->len == 0)
    return;
  packet = g_ptr_array_index (self->packets, self->packets->len - 1);
  packet->end_line = end_line;
  if (!packet->is_command)
    return;
  if (g_str_equal (packet->command, "COM_QUERY")
      || g_str_equal (packet->command, "COM_STMT_PREPARE"))
    packet->text = g_strndup ((const char *) packet->payload->data, packet->payload->len);
  else
    packet->text = g_strdup (packet->command);
}

RecordedText *
recorded_text_load (const char *path)
{
  RecordedText *self = g_new0 (RecordedText, 1);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  self->lines = g_strsplit (text, "\n", -1);
  self->packets = g_ptr_array_new_with_free_func (packet_free);
  for (guint i = 1; self->lines[i] != NULL; i++)
    {
      const char *line = self->lines[i];

      if (g_str_has_prefix (line, CONTINUATION))
        append_text (((RecordedPacket *) recorded_text_get (self, self->packets->len - 1))->payload,
                     line + strlen (CONTINUATION));
      else if (*line != '\0' && *line != '#')
        {
          finish_packet (self, i);
          add_packet (self, line, i);
        }
    }
  finish_packet (self, g_strv_length (self->lines));
  return self;
}

char *
recorded_text_dup_note (RecordedText *self, const char *name)
{
  g_autofree char *begin = g_strdup_printf ("# %s: ", name);

  for (guint i = 0; self->lines[i] != NULL; i++)
    if (g_str_has_prefix (self->lines[i], begin))
      return g_strdup (self->lines[i] + strlen (begin));
  return NULL;
}

guint
recorded_text_find (RecordedText *self, guint first, const char *text)
{
  for (guint i = first; i < self->packets->len; i++)
    if (recorded_text_get (self, i)->is_command
        && g_str_has_prefix (recorded_text_get (self, i)->text, text))
      return i;
  g_error ("nothing that begins with \"%s\" was recorded", text);
}

gsize
recorded_packet_n_bytes (const RecordedPacket *self)
{
  if (!self->is_command && !self->is_answer)
    return 0;
  return HEADER_BYTES + (self->is_command ? 1 : 0) + self->payload->len;
}

/* --- changing --- */

static void
append_changed (GString *text, const RecordedPacket *packet, guint byte)
{
  const char *command = packet->command;

  if (byte == packet->payload->len)
    command = g_str_equal (command, "COM_QUERY") ? "COM_STMT_PREPARE" : "COM_QUERY";
  g_string_append_printf (text, "1 > 0 %s ", command);
  for (guint i = 0; i < packet->payload->len; i++)
    g_string_append_printf (text, "\\x%02x", packet->payload->data[i] ^ (i == byte ? 1 : 0));
  g_string_append_c (text, '\n');
}

char *
recorded_text_change (RecordedText *self, guint index, guint byte)
{
  const RecordedPacket *packet = recorded_text_get (self, index);
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->lines[i] != NULL; i++)
    if (i == packet->first_line)
      append_changed (text, packet, byte);
    else if (i < packet->first_line || i >= packet->end_line)
      g_string_append_printf (text, "%s\n", self->lines[i]);
  return g_string_free (text, FALSE);
}
