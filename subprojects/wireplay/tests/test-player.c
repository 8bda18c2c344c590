/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Playing a recording to clients that do, or do not, what was recorded. */

#include "playing.h"

#include <glib/gstdio.h>
#include <string.h>

static GByteArray *
new_ok_in_transaction (void)
{
  return packet_new (1, "\0\0\0\3\0\0\0", 7);
}

static void
test_same (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") QUERY ("1", "select 1\\n\n  | ;\\n\n  | select 2") "1 > 0 COM_QUIT\n");
  g_autoptr (GSocket) client = log_in (player, '1');

  query (client, "select 1\n;\nselect 2");
  /* Good-bye is not needed. */
  assert_finished (player);
}

/* It is not what is tested, and no password is known. */
static void
test_other_library (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1") QUERY ("1", "select 1"));
  g_autoptr (GSocket) client = log_in_with (player, '1', CLIENT_COMPRESS | CLIENT_QUERY_ATTRIBUTES);

  expect_packet (client, packet_new_ok (2));
  query (client, "select 1");
  assert_finished (player);
}

static void
test_other_text (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1") QUERY ("1", "select 1"));
  g_autoptr (GSocket) client = log_in (player, '1');
  g_autoptr (GSocket) late = NULL;

  send_packet (client, packet_new_query ("select 2"));
  wire_expect_end (client);
  late = wire_connect (wireplay_player_get_address (player));
  wire_expect_end (late);
  assert_failed (player, "Connection 1 does not go as recorded.\n"
                         "recorded: 1 > 0 COM_QUERY select 1\n"
                         "got:      1 > 0 COM_QUERY select 2");
}

static void
test_other_command (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1") QUERY ("1", "select 1"));
  g_autoptr (GSocket) client = log_in (player, '1');

  send_packet (client, packet_new_command (COM_STMT_PREPARE, "select 1"));
  wire_expect_end (client);
  assert_failed (player, "got:      1 > 0 COM_STMT_PREPARE select 1");
}

static void
test_other_user (void)
{
  g_autoptr (WireplayPlayer) player = play ("1 open\n1 < 0 " GREETING (
      "1") "1 > 1 login capabilities=0x00000200 user=another database=\n");
  g_autoptr (GSocket) client = log_in_with (player, '1', 0);

  wire_expect_end (client);
  assert_failed (player, "user=another");
}

static void
test_more (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1"));
  g_autoptr (GSocket) client = log_in (player, '1');

  send_packet (client, packet_new_query ("select 1"));
  wire_expect_end (client);
  assert_failed (player, "recorded: nothing\ngot:      1 > 0 COM_QUERY select 1");
}

static void
test_less (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") QUERY ("1", "select 1") QUERY ("1", "select 2") QUERY ("1", "select 3"));
  g_autoptr (GSocket) client = log_in (player, '1');

  query (client, "select 1");
  assert_failed (player, "2 recorded packets have not come from clients.\n"
                         "recorded: 1 > 0 COM_QUERY select 2");
}

/* What is sent before a client goes is heard, though nothing is answered. */
static void
test_last_words (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") "1 > 0 COM_STMT_CLOSE \\x01\\x02\\x03\\x04\n");
  g_autoptr (GSocket) client = log_in (player, '1');

  send_packet (client, packet_new_command (0x19, "\1\2\3\4"));
  wire_end (client);
  assert_finished (player);
}

static void
test_times (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") "1 > 0 COM_QUERY insert '\\~2001-02-03 04:05:06.5', '\\~2001-02-03 "
                        "04:05:07', 1\n1 < 1 at 2001-02-03 04:05:07\n"
                        "1 > 0 COM_QUERY insert '\\~2001-02-03 04:05:06'\n");
  g_autoptr (GSocket) client = log_in (player, '1');

  send_packet (client,
               packet_new_query ("insert '2026-12-31 23:59:59.123456', '2027-01-01 00:00:00', 1"));
  expect_packet (client, packet_new (1, "at 2027-01-01 00:00:00", 22));
  send_packet (client, packet_new_query ("insert '2027-01-01'"));
  wire_expect_end (client);
  assert_failed (player, "got:      1 > 0 COM_QUERY insert '2027-01-01'");
}

/* --- several connections --- */

/* A pool does not say which of its connections it will use. */
static void
test_exchange (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1") LOGIN ("2") QUERY ("1", "select 1")
                                                QUERY ("2", "select 2") QUERY ("1", "select 3"));
  G_GNUC_UNUSED g_autoptr (GSocket) first = log_in (player, '1');
  g_autoptr (GSocket) second = log_in (player, '2');

  query (second, "select 1");
  query (second, "select 2");
  query (second, "select 3");
  assert_finished (player);
}

static void
test_one_more (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") QUERY ("1", "select 1") QUERY ("1", "select 2"));
  g_autoptr (GSocket) first = log_in (player, '1');
  g_autoptr (GSocket) second = log_in (player, '1');

  query (first, "select 1");
  query (second, "select 2");
  assert_finished (player);
}

