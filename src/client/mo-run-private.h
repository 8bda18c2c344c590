/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running one statement on one connection, behind its fence, with errors that name the statement.
 */

#pragma once

#include "client/mo-command-private.h"
#include "client/mo-echo-private.h"
#include "pool/mo-fence-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* What a statement runs with. */
typedef struct
{
  MoConnection *connection;
  MoJob *job; /* whose it is, or is a part of */
  const MoLogOptions *log;
  gboolean has_waited; /* the job's times tell how long for the connection */
} MoRun;

/* FALSE where the connection's sql_mode would read the statement's own strings in another way than
 * our lexer did. Asks nobody. */
gboolean  mo_run_check_quotes    (MoConnection *connection,
                                  MoStatement  *statement,
                                  GError      **error);

/* The same, and FALSE where its character set would read the values so. @job: NULL in a hook. */
gboolean  mo_run_check_statement (MoConnection *connection,
                                  MoJob        *job,
                                  MoStatement  *statement,
                                  GError      **error);

/* Behind the fence, before anything is sent for it: waits until what the statement loads, if it
 * loads something, has begun to come, or is at its end. FALSE: nothing is to be sent. @stopped: as
 * below. */
gboolean  mo_run_await_source  (const MoRun  *self,
                                MoStatement  *statement,
                                gboolean     *stopped,
                                GError      **error);

/* By the protocol that the statement asks for. @stopped: it failed, or was not sent, since somebody
 * wanted its job stopped; mo_run_tell_stopped() says what that means. */
MoResult *mo_run_statement     (const MoRun  *self,
                                MoStatement  *statement,
                                gboolean     *stopped,
                                GError      **error);

/* The same, but of rows no more is read than their columns, which are returned: then the connection
 * is reading, and @stopped may be set although it did not fail: the rest is to be skipped. Of what
 * has no rows all is returned. */
MoResult *mo_run_begin         (const MoRun  *self,
                                MoStatement  *statement,
                                gboolean     *stopped,
                                GError      **error);
/* The next rows of what was begun, and @end, as mo_connection_fetch(). Where the connection is
 * still reading though there is an error, nothing was read for it. @stopped: as above. */
MoResult *mo_run_fetch         (const MoRun   *self,
                                MoStatement   *statement,
                                const MoPiece *piece,
                                MoResult     **end,
                                gboolean      *stopped,
                                GError       **error);

/* The killer may have met a statement that was over, or its neighbour: whether @error is what a
 * KILL does to a statement. */
gboolean  mo_run_was_interrupted (const GError *error);

/* Of a statement that somebody wanted stopped: the error becomes CANCELLED where nothing took
 * effect, and OUTCOME_UNKNOWN where it may have. An error that it had of its own stays.
 * @in_transaction: whatever it did can be rolled back. */
void      mo_run_tell_stopped    (MoConnection *connection,
                                  MoStatement  *statement,
                                  gboolean      in_transaction,
                                  GError      **error);

/* Of a statement that failed by itself, and is not undone with a transaction: what may have been
 * written must not be called a failure, and becomes OUTCOME_UNKNOWN. */
void      mo_run_tell_unknown    (MoConnection *connection,
                                  MoStatement  *statement,
                                  GError      **error);

/* Of a statement outside of a transaction that failed: one or the other. @stopped: as above. */
void      mo_run_judge_alone     (const MoRun  *self,
                                  MoStatement  *statement,
                                  gboolean      stopped,
                                  GError      **error);

/* To be called for each statement that is sent: what it leaves in the session. */
void      mo_run_note_state      (MoConnection *connection,
                                  MoStatement  *statement);

/* One of our own, such as BEGIN: it is in no packet, and nobody stops it, though its answer is not
 * waited for without end. */
gboolean  mo_run_text           (const MoRun  *self,
                                const char   *sql,
                                GError      **error);

/* Its answer refreshes the flags, and meets what is left of a KILL. @job: NULL in a hook. */
gboolean  mo_run_ping           (MoConnection *connection,
                                 MoJob        *job,
                                 GError      **error);

/* Notes which statement @error is about. */
void      mo_run_set_sql        (GError       *error,
                                MoStatement  *statement);

/* Puts the beginning of the statement's text, never a value, in front of what the server said. */
void      mo_run_name_statement (GError     **error,
                                 MoStatement *statement);

/* No server is set up to take less than this. */
#define MO_SMALL_PACKET_BYTES (16 * 1024)

/* How much may go into one packet; asks the server where @wanted is more than a small one. */
gsize     mo_run_packet_bytes  (MoConnection *connection,
                                MoJob        *job,
                                gsize         wanted);

/* FALSE, with the server's name in the error, where it is no MatrixOne. */
gboolean  mo_run_check_command (MoConnection    *connection,
                                const MoCommand *command,
                                GError         **error);

G_END_DECLS
