/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction without its GObject: what callers submit to, and what the worker works on. */

#pragma once

#include <matrixone-glib/mo-transaction.h>

#include "base/mo-mutex-private.h"
#include "client/mo-command-private.h"
#include "client/mo-commit-gate-private.h"
#include "client/mo-cursor-core-private.h"
#include "client/mo-program-private.h"
#include "client/mo-transaction-hooks-private.h"
#include "client/mo-transaction-options-private.h"
#include "future/mo-timer-private.h"
#include "pool/mo-lease-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

typedef struct _MoTransactionCore MoTransactionCore;

typedef enum
{
  MO_TRANSACTION_NOT_BEGUN, /* leased; BEGIN travels with the first statement */
  MO_TRANSACTION_OPEN,
  MO_TRANSACTION_ABORTED,   /* the server rolled it back, or the connection is gone */
  MO_TRANSACTION_ENDED,     /* something ended it that may have committed */
  MO_TRANSACTION_FINISHED,  /* committed or rolled back as its owner wanted */
} MoTransactionPhase;

typedef enum
{
  MO_TRANSACTION_NOT_ENDING,
  MO_TRANSACTION_COMMITTING,
  MO_TRANSACTION_ROLLING_BACK,
} MoTransactionEnd;

/* Everything in it is lent. */
typedef struct
{
  MoPool *pool;
  MoLeaseFlags flags;
  MoJobPriority priority;
  const char *label;
  MoTransactionOptions options;
  gint64 deadline_usec; /* on the monotonic clock; < 0: none */
  guint attempt;        /* from 1 on */
} MoTransactionRequest;

#define MO_TRANSACTION_REQUEST_INIT(the_pool, the_label)                                           \
  {                                                                                                \
    .pool = (the_pool), .priority = MO_JOB_NORMAL, .label = (the_label),                           \
    .options = MO_TRANSACTION_OPTIONS_INIT, .deadline_usec = -1, .attempt = 1                      \
  }

struct _MoTransactionCore
{
  _Atomic guint ref_count;
  MoLease *lease;
  const MoLogOptions *log; /* lent by the pool, which the lease keeps */
  const MoFeatures *features; /* the same */
  _Atomic guint64 connection_id;
  MoCommitGate *gate;      /* owned */
  MoTransactionOptions options;
  gint64 deadline_usec;
  guint attempt;
  MoTimer timer;        /* for it; from the grant on, with a reference on the core */
  MoTransactionHooks hooks;
  _Atomic gboolean has_cursors; /* or had some */
  MoMutex lock;            /* guards the three below */
  MoTransactionEnd ending; /* what was submitted to end it: nothing may follow */
  MoFuture *end;           /* and its future */
  GError *vital;           /* of the first vital program that failed or was cancelled */
  /* The worker's own. */
  MoConnection *connection; /* lent by the lease */
  MoTransactionPhase phase;
  GError *cause;       /* of ABORTED and ENDED */
  gboolean is_unknown; /* it was ENDED: it may be committed, whatever comes then */
  GPtrArray *failed;   /* futures of statements that failed */
  GPtrArray *commands; /* MoCommand to travel behind COMMIT */
  GArray *savepoints;  /* of nested scopes that have not ended, the innermost last */
  GError *stuck;       /* why one could not be rolled back by itself: there is to be no commit */
  MoCursorCore *cursor; /* whose answer is being read; NULL: none */
  gsize packet_bytes;  /* what the server takes in one; 0: not asked yet */
};

/* A job inside a transaction. The lease keeps the core as long as it serves. */
typedef struct
{
  MoJob parent;
  MoTransactionCore *core;
} MoTransactionJob;

MoTransactionCore *mo_transaction_core_new   (const MoTransactionRequest *request);
MoTransactionCore *mo_transaction_core_ref   (MoTransactionCore *self);
void               mo_transaction_core_unref (MoTransactionCore *self);

