/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a proxy writes to a recording. */

#include "conversation.h"

#include <string.h>

/* The packets of conversation_new_logged_in(), as they are to be written. */
#define LOGGED_IN(id)                                                                              \
  "1 open\n"                                                                                       \
  "1 < 0 \\n8.0.30-fake\\0" id "\\0\\0\\0scramble\\0\\0\\0-\\x02\\0\\0\\0\\x15\\0\\0\\0\\0\\0\\0"  \
  "\\0\\0\\0\\0scramble-two\\0mysql\n"                                                             \
  "  | _native_password\\0\n"                                                                      \
  "1 > 1 login capabilities=0x00000200 user=user database=\n"                                      \
  "1 < 2 \\0\\0\\0\\x02\\0\\0\\0\n"

static char *
get_recording (Stage *stage)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = stage_dup_path (stage, "recording");
  char *text;

  stage_stop_proxy (stage);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static Stage *
new_recorded_stage (void)
{
  g_autoptr (GError) error = NULL;
  Stage *stage = stage_new ();
  g_autofree char *path = stage_dup_path (stage, "recording");

  wireplay_set_recording (stage->proxy, path, &error);
  g_assert_no_error (error);
  return stage;
}

static void
test_text (void)
{
  g_autoptr (Stage) stage = new_recorded_stage ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, '*');
  g_autofree char *text = NULL;

  conversation_query (conversation, "select 1\n;\nselect '\\\t\r\xc3\xa9' ");
  conversation_say (conversation, packet_new_command (COM_PING, ""));
  conversation_answer (conversation, packet_new_ok (1));
  text = get_recording (stage);
  g_assert_cmpstr (text, ==,
                   "wireplay 1\n" LOGGED_IN ("*") "1 > 0 COM_QUERY select 1\\n\n"
                                                  "  | ;\\n\n"
                                                  "  | select '\\\\\\t\\r\\xc3\\xa9'\\x20\n"
                                                  "1 < 1 \\0\\0\\0\\x02\\0\\0\\0\n"
                                                  "1 > 0 COM_PING\n"
                                                  "1 < 1 \\0\\0\\0\\x02\\0\\0\\0\n");
}

/* It would be of use to others than tests. */
static void
test_no_secrets (void)
{
  g_autoptr (Stage) stage = new_recorded_stage ();
  g_autoptr (Conversation) conversation = conversation_new (stage);
  g_autofree char *text = NULL;

  conversation_answer (conversation, packet_new_greeting (1, 0));
  conversation_say (conversation, packet_new_login (0));
  conversation_answer (conversation, packet_new_auth_switch (2));
  conversation_say (conversation, packet_new (3, "another secret", 14));
  conversation_answer (conversation, packet_new_ok (4));
  text = get_recording (stage);
  g_assert_nonnull (strstr (text, "\n1 > 3 secret\n1 < 4 "));
  g_assert_null (strstr (text, "secret-of"));
  g_assert_null (strstr (text, "another"));
}

static void
test_times (void)
{
  g_autoptr (Stage) stage = new_recorded_stage ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) far_east = g_date_time_add_hours (now, 9);
  g_autofree char *now_text = g_date_time_format (now, "%Y-%m-%d %H:%M:%S");
  g_autofree char *east_text = g_date_time_format (far_east, "%Y-%m-%d %H:%M:%S");
  g_autofree char *sql =
      g_strdup_printf ("'%s.25', '%s', '2001-02-03 04:05:06'", now_text, east_text);
  g_autofree char *expected = g_strdup_printf (
      "COM_QUERY '\\~%s.25', '\\~%s', '2001-02-03 04:05:06'\n", now_text, east_text);
  g_autofree char *text = NULL;

  conversation_query (conversation, sql);
  text = get_recording (stage);
  g_assert_nonnull (strstr (text, expected));
}

static void
test_ends (void)
{
  g_autoptr (Stage) stage = new_recorded_stage ();
  g_autoptr (Conversation) first = conversation_new_logged_in (stage, '*');
  g_autoptr (Conversation) second = NULL;
  g_autofree char *text = NULL;

  wire_end (first->server);
  wire_expect_end (first->client);
  second = conversation_new (stage);
  conversation_answer (second, packet_new_err (0));
  wire_end (second->client);
  wire_expect_end (second->server);
  text = get_recording (stage);
  g_assert_cmpstr (text, ==,
                   "wireplay 1\n" LOGGED_IN ("*") "1 < end\n"
                                                  "2 open\n"
                                                  "2 < 0 \\xff\\x15\\x04#28000Access denied\n"
                                                  "2 > end\n");
}

static void
test_tls (void)
{
  g_autoptr (Stage) stage = new_recorded_stage ();
  g_autoptr (Conversation) conversation = conversation_new (stage);
  g_autofree char *text = NULL;

  conversation_answer (conversation, packet_new_greeting (1, CLIENT_SSL));
  conversation_say (conversation, packet_new_ssl_request ());
  conversation_say (conversation, packet_new (2, "garbled", 7));
  text = get_recording (stage);
  g_assert_nonnull (strstr (text, "\n# connection 1 is encrypted, compressed, or in another "));
  g_assert_null (strstr (text, "garbled"));
}

static void
test_no_file (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (wireplay_set_recording (stage->proxy, "/no/such/folder/file", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/no/such/folder/file"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recording/text", test_text);
  g_test_add_func ("/recording/no-secrets", test_no_secrets);
  g_test_add_func ("/recording/times", test_times);
  g_test_add_func ("/recording/ends", test_ends);
  g_test_add_func ("/recording/tls", test_tls);
  g_test_add_func ("/recording/no-file", test_no_file);

  return g_test_run ();
}
