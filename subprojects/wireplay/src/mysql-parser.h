/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows one connection of the MySQL protocol and reports its commands and round trips.
 *
 * Knows neither sockets nor time. It is fed what the client sent and what the client was sent, in
 * that order as the client saw it. Nothing is reported of a connection that cannot be followed:
 * with TLS, compressed, or in some other protocol.
 */

#pragma once

#include "mysql-command.h"

G_BEGIN_DECLS

typedef struct _WpMysqlParser WpMysqlParser;

/* After the login: @packet comes before the first byte of a client's packet, which is at @offset of
 * what it sent. */
typedef struct
{
  void (*packet) (guint64 offset,
                  gpointer user_data);
  void (*round_trip) (gpointer user_data);
  void (*command) (const WpMysqlCommand *command,
                   gpointer user_data);
} WpMysqlParserEvents;

WpMysqlParser *wp_mysql_parser_new (const WpMysqlParserEvents *events,
                                    gpointer user_data);
void wp_mysql_parser_free (WpMysqlParser *self);
void wp_mysql_parser_feed_client (WpMysqlParser *self,
                                  const guint8 *data,
                                  gsize length);
void wp_mysql_parser_feed_server (WpMysqlParser *self,
                                  const guint8 *data,
                                  gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpMysqlParser, wp_mysql_parser_free)

G_END_DECLS
