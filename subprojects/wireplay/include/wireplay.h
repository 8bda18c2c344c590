/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A proxy for tests of programs that speak the MySQL protocol.
 *
 * It listens on an address, connects each client onward to another, adds latency, and counts what
 * passes. What the counts mean:
 *
 * - A *connection* is a client that was accepted.
 * - A *command* is a client packet with sequence number 0, after the login has ended with the
 *   server's OK or ERR. A packet of 16 MiB - 1 bytes and those that continue it are one packet.
 *   Answers that a client gives within a command, such as the data of LOAD DATA LOCAL INFILE, are
 *   not commands.
 * - A *round trip* is a change of direction: the first packet that a client sends after bytes of
 *   the server, or after the login, starts one. Commands that are sent back to back, without
 *   waiting for an answer, are one round trip. The rest of a packet whose beginning was sent
 *   earlier does not start one. Bytes of the server count from when the client was sent them, that
 *   is after their latency.
 * - *Statements* are those in the text of a COM_QUERY, separated by `;` outside quotes and
 *   comments, empty ones not counted; 1 for a COM_STMT_EXECUTE; 0 for any other command. Backslash
 *   is taken to escape within '..' and "..", a comment that opens with an exclamation mark is text,
 *   as the server executes it, and the body of a stored program is not recognised.
 *
 * A client that asks for TLS or for the compressed protocol is relayed, but only counted as a
 * connection. So is one that does not speak the MySQL protocol.
 *
 * When one side closes, what it sent before reaches the other, after its latency, and then the
 * other is closed in that direction.
 *
 * All functions may be called from any thread, except that wireplay_free() must be the last.
 */

#pragma once

#include "wireplay-cut.h"

G_BEGIN_DECLS

/**
 * Wireplay:
 *
 * A running proxy.
 */
typedef struct _Wireplay Wireplay;

/**
 * WireplayRecord:
 * @time_usec: when the whole command had come from the client, in microseconds of the monotonic
 *   clock since wireplay_new()
 * @connection_id: the server's id of the connection, as in its initial handshake
 * @command: the command byte
 * @text: for COM_QUERY and COM_STMT_PREPARE the SQL text, up to its first NUL byte; for any other
 *   command its name, such as "COM_PING"
 * @n_statements: the number of statements in it
 * @round_trip: the number of its round trip on that connection, from 1
 * @bytes_to_server: what the client had sent on that connection before it
 * @bytes_to_client: what the client had been sent on that connection before it began
 *
 * One command that a client sent.
 */
typedef struct
{
  gint64 time_usec;
  guint64 connection_id;
  guint8 command;
  char *text;
  guint n_statements;
  guint round_trip;
  guint64 bytes_to_server;
  guint64 bytes_to_client;
} WireplayRecord;

/**
 * wireplay_new:
 * @listen_address: where to listen, `tcp:HOST:PORT` or `unix:PATH`
 * @connect_address: where to connect onward, likewise
 * @error: return location for an error of the #G_IO_ERROR or #G_RESOLVER_ERROR domain
 *
 * Starts a proxy. It listens when this returns. An IPv6 address stands in brackets, as in
 * `tcp:[::1]:3306`; a name that has IPv4 addresses stands for the first of these. A TCP address to
 * listen on must be of the loopback interface, and port 0 chooses a free one. A unix socket to
 * listen on must not exist yet, and is removed by wireplay_free().
 *
 * Nothing is connected onward until a client comes. A client for which that fails is closed.
 *
 * Returns: (transfer full) (nullable): the proxy, or %NULL with @error set
 */
Wireplay *wireplay_new (const char *listen_address,
                        const char *connect_address,
                        GError **error);

/**
 * wireplay_free:
 * @self: (transfer full): a proxy
 *
 * Stops the proxy: ends its thread and closes all its sockets. Bytes that still wait are dropped.
 */
void wireplay_free (Wireplay *self);

/**
 * wireplay_get_address:
 * @self: a proxy
 *
 * Returns: (transfer none): the address that it listens on, with the actual port
 */
const char *wireplay_get_address (Wireplay *self);

/**
 * wireplay_get_port:
 * @self: a proxy
 *
 * Returns: the TCP port that it listens on, or 0 if it listens on a unix socket
 */
guint16 wireplay_get_port (Wireplay *self);