/* Asks for a worker. The future resolves with @handle (transfer full); with TRUE if it is NULL. */
MoFuture *mo_transaction_core_request  (MoTransactionCore *self, MoTransaction *handle);
/* Submit, in order; each consumes what it is given and returns a future, never NULL. */
MoFuture *mo_transaction_core_execute  (MoTransactionCore *self, MoStatement *statement);
MoFuture *mo_transaction_core_command  (MoTransactionCore *self, MoCommand *command);
MoFuture *mo_transaction_core_run      (MoTransactionCore *self, MoProgram *program);
MoFuture *mo_transaction_core_open     (MoTransactionCore *self, MoStatement *statement);
/* Closes a cursor that is open then, before more is written for the end of the transaction, or of a
 * scope: @over, as of mo_transaction_core_end_cursor(). */
void      mo_transaction_core_close_cursor (MoTransactionCore *self, GError *over);
/* For what could not even be made; the transaction remembers it as failed. */
MoFuture *mo_transaction_core_refused  (MoTransactionCore *self, GError *error);
MoFuture *mo_transaction_core_submit   (MoTransactionCore *self, MoJob *job);
MoFuture *mo_transaction_core_commit   (MoTransactionCore *self);
MoFuture *mo_transaction_core_rollback (MoTransactionCore *self);
typedef enum
{
  MO_SAVEPOINT_SET,
  MO_SAVEPOINT_ROLL_BACK, /* to it, which ends it */
  MO_SAVEPOINT_RELEASE,
} MoSavepointStep;

/* @number tells scopes apart; they end in the reverse order. */
MoFuture *mo_transaction_core_savepoint (MoTransactionCore *self,
                                         MoSavepointStep    step,
                                         guint              number);
GArray   *mo_transaction_savepoints_new (void);
/* On the worker: whether @statement may be sent in the transaction, and in the scopes that are
 * open. */
gboolean  mo_transaction_core_check_statement (MoTransactionCore *self,
                                               MoStatement       *statement,
                                               GError           **error);
/* On the worker. (transfer full) (nullable): why the scopes keep it from being committed. */
GError   *mo_transaction_core_check_scopes (MoTransactionCore *self);
/* @end, if not NULL: (transfer full) (nullable): the future of what was submitted to end it. */
MoTransactionEnd mo_transaction_core_get_ending (MoTransactionCore *self, MoFuture **end);

/* (transfer full): for who comes too late. */
GError *mo_transaction_new_finished_error (void);
/* (transfer full) (nullable): what the server, or a lost connection, had ended it with. Of one
 * whose end has settled. */
GError *mo_transaction_core_dup_cause (MoTransactionCore *self);

/* --- on the worker --- */

/* (transfer full): TIMED_OUT once its time is over, unless it may be committed; NULL: it is not. */
GError  *mo_transaction_core_check_time   (MoTransactionCore *self);
/* (transfer full): for who comes behind its end. */
GError  *mo_transaction_core_new_over_error (MoTransactionCore *self);
/* (transfer full): why nothing can be sent any more; NULL: it can. */
GError  *mo_transaction_core_refuse       (MoTransactionCore *self);
/* (transfer full): it has ended unasked. */
GError  *mo_transaction_core_new_ended_error (MoTransactionCore *self);
/* (transfer full): it has ended unasked, and then @error came, which is not all. */
GError  *mo_transaction_core_behind_end   (MoTransactionCore *self, const GError *error);
/* From here on only a rollback is possible. */
void     mo_transaction_core_abort        (MoTransactionCore *self, const GError *error);
/* Something else than its owner ended it, and may have committed it. */
void     mo_transaction_core_end_unasked  (MoTransactionCore *self);
/* After an error of a statement of @job: does the transaction still live? @may_commit: it may be a
 * routine that hides a COMMIT. @job: NULL in a hook. */
void     mo_transaction_core_note_error   (MoTransactionCore *self,
                                           MoJob             *job,
                                           const GError      *error,
                                           gboolean           may_commit);
/* After an answer without an error: the same, by its flags. */
void     mo_transaction_core_note_answer  (MoTransactionCore *self);
/* A hook or a function of the program's gets the connection: what that runs by
 * mo_connection_run_values() is a statement of the transaction, or is refused. */
