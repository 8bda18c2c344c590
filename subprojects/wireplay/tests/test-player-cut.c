/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Playing a recording and cutting its connections. */

#include "playing.h"

/* The player has a connection with two queries. */
static WireplayPlayer *
play_with_cut (const WireplayCut *cut)
{
  WireplayPlayer *player = play (LOGIN ("1") QUERY ("1", "select 1") QUERY ("1", "select 2"));

  wireplay_player_set_cut (player, cut);
  return player;
}

static void
expect_cut (WireplayPlayer *player, GSocket *client, guint n_commands)
{
  wire_expect_end (client);
  assert_finished (player);
  g_assert_cmpuint (wireplay_player_get_n_cuts (player), ==, 1);
  g_assert_cmpuint (wireplay_player_get_n_commands (player), ==, n_commands);
}

/* Only what has come whole was heard, and nobody is to do the rest. */
static void
test_query (void)
{
  g_autoptr (GByteArray) sent = packet_new_query ("select 2");

  for (guint n = 0; n <= sent->len; n++)
    {
      const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 2, .bytes = n };
      g_autoptr (WireplayPlayer) player = play_with_cut (&cut);
      g_autoptr (GSocket) client = log_in (player, '1');

      query (client, "select 1");
      wire_send (client, sent);
      expect_cut (player, client, n == sent->len ? 2 : 1);
    }
}

static void
test_answer (void)
{
  g_autoptr (GByteArray) answer = packet_new_ok (1);

  for (guint n = 0; n <= answer->len; n++)
    {
      const WireplayCut cut = { .direction = WIREPLAY_TO_CLIENT, .command = 2, .bytes = n };
      g_autoptr (WireplayPlayer) player = play_with_cut (&cut);
      g_autoptr (GSocket) client = log_in (player, '1');

      query (client, "select 1");
      send_packet (client, packet_new_query ("select 2"));
      wire_expect_begin (client, answer, n);
      expect_cut (player, client, 2);
    }
}

/* Two commands together, of which the second is cut, or its answer. */
static void
test_together (void)
{
  g_autoptr (GByteArray) both =
      packets_new_joined (packet_new_query ("select 1"), packet_new_query ("select 2"), NULL);
  g_autoptr (GByteArray) answer = packet_new_ok (1);
  const WireplayCut to_server = { .direction = WIREPLAY_TO_SERVER, .command = 2, .bytes = 5 };
  const WireplayCut to_client = {
    .direction = WIREPLAY_TO_CLIENT, .command = 1, .bytes = answer->len + 5
  };
  const WireplayCut *cuts[] = { &to_server, &to_client };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (WireplayPlayer) player = play_with_cut (cuts[i]);
      g_autoptr (GSocket) client = log_in (player, '1');

      wire_send (client, both);
      if (i == 1)
        {
          wire_expect (client, answer);
          wire_expect_begin (client, answer, 5);
        }
      expect_cut (player, client, 1 + i);
    }
}

static void
test_beginning (void)
{
  const WireplayCut in_greeting = { .direction = WIREPLAY_TO_CLIENT, .bytes = 20 };
  const WireplayCut in_login = { .direction = WIREPLAY_TO_SERVER, .bytes = 20 };
  g_autoptr (GByteArray) greeting = packet_new_greeting ('1', 0);
  g_autoptr (WireplayPlayer) first = play_with_cut (&in_greeting);
  g_autoptr (WireplayPlayer) second = play_with_cut (&in_login);
  g_autoptr (GSocket) greeted = wire_connect (wireplay_player_get_address (first));
  g_autoptr (GSocket) client = log_in_with (second, '1', 0);

  wire_expect_begin (greeted, greeting, 20);
  expect_cut (first, greeted, 0);
  expect_cut (second, client, 0);
}

/* Which way it ends can be chosen here, too. */
static void
test_reset (void)
{
  for (guint reset = 0; reset < 2; reset++)
    {
      const WireplayCut cut = {
        .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = 13, .reset = reset
      };
      g_autoptr (WireplayPlayer) player = play_with_cut (&cut);
      g_autoptr (GSocket) client = log_in (player, '1');

      send_packet (client, packet_new_query ("select 1"));
      wire_expect_end_by (client, reset);
      assert_finished (player);
    }
}

/* The others do what was recorded, and are not cut. */
static void
test_others (void)
{
  const WireplayCut cut = {
    .direction = WIREPLAY_TO_CLIENT, .connection = 2, .command = 1, .bytes = 1
  };

  for (guint done = 0; done < 2; done++)
    {
      g_autoptr (WireplayPlayer) player = play (
          LOGIN ("1") LOGIN ("2") QUERY_IN_TRANSACTION ("2", "begin") QUERY ("1", "select 1"));
      g_autoptr (GSocket) first = log_in (player, '1');
      g_autoptr (GSocket) second = log_in (player, '2');
      g_autoptr (GByteArray) answer = packet_new_ok (1);

      wireplay_player_set_cut (player, &cut);
      send_packet (second, packet_new_query ("begin"));
      wire_expect_begin (second, answer, 1);
      wire_expect_end (second);
      if (done)
        query (first, "select 1");
      if (done)
        assert_finished (player);
      else
        assert_failed (player, "1 recorded packets have not come from clients.\n"
                               "recorded: 1 > 0 COM_QUERY select 1");
    }
}

/* Nothing may be said again on another connection. */
static void
test_said_again (void)
{
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 1, .bytes = 5 };
  g_autoptr (WireplayPlayer) player = play_with_cut (&cut);
  g_autoptr (GSocket) client = log_in (player, '1');
  g_autoptr (GSocket) another = NULL;

  send_packet (client, packet_new_query ("select 1"));
  wire_expect_end (client);
  another = log_in (player, '1');
  send_packet (another, packet_new_query ("select 1"));
  wire_expect_end (another);
  assert_failed (player, "recorded: nothing\ngot:      2 > 0 COM_QUERY select 1");
}

static void
test_not_cut (void)
{
  const WireplayCut cut = { .direction = WIREPLAY_TO_SERVER, .command = 3, .bytes = 5 };
  g_autoptr (WireplayPlayer) player = play_with_cut (&cut);
  g_autoptr (GSocket) client = log_in (player, '1');

  query (client, "select 1");
  query (client, "select 2");
  assert_finished (player);
  g_assert_cmpuint (wireplay_player_get_n_cuts (player), ==, 0);
  g_assert_cmpuint (wireplay_player_get_n_commands (player), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/player/cut/query", test_query);
  g_test_add_func ("/player/cut/answer", test_answer);
  g_test_add_func ("/player/cut/together", test_together);
  g_test_add_func ("/player/cut/beginning", test_beginning);
  g_test_add_func ("/player/cut/reset", test_reset);
  g_test_add_func ("/player/cut/others", test_others);
  g_test_add_func ("/player/cut/said-again", test_said_again);
  g_test_add_func ("/player/cut/not-cut", test_not_cut);

  return g_test_run ();
}
