/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the MySQL protocol. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WP_COM_QUIT 0x01
#define WP_COM_QUERY 0x03
#define WP_COM_CHANGE_USER 0x11
#define WP_COM_STMT_PREPARE 0x16
#define WP_COM_STMT_EXECUTE 0x17
#define WP_COM_STMT_CLOSE 0x19
#define WP_COM_RESET_CONNECTION 0x1f

/* As the parser reports it; the argument is what follows the command byte, or the text alone. */
typedef struct
{
  guint64 connection_id;
  guint round_trip;
  guint64 client_offset; /* of its first byte, in what the client sent */
  guint64 server_offset; /* what the client had been sent before that */
  guint8 code;
  const char *argument;
  gsize argument_length;
} WpMysqlCommand;

char *wp_mysql_command_dup_name (guint8 code);

G_END_DECLS
