/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cutting connections: what has been counted gets through, nothing else does, and both ends are
 * closed. */

#include "conversation.h"
#include "gauge.h"

#include <unistd.h>

#define LATENCY_USEC 20000

/* To know which way the connection ended, the test has TCP on both sides. */
static void
expect_cut (Stage *stage, Conversation *conversation, gboolean reset)
{
  wire_expect_end_by (conversation->server, reset);
  wire_expect_end_by (conversation->client, reset);
  g_assert_cmpuint (wireplay_get_n_cuts (stage->proxy), ==, 1);
}

/* --- which bytes --- */

static void
cut_query (Stage *stage, const WireplayCut *cut)
{
  g_autoptr (GByteArray) query = packet_new_query ("select 1");
  g_autoptr (Conversation) conversation = NULL;

  wireplay_reset (stage->proxy);
  wireplay_set_cut (stage->proxy, cut);
  conversation = conversation_new_logged_in (stage, 1);
  wire_send (conversation->client, query);
  wire_expect_begin (conversation->server, query, cut->bytes);
  expect_cut (stage, conversation, cut->reset);
}

static void
cut_answer (Stage *stage, const WireplayCut *cut)
{
  g_autoptr (GByteArray) answer = packet_new_ok (1);
  g_autoptr (Conversation) conversation = NULL;

  wireplay_reset (stage->proxy);
  wireplay_set_cut (stage->proxy, cut);
  conversation = conversation_new_logged_in (stage, 1);
  conversation_say (conversation, packet_new_query ("select 1"));
  wire_send (conversation->server, answer);
  wire_expect_begin (conversation->client, answer, cut->bytes);
  expect_cut (stage, conversation, cut->reset);
}

static void
test_query (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) query = packet_new_query ("select 1");

  for (guint n = 0; n <= query->len; n++)
    {
      const WireplayCut cut = {
        .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = n, .reset = reset
      };

      cut_query (stage, &cut);
    }
}

static void
test_answer (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) answer = packet_new_ok (1);

  for (guint n = 0; n <= answer->len; n++)
    {
      const WireplayCut cut = {
        .direction = WIREPLAY_TO_CLIENT, .command = 1, .bytes = n, .reset = reset
      };

      cut_answer (stage, &cut);
    }
}

/* From the beginning of the connection: the greeting, and the login. */
static void
test_beginning (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) greeting = packet_new_greeting (1, 0);
  g_autoptr (GByteArray) login = packet_new_login (0);

  for (guint n = 0; n <= greeting->len; n++)
    {
      const WireplayCut cut = { .direction = WIREPLAY_TO_CLIENT, .bytes = n };
      g_autoptr (Conversation) conversation = NULL;

      wireplay_reset (stage->proxy);
      wireplay_set_cut (stage->proxy, &cut);
      conversation = conversation_new (stage);
      wire_send (conversation->server, greeting);
      wire_expect_begin (conversation->client, greeting, n);
      expect_cut (stage, conversation, FALSE);
    }
  for (guint n = 0; n <= login->len; n++)
    {
      const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .bytes = n };
      g_autoptr (Conversation) conversation = NULL;

      wireplay_reset (stage->proxy);
      wireplay_set_cut (stage->proxy, &cut);
      conversation = conversation_new (stage);
      conversation_answer (conversation, packet_new_greeting (1, 0));
      wire_send (conversation->client, login);
      wire_expect_begin (conversation->server, login, n);
      expect_cut (stage, conversation, FALSE);
    }
}

/* Counted from a later command on, also where it comes together with the one before. */
static void
test_later_command (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) first = packet_new_query ("select 1");
  g_autoptr (GByteArray) both =
      packets_new_joined (packet_new_query ("select 1"), packet_new_query ("select 2"), NULL);

  for (guint n = 0; n <= both->len - first->len; n++)
    {
      const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 3, .bytes = n };
      g_autoptr (Conversation) conversation = NULL;

      wireplay_reset (stage->proxy);
      wireplay_set_cut (stage->proxy, &cut);
      conversation = conversation_new_logged_in (stage, 1);
      conversation_query (conversation, "select 0");
      wire_send (conversation->client, both);
      wire_expect_begin (conversation->server, both, first->len + n);
      expect_cut (stage, conversation, FALSE);
      assert_counts (stage->proxy, 1, 3, 2, 3);
    }
}

