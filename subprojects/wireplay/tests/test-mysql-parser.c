/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each conversation is fed twice: packet by packet, and byte by byte. The events are compared as
 * text: "trip" for a round trip, and "ID/TRIP:CODE:ARGUMENT" for a command; of a long argument the
 * beginning and the length. Where packets begin is compared by itself. */

#include "mysql-parser.h"

#include "packets.h"

#include <string.h>

#define MAX_SHOWN 40

typedef struct
{
  GString *events;
  GString *packets; /* where they began */
  GString *offsets; /* of commands, in both directions */
  WpMysqlParser *parser;
  gsize piece; /* bytes to feed at once */
} Fixture;

static void
on_packet (guint64 offset, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->packets, "%" G_GUINT64_FORMAT " ", offset);
}

static void
on_round_trip (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->events, "trip ");
}

static void
on_command (const WpMysqlCommand *command, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->events, "%" G_GUINT64_FORMAT "/%u:%02x:", command->connection_id,
                          command->round_trip, command->code);
  g_string_append_len (fixture->events, command->argument,
                       MIN (command->argument_length, MAX_SHOWN));
  if (command->argument_length > MAX_SHOWN)
    g_string_append_printf (fixture->events, "…%" G_GSIZE_FORMAT, command->argument_length);
  g_string_append_c (fixture->events, ' ');
  g_string_append_printf (fixture->offsets, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT " ",
                          command->client_offset, command->server_offset);
}

static const WpMysqlParserEvents events = { on_packet, on_round_trip, on_command };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->events = g_string_new (NULL);
  fixture->packets = g_string_new (NULL);
  fixture->offsets = g_string_new (NULL);
  fixture->parser = wp_mysql_parser_new (&events, fixture);
  fixture->piece = GPOINTER_TO_SIZE (data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  (void) data;
  wp_mysql_parser_free (fixture->parser);
  g_string_free (fixture->events, TRUE);
  g_string_free (fixture->packets, TRUE);
  g_string_free (fixture->offsets, TRUE);
}

typedef void (*FeedFunc) (WpMysqlParser *parser, const guint8 *data, gsize length);

static void
feed (Fixture *fixture, FeedFunc func, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  for (gsize done = 0; done < owned->len; done += fixture->piece)
    func (fixture->parser, owned->data + done, MIN (fixture->piece, owned->len - done));
}

static void
client (Fixture *fixture, GByteArray *packet)
{
  feed (fixture, wp_mysql_parser_feed_client, packet);
}

static void
server (Fixture *fixture, GByteArray *packet)
{
  feed (fixture, wp_mysql_parser_feed_server, packet);
}

static void
expect (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->events->str, ==, expected);
}

static void
login (Fixture *fixture, guint32 capabilities)
{
  server (fixture, packet_new_greeting (5, capabilities));
  client (fixture, packet_new_login (capabilities));
  server (fixture, packet_new_ok (2));
}

static void
test_login (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  expect (fixture, "");
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

static void
test_connection_id (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (0xfedcba98, 0));
  client (fixture, packet_new_login (0));
  server (fixture, packet_new_ok (2));
  client (fixture, packet_new_command (COM_PING, ""));
  expect (fixture, "trip 4275878552/1:0e: ");
}

/* What a client says after it was refused is a command all the same. */
static void
test_login_refused (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, 0));
  client (fixture, packet_new_login (0));
  server (fixture, packet_new_err (2));
  expect (fixture, "");
  client (fixture, packet_new_command (COM_QUIT, ""));
  expect (fixture, "trip 5/1:01: ");
}

static void
test_greeting_refused (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_err (0));
  client (fixture, packet_new_command (COM_QUIT, ""));
  expect (fixture, "trip 0/1:01: ");
}

static void
test_auth_switch (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, 0));
  client (fixture, packet_new_login (0));
  server (fixture, packet_new_auth_switch (2));
  client (fixture, packet_new (3, "scrambled", 9));
  server (fixture, packet_new_auth_more (4));
  client (fixture, packet_new (5, "\2", 1));
  server (fixture, packet_new_auth_more (6));
  client (fixture, packet_new (7, "secret", 6));
  expect (fixture, "");
  server (fixture, packet_new_ok (8));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

/* The last AuthMoreData and the OK may come together. */
static void
test_auth_more_with_ok (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, 0));
  client (fixture, packet_new_login (0));
  server (fixture, packets_new_joined (packet_new_auth_more (2), packet_new_ok (3), NULL));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, CLIENT_SSL));
  client (fixture, packet_new_ssl_request ());
  client (fixture, packet_new (0, "not a packet", 12));
  server (fixture, packet_new_ok (2));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "");
}

