/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* That the latency is there. How much more a loaded machine adds is not the proxy's. */

#include "conversation.h"

#define LATENCY_USEC 60001

static void
test_round_trip (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  gint64 start;

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  for (guint i = 0; i < 3; i++)
    {
      start = g_get_monotonic_time ();
      conversation_query (conversation, "select 1");
      g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_USEC);
    }
}

static void
test_both_directions (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  gint64 start = g_get_monotonic_time ();

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  conversation_say (conversation, packet_new_query ("select 1"));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_USEC / 2);
  start = g_get_monotonic_time ();
  conversation_answer (conversation, packet_new_ok (1));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_USEC / 2);
}

/* One by one, a hundred bursts of a second each would take longer than any test may. */
static void
test_throughput (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) packet = packet_new_query ("select 1");
  gint64 start = g_get_monotonic_time ();

  wireplay_set_latency_usec (stage->proxy, 2 * G_USEC_PER_SEC);
  for (guint i = 0; i < 100; i++)
    {
      wire_send (conversation->client, packet);
      g_usleep (1000);
    }
  for (guint i = 0; i < 100; i++)
    wire_expect (conversation->server, packet);

  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30 * G_USEC_PER_SEC);
  assert_counts (stage->proxy, 1, 100, 1, 100);
}

/* Two commands in one burst are one round trip, and so they are when an answer is under way. */
static void
test_answer_under_way (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");
  g_autoptr (GByteArray) ok = packet_new_ok (1);
  gint64 answered;

  wireplay_set_latency_usec (stage->proxy, 2 * G_USEC_PER_SEC);
  wire_send (conversation->client, query);
  wire_send (conversation->client, query);
  wire_expect (conversation->server, query);
  wire_expect (conversation->server, query);
  assert_counts (stage->proxy, 1, 2, 1, 2);

  answered = g_get_monotonic_time ();
  wire_send (conversation->server, ok);
  g_usleep (G_USEC_PER_SEC / 10);
  wire_send (conversation->client, query);
  if (g_get_monotonic_time () - answered > G_USEC_PER_SEC / 2)
    {
      g_test_skip ("This machine is too slow to send before the answer is there");
      return;
    }
  wire_expect (conversation->client, ok);
  wire_expect (conversation->server, query);
  assert_counts (stage->proxy, 1, 3, 1, 3);

  /* The answer that was received does start one. */
  wireplay_set_latency_usec (stage->proxy, 0);
  conversation_say (conversation, packet_new_query ("select 1"));
  assert_counts (stage->proxy, 1, 4, 2, 4);
}

/* What was sent before it was lowered stays delayed, and comes first. */
static void
test_lowered (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) slow = packet_new_query ("slow");
  g_autoptr (GByteArray) fast = packet_new_query ("fast");
  gint64 start = g_get_monotonic_time ();

  wireplay_set_latency_usec (stage->proxy, 10 * LATENCY_USEC);
  wire_send (conversation->client, slow);
  while (wireplay_get_n_commands (stage->proxy) == 0)
    g_usleep (1000);
  wireplay_set_latency_usec (stage->proxy, 0);
  wire_send (conversation->client, fast);
  wire_expect (conversation->server, slow);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 5 * LATENCY_USEC);
  wire_expect (conversation->server, fast);
}

/* The end of a stream is delayed like its bytes. */
static void
test_end (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) quit = packet_new_command (COM_QUIT, "");
  gint64 start = g_get_monotonic_time ();

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  wire_send (conversation->client, quit);
  wire_end (conversation->client);
  wire_expect (conversation->server, quit);
  wire_expect_end (conversation->server);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_USEC / 2);

  start = g_get_monotonic_time ();
  wire_end (conversation->server);
  wire_expect_end (conversation->client);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_USEC / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/latency/round-trip", test_round_trip);
  g_test_add_func ("/latency/both-directions", test_both_directions);
  g_test_add_func ("/latency/throughput", test_throughput);
  g_test_add_func ("/latency/answer-under-way", test_answer_under_way);
  g_test_add_func ("/latency/lowered", test_lowered);
  g_test_add_func ("/latency/end", test_end);

  return g_test_run ();
}
