/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One connection to one server. It belongs to the thread that opened it until that thread closes
 * it; every call blocks. */

#pragma once

#include <matrixone-glib/mo-connection.h>
#include <matrixone-glib/mo-result.h>

#include "base/mo-feature-private.h"
#include "value/mo-load-source-private.h"
#include "wire/mo-endpoint-private.h"
#include "wire/mo-lending-private.h"

G_BEGIN_DECLS

/* The calls of the client library, a seam for tests; what is in it only this folder sees, as it
 * needs <mysql.h>. */
typedef struct _MoMysqlApi MoMysqlApi;
extern const MoMysqlApi mo_mysql_api;

/* To be called once by each thread, before its first connection and after its last. */
void mo_connection_thread_init (const MoMysqlApi *api);
void mo_connection_thread_end  (const MoMysqlApi *api);

/* CONNECT_FAILED, ACCESS_DENIED, NO_SUCH_OBJECT (the database). @api is used until close. */
MoConnection *mo_connection_open  (const MoMysqlApi *api,
                                   const MoEndpoint *endpoint,
                                   GError          **error);
void          mo_connection_close (MoConnection     *self);

MoServerKind mo_connection_get_server_kind    (MoConnection *self);
/* What its program says of the server; nothing, until it is set. */
void         mo_connection_set_features       (MoConnection     *self,
                                               const MoFeatures *features);
const MoFeatures *mo_connection_get_features  (MoConnection     *self);
/* Two connections have equal texts only if a connection id means the same to both, so that a KILL
 * over one cannot meet a stranger instead of the other: they lead to the same run of the same
 * server, or to one MatrixOne cluster. NULL if the server did not say. */
const char  *mo_connection_get_node           (MoConnection *self);
/* Somebody else has used it, as the library's own handle: its flags are the session's. */
void         mo_connection_take_status        (MoConnection *self);
/* The flags of the last answer that carried any; an error carries none. */
gboolean     mo_connection_is_in_transaction  (MoConnection *self);
gboolean     mo_connection_is_autocommit      (MoConnection *self);
gboolean     mo_connection_has_no_backslash_escapes (MoConnection *self);
/* The connection broke: nothing more can be done with it but close it. */
gboolean     mo_connection_is_lost            (MoConnection *self);
/* FALSE if the last statement surely did not reach the server whole, so that it cannot have run:
 * refused before it was sent, cut off while it was sent, or before the end of what it loads, or
 * only prepared. */
gboolean     mo_connection_was_request_sent   (MoConnection *self);

/* When the last answer began to come, on the monotonic clock. */
gint64       mo_connection_get_answered_usec  (MoConnection *self);
/* Of an answer that was read in pieces, each of which counts as one. */
void         mo_connection_set_answered_usec  (MoConnection *self,
                                               gint64        answered_usec);

/* Lost, or closed by the other side while it was idle: looks, and does not wait. */
gboolean     mo_connection_is_stale           (MoConnection *self);
/* A duplicate of its descriptor, which is the caller's; -1: there is none. */
int          mo_connection_dup_socket         (MoConnection *self);

/* Something always; and perhaps one of these. */
typedef enum
{
  MO_LEFT_DATABASE = 1 << 0, /* it is not in the one that it started in */
  MO_LEFT_CHARSET = 1 << 1,  /* what it reads may not be utf8mb4 */
  MO_LEFT_ZONE = 1 << 2,     /* it may be in another time zone */
} MoLeft;

#define MO_LEFT_ANYTHING (MO_LEFT_DATABASE | MO_LEFT_CHARSET | MO_LEFT_ZONE)

/* What statements have left in the session, as those who send them say. */
void         mo_connection_leave_state        (MoConnection *self,
                                               MoLeft        what);
gboolean     mo_connection_has_left_state     (MoConnection *self);
gboolean     mo_connection_has_left_database  (MoConnection *self);
void         mo_connection_forget_state       (MoConnection *self);

/* Ends whatever the connection waits for, with CONNECTION_LOST: what is left where KILL cannot
 * reach. The only call that another thread may make; it must know that nobody closes @self yet. */
void         mo_connection_shut_down          (MoConnection *self);

/* Somebody gets it who is no part of the library, or gives it back. @lender: as in MoLending. */
void         mo_connection_lend               (MoConnection *self,
                                               gpointer      lender);
MoLending   *mo_connection_get_lending        (MoConnection *self);

/* Its answer refreshes the flags. */
gboolean     mo_connection_ping               (MoConnection *self,
                                               GError      **error);

/* The session becomes as new without a new connection: open transaction, temporary tables, locks,
 * variables and prepared statements are gone, the id stays. The default database stays too: USE is
 * up to the caller. FALSE where the server refuses (MatrixOne up to 4.2), where it has an
 * init_connect, which would not be run, or anything else fails: nobody knows then what the session
 * is like, and the caller closes it. */
