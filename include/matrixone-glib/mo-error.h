/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one error domain of the library, and what the server said behind an error. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MO_ERROR:
 *
 * Error domain of the library. Codes are of [error@Mo.Error]. Work that was cancelled before it
 * took any effect is %G_IO_ERROR_CANCELLED instead.
 */
#define MO_ERROR (mo_error_quark ())

/**
 * MoError:
 * @MO_ERROR_FAILED: none of the codes below
 * @MO_ERROR_INVALID_ARGUMENT: a call was given what it cannot take: a malformed URI, an unknown
 *   option, too few or too many parameters
 * @MO_ERROR_CONNECT_FAILED: no connection could be opened: nobody listens, or nobody answers
 * @MO_ERROR_ACCESS_DENIED: the server refused the user, the password or a privilege, or any write
 * @MO_ERROR_CONNECTION_LOST: the connection broke before the statement was sent, or during a read;
 *   nothing was written
 * @MO_ERROR_TIMED_OUT: a time limit of the caller ended, and the piece of work that was stopped for
 *   it took no effect; of several pieces, each has its own outcome
 * @MO_ERROR_POOL_CLOSED: the client is disconnected, or is that of the process that forked this one
 * @MO_ERROR_POOL_EXHAUSTED: no connection became free within the pool's time-out, or as many wait
 *   for one as may
 * @MO_ERROR_WOULD_DEADLOCK: a wait, or a borrow, that could never end
 * @MO_ERROR_BROKEN_PROMISE: a promise was dropped before it was settled
 * @MO_ERROR_TYPE_MISMATCH: a value has a type that the place cannot take
 * @MO_ERROR_OUT_OF_RANGE: a value does not fit its column or the type asked for
 * @MO_ERROR_SYNTAX: the text is not one well-formed statement
 * @MO_ERROR_NO_SUCH_OBJECT: a database, table, column or snapshot does not exist
 * @MO_ERROR_ALREADY_EXISTS: an object of that name exists
 * @MO_ERROR_DUPLICATE_KEY: a unique or primary key exists already
 * @MO_ERROR_CONSTRAINT: another constraint refused the row: not null, foreign key, check
 * @MO_ERROR_DEADLOCK: the server chose this transaction as the victim of a deadlock
 * @MO_ERROR_LOCK_TIMEOUT: a lock was not granted in time
 * @MO_ERROR_CONFLICT: another transaction wrote the same rows
 * @MO_ERROR_TRANSACTION_FINISHED: the transaction was committed or rolled back by its owner before
 * @MO_ERROR_TRANSACTION_ABORTED: the server rolled the transaction back; only rollback is possible
 * @MO_ERROR_TRANSACTION_ENDED: the transaction ended behind the library's back and may have been
 *   committed
 * @MO_ERROR_ENDS_TRANSACTION: the statement would end the open transaction silently; not sent
 * @MO_ERROR_CURSOR_OPEN: a cursor of the transaction is open, and its connection in the middle of
 *   that answer; not sent
 * @MO_ERROR_OUTCOME_UNKNOWN: the connection broke after a write was sent, or the write was stopped
 *   while it ran; it may have taken effect
 * @MO_ERROR_COMMIT_UNKNOWN: the answer to COMMIT was lost; the transaction may be committed or not
 * @MO_ERROR_COMMITTED_COMMAND_FAILED: the transaction is committed, but a command that ran behind
 *   COMMIT failed, or a body that had committed by itself
 * @MO_ERROR_NOT_SUPPORTED: this server, or this client library, cannot do it; nothing was sent
 * @MO_ERROR_NO_ROWS: a row was asked for and there is none
 * @MO_ERROR_TOO_MANY_ROWS: one row was asked for and there are more
 * @MO_ERROR_INTERRUPTED: the server stopped the statement, by KILL QUERY or its own time limit
 * @MO_ERROR_STALE_OBJECT: the row of a changed instance is not there any more, or has another
 *   version than was read
 * @MO_ERROR_WRONG_THREAD: a session was called by another thread than the one that owns it
 * @MO_ERROR_SCHEMA_MISMATCH: a table is missing, or does not fit its model
 * @MO_ERROR_SERVER: any other error of the server; see [func@Mo.error_get_server_code]
 *
 * What went wrong, as far as a caller would act on it.
 */
