/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What shares the fate of a transaction: asked before it is committed, told when it has ended. A
 * session is one; the client knows no more of it than this. */

#pragma once

#include <matrixone-glib/mo-transaction-options.h>
#include <matrixone-glib/mo-transaction.h>

#include "future/mo-owner-private.h"

G_BEGIN_DECLS

#define MO_TYPE_PARTICIPANT (mo_participant_get_type ())
#define MO_PARTICIPANT(obj)                                                                        \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_PARTICIPANT, MoParticipant))

typedef struct _MoParticipant MoParticipant;
typedef struct _MoParticipantInterface MoParticipantInterface;

typedef enum
{
  MO_OUTCOME_COMMITTED,
  MO_OUTCOME_ROLLED_BACK,
  MO_OUTCOME_UNKNOWN, /* the answer to COMMIT is lost */
} MoOutcome;

struct _MoParticipantInterface
{
  GTypeInterface parent;
  /* On the thread that wants to commit, before COMMIT is submitted: submits what is still to be
   * written. FALSE: there is to be no commit, and the transaction stays open. */
  gboolean (*prepare) (MoParticipant *self, GError **error);
  /* (transfer full): what it is now, for rewind(); NULL: of another thread than this. */
  gpointer (*mark) (MoParticipant *self);
  /* What was written since @mark is not there any more; NULL: all of it. It may be another thread's
   * than this, which knows nothing of the scope. */
  void (*rewind) (MoParticipant *self, gpointer mark);
  void (*free_mark) (gpointer mark);
  /* Where ended() is to be called; borrowed. */
  MoScheduler *(*get_scheduler) (MoParticipant *self);
  /* Once, before anybody is told of the end of the transaction. */
  void (*ended) (MoParticipant *self, MoOutcome outcome);
};

GType          mo_participant_get_type       (void) G_GNUC_CONST;

/* From here on it shares the transaction's fate. Keeps a reference until the transaction is gone.
 * (transfer none): the one of its type: another one, if a thread has just been faster. */
MoParticipant *mo_transaction_add_participant  (MoTransaction *self,
                                                MoParticipant *participant);
/* (transfer none): that of @type; NULL: there is none. */
MoParticipant *mo_transaction_find_participant (MoTransaction *self,
                                                GType          type);

/* (transfer full): one whose connection is still to come: what is submitted to it waits, and fails
 * with what that fails with. @granted: (transfer full): the future of the connection. NULL: what
 * was asked for cannot be. */
MoTransaction *mo_client_begin_at_once (MoClient                   *client,
                                        const MoTransactionOptions *options,
                                        const char                 *label,
                                        MoFuture                  **granted,
                                        GError                    **error);
/* (transfer full): of what was called to end it, with its participants told; NULL: nothing was. */
MoFuture      *mo_transaction_dup_end (MoTransaction *self);

/* Whether its body may be run again in another transaction, if this one comes to nothing. */
gboolean       mo_transaction_may_run_again    (MoTransaction *self);
/* (transfer full): whose its participants are: the thread of its body; NULL: it has none. */
MoOwner       *mo_transaction_dup_owner        (MoTransaction *self);

/* What each of some participants was at one moment. */
typedef struct _MoMarks MoMarks;

MoMarks  *mo_participants_mark    (GPtrArray *participants);
/* Those that are not in @marks have come since. */
void      mo_participants_rewind  (GPtrArray *participants, MoMarks *marks);
void      mo_marks_free           (MoMarks   *self);

/* @participants: (element-type MoParticipant). */
gboolean  mo_participants_prepare (GPtrArray *participants, GError **error);
/* Of the first of them; borrowed. */
MoScheduler *mo_participants_get_scheduler (GPtrArray *participants);
/* Consumes @end, the future of a commit or rollback; the future with its outcome that settles when
 * every participant has been told. */
MoFuture *mo_participants_follow  (GPtrArray *participants,
                                   MoFuture  *end,
                                   gboolean   is_commit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoParticipant, g_object_unref)

G_END_DECLS
