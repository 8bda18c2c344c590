/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A player of recordings that are written by hand, and its clients. */

#pragma once

#include "packets.h"
#include "wire.h"
#include "wireplay-player.h"

G_BEGIN_DECLS

/* A status of a transaction, or of none. */
#define OK "\\0\\0\\0\\x02\\0\\0\\0"
#define OK_IN_TRANSACTION "\\0\\0\\0\\x03\\0\\0\\0"

#define GREETING(n)                                                                                \
  "\\n8.0.30-fake\\0" n                                                                            \
  "\\0\\0\\0scramble\\0\\0\\0-\\x02\\0\\0\\0\\x15\\0\\0\\0\\0\\0\\0\\0\\0\\0"                      \
  "\\0scramble-two\\0mysql_native_password\\0\n"
#define LOGIN(n)                                                                                   \
  n " open\n" n " < 0 " GREETING (n) n                                                             \
      " > 1 login capabilities=0x00000200 user=user database=\n" n " < 2 " OK "\n"
#define QUERY(n, sql) n " > 0 COM_QUERY " sql "\n" n " < 1 " OK "\n"
#define QUERY_IN_TRANSACTION(n, sql) n " > 0 COM_QUERY " sql "\n" n " < 1 " OK_IN_TRANSACTION "\n"

WireplayPlayer *play (const char *recording);
void assert_finished (WireplayPlayer *player);
void assert_failed (WireplayPlayer *player,
                    const char *message);

/* These take the packet. */
void send_packet (GSocket *client,
                  GByteArray *packet);
void expect_packet (GSocket *client,
                    GByteArray *packet);

/* @id is that which the greeting says. */
GSocket *log_in_with (WireplayPlayer *player,
                      char id,
                      guint32 capabilities);
GSocket *log_in (WireplayPlayer *player,
                 char id);
void query (GSocket *client,
            const char *sql);

G_END_DECLS