/* The capability alone is no request for TLS: the whole login came. */
static void
test_tls_not_requested (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, CLIENT_SSL);
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

static void
test_compressed (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, CLIENT_COMPRESS);
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "");
}

static void
test_compression_not_offered (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, 0));
  client (fixture, packet_new_login (CLIENT_COMPRESS));
  server (fixture, packet_new_ok (2));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

static void
test_other_protocol (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new (0, "SSH-2.0", 8));
  client (fixture, packet_new_login (0));
  server (fixture, packet_new_ok (2));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "");
}

static void
test_client_speaks_first (Fixture *fixture, gconstpointer data)
{
  (void) data;
  client (fixture, packet_new_query ("select 1"));
  login (fixture, 0);
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "");
}

static void
test_round_trips (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, packet_new_query ("a"));
  server (fixture, packet_new_ok (1));
  client (fixture, packets_new_joined (packet_new_query ("b"), packet_new_query ("c"), NULL));
  client (fixture, packet_new_query ("d"));
  server (fixture, packet_new_ok (1));
  server (fixture, packet_new_ok (1));
  server (fixture, packet_new_ok (1));
  client (fixture, packet_new_query ("e"));
  expect (fixture, "trip 5/1:03:a trip 5/2:03:b 5/2:03:c 5/2:03:d trip 5/3:03:e ");
}

/* A packet that has begun was not sent in answer to what came meanwhile. */
static void
test_rest_of_packet (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, g_byte_array_append (packet_new_query ("a"), (const guint8 *) "\3\0\0\0\3", 5));
  server (fixture, packet_new_ok (1));
  client (fixture, g_byte_array_append (g_byte_array_new (), (const guint8 *) "bb", 2));
  expect (fixture, "trip 5/1:03:a 5/1:03:bb ");
  client (fixture, packet_new_query ("c"));
  expect (fixture, "trip 5/1:03:a 5/1:03:bb trip 5/2:03:c ");
}

/* The answers of a client within a command have other sequence numbers, but take a round trip. */
static void
test_within_command (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, packet_new_command (COM_CHANGE_USER, "user"));
  server (fixture, packet_new_auth_switch (1));
  client (fixture, packet_new (2, "\3scrambled", 10));
  server (fixture, packet_new_ok (3));
  client (fixture, packet_new_command (COM_PING, ""));
  expect (fixture, "trip 5/1:11:user trip trip 5/3:0e: ");
}

/* LOAD DATA LOCAL INFILE: the file's packets are numbered on, and wrap around. */
static void
test_wrapped_sequence (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, packet_new_query ("load"));
  server (fixture, packet_new (1,
                               "\xfb"
                               "file",
                               5));
  for (guint i = 2; i < 600; i++)
    client (fixture, packet_new (i & 0xff, "\3line", 5));
  client (fixture, packet_new (600 & 0xff, NULL, 0));
  server (fixture, packet_new_ok (601 & 0xff));
  client (fixture, packet_new_query ("next"));
  expect (fixture, "trip 5/1:03:load trip trip 5/3:03:next ");
}

/* After the file's last packet had number 255 and was answered, 0 is a command again. */
static void
test_sequence_ends_at_255 (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, packet_new_query ("load"));
  server (fixture, packet_new (1,
                               "\xfb"
                               "file",
                               5));
  client (fixture, packet_new (255, NULL, 0));
  server (fixture, packet_new_ok (0));
  client (fixture, packet_new_query ("next"));
  expect (fixture, "trip 5/1:03:load trip trip 5/3:03:next ");
}

static gsize
length_of (GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  return owned->len;
}

/* Where each packet after the login begins, those within a command too; and what has gone each way
 * before a command. */
static void
test_offsets (Fixture *fixture, gconstpointer data)
{
  gsize to_server = length_of (packet_new_login (0));
  gsize to_client = length_of (packet_new_greeting (5, 0)) + length_of (packet_new_ok (2));
  g_autofree char *packets = NULL;
  g_autofree char *offsets = NULL;

  (void) data;
  login (fixture, 0);
  client (fixture, packets_new_joined (packet_new_query ("ab"), packet_new_query ("c"), NULL));
  server (fixture, packet_new_ok (1));
  client (fixture, packet_new (2, "data", 4));
  server (fixture, packet_new_ok (3));
  client (fixture, packet_new_query ("d"));

  /* A query is four bytes of header, a byte for the command, and the text; an OK eleven bytes. */
  packets = g_strdup_printf ("%zu %zu %zu %zu ", to_server, to_server + 7, to_server + 13,
                             to_server + 21);
  offsets = g_strdup_printf ("%zu:%zu %zu:%zu %zu:%zu ", to_server, to_client, to_server + 7,
                             to_client, to_server + 21, to_client + 22);
  g_assert_cmpstr (fixture->packets->str, ==, packets);
  g_assert_cmpstr (fixture->offsets->str, ==, offsets);
}

