/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session holds, shared by the files that make it up.
 *
 * Everything belongs to the owner, but for what the lock guards. Outcomes of what was submitted are
 * applied there, in the order of submission: by the continuation of each, and before any later call
 * of the session.
 */

#pragma once

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-session.h>

#include "base/mo-mutex-private.h"
#include "client/mo-executor-private.h"
#include "client/mo-participant-private.h"
#include "orm/mo-between-private.h"
#include "orm/mo-entity-memento-private.h"
#include "orm/mo-flush-private.h"
#include "orm/mo-eager-private.h"
#include "orm/mo-identity-map-private.h"
#include "future/mo-owner-private.h"

G_BEGIN_DECLS

/* What only a session on a client has. */
typedef struct _MoSessionClient MoSessionClient;

struct _MoSession
{
  GObject parent_instance;
  MoOwner *owner;
  GWeakRef tx;         /* which keeps the session, and not the other way round; of none, where the
                        * session has a client */
  MoSessionClient *alone; /* owned; of a session on a client; NULL: it is a transaction's */
  GQueue entities;     /* that it knows, in the order in which it met them: owned, by links in
                        * their headers */
  MoIdentityMap *map;  /* of those with a row */
  GArray *written;     /* of MoWritten: what a rollback undoes */
  guint n_marked;      /* of them, those that were before a nested scope */
  GArray *mementos;    /* of MoEntityMemento, of what was added, where the body may be run again;
                        * NULL: it is not */
  guint64 n_operations; /* that were ever made */
  guint64 n_closed;     /* of them, before the last mo_session_close() */
  GQueue operations;   /* of MoOperation: submitted, and not applied yet */
  MoFuture *last_flush;
  MoFuture *rollback;  /* of mo_session_rollback(), for the second call */
  GError *broken;      /* of the flush that failed: only rollback and close are left */
  gboolean over;       /* the transaction has ended */
  MoBetween *between;  /* owned; NULL: nobody has asked for a row in between yet */
  gboolean resolves;   /* goes through instances that came, and what comes with them */
  gboolean has_resolved; /* which may have changed what came before */
  GPtrArray *left;     /* those with changed relations that left by mo_session_close(); NULL: none
                        */
  gboolean has_changed;  /* relations of its instances were changed since the last commit */
  gboolean has_relations; /* one of its instances is of a model that has some */
  gboolean autoflush;
  gboolean expire_on_commit;
  MoMutex lock;    /* guards refused, which other threads may set */
  GError *refused; /* of the first instance that could not be added, or what else it is to fail */
};

/* An instance that a flush has written. */
typedef struct
{
  gpointer entity;       /* owned */
  gboolean is_inserted;
  gboolean is_deleted;
  gboolean is_void;      /* the flush failed: it is not there, whatever becomes of the rest */
  gboolean is_generated; /* the server gives its key */
  guint64 version;       /* that its field had, where its model has one */
  GArray *links;         /* of MoEntityLink, owned: whom it referred to; NULL: nobody */
  gpointer image;        /* of what was known of its row before; NULL: nothing */
} MoWritten;

typedef enum
{
  MO_CARDINALITY_ANY,
  MO_CARDINALITY_FIRST,       /* one at the most is read */
  MO_CARDINALITY_ONE_OR_NONE, /* two are an error */
  MO_CARDINALITY_ONE,         /* none is an error, too */
  MO_CARDINALITY_SCALAR,      /* one is read, none is an error */
} MoCardinality;

/* What a query is for. */
typedef struct
{
  MoCardinality cardinality;
  gpointer refreshed; /* owned; the instance that the row overwrites; NULL: none */
  gpointer merged;    /* owned; a copy of the instance whose values the row's gets; NULL: none */
} MoReading;

/* Something whose outcome is to be applied. Made by the functions below, zero unless said. */
typedef struct
{
  MoSession *session; /* owned */
  MoFuture *raw;      /* owned: what the worker settles */
  gboolean is_applied;
  GError *error; /* what applying it came to */
  MoFlush *flush;   /* owned; NULL: no flush */
  guint first_written; /* of a flush: its part of MoSession.written */
  guint n_written;
  MoSelect *select; /* owned; NULL: no query */
  MoEager *load;     /* owned; of relations; NULL: none */
  MoReading reading;
  MoResult *instead;  /* owned; what the query gives instead of its rows; NULL: those */
  gboolean expires; /* every instance, when it is applied */
  const MoModel *stale; /* those of this model, too, if it has succeeded; NULL: none */
  guint64 number;   /* counts from 1, in the order of the calls */
} MoOperation;

void         mo_reading_clear    (MoReading *self);
MoOperation *mo_operation_new    (MoSession *session);
/* Consumes both; the future that settles once @raw is settled and applied. */
MoFuture    *mo_operation_submit (MoOperation *self, MoFuture *raw);
/* Applies what has settled, in order. */
void         mo_session_apply    (MoSession *self);

