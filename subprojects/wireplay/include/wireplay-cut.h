/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a proxy or a player cuts a connection.
 *
 * The bytes of one direction are counted from a chosen point on. Those that are asked for are passed
 * on, exactly, and then both ends of the connection are closed: as soon as the last of them has been
 * passed on; where none is to be, when the first one comes. What still waits in the other direction
 * is dropped.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WireplayDirection:
 * @WIREPLAY_TO_SERVER: what the client sends
 * @WIREPLAY_TO_CLIENT: what the server answers
 *
 * A direction of a connection.
 */
typedef enum
{
  WIREPLAY_TO_SERVER,
  WIREPLAY_TO_CLIENT,
} WireplayDirection;

/**
 * WireplayCut:
 * @direction: whose bytes are counted
 * @connection: the number of the connection, as clients came, from 1; 0: the next one that comes
 * @command: counted is from when the client begins its command of this number, from 1, the login
 *   not being one; 0: from the beginning of the connection. What the client sends within a command,
 *   such as the file of LOAD DATA LOCAL INFILE, goes with the next one
 * @bytes: how many bytes are passed on
 * @reset: close as a process does that is killed with bytes unread (RST), which over a network may
 *   overtake what was sent before; else as one that ends (FIN). Both are the same to the other end
 *   of a unix socket that has read everything
 *
 * One cut. Where the connection is past the point from which is counted, or ends before it has
 * passed so much, nothing is cut. Commands are found as they are for the counts, so that a
 * connection with TLS can be cut by @command 0 only.
 */
typedef struct
{
  WireplayDirection direction;
  guint connection;
  guint command;
  guint64 bytes;
  gboolean reset;
} WireplayCut;

G_END_DECLS
