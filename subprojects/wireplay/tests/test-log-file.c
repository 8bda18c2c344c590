/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log-file.h"

#include <string.h>

#define MAX_TEXT_LENGTH 2000

static char *
format_text (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  WireplayRecord record = {
    .time_usec = 12 * G_USEC_PER_SEC + 3450,
    .connection_id = 77,
    .command = 3,
    .text = copy,
    .n_statements = 2,
    .round_trip = 5,
  };

  return wp_log_file_format (&record);
}

/* The text field of the line for @text, without the newline. */
static char *
format_text_only (const char *text)
{
  g_autofree char *line = format_text (text);
  const char *start = strstr (line, "statements=2 ") + strlen ("statements=2 ");

  g_assert_true (g_str_has_suffix (start, "\n"));
  return g_strndup (start, strlen (start) - 1);
}

static void
test_line (void)
{
  g_autofree char *line = format_text ("select 1; select 2");

  g_assert_cmpstr (line, ==,
                   "12.003450 conn=77 trip=5 COM_QUERY statements=2 select 1; select 2\n");
}

static void
test_name (void)
{
  WireplayRecord record = { .command = 0x0e, .text = (char *) "COM_PING", .round_trip = 1 };
  g_autofree char *line = wp_log_file_format (&record);

  g_assert_cmpstr (line, ==, "0.000000 conn=0 trip=1 COM_PING statements=0 COM_PING\n");
}

static void
test_unknown (void)
{
  WireplayRecord record = { .command = 0x99, .text = (char *) "COM_0x99", .round_trip = 1 };
  g_autofree char *line = wp_log_file_format (&record);

  g_assert_cmpstr (line, ==, "0.000000 conn=0 trip=1 COM_0x99 statements=0 COM_0x99\n");
}

static void
test_escapes (void)
{
  g_autofree char *text = format_text_only ("a\nb\r\nc\td\\n\x01\x7f‘é’");

  g_assert_cmpstr (text, ==, "a\\nb\\r\\nc\\td\\\\n\\x01\\x7f‘é’");
}

static void
test_length (void)
{
  g_autofree char *full = g_strnfill (MAX_TEXT_LENGTH, 'x');
  g_autofree char *over = g_strconcat (full, "y", NULL);
  g_autofree char *full_text = format_text_only (full);
  g_autofree char *over_text = format_text_only (over);

  g_assert_cmpstr (full_text, ==, full);
  g_assert_cmpstr (over_text, ==, full);
}

/* The limit is that of the file: an escape that would pass it is left out whole. */
static void
test_length_escape (void)
{
  g_autofree char *almost = g_strnfill (MAX_TEXT_LENGTH - 1, 'x');
  g_autofree char *over = g_strconcat (almost, "\n", NULL);
  g_autofree char *text = format_text_only (over);

  g_assert_cmpstr (text, ==, almost);
}

static void
test_length_utf8 (void)
{
  g_autofree char *almost = g_strnfill (MAX_TEXT_LENGTH - 2, 'x');
  g_autofree char *over = g_strconcat (almost, "€", NULL);
  g_autofree char *fits = g_strconcat (almost, "é", "€", NULL);
  g_autofree char *over_text = format_text_only (over);
  g_autofree char *fits_text = format_text_only (fits);

  g_assert_cmpstr (over_text, ==, almost);
  g_assert_true (g_str_has_suffix (fits_text, "xé"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-file/line", test_line);
  g_test_add_func ("/log-file/name", test_name);
  g_test_add_func ("/log-file/unknown", test_unknown);
  g_test_add_func ("/log-file/escapes", test_escapes);
  g_test_add_func ("/log-file/length", test_length);
  g_test_add_func ("/log-file/length-escape", test_length_escape);
  g_test_add_func ("/log-file/length-utf8", test_length_utf8);

  return g_test_run ();
}
