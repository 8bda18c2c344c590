/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands between a connection and those who want its statement stopped.
 *
 * A KILL that comes late must not hit somebody else's statement. So the worker goes through the
 * fence with each statement, in and out, and does not come out while the killer is at work: nothing
 * new is sent before both answers are in, that of the statement and that of the KILL. And the
 * killer does not begin once the statement is over.
 *
 * Statements of a transaction that share a packet run one after the other behind one fence; there a
 * KILL may hit the neighbour of the one that it is meant for, whose error then tells so: it is sent
 * again.
 */

#pragma once

#include "base/mo-clock-private.h"
#include "base/mo-mutex-private.h"
#include "pool/mo-job-private.h"
#include "pool/mo-killer-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_FENCE_STATEMENT,
  /* It is never killed: only its answer is not waited for without end. COMMIT, and what is sent on
   * the side. */
  MO_FENCE_COMMIT,
} MoFencePassage;

/* How upkeep has ended. */
typedef enum
{
  MO_FENCE_UPKEEP_DONE,
  MO_FENCE_UPKEEP_OVERDUE, /* it took too long, and the connection was cut */
  MO_FENCE_UPKEEP_SHUT,    /* nothing is let in any more */
} MoFenceUpkeep;

/* Where the worker is. */
typedef struct
{
  guint64 n_entered; /* so often it has come in; 0: nowhere yet */
  guint64 n_moved;   /* and gone on, since it was opened */
} MoFencePlace;

/* Of one connection; that of @connection, which is the calling thread's. @limit_usec: how long what
 * is no statement of somebody's may take; 0: without a limit. */
MoFence *mo_fence_new   (MoKiller       *killer,
                         const MoClock  *clock,
                         MoConnection   *connection,
                         gint64          limit_usec);
MoFence *mo_fence_ref   (MoFence        *self);
void     mo_fence_unref (MoFence        *self);

/* --- for the worker --- */

/* A statement of @job, which the caller holds until it has left, is about to be sent. @sql, for
 * people, is lent until then. FALSE: it is not wanted any more, and nothing is to be sent. */
gboolean mo_fence_enter (MoFence        *self,
                         MoJob          *job,
                         const char     *sql,
                         MoFencePassage  passage);
/* The same for what the library itself has to ask for @job's sake, wanted or not, such as a ping or
 * ROLLBACK. Where nobody answers, whoever wants @job stopped, or finds it overdue, has the
 * connection cut. */
void     mo_fence_enter_aside (MoFence  *self,
                               MoJob    *job,
                               const char *what);
/* What is left of an answer is about to be read, which nobody wants: comes in, wanted or not, and
 * has the statement stopped unless the worker has left when @grace_usec are over. */
void     mo_fence_enter_to_stop (MoFence *self,
                                 MoJob   *job,
                                 const char *sql,
                                 gint64   grace_usec);
/* Inside: from here on the next statement of the packet runs. */
void     mo_fence_move  (MoFence        *self,
                         MoJob          *job,
                         const char     *sql);
/* The answer is in. Waits for the killer, if it is at work. TRUE: it has done something since the
 * worker entered. */
gboolean mo_fence_leave (MoFence        *self);
/* From here on the worker does what is no job's: it sets the connection up, looks whether it lives,
 * or cleans it. No KILL is sent for that: whoever shuts the fence, or finds it overdue, cuts the
 * connection. @what, for people, is lent until the end. SHUT: nothing is to be sent. */
MoFenceUpkeep mo_fence_begin_upkeep (MoFence    *self,
                                     const char *what);
MoFenceUpkeep mo_fence_end_upkeep   (MoFence    *self);
/* The worker has cut the connection while a statement ran: has the server end it, too. */
void     mo_fence_give_up (MoFence      *self);
/* Whose everything is from here on; NULL: everybody's. */
void     mo_fence_let  (MoFence         *self,
                        gpointer         tenant);
/* Whether somebody wants @job stopped. */
gboolean mo_fence_is_unwanted (MoFence  *self,
                               MoJob    *job);
/* Whether a KILL may still be on its way, or the connection was cut: it is to be closed. */
gboolean mo_fence_is_spent (MoFence     *self);

/* --- for anybody --- */

/* Stops the statement of @job, or keeps it from being sent. */
void     mo_fence_stop     (MoFence     *self,
                            MoJob       *job);
/* Stops whatever @tenant runs, and lets nothing more of it in. It may be gone by now, and somebody
 * else at work on the connection, who is left alone. */
void     mo_fence_interrupt (MoFence    *self,
                             gpointer    tenant);
/* Stops whatever runs, and lets nothing more in. */
void     mo_fence_shut     (MoFence     *self);
/* When what runs is to be over; < 0: there is no limit. */
gint64   mo_fence_get_limit      (MoFence *self);
/* Cuts the connection if that should have been by @now. */
void     mo_fence_cut_overdue    (MoFence *self,
                                  gint64   now);
/* (transfer full) (nullable): what runs, for people; @since_usec: since when. */
char    *mo_fence_dup_sql  (MoFence     *self,
                            gint64      *since_usec);

/* --- for the killer --- */

/* FALSE: the statement of @job is over, or is only to be cut. Otherwise the worker waits until
 * mo_fence_end_kill(). */
gboolean mo_fence_begin_kill (MoFence   *self,
                              MoJob     *job,
                              gboolean   is_cut);
/* The same, for a worker that is where it was. */
gboolean mo_fence_begin_cut  (MoFence   *self,
                              const MoFencePlace *place);
/* FALSE: it is outside. */
gboolean mo_fence_find_place (MoFence   *self,
                              MoFencePlace *place);
/* @is_spent: as above. */
void     mo_fence_end_kill   (MoFence   *self,
                              gboolean   is_spent);

/* Immutable. */
guint64     mo_fence_get_id     (MoFence *self);
const char *mo_fence_get_node   (MoFence *self); /* NULL: unknown */
/* Ends the connection from this side, for good. */
void        mo_fence_cut        (MoFence *self);
/* The connection is closed. A job that somebody keeps, keeps the fence, which is not to keep the
 * descriptor. */
void        mo_fence_close      (MoFence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFence, mo_fence_unref)

G_END_DECLS
