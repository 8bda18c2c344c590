/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The line of a recording that says one thing that happened. */

#include "packet-line.h"

#include "mysql-command.h"
#include "payload-text.h"

#include <string.h>

/* --- as text --- */

static void
append_payload (GString *text, const WpRecordedPacket *self)
{
  if (self->payload->len == 0)
    return;

  g_string_append_c (text, ' ');
  wp_payload_append_text (text, self->payload->data, self->payload->len, self->any_times,
                          self->kind == WP_PACKET_COMMAND);
}

/* Names stand between spaces. */
static void
append_name (GString *text, const char *label, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, ":$@-.", FALSE);

  g_string_append_printf (text, " %s=%s", label, escaped);
}

static void
append_rest (GString *text, const WpRecordedPacket *self)
{
  g_autofree char *name = NULL;

  switch (self->kind)
    {
    case WP_PACKET_LOGIN:
      g_string_append_printf (text, " login capabilities=0x%08x", self->login->capabilities);
      append_name (text, "user", self->login->user);
      append_name (text, "database", self->login->database);
      break;
    case WP_PACKET_SECRET:
      g_string_append (text, " secret");
      break;
    case WP_PACKET_COMMAND:
      name = wp_mysql_command_dup_name (self->command);
      g_string_append_printf (text, " %s", name);
      append_payload (text, self);
      break;
    case WP_PACKET_DATA:
      g_string_append (text, " data");
      append_payload (text, self);
      break;
    case WP_PACKET_SERVER:
    case WP_PACKET_OPEN:
    case WP_PACKET_CLIENT_END:
    case WP_PACKET_SERVER_END:
    default:
      append_payload (text, self);
      break;
    }
}

/* One line, with those that continue it, and the newline. */
char *
wp_packet_line_format (const WpRecordedPacket *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u ", self->connection);
  if (self->kind == WP_PACKET_OPEN)
    g_string_append (text, "open");
  else if (self->kind == WP_PACKET_CLIENT_END)
    g_string_append (text, "> end");
  else if (self->kind == WP_PACKET_SERVER_END)
    g_string_append (text, "< end");
  else
    {
      g_string_append_printf (text, "%c %u", wp_recorded_packet_is_from_client (self) ? '>' : '<',
                              self->sequence);
      append_rest (text, self);
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/* --- from text --- */

/* Takes a number and the space behind it off @text. */
static gboolean
take_number (const char **text, guint64 max, guint64 *number)
{
  gsize digits = strspn (*text, "0123456789");
  g_autofree char *word = g_strndup (*text, digits);

  if (!g_ascii_string_to_unsigned (word, 10, 0, max, number, NULL))
    return FALSE;

  *text += digits;
  *text += **text == ' ' ? 1 : 0;
  return TRUE;
}

/* Takes a word and the space behind it, if @text begins with it and nothing else. */
static gboolean
take_word (const char **text, const char *word)
{
  gsize length = strlen (word);

  if (!g_str_has_prefix (*text, word) || ((*text)[length] != ' ' && (*text)[length] != '\0'))
    return FALSE;

  *text += length;
  *text += **text == ' ' ? 1 : 0;
  return TRUE;
}

static gboolean
take_command (const char **text, guint8 *command)
{
  for (guint code = 0; code <= G_MAXUINT8; code++)
    {
      g_autofree char *name = wp_mysql_command_dup_name ((guint8) code);

      if (take_word (text, name))
        {
          *command = (guint8) code;
          return TRUE;
        }
    }

  return FALSE;
}

static char *
parse_name (const char *word, const char *label)
{
  gsize length = strlen (label);

  if (word == NULL || !g_str_has_prefix (word, label) || word[length] != '=')
    return NULL;

  return g_uri_unescape_string (word + length + 1, NULL);
}

static WpLogin *
parse_login (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *capabilities = NULL;
  g_autofree char *user = NULL;
  g_autofree char *database = NULL;

  if (g_strv_length (words) != 3)
    return NULL;

  capabilities = parse_name (words[0], "capabilities");
  user = parse_name (words[1], "user");
  database = parse_name (words[2], "database");
  if (capabilities == NULL || user == NULL || database == NULL)
    return NULL;

  return wp_login_new ((guint32) g_ascii_strtoull (capabilities, NULL, 0), user, database);
}

static gboolean
parse_client_packet (WpRecordedPacket *self, const char *text)
{
  if (take_word (&text, "login"))
    {
      self->kind = WP_PACKET_LOGIN;
      self->login = parse_login (text);
      return self->login != NULL;
    }
  if (take_word (&text, "secret"))
    {
      self->kind = WP_PACKET_SECRET;
      return *text == '\0';
    }

  if (take_word (&text, "data"))
    self->kind = WP_PACKET_DATA;
  else if (take_command (&text, &self->command))
    self->kind = WP_PACKET_COMMAND;
  else
    return FALSE;
  return wp_payload_parse_text (text, self->payload, self->any_times);
}

static gboolean
parse_rest (WpRecordedPacket *self, const char *text)
{
  gboolean from_client = *text == '>';
  guint64 sequence;

  if (take_word (&text, "open"))
    return *text == '\0';
  if (!take_word (&text, from_client ? ">" : "<"))
    return FALSE;
  if (g_str_equal (text, "end"))
    {
      self->kind = from_client ? WP_PACKET_CLIENT_END : WP_PACKET_SERVER_END;
      return TRUE;
    }
  if (!take_number (&text, G_MAXUINT8, &sequence))
    return FALSE;

  self->sequence = (guint8) sequence;
  if (from_client)
    return parse_client_packet (self, text);
  self->kind = WP_PACKET_SERVER;
  return wp_payload_parse_text (text, self->payload, self->any_times);
}

/* From its first line, without the newline; NULL if that says nothing that is known. */
WpRecordedPacket *
wp_packet_line_parse (const char *line)
{
  g_autoptr (WpRecordedPacket) self = NULL;
  guint64 connection;

  if (!take_number (&line, G_MAXUINT, &connection) || connection == 0)
    return NULL;

  self = wp_recorded_packet_new (WP_PACKET_OPEN, (guint) connection, 0);
  return parse_rest (self, line) ? g_steal_pointer (&self) : NULL;
}