static void
test_empty_packet (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, 0);
  client (fixture, packet_new (0, NULL, 0));
  expect (fixture, "trip ");
  client (fixture, packet_new_query ("a"));
  expect (fixture, "trip 5/1:03:a ");
}

static void
test_query_attributes (Fixture *fixture, gconstpointer data)
{
  (void) data;
  login (fixture, CLIENT_QUERY_ATTRIBUTES);
  client (fixture, packet_new (0, "\3\0\1select 1", 11));
  client (fixture, packet_new (0, "\3\1\1\0\1\xfe\0\1k\2vvselect 2", 20));
  expect (fixture, "trip 5/1:03:select 1 5/1:03:select 2 ");
}

static void
test_query_attributes_not_offered (Fixture *fixture, gconstpointer data)
{
  (void) data;
  server (fixture, packet_new_greeting (5, 0));
  client (fixture, packet_new_login (CLIENT_QUERY_ATTRIBUTES));
  server (fixture, packet_new_ok (2));
  client (fixture, packet_new_query ("select 1"));
  expect (fixture, "trip 5/1:03:select 1 ");
}

/* One part is full, the next has the rest, even if that is nothing: it is one command all the same,
 * and not before its end. */
static void
check_big (Fixture *fixture, gsize extra)
{
  gsize length = MAX_PART_LENGTH + extra;
  g_autofree char *payload = g_strnfill (length, 'x');
  g_autoptr (GByteArray) packet = NULL;
  g_autofree char *expected = g_strdup_printf ("trip 5/1:03:%.*s…%" G_GSIZE_FORMAT " 5/1:03:a ",
                                               MAX_SHOWN, payload + 1, length - 1);

  payload[0] = COM_QUERY;
  packet = packet_new (0, payload, length);
  fixture->piece = 1;
  login (fixture, 0);
  wp_mysql_parser_feed_client (fixture->parser, packet->data, packet->len - 1);
  expect (fixture, "trip ");
  wp_mysql_parser_feed_client (fixture->parser, packet->data + packet->len - 1, 1);
  client (fixture, packet_new_query ("a"));
  expect (fixture, expected);
}

static void
test_big (Fixture *fixture, gconstpointer data)
{
  (void) data;
  check_big (fixture, 1000);
}

static void
test_big_exact (Fixture *fixture, gconstpointer data)
{
  (void) data;
  check_big (fixture, 0);
}

typedef void (*TestFunc) (Fixture *fixture, gconstpointer data);

static void
add (const char *name, TestFunc func)
{
  g_autofree char *by_packet = g_strconcat ("/mysql-parser/by-packet/", name, NULL);
  g_autofree char *by_byte = g_strconcat ("/mysql-parser/by-byte/", name, NULL);

  g_test_add (by_packet, Fixture, GSIZE_TO_POINTER (G_MAXINT), set_up, func, tear_down);
  g_test_add (by_byte, Fixture, GSIZE_TO_POINTER (1), set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("login", test_login);
  add ("offsets", test_offsets);
  add ("connection-id", test_connection_id);
  add ("login-refused", test_login_refused);
  add ("greeting-refused", test_greeting_refused);
  add ("auth-switch", test_auth_switch);
  add ("auth-more-with-ok", test_auth_more_with_ok);
  add ("tls", test_tls);
  add ("tls-not-requested", test_tls_not_requested);
  add ("compressed", test_compressed);
  add ("compression-not-offered", test_compression_not_offered);
  add ("other-protocol", test_other_protocol);
  add ("client-speaks-first", test_client_speaks_first);
  add ("round-trips", test_round_trips);
  add ("rest-of-packet", test_rest_of_packet);
  add ("within-command", test_within_command);
  add ("wrapped-sequence", test_wrapped_sequence);
  add ("sequence-ends-at-255", test_sequence_ends_at_255);
  add ("empty-packet", test_empty_packet);
  add ("query-attributes", test_query_attributes);
  add ("query-attributes-not-offered", test_query_attributes_not_offered);
  g_test_add ("/mysql-parser/big", Fixture, NULL, set_up, test_big, tear_down);
  g_test_add ("/mysql-parser/big-exact", Fixture, NULL, set_up, test_big_exact, tear_down);

  return g_test_run ();
}