gboolean     mo_connection_reset              (MoConnection *self,
                                               GError      **error);

/* Whether what was left may be another character set, so that it has to be asked for. */
gboolean     mo_connection_may_have_left_charset (MoConnection *self);
/* Whether the server takes the text of a statement for utf8mb4, as the values in it are escaped;
 * asks it where another one may have been left. A byte of a value may end its quotes in that:
 * INVALID_ARGUMENT. */
gboolean     mo_connection_check_charset      (MoConnection *self,
                                               GError      **error);

/* How a GDateTime is to be written, and in what zone, which is NULL unless the session has one. */
MoTimeZone   mo_connection_get_time_zone      (MoConnection *self,
                                               GTimeZone   **zone);
/* Whether it has to be asked for, since the session may be in another one than is known. */
gboolean     mo_connection_may_have_left_zone (MoConnection *self);
/* Asks for it where it may have changed. INVALID_ARGUMENT where the session is not in UTC, and is
 * to be, or where its zone is not known on this machine. */
gboolean     mo_connection_check_zone         (MoConnection *self,
                                               GError      **error);

/* Text protocol. @sql may hold several statements that the caller knows to be safe. After a send
 * that returns TRUE, read until @more is FALSE; after an error nothing more is to be read. */
gboolean     mo_connection_send               (MoConnection *self,
                                               const char   *sql,
                                               gsize         length,
                                               GError      **error);
MoResult    *mo_connection_read               (MoConnection *self,
                                               gboolean     *more,
                                               GError      **error);

/* Send one statement, and read no more of its answer than the columns: the rows are fetched. Until
 * the last of them was, or the rest was skipped, nothing else can be sent. */

gboolean     mo_connection_begin_query        (MoConnection *self,
                                               const char   *sql,
                                               gsize         length,
                                               GError      **error);
/* Binary protocol: prepare, bind, run. NOT_SUPPORTED, with nothing run, where the server cannot
 * prepare the statement, or the client library cannot read a column's type (type 15 in Oracle's):
 * send it as text. @is_to_keep: it stays prepared for the next time. The client libraries do not
 * learn of columns that a table has got since then, so that is for what has none but those that it
 * names. @sql ends in a NUL. */
gboolean     mo_connection_begin_execute      (MoConnection  *self,
                                               const char    *sql,
                                               gsize          length,
                                               gboolean       is_to_keep,
                                               const MoValue *values,
                                               gsize          n_values,
                                               GError       **error);
/* (transfer full): the columns, without a row. */
MoResult    *mo_connection_describe           (MoConnection *self);
/* Rows up to these limits; 0: there is none. */
typedef struct
{
  guint n_rows;
  gsize n_bytes; /* reached with the last row */
} MoPiece;

/* A good one holds no more rows than have so many bytes, and one: enough that a round through a
 * queue costs nothing beside them. */
#define MO_PIECE_BYTES (256 * 1024)

/* The next rows; without limits all that are left. @end: (transfer full) (nullable): behind the
 * last of them what the server says there, in a result without rows, which is returned, too, where
 * there is none before it; further results of a CALL, whole, are behind that one. */
MoResult    *mo_connection_fetch              (MoConnection  *self,
                                               const MoPiece *piece,
                                               MoResult     **end,
                                               GError       **error);
/* All that is left, in a single result, with those behind it. */
MoResult    *mo_connection_fetch_all          (MoConnection  *self,
                                               GError       **error);
/* The rest is read, and dropped. */
gboolean     mo_connection_skip               (MoConnection *self,
                                               GError      **error);
/* Whether there is a rest. */
gboolean     mo_connection_is_reading         (MoConnection *self);

/* Begin and fetch all. */
MoResult    *mo_connection_query              (MoConnection *self,
                                               const char   *sql,
                                               gssize        length,
                                               GError      **error);
MoResult    *mo_connection_execute            (MoConnection  *self,
                                               const char    *sql,
                                               gsize          length,
                                               const MoValue *values,
                                               gsize          n_values,
                                               GError       **error);

/* All of a LOAD DATA LOCAL: a server that asks for @file gets what @source gives. It is the
 * only thing that a server ever gets for a file: one that asks for something else, or at another
 * time, has its connection cut. So has one where @source fails or is stopped half way, since it
 * would take the end of what is sent for the end of the data; then the error is the source's, or
 * where it was stopped that of a lost connection. */
MoResult    *mo_connection_load               (MoConnection  *self,
                                               const char    *sql,
                                               gsize          length,
                                               const char    *file,
                                               MoLoadSource  *source,
                                               GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoConnection, mo_connection_close)

G_END_DECLS