void     mo_transaction_core_lend         (MoTransactionCore *self);
/* It has returned. @looks: whether the transaction still lives is asked by a ping, as it always is
 * where the client library was used. */
void     mo_transaction_core_take_back    (MoTransactionCore *self, MoJob *job, gboolean looks);
/* Whether a statement may be run on the connection that is lent. */
gboolean mo_transaction_core_admit_lent   (MoTransactionCore *self,
                                           MoStatement       *statement,
                                           GError           **error);
/* It was run; @error: what it failed with, or NULL in its place. */
void     mo_transaction_core_note_lent    (MoTransactionCore *self,
                                           MoStatement       *statement,
                                           GError           **error);
/* What was cancelled since its time is over is TIMED_OUT. */
void     mo_transaction_core_tell_time    (MoTransactionCore *self, GError **error);
/* Settle, and remember the future if it is rejected. */
void     mo_transaction_core_fail_job     (MoTransactionCore *self, MoJob *job, GError *error);
/* What is to be sent before the first statement, BEGIN last; returns how many. */
guint    mo_transaction_core_get_opening  (MoTransactionCore *self,
                                           const char        *opening[2]);
/* BEGIN has failed: an isolation that was set is for the transaction that begins next, which may be
 * somebody else's. */
void     mo_transaction_core_leave_isolation (MoTransactionCore *self, guint n_opening);
/* (transfer full) (nullable): why a cursor keeps everything else from being sent. */
GError  *mo_transaction_core_refuse_for_cursor (MoTransactionCore *self);
/* Ends the one that is open, if there is one, before @job ends the transaction or a part of it.
 * @stops: whatever its statement does will be undone. @over: (transfer full) (nullable): for who
 * still fetches from it, if the transaction's time is not over; NULL: what has to be said at the
 * end of the transaction. What it fails with is kept as an error that nobody took. */
void     mo_transaction_core_end_cursor   (MoTransactionCore *self,
                                           MoJob             *job,
                                           gboolean           stops,
                                           GError            *over);
/* (transfer full): for who fetches from one that was opened in a nested scope which has ended. */
GError  *mo_transaction_new_scope_over_error (void);
/* Sends BEGIN by itself if it was not sent yet. FALSE: the transaction is aborted. */
gboolean mo_transaction_core_ensure_begun (MoTransactionCore *self, MoJob *job);

void     mo_transaction_serve (gpointer core, MoConnection *connection, GPtrArray *jobs);

typedef struct
{
  MoTransactionJob parent;
  MoStatement *statement;
} MoTransactionStatement;

extern const MoJobClass mo_transaction_statement_class;

/* Consumes @statement. */
MoJob   *mo_transaction_statement_new (MoTransactionCore *core, MoStatement *statement);

/* What one statement may have; asks the server, once, where @wanted is large. */
gsize    mo_transaction_packet_bytes (MoTransactionCore *self, MoJob *job, gsize wanted);

/* One after the other, in as few packets as is sound. @jobs: MoTransactionStatement, taken. */
void     mo_transaction_send_statements (MoTransactionCore *self, GPtrArray *jobs);
void     mo_transaction_send_alone      (MoTransactionCore *self,
                                         MoJob             *job,
                                         MoStatement       *statement);

/* Sends COMMIT, unless nothing was begun, and the commands. NULL: all of it is done. */
GError  *mo_transaction_send_commit      (MoTransactionCore *self, MoJob *job);

/* Of a statement that failed by itself in its packet: does the transaction still live, and what is
 * its job to be told? @stopped: as mo_run_statement() said. */
void     mo_transaction_judge           (MoTransactionCore *self,
                                         MoJob             *job,
                                         MoStatement       *statement,
                                         gboolean           stopped,
                                         GError           **error);

MoJob   *mo_transaction_commit_job_new   (MoTransactionCore *core);
MoJob   *mo_transaction_rollback_job_new (MoTransactionCore *core);
/* Rolls back, and gives the worker back, though its owner has not said so. */
MoJob   *mo_transaction_expiry_job_new   (MoTransactionCore *core);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoTransactionCore, mo_transaction_core_unref)

G_END_DECLS
