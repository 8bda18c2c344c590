/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where to connect and as whom: immutable, shared by all workers of a pool. */

#pragma once

#include <matrixone-glib/mo-time-zone.h>

#include "wire/mo-ssl-mode-private.h"

G_BEGIN_DECLS

typedef struct
{
  char *host;     /* NULL with a socket */
  guint port;
  char *socket;   /* path of a unix socket, or NULL: TCP */
  char *user;
  char *password;
  char *database; /* or NULL */
  char *account;  /* MatrixOne: or NULL */
  char *role;     /* MatrixOne: or NULL */
  guint connect_timeout_sec;
  guint answer_timeout_sec; /* then a statement is given up, and its connection; 0: never */
  MoTimeZone time_zone;
  gint statement_cache_size; /* prepared statements that a connection keeps; -1: the server says */
  MoSslMode ssl_mode;
  char *ssl_ca;   /* a file, or NULL */
  char *ssl_cert; /* a file, or NULL: ours, for the server */
  char *ssl_key;  /* a file, or NULL: of ssl_cert */
} MoEndpoint;

MoEndpoint *mo_endpoint_copy (const MoEndpoint *self);
void        mo_endpoint_free (MoEndpoint       *self);

/* "root@127.0.0.1:6001/test", "root@/run/mysql.sock": for messages, never with the password. */
char       *mo_endpoint_to_string (const MoEndpoint *self);

/* The login name: "account:user:role" where an account is set. */
char       *mo_endpoint_dup_login (const MoEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoEndpoint, mo_endpoint_free)

G_END_DECLS
