/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is counted. */

#include "conversation.h"

typedef struct
{
  const char *name;
  const char *proxy_kind;
  const char *server_kind;
} Kinds;

static const Kinds kinds[] = {
  { "tcp-to-tcp", "tcp", "tcp" },     { "tcp-to-unix", "tcp", "unix" },
  { "unix-to-tcp", "unix", "tcp" },   { "unix-to-unix", "unix", "unix" },
  { "tcp6-to-tcp6", "tcp6", "tcp6" },
};

static gboolean
have_ipv6 (void)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("::1", 0);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  return socket != NULL && g_socket_bind (socket, address, TRUE, NULL);
}

static void
test_kinds (gconstpointer data)
{
  const Kinds *k = data;
  g_autoptr (Stage) stage = NULL;
  g_autoptr (Conversation) conversation = NULL;

  if (g_str_equal (k->proxy_kind, "tcp6") && !have_ipv6 ())
    {
      g_test_skip ("No IPv6 here");
      return;
    }

  stage = stage_new_with_kinds (k->proxy_kind, k->server_kind);
  conversation = conversation_new_logged_in (stage, 1);
  conversation_query (conversation, "select 1; select 2");
  assert_counts (stage->proxy, 1, 1, 1, 2);
}

static void
test_login (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = NULL;

  assert_counts (stage->proxy, 0, 0, 0, 0);
  conversation = conversation_new_logged_in (stage, 1);
  assert_counts (stage->proxy, 1, 0, 0, 0);
}

static void
test_auth_switch (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new (stage);

  conversation_answer (conversation, packet_new_greeting (1, 0));
  conversation_say (conversation, packet_new_login (0));
  conversation_answer (conversation, packet_new_auth_switch (2));
  conversation_say (conversation, packet_new (3, "\3select 1", 9));
  conversation_answer (conversation, packet_new_auth_more (4));
  conversation_say (conversation, packet_new (0, "\3select 1", 9));
  assert_counts (stage->proxy, 1, 0, 0, 0);
  conversation_answer (conversation, packet_new_ok (6));
  conversation_query (conversation, "select 1");
  assert_counts (stage->proxy, 1, 1, 1, 1);
}

static void
test_tls (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new (stage);

  conversation_answer (conversation, packet_new_greeting (1, CLIENT_SSL));
  conversation_say (conversation, packet_new_ssl_request ());
  conversation_say (conversation, packet_new (22, "client hello", 12));
  conversation_answer (conversation, packet_new_ok (2));
  conversation_query (conversation, "select 1");
  assert_counts (stage->proxy, 1, 0, 0, 0);
}

static void
test_round_trips (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  conversation_query (conversation, "select 1");
  conversation_query (conversation, "select 2");
  conversation_query (conversation, "select 3");
  assert_counts (stage->proxy, 1, 3, 3, 3);
}

static void
test_pipelined (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  conversation_say (conversation, packets_new_joined (packet_new_query ("select 1; select 2"),
                                                      packet_new_query ("select 3"), NULL));
  conversation_say (conversation, packet_new_query ("select 4"));
  conversation_answer (conversation, packets_new_joined (packet_new_ok (1), packet_new_ok (1),
                                                         packet_new_ok (1), NULL));
  assert_counts (stage->proxy, 1, 3, 1, 4);
}

static void
test_statements (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  conversation_say (conversation, packet_new_command (COM_STMT_PREPARE, "select ?; select 2"));
  assert_counts (stage->proxy, 1, 1, 1, 0);
  conversation_say (conversation, packet_new_command (COM_STMT_EXECUTE, "abcdefghi"));
  assert_counts (stage->proxy, 1, 2, 1, 1);
  conversation_say (conversation, packet_new_command (COM_PING, ""));
  assert_counts (stage->proxy, 1, 3, 1, 1);
  conversation_say (conversation, packet_new_query ("select 1; select 2;"));
  assert_counts (stage->proxy, 1, 4, 1, 3);
  conversation_say (conversation, packet_new_command (COM_QUIT, ""));
  assert_counts (stage->proxy, 1, 5, 1, 3);
}

/* A command is counted no sooner than it is whole, but its round trip from its first byte. */
static void
test_partial_command (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  conversation_say (conversation,
                    g_byte_array_append (g_byte_array_new (), (const guint8 *) "\2\0\0\0\3", 5));
  assert_counts (stage->proxy, 1, 0, 1, 0);
  conversation_say (conversation,
                    g_byte_array_append (g_byte_array_new (), (const guint8 *) "x", 1));
  assert_counts (stage->proxy, 1, 1, 1, 1);
}

static void
test_reset (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GPtrArray) log = NULL;
  const WireplayRecord *record;

  conversation_query (conversation, "select 1");
  conversation_query (conversation, "select 2; select 3");
  assert_counts (stage->proxy, 1, 2, 2, 3);
  wireplay_reset (stage->proxy);
  assert_counts (stage->proxy, 0, 0, 0, 0);
  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 0);
  g_clear_pointer (&log, g_ptr_array_unref);

  conversation_query (conversation, "select 4");
  assert_counts (stage->proxy, 0, 1, 1, 1);
  log = wireplay_dup_log (stage->proxy);
  g_assert_cmpuint (log->len, ==, 1);
  record = log->pdata[0];
  g_assert_cmpstr (record->text, ==, "select 4");
  g_assert_cmpuint (record->round_trip, ==, 3);
}

static void
pass_big (GSocket *from, GSocket *to, GByteArray *packet)
{
  GThread *sender = wire_send_in_thread (from, packet);

  wire_expect (to, packet);
  g_thread_join (sender);
}

/* A query of several parts, and an answer, that are more than the proxy holds at a time. */
static void
test_big (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  gsize length = 40 * 1024 * 1024;
  g_autofree char *sql = g_malloc (length);
  g_autoptr (GByteArray) packet = NULL;

  for (gsize i = 0; i < length; i++)
    sql[i] = 'a' + i % 23;
  sql[0] = COM_QUERY;
  sql[length - 2] = ';';
  packet = packet_new (0, sql, length);
  g_assert_cmpuint (packet->len, ==, length + 3 * 4);

  wireplay_set_latency_usec (stage->proxy, 2000);
  pass_big (conversation->client, conversation->server, packet);
  pass_big (conversation->server, conversation->client, packet);
  assert_counts (stage->proxy, 1, 1, 1, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/wireplay/kinds/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_kinds);
    }
  g_test_add_func ("/wireplay/login", test_login);
  g_test_add_func ("/wireplay/auth-switch", test_auth_switch);
  g_test_add_func ("/wireplay/tls", test_tls);
  g_test_add_func ("/wireplay/round-trips", test_round_trips);
  g_test_add_func ("/wireplay/pipelined", test_pipelined);
  g_test_add_func ("/wireplay/statements", test_statements);
  g_test_add_func ("/wireplay/partial-command", test_partial_command);
  g_test_add_func ("/wireplay/reset", test_reset);
  g_test_add_func ("/wireplay/big", test_big);

  return g_test_run ();
}
