/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets of the MySQL protocol, written by hand. All return new arrays. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CLIENT_COMPRESS 0x00000020u
#define CLIENT_PROTOCOL_41 0x00000200u
#define CLIENT_SSL 0x00000800u
#define CLIENT_QUERY_ATTRIBUTES 0x08000000u

#define COM_QUIT 0x01
#define COM_QUERY 0x03
#define COM_PING 0x0e
#define COM_CHANGE_USER 0x11
#define COM_STMT_PREPARE 0x16
#define COM_STMT_EXECUTE 0x17

#define MAX_PART_LENGTH 0xffffff

GByteArray *packet_new (guint8 sequence,
                        const void *payload,
                        gsize length);
GByteArray *packet_new_greeting (guint32 connection_id,
                                 guint32 capabilities);
GByteArray *packet_new_login (guint32 capabilities);
GByteArray *packet_new_ssl_request (void);
GByteArray *packet_new_ok (guint8 sequence);
GByteArray *packet_new_err (guint8 sequence);
GByteArray *packet_new_auth_switch (guint8 sequence);
GByteArray *packet_new_auth_more (guint8 sequence);
GByteArray *packet_new_command (guint8 code,
                                const char *argument);
GByteArray *packet_new_query (const char *sql);
GByteArray *packets_new_joined (GByteArray *first,
                                ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
