/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records and the log file. */

#include "conversation.h"

#include <string.h>

static void
check_record (GPtrArray *log,
              guint index,
              guint64 connection_id,
              guint8 command,
              const char *text,
              guint n_statements,
              guint round_trip)
{
  const WireplayRecord *record;

  g_assert_cmpuint (index, <, log->len);
  record = log->pdata[index];
  g_assert_cmpuint (record->connection_id, ==, connection_id);
  g_assert_cmpuint (record->command, ==, command);
  g_assert_cmpstr (record->text, ==, text);
  g_assert_cmpuint (record->n_statements, ==, n_statements);
  g_assert_cmpuint (record->round_trip, ==, round_trip);
}

static void
test_records (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) one = conversation_new_logged_in (stage, 11);
  g_autoptr (Conversation) two = conversation_new_logged_in (stage, 0xfffffffe);
  g_autoptr (GPtrArray) log = NULL;

  conversation_query (one, "select 'ü';\n select 2");
  conversation_say (two, packet_new_command (COM_STMT_PREPARE, "select ?"));
  conversation_answer (two, packet_new_ok (1));
  conversation_say (two, packet_new_command (COM_STMT_EXECUTE, "abcdefghi"));
  conversation_query (one, "select 3");
  conversation_say (one, packet_new_command (COM_PING, ""));
  conversation_say (one, packet_new_command (0x99, "what"));

  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 6);
  check_record (log, 0, 11, COM_QUERY, "select 'ü';\n select 2", 2, 1);
  check_record (log, 1, 0xfffffffe, COM_STMT_PREPARE, "select ?", 0, 1);
  check_record (log, 2, 0xfffffffe, COM_STMT_EXECUTE, "COM_STMT_EXECUTE", 1, 2);
  check_record (log, 3, 11, COM_QUERY, "select 3", 1, 2);
  check_record (log, 4, 11, COM_PING, "COM_PING", 0, 3);
  check_record (log, 5, 11, 0x99, "COM_0x99", 0, 3);
}

static void
test_time (void)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GPtrArray) log = NULL;
  const WireplayRecord *first;
  const WireplayRecord *second;

  conversation_query (conversation, "select 1");
  g_usleep (20000);
  conversation_query (conversation, "select 2");

  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 2);
  first = log->pdata[0];
  second = log->pdata[1];
  g_assert_cmpint (first->time_usec, >, 0);
  g_assert_cmpint (second->time_usec - first->time_usec, >=, 20000);
  g_assert_cmpint (second->time_usec, <=, g_get_monotonic_time () - start);
}

/* The log is the caller's own. */
static void
test_copy (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 7);
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (WireplayRecord) record = NULL;

  conversation_query (conversation, "select 1");
  log = wireplay_dup_log (stage->proxy);
  conversation_query (conversation, "select 2");
  stage_stop_proxy (stage);

  g_assert_cmpuint (log->len, ==, 1);
  check_record (log, 0, 7, COM_QUERY, "select 1", 1, 1);
  record = wireplay_record_copy (log->pdata[0]);
  g_clear_pointer (&log, g_ptr_array_unref);
  g_assert_cmpstr (record->text, ==, "select 1");
}

static void
test_not_kept (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GPtrArray) log = NULL;

  conversation_query (conversation, "select 1");
  wireplay_set_keep_records (stage->proxy, FALSE);
  conversation_query (conversation, "select 2");
  wireplay_set_keep_records (stage->proxy, TRUE);
  conversation_query (conversation, "select 3");

  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 2);
  check_record (log, 1, 1, COM_QUERY, "select 3", 1, 3);
  assert_counts (stage->proxy, 1, 3, 3, 3);
}

static void
assert_file (const char *path, const char *pattern)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  if (!g_regex_match_simple (pattern, contents, G_REGEX_DOLLAR_ENDONLY, 0))
    g_error ("“%s” does not match “%s”", contents, pattern);
}

/* A line is there once the command has reached the server. */
static void
test_file (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 7);
  g_autofree char *path = stage_dup_path (stage, "log");
  g_autoptr (GError) error = NULL;

  wireplay_set_log_file (stage->proxy, path, &error);
  g_assert_no_error (error);
  assert_file (path, "^$");
  conversation_say (conversation, packet_new_query ("select 1;\nselect 2"));
  assert_file (path, "^[0-9]+\\.[0-9]{6} conn=7 trip=1 COM_QUERY statements=2 "
                     "select 1;\\\\nselect 2\n$");
  conversation_say (conversation, packet_new_command (COM_PING, ""));
  assert_file (path, "^.*\n[0-9]+\\.[0-9]{6} conn=7 trip=1 COM_PING statements=0 COM_PING\n$");
}

static void
test_file_changed (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autofree char *path = stage_dup_path (stage, "log");
  g_autofree char *other_path = stage_dup_path (stage, "other");

  g_assert_true (wireplay_set_log_file (stage->proxy, path, NULL));
  conversation_query (conversation, "first");
  g_assert_true (wireplay_set_log_file (stage->proxy, path, NULL));
  g_assert_true (wireplay_set_log_file (stage->proxy, other_path, NULL));
  conversation_query (conversation, "second");
  g_assert_true (wireplay_set_log_file (stage->proxy, NULL, NULL));
  conversation_query (conversation, "third");

  assert_file (path, "^$");
  assert_file (other_path, "^\\S+ conn=1 trip=2 COM_QUERY statements=1 second\n$");
}

static void
test_file_bad (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autofree char *path = stage_dup_path (stage, "log");
  g_autofree char *bad_path = stage_dup_path (stage, "no/such/folder");
  g_autoptr (GError) error = NULL;

  g_assert_true (wireplay_set_log_file (stage->proxy, path, NULL));
  g_assert_false (wireplay_set_log_file (stage->proxy, bad_path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, bad_path));

  /* The one before goes on. */
  conversation_query (conversation, "select 1");
  assert_file (path, "select 1\n$");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log/records", test_records);
  g_test_add_func ("/log/time", test_time);
  g_test_add_func ("/log/copy", test_copy);
  g_test_add_func ("/log/not-kept", test_not_kept);
  g_test_add_func ("/log/file", test_file);
  g_test_add_func ("/log/file-changed", test_file_changed);
  g_test_add_func ("/log/file-bad", test_file_bad);

  return g_test_run ();
}