/* Who it is, a client says when it was greeted. */
static void
test_two_users (void)
{
  g_autoptr (WireplayPlayer) player = play ("1 open\n1 < 0 " GREETING (
      "1") "1 > 1 login capabilities=0x00000200 user=another database=\n"
           "1 < 2 " OK "\n" LOGIN ("2") QUERY ("2", "select 1") QUERY ("1", "select 1"));
  g_autoptr (GSocket) first = log_in (player, '1');
  g_autoptr (GSocket) second = log_in (player, '1');

  query (first, "select 1");
  /* The other user's is not this one's. */
  send_packet (second, packet_new_query ("select 1"));
  wire_expect_end (second);
  assert_failed (player, "recorded: nothing");
}

/* But a statement of a transaction belongs to its connection. */
static void
test_transaction_stays (void)
{
  g_autoptr (WireplayPlayer) player =
      play (LOGIN ("1") LOGIN ("2") QUERY_IN_TRANSACTION ("1", "begin") QUERY ("2", "select 2")
                QUERY_IN_TRANSACTION ("1", "insert") QUERY ("1", "commit"));
  g_autoptr (GSocket) first = log_in (player, '1');
  g_autoptr (GSocket) second = log_in (player, '2');

  send_packet (first, packet_new_query ("begin"));
  expect_packet (first, new_ok_in_transaction ());
  query (second, "select 2");
  send_packet (second, packet_new_query ("insert"));
  wire_expect_end (second);
  assert_failed (player, "got:      2 > 0 COM_QUERY insert");
}

/* Who waited for another waits again. */
static void
test_order (void)
{
  g_autoptr (WireplayPlayer) player = play (LOGIN ("1") LOGIN (
      "2") "1 > 0 COM_QUERY update\n" QUERY ("2", "select 1") "2 > 0 COM_QUERY kill\n"
                                                              "1 < end\n"
                                                              "2 < 1 " OK "\n");
  g_autoptr (GSocket) first = log_in (player, '1');
  g_autoptr (GSocket) second = log_in (player, '2');

  send_packet (first, packet_new_query ("update"));
  /* It waits for the update, too. */
  query (second, "select 1");
  g_assert_cmpint (g_socket_condition_check (first, G_IO_IN), ==, 0);
  query (second, "kill");
  wire_expect_end (first);
  assert_finished (player);
}

/* --- files --- */

typedef struct
{
  const char *name;
  const char *text;
  const char *message;
} BadCase;

static const BadCase bad_cases[] = {
  { "empty", "", "its first line is not “wireplay 1”" },
  { "other", "hello\n", "its first line is not “wireplay 1”" },
  { "word", "wireplay 1\n1 open\n1 hello\n", ":3: cannot be understood: 1 hello" },
  { "escape", "wireplay 1\n1 open\n1 < 0 \\q\n", ":3: cannot be understood" },
  { "hex", "wireplay 1\n1 open\n1 < 0 \\x1\n", ":3: cannot be understood" },
  { "command", "wireplay 1\n1 open\n1 > 0 COM_NONE\n", ":3: cannot be understood" },
  { "sequence", "wireplay 1\n1 open\n1 < 256 a\n", ":3: cannot be understood" },
  { "login", "wireplay 1\n1 open\n1 > 1 login user=a\n", ":3: cannot be understood" },
  { "not-open", "wireplay 1\n1 < 0 a\n", ":2: cannot be understood" },
  { "number", "wireplay 1\n2 open\n", ":2: cannot be understood" },
  { "continuation", "wireplay 1\n  | a\n", ":2: cannot be understood" },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("wireplay-XXXXXX", &path, NULL);

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, c->text, -1, NULL));
  g_assert_null (wireplay_player_new ("tcp:127.0.0.1:0", path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  if (strstr (error->message, c->message) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, c->message);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/player/same", test_same);
  g_test_add_func ("/player/other-library", test_other_library);
  g_test_add_func ("/player/other-text", test_other_text);
  g_test_add_func ("/player/other-command", test_other_command);
  g_test_add_func ("/player/other-user", test_other_user);
  g_test_add_func ("/player/more", test_more);
  g_test_add_func ("/player/less", test_less);
  g_test_add_func ("/player/last-words", test_last_words);
  g_test_add_func ("/player/times", test_times);
  g_test_add_func ("/player/exchange", test_exchange);
  g_test_add_func ("/player/one-more", test_one_more);
  g_test_add_func ("/player/two-users", test_two_users);
  g_test_add_func ("/player/transaction-stays", test_transaction_stays);
  g_test_add_func ("/player/order", test_order);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/player/bad/", bad_cases[i].name, NULL);

      g_test_add_data_func (path, &bad_cases[i], test_bad);
    }

  return g_test_run ();
}