/* Over several commands and their answers. */
static void
test_several_answers (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) answer = packet_new_ok (1);
  const WireplayCut cut = {
    .direction = WIREPLAY_TO_CLIENT, .command = 2, .bytes = 2 * answer->len + 1
  };
  g_autoptr (Conversation) conversation = NULL;

  wireplay_set_cut (stage->proxy, &cut);
  conversation = conversation_new_logged_in (stage, 1);
  for (guint i = 0; i < 3; i++)
    conversation_query (conversation, "select 1");
  conversation_say (conversation, packet_new_query ("select 2"));
  wire_send (conversation->server, answer);
  wire_expect_begin (conversation->client, answer, 1);
  expect_cut (stage, conversation, FALSE);
}

/* What a client sends within a command is counted with the next one, from its first packet on. */
static void
test_within_command (void)
{
  g_autoptr (Stage) stage = stage_new ();
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 2, .bytes = 12 };
  g_autoptr (GByteArray) line = packet_new (2, "line", 4);
  g_autoptr (Conversation) conversation = NULL;

  wireplay_set_cut (stage->proxy, &cut);
  conversation = conversation_new_logged_in (stage, 1);
  conversation_say (conversation, packet_new_query ("load"));
  conversation_answer (conversation, packet_new (1, "\xfb" "file", 5));
  conversation_say (conversation, packet_new (2, "line", 4));
  wire_send (conversation->client, line);
  wire_expect_begin (conversation->server, line, 4);
  expect_cut (stage, conversation, FALSE);
}

static void
test_latency (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) answer = packet_new_ok (1);

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  for (guint n = 0; n <= answer->len; n++)
    {
      const WireplayCut to_server = { .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = n };
      const WireplayCut to_client = { .direction = WIREPLAY_TO_CLIENT, .command = 1, .bytes = n };

      cut_query (stage, &to_server);
      cut_answer (stage, &to_client);
    }
}

/* More than sockets hold, so that it goes in pieces of the proxy's own making. */
static void
test_much (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, 'x');
  g_autoptr (GByteArray) query = packet_new_query (text);
  const WireplayCut cut = {
    .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = query->len
  };
  g_autoptr (Conversation) conversation = NULL;
  GThread *sender;

  wireplay_set_cut (stage->proxy, &cut);
  conversation = conversation_new_logged_in (stage, 1);
  sender = wire_send_in_thread (conversation->client, query);
  wire_expect_begin (conversation->server, query, cut.bytes);
  expect_cut (stage, conversation, FALSE);
  g_thread_join (sender);
}

/* --- which connection --- */

static void
test_number (void)
{
  g_autoptr (Stage) stage = stage_new ();
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .connection = 2, .command = 1 };
  g_autoptr (Conversation) first = conversation_new_logged_in (stage, 1);
  g_autoptr (Conversation) second = conversation_new_logged_in (stage, 2);
  g_autoptr (Conversation) third = conversation_new_logged_in (stage, 3);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");

  wireplay_set_cut (stage->proxy, &cut);
  conversation_query (first, "select 1");
  conversation_query (third, "select 1");
  wire_send (second->client, query);
  expect_cut (stage, second, FALSE);
  conversation_query (first, "select 1");
  conversation_query (third, "select 1");
}

/* It was said once, and meant once. */
static void
test_next (void)
{
  g_autoptr (Stage) stage = stage_new ();
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 1 };
  g_autoptr (Conversation) first = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");
  g_autoptr (Conversation) second = NULL;
  g_autoptr (Conversation) third = NULL;

  wireplay_set_cut (stage->proxy, &cut);
  second = conversation_new_logged_in (stage, 2);
  third = conversation_new_logged_in (stage, 3);
  conversation_query (first, "select 1");
  conversation_query (third, "select 1");
  wire_send (second->client, query);
  expect_cut (stage, second, FALSE);
}

