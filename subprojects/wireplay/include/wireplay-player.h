/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plays what a Wireplay has recorded: a server that is not there.
 *
 * A recording is a text, which wireplay_set_recording() or `wireplay --record` writes. Its first
 * line is `wireplay 1`; empty lines, and lines that begin with `#`, mean nothing. Each other line
 * is one thing that happened, in the order in which the proxy saw them:
 *
 * ```
 * 1 open
 * 1 < 0 \n8.0.30\0*\0\0\0scramble...
 * 1 > 1 login capabilities=0x00a1a28c user=root database=test
 * 1 < 2 \0\0\0\x02\0\0\0
 * 1 > 0 COM_QUERY INSERT INTO t VALUES ('\~2026-01-31 12:00:00.5')
 * 1 < 1 \0\x01\0\x02\0\0\0
 * 1 > 0 COM_QUIT
 * 1 > end
 * 1 < end
 * ```
 *
 * That is the number of the connection, who speaks (`>` is the client), the sequence number of the
 * packet, and the packet. Printable ASCII stands for itself; the escapes are `\\`, `\n`, `\r`,
 * `\t`, `\0` and `\xHH`. A packet goes on in lines that begin with `  | `. Of a login, only what is
 * shown is kept, and of the client's later answers to it nothing (`secret`): no password, and
 * nothing made of one, is in the file. TLS and compression cannot be recorded.
 *
 * What a client has to do again:
 *
 * - the same commands with the same arguments, in the same order on each connection. A date-time
 *   literal (`YYYY-MM-DD hh:mm:ss`, with a fraction or without) before which `\~` stands matches
 *   any other one; the recorder writes that before those which say "now", in any time zone. In the
 *   arguments of COM_STMT_EXECUTE, which are binary, nothing can be marked.
 * - the same user and database; not the password, nor the client library. What the recorded client
 *   could not do, the greeting does not offer, so that another library gets the same answers. Where
 *   one lacks what the recorded client had, and packets would differ, playing fails and says so.
 * - COM_QUIT and the end of a connection may be missing, and come when they like.
 *
 * Clients begin the recorded connections in the order in which they connect. Which of its
 * connections a pool uses is its own affair: a command that comes when its session is at rest
 * (logged in, with neither a transaction nor a prepared statement) is the one that was recorded
 * first of all that are the same and come next on a session at rest, and what follows there follows
 * it. So the statements of a transaction stay together, on one connection and in their order. A
 * pool may also open more connections than were recorded, or fewer. But a test that asks for the
 * number of a connection, as for KILL, must not leave it to chance which one it uses.
 *
 * The server's side of a connection waits for all commands that were recorded before, on all
 * connections. So a KILL ends the other connection again, and a deadlock is one. It does not wait
 * otherwise: a SLEEP takes no time. It waits for 20 s at the most, and then fails.
 *
 * A time that a client says instead of a marked one also stands for it in the answers, if it is as
 * long: what was written is read back.
 *
 * The first thing that does not go as recorded closes all connections, and those that come later.
 *
 * A connection may be cut, see wireplay_player_set_cut(). What was recorded on it and has not come
 * whole by then need not come any more.
 *
 * All functions may be called from any thread, but not at once.
 */

#pragma once

#include "wireplay-cut.h"

G_BEGIN_DECLS

/**
 * WireplayPlayer:
 *
 * A server that plays a recording.
 */
typedef struct _WireplayPlayer WireplayPlayer;

/**
 * wireplay_player_new:
 * @listen_address: where to listen, as for wireplay_new()
 * @path: the file of the recording
 * @error: return location for an error of the #G_IO_ERROR, #G_RESOLVER_ERROR or #G_FILE_ERROR
 *   domain
 *
 * Starts a player. It listens when this returns.
 *
 * Returns: (transfer full) (nullable): the player, or %NULL with @error set
 */
WireplayPlayer *wireplay_player_new (const char *listen_address,
                                     const char *path,
                                     GError **error);

/**
 * wireplay_player_free:
 * @self: (transfer full): a player
 *
 * Stops the player: ends its thread and closes all its sockets.
 */
void wireplay_player_free (WireplayPlayer *self);

/**
 * wireplay_player_get_address:
 * @self: a player
 *
 * Returns: (transfer none): the address that it listens on, with the actual port
 */
const char *wireplay_player_get_address (WireplayPlayer *self);

/**
 * wireplay_player_get_port:
 * @self: a player
 *
 * Returns: the TCP port that it listens on, or 0 if it listens on a unix socket
 */
guint16 wireplay_player_get_port (WireplayPlayer *self);

/**
 * wireplay_player_set_cut:
 * @self: a player
 * @cut: (nullable): where to cut a connection, or %NULL to cut none
 *
 * Cuts one connection, once, as wireplay_set_cut() does.
 */
void wireplay_player_set_cut (WireplayPlayer *self,
                              const WireplayCut *cut);

/**
 * wireplay_player_get_n_cuts:
 * @self: a player
 *
 * Returns: the number of connections that were cut
 */
guint wireplay_player_get_n_cuts (WireplayPlayer *self);

/**
 * wireplay_player_finish:
 * @self: a player
 * @error: return location for an error of the #G_IO_ERROR domain
 *
 * Stops playing, once all that clients have sent before is taken.
 *
 * Returns: whether the clients did all that was recorded and nothing else; if not, @error says what
 *   was recorded and what came
 */
gboolean wireplay_player_finish (WireplayPlayer *self,
                                 GError **error);

/**
 * wireplay_player_get_n_commands:
 * @self: a player that has finished
 *
 * Returns: the number of recorded commands that came whole, good-byes not counted: as the server
 *   would have them
 */
guint wireplay_player_get_n_commands (WireplayPlayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireplayPlayer, wireplay_player_free)

G_END_DECLS