/**
 * wireplay_set_latency_usec:
 * @self: a proxy
 * @usec: microseconds that are added to a round trip, 0 at first
 *
 * Sets the latency of bytes that arrive from now on, half of it in each direction. Bytes that
 * arrive together are delayed together; those that follow are not delayed by those before, so the
 * throughput stays as it is. The order of the bytes is kept.
 */
void wireplay_set_latency_usec (Wireplay *self,
                                guint usec);

/**
 * wireplay_set_keep_records:
 * @self: a proxy
 * @keep: whether to keep a record of each command for wireplay_dup_log(), %TRUE at first
 *
 * A proxy that runs for long, and of which only the counts are wanted, need not keep the texts.
 */
void wireplay_set_keep_records (Wireplay *self,
                                gboolean keep);

/**
 * wireplay_set_log_file:
 * @self: a proxy
 * @path: (nullable): a file, which is overwritten, or %NULL to write none any more
 * @error: return location for an error of the #G_FILE_ERROR domain
 *
 * Writes one line for each command, as it happens, before the server gets it:
 *
 * ```
 * <seconds> conn=<id> trip=<n> <COMMAND> statements=<n> <text>
 * ```
 *
 * The fields are those of #WireplayRecord. In the text, backslash and control characters are
 * escaped as in C, and it ends after 2000 bytes.
 *
 * Returns: whether the file could be opened
 */
gboolean wireplay_set_log_file (Wireplay *self,
                                const char *path,
                                GError **error);

/**
 * wireplay_set_recording:
 * @self: a proxy
 * @path: (nullable): a file, which is overwritten, or %NULL to record no connections any more
 * @error: return location for an error of the #G_FILE_ERROR domain
 *
 * Records all packets of the connections that come from now on, in both directions, each before it
 * is passed on. wireplay-player.h says what the file looks like, and plays it. A connection that is
 * being recorded goes on being recorded to the same file.
 *
 * Returns: whether the file could be opened
 */
gboolean wireplay_set_recording (Wireplay *self,
                                 const char *path,
                                 GError **error);

/**
 * wireplay_set_cut:
 * @self: a proxy
 * @cut: (nullable): where to cut a connection, or %NULL to cut none
 *
 * Cuts one connection, once. What was said before is forgotten, unless its bytes are being counted
 * already. The counts, the log and a recording have what came from both sides, also where it was
 * not passed on.
 */
void wireplay_set_cut (Wireplay *self,
                       const WireplayCut *cut);

/**
 * wireplay_get_n_cuts:
 * @self: a proxy
 *
 * Returns: the number of connections that were cut since the last wireplay_reset()
 */
guint wireplay_get_n_cuts (Wireplay *self);

/**
 * wireplay_get_n_connections:
 * @self: a proxy
 *
 * Returns: the number of clients accepted since the last wireplay_reset()
 */
guint wireplay_get_n_connections (Wireplay *self);

/**
 * wireplay_get_n_commands:
 * @self: a proxy
 *
 * A command is counted before the server gets its last byte: once a client has the answer, its
 * command is in the counts and in the log.
 *
 * Returns: the number of commands since the last wireplay_reset()
 */
guint wireplay_get_n_commands (Wireplay *self);

/**
 * wireplay_get_n_round_trips:
 * @self: a proxy
 *
 * Returns: the number of round trips since the last wireplay_reset()
 */
guint wireplay_get_n_round_trips (Wireplay *self);

/**
 * wireplay_get_n_statements:
 * @self: a proxy
 *
 * Returns: the number of statements since the last wireplay_reset()
 */
guint wireplay_get_n_statements (Wireplay *self);

/**
 * wireplay_dup_log:
 * @self: a proxy
 *
 * Returns: (transfer full) (element-type WireplayRecord): a copy of the records of all commands
 *   since the last wireplay_reset(), oldest first; the array frees them
 */
GPtrArray *wireplay_dup_log (Wireplay *self);

/**
 * wireplay_reset:
 * @self: a proxy
 *
 * Sets all counts to 0 and empties the log. Connections stay, and so does the numbering of their
 * round trips.
 */
void wireplay_reset (Wireplay *self);

/**
 * wireplay_record_copy:
 * @record: a record
 *
 * Returns: (transfer full): a copy of it
 */
WireplayRecord *wireplay_record_copy (const WireplayRecord *record);

/**
 * wireplay_record_free:
 * @record: (transfer full): a record
 *
 * Frees a record.
 */
void wireplay_record_free (WireplayRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wireplay, wireplay_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireplayRecord, wireplay_record_free)

G_END_DECLS