typedef enum
{
  MO_ERROR_FAILED,
  MO_ERROR_INVALID_ARGUMENT,
  MO_ERROR_CONNECT_FAILED,
  MO_ERROR_ACCESS_DENIED,
  MO_ERROR_CONNECTION_LOST,
  MO_ERROR_TIMED_OUT,
  MO_ERROR_POOL_CLOSED,
  MO_ERROR_POOL_EXHAUSTED,
  MO_ERROR_WOULD_DEADLOCK,
  MO_ERROR_BROKEN_PROMISE,
  MO_ERROR_TYPE_MISMATCH,
  MO_ERROR_OUT_OF_RANGE,
  MO_ERROR_SYNTAX,
  MO_ERROR_NO_SUCH_OBJECT,
  MO_ERROR_ALREADY_EXISTS,
  MO_ERROR_DUPLICATE_KEY,
  MO_ERROR_CONSTRAINT,
  MO_ERROR_DEADLOCK,
  MO_ERROR_LOCK_TIMEOUT,
  MO_ERROR_CONFLICT,
  MO_ERROR_TRANSACTION_FINISHED,
  MO_ERROR_TRANSACTION_ABORTED,
  MO_ERROR_TRANSACTION_ENDED,
  MO_ERROR_ENDS_TRANSACTION,
  MO_ERROR_CURSOR_OPEN,
  MO_ERROR_OUTCOME_UNKNOWN,
  MO_ERROR_COMMIT_UNKNOWN,
  MO_ERROR_COMMITTED_COMMAND_FAILED,
  MO_ERROR_NOT_SUPPORTED,
  MO_ERROR_NO_ROWS,
  MO_ERROR_TOO_MANY_ROWS,
  MO_ERROR_INTERRUPTED,
  MO_ERROR_STALE_OBJECT,
  MO_ERROR_WRONG_THREAD,
  MO_ERROR_SCHEMA_MISMATCH,
  MO_ERROR_SERVER,
} MoError;

/**
 * MoErrorClass:
 * @MO_ERROR_CLASS_OTHER: none of the classes below; the code says more, as
 *   %MO_ERROR_NO_SUCH_OBJECT, %MO_ERROR_STALE_OBJECT and %MO_ERROR_NO_ROWS do
 * @MO_ERROR_CLASS_RETRYABLE: nothing has taken effect, and the whole transaction may succeed when
 *   it is run again: exactly where [func@Mo.error_is_retryable] says so
 * @MO_ERROR_CLASS_CONSTRAINT: the data is refused, by a key, a foreign key or a check, or because
 *   it does not fit its column: the same data will be refused again
 * @MO_ERROR_CLASS_LOST: the server cannot be reached, or the connection broke where running the
 *   same again at once is no help
 * @MO_ERROR_CLASS_TIMEOUT: a time limit ended, of the caller, the pool or the server
 * @MO_ERROR_CLASS_CANCELLED: it was cancelled, or stopped by somebody's KILL QUERY
 * @MO_ERROR_CLASS_UNKNOWN_OUTCOME: it may have taken effect, or not: read the data to find out
 * @MO_ERROR_CLASS_USAGE: the program is wrong: a bad text or argument, a value of a wrong type, a
 *   call from a wrong thread or after the end
 * @MO_ERROR_CLASS_REFUSED: it is not allowed, or not possible here: a privilege, a feature that the
 *   server lacks, a client that is disconnected
 *
 * What a program would do about an error, where it does not look for certain codes.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ERROR_CLASS_OTHER,
  MO_ERROR_CLASS_RETRYABLE,
  MO_ERROR_CLASS_CONSTRAINT,
  MO_ERROR_CLASS_LOST,
  MO_ERROR_CLASS_TIMEOUT,
  MO_ERROR_CLASS_CANCELLED,
  MO_ERROR_CLASS_UNKNOWN_OUTCOME,
  MO_ERROR_CLASS_USAGE,
  MO_ERROR_CLASS_REFUSED,
} MoErrorClass;

MO_AVAILABLE_IN_ALL
GQuark      mo_error_quark           (void);
MO_AVAILABLE_IN_ALL
guint       mo_error_get_server_code (const GError *error);
MO_AVAILABLE_IN_ALL
const char *mo_error_get_sqlstate    (const GError *error);
MO_AVAILABLE_IN_ALL
guint64     mo_error_get_connection_id (const GError *error);
MO_AVAILABLE_IN_ALL
const char *mo_error_get_sql         (const GError *error);
MO_AVAILABLE_IN_ALL
gboolean    mo_error_is_retryable    (const GError *error);
MO_AVAILABLE_IN_ALL
MoErrorClass mo_error_get_class      (const GError *error);

G_END_DECLS
