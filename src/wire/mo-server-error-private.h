/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an error number of a server, or of the client library, means to a caller. Numbers decide,
 * as MatrixOne's SQLSTATE is HY000 nearly always. */

#pragma once

#include <matrixone-glib/mo-error.h>

#include "base/mo-server-kind-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoError code;
  gboolean retryable; /* the same transaction, run again from its beginning, may succeed */
  gboolean breaks;    /* the connection is of no further use */
} MoServerErrorClass;

/* In answer to a statement or a ping. @text is what the server said, or NULL. */
MoServerErrorClass mo_server_error_classify (MoServerKind kind, guint number, const char *text);

/* In answer to a login: CONNECT_FAILED, ACCESS_DENIED, or NO_SUCH_OBJECT (the database). */
MoError mo_server_error_classify_connect (guint number);

/* The number is the client library's own: no server said it. */
gboolean mo_server_error_is_client (guint number);

/* The whole transaction is gone, or has to be treated so: the next statement would commit by
 * itself. Conflicts are among them, although a few leave the transaction open: the ROLLBACK that
 * is then all that is allowed is right for both. */
gboolean mo_server_error_aborts_transaction (MoServerKind kind, guint number);

/* In answer to COMMIT: whether it is committed, this answer does not tell. */
gboolean mo_server_error_is_commit_unknown (MoServerKind kind, guint number);
/* The same in answer to a write by itself, which commits. @text: the server's words. */
gboolean mo_server_error_is_write_unknown  (MoServerKind kind, guint number, const char *text);

G_END_DECLS
