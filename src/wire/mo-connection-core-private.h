/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two protocols share of a connection: its state, and how an error is taken from it. */

#pragma once

#include "wire/mo-connection-private.h"
#include "wire/mo-mysql-api-private.h"
#include "wire/mo-row-reader-private.h"
#include "wire/mo-server-error-private.h"

G_BEGIN_DECLS

/* Of a statement, and of what a server may answer; the client libraries' own limit for a packet. */
#define MO_CONNECTION_MAX_PACKET_BYTES (1024ul * 1024 * 1024)

typedef enum
{
  MO_READING_NOTHING,
  MO_READING_FIRST, /* sent, and nothing read yet */
  MO_READING_NEXT,  /* the server said that more results follow */
  MO_READING_ROWS,  /* the columns are known, and the rows, or the counts, follow */
} MoReading;

/* Of the status flags: the same numbers in both libraries, under different names. */
#define MO_STATUS_IN_TRANSACTION 0x0001
#define MO_STATUS_AUTOCOMMIT 0x0002
#define MO_STATUS_MORE_RESULTS 0x0008
#define MO_STATUS_NO_BACKSLASH_ESCAPES 0x0200
#define MO_STATUS_OUT_PARAMETERS 0x1000

/* What the statement that runs loads. */
typedef struct
{
  const char *file; /* its name in the statement */
  MoLoadSource *source;
  gboolean was_asked; /* the server wants it */
  gboolean was_given; /* to its end */
} MoLoad;

struct _MoConnection
{
  const MoMysqlApi *api;
  MYSQL *mysql;
  char *server_name;
  char *node; /* or NULL */
  gboolean has_init_connect; /* the server's; as far as is known */
  guint64 id;
  MoServerKind kind;
  MoFeatures features; /* as its program says them */
  MoReading reading;
  MoRowReader reader; /* of what it is reading */
  MoPreparedCache prepared; /* what may be run again */
  guint status; /* MO_STATUS_* */
  /* A duplicate of the library's descriptor, -1 if there is none: the library closes its own when
   * it finds the connection broken, and the number may then be another file's. */
  int socket;
  gboolean lost;
  gboolean request_sent;
  gint64 answered_usec;
  gint64 looked_usec; /* when the pool did, at its socket; 0: something was sent since */
  gboolean has_left_state;
  gboolean has_left_database; /* it is not in the one that it started in */
  gboolean is_native; /* its handle was given out */
  MoLending lending;
  gboolean may_have_left_charset; /* what it reads may not be utf8mb4 */
  gboolean may_have_left_zone;    /* always, until it was asked for, with MO_TIME_ZONE_SESSION */
  MoTimeZone time_zone;
  GTimeZone *zone; /* owned: that of the session, with MO_TIME_ZONE_SESSION, when it was asked */
  MoLoad *load;       /* lent; NULL: what runs loads nothing */
  GError *load_error; /* owned: why it failed, where that is not the library's own error */
};

/* Of a session that has just logged in: its character set, autocommit and node. */
gboolean mo_connection_set_up (MoConnection *self, GError **error);

/* What a new session is to be told of it, behind other settings; or "". */
const char *mo_connection_get_zone_sql (MoConnection *self);
/* Of a new session: its zone is to be asked for before it is needed. */
void        mo_connection_expect_zone  (MoConnection *self);

/* Of a connection that is to be opened: what the server gets that asks for a file. */
void mo_connection_install_load (MoConnection *self);

/* FALSE with an error if nothing can be sent: the connection is lost, or @length is too much. */
gboolean mo_connection_can_send (MoConnection *self, gsize length, GError **error);

/* Keeps the flags of the answer that was just read. */
void mo_connection_note_status (MoConnection *self);

/* The last error of the connection, or of @stmt, as a GError; marks the connection lost where the
 * error says so. */
void mo_connection_take_error      (MoConnection *self, GError **error);
void mo_connection_take_stmt_error (MoConnection *self, MYSQL_STMT *stmt, GError **error);

/* A cell is larger than memory: what it is part of cannot be read on, so the connection is given
 * up. */
void mo_connection_set_no_memory (MoConnection *self, gsize length, GError **error);

G_END_DECLS