/* What a call asks first. */
gboolean    mo_session_check_owner  (MoSession *self, GError **error);
gboolean    mo_session_check_over   (MoSession *self, GError **error);
/* Both, whether it is broken, and what has settled is applied. */
gboolean    mo_session_enter        (MoSession *self, GError **error);
/* (transfer full): NULL and an error once the transaction is gone. */
MoExecutor *mo_session_dup_executor (MoSession *self, GError **error);
/* (transfer full): the same of a call that reads, or writes by condition, for which the session is
 * flushed if it is to be. */
MoExecutor *mo_session_begin_query  (MoSession *self, GError **error);
/* (transfer full): NULL and an error where nothing was sent. */
MoFuture   *mo_session_submit_flush (MoSession *self, GError **error);
/* Whether @entity may have to do with this session: INVALID_ARGUMENT if it is in another one, or
 * was written by another one whose transaction is still open. */
gboolean    mo_session_check_stranger (MoSession *self, gpointer entity, GError **error);
/* The next flush fails with a copy of @error, unless it has another reason to. Any thread. */
void        mo_session_refuse       (MoSession *self, const GError *error);
/* The same for a call without a place for an error, whose @self may be no session: then it is said
 * with g_critical(). FALSE. */
gboolean    mo_session_report       (MoSession *self, const GError *error);
/* Reads, for a call that has entered the session; consumes @select and what @reading owns. A flush
 * comes before, if the options say so. */
MoFuture   *mo_session_read         (MoSession *self, MoSelect *select, const MoReading *reading);
/* Reads the row with the key of @entity, an instance that need not be of the session. */
MoFuture   *mo_session_read_row     (MoSession *self, gpointer entity, const MoReading *reading);
/* The columns of the refreshed instance are those of the row, unless it is the operation's result
 * as it is. STALE_OBJECT: there is none. */
gboolean    mo_session_apply_refresh (MoOperation *operation, MoResult *result, GError **error);
/* (transfer full): a result with the session's instance, which has the values of the merged one. */
MoResult   *mo_session_apply_merge   (MoOperation *operation, MoResult *result, GError **error);
/* Consumes @result. */
MoFuture   *mo_session_new_found     (MoResult *result);
/* What the relations of @entity were changed to, before the session knew it; whether there is
 * any. */
gboolean    mo_related_is_to_resolve (gconstpointer entity);
void        mo_related_resolve      (MoSession *session, gpointer entity);
/* The row in between that connects the two; (transfer none), NULL: the session has none. */
gpointer    mo_session_find_between (MoSession *self, gconstpointer entity,
                                     const MoRelationInfo *relation, gconstpointer related);
/* mo_session_add() with its error. */
gboolean    mo_session_attach       (MoSession *self, gpointer entity, GError **error);

/* --- on a client --- */

static inline gboolean
mo_session_is_alone (MoSession *self)
{
  return MO_IS_SESSION (self) && self->alone != NULL;
}

void        mo_session_client_free         (MoSessionClient *self);
/* (transfer full): its transaction, begun if there is none. */
MoExecutor *mo_session_client_dup_executor (MoSession *self, GError **error);
MoFuture   *mo_session_client_commit       (MoSession *self);
MoFuture   *mo_session_client_rollback     (MoSession *self);
/* That transaction has ended. */
void        mo_session_client_ended        (MoSession *self, MoOutcome outcome);

/* --- as a participant, on the owner --- */

gboolean    mo_session_prepare (MoSession *self, GError **error);
void        mo_session_ended   (MoSession *self, MoOutcome outcome);

/* Every instance leaves the session. */
void         mo_session_detach   (MoSession *self);
/* So they do; what was written from @first on is not there, and was never written. The latest comes
 * first, so that each ends as it was before the first flush. */
void         mo_session_undo_from (MoSession *self, guint first);
/* What was written and nobody can see any more need not be undone. */
void         mo_session_drop_unseen (MoSession *self);
/* It has nothing, and may be cleared again. */
void         mo_written_clear (MoWritten *self);
/* (transfer full): empty, of MoWritten, which it clears. */
GArray      *mo_written_array_new (void);
/* What flushes that failed would have written is not there, and what others wrote is. */
void         mo_session_undo_void (MoSession *self);
/* They leave at the end of the transaction. */
void         mo_session_end      (MoSession *self, MoOutcome outcome);
/* Instances that were added are as they were then, for the next run of the body. */
void         mo_session_put_back (MoSession *self);
/* Whatever failed is undone. */
void         mo_session_mend     (MoSession *self);
/* Instances of @model are read anew; NULL: all. */
void         mo_session_expire_model (MoSession *self, const MoModel *model);
/* Its instances are to leave, and a rollback is to find those with changed relations. */
void         mo_session_keep_changed (MoSession *self);
/* What its instances say of their relations is so. */
void         mo_session_note_committed (MoSession *self);
/* @entity leaves the session. */
void         mo_session_let_go   (MoSession *self, gpointer entity);
/* @entity is in the session from now on. */
void         mo_session_keep     (MoSession *self, gpointer entity, MoEntityState state);

G_END_DECLS