/* What is past cannot be cut, and what was unsaid is not. */
static void
test_not_cut (void)
{
  g_autoptr (Stage) stage = stage_new ();
  const WireplayCut past = { .direction = WIREPLAY_TO_SERVER, .connection = 1, .command = 1 };
  const WireplayCut beginning = { .direction = WIREPLAY_TO_SERVER, .connection = 1 };
  const WireplayCut unsaid = { .direction = WIREPLAY_TO_SERVER, .connection = 1, .command = 3 };
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  conversation_query (conversation, "select 1");
  wireplay_set_cut (stage->proxy, &past);
  conversation_query (conversation, "select 2");
  wireplay_set_cut (stage->proxy, &beginning);
  wireplay_set_cut (stage->proxy, &unsaid);
  wireplay_set_cut (stage->proxy, NULL);
  conversation_query (conversation, "select 3");
  g_assert_cmpuint (wireplay_get_n_cuts (stage->proxy), ==, 0);
}

/* --- what is left of it --- */

/* A command that was not passed on was sent all the same. */
static void
test_log (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GByteArray) login = packet_new_login (0);
  g_autoptr (GByteArray) greeting = packet_new_greeting (1, 0);
  g_autoptr (GByteArray) ok = packet_new_ok (1);
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = 3 };
  g_autoptr (GPtrArray) log = NULL;
  const WireplayRecord *record;

  cut_query (stage, &cut);
  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 1);
  record = log->pdata[0];
  g_assert_cmpstr (record->text, ==, "select 1");
  g_assert_cmpuint (record->bytes_to_server, ==, login->len);
  g_assert_cmpuint (record->bytes_to_client, ==, greeting->len + ok->len);
  wireplay_reset (stage->proxy);
  g_assert_cmpuint (wireplay_get_n_cuts (stage->proxy), ==, 0);
}

static guint
count_open_files (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
test_no_leak (void)
{
  g_autoptr (Stage) stage = stage_new ();
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = 3 };
  guint before;

  if (access ("/proc/self/fd", R_OK) != 0)
    {
      g_test_skip ("No /proc here");
      return;
    }

  cut_query (stage, &cut);
  before = count_open_files ();
  for (guint i = 0; i < 10; i++)
    cut_query (stage, &cut);
  g_assert_cmpuint (count_open_files (), ==, before);
}

/* What the other end had sent and nobody read, makes no RST of the FIN. */
static void
test_unread (gconstpointer data)
{
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .reset = GPOINTER_TO_INT (data) };
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autoptr (GByteArray) sent = packet_new_query (text);
  g_autofree char *address = NULL;
  g_autoptr (GSocket) listener = wire_listen ("tcp:127.0.0.1:0", 1, &address);
  g_autoptr (GSocket) client = wire_connect (address);
  g_autoptr (GSocket) server = wire_accept (listener);
  g_autoptr (WpCutter) cutter = wp_cutter_new ();
  g_autoptr (WpGauge) gauge = NULL;

  wp_cutter_set (cutter, &cut);
  gauge = wp_gauge_new (cutter);
  g_socket_set_blocking (server, FALSE);
  wire_send (client, sent);
  wp_gauge_hang_up (gauge, server);
  wire_expect_end_by (client, cut.reset);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/cut/query/fin", GINT_TO_POINTER (FALSE), test_query);
  g_test_add_data_func ("/cut/query/rst", GINT_TO_POINTER (TRUE), test_query);
  g_test_add_data_func ("/cut/answer/fin", GINT_TO_POINTER (FALSE), test_answer);
  g_test_add_data_func ("/cut/answer/rst", GINT_TO_POINTER (TRUE), test_answer);
  g_test_add_func ("/cut/beginning", test_beginning);
  g_test_add_func ("/cut/later-command", test_later_command);
  g_test_add_func ("/cut/several-answers", test_several_answers);
  g_test_add_func ("/cut/within-command", test_within_command);
  g_test_add_func ("/cut/latency", test_latency);
  g_test_add_func ("/cut/much", test_much);
  g_test_add_func ("/cut/number", test_number);
  g_test_add_func ("/cut/next", test_next);
  g_test_add_func ("/cut/not-cut", test_not_cut);
  g_test_add_func ("/cut/log", test_log);
  g_test_add_func ("/cut/no-leak", test_no_leak);
  g_test_add_data_func ("/cut/unread/fin", GINT_TO_POINTER (FALSE), test_unread);
  g_test_add_data_func ("/cut/unread/rst", GINT_TO_POINTER (TRUE), test_unread);

  return g_test_run ();
}
