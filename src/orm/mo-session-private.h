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
#include "orm/mo-entity-memento-private.h"
#include "orm/mo-flush-private.h"
#include "orm/mo-identity-map-private.h"
#include "future/mo-owner-private.h"

G_BEGIN_DECLS

struct _MoSession
{
  GObject parent_instance;
  MoOwner *owner;
  GWeakRef tx;         /* which keeps the session, and not the other way round */
  GPtrArray *entities; /* that it knows, in the order in which it met them; owned */
  MoIdentityMap *map;  /* of those with a row */
  GArray *written;     /* of MoWritten: what a rollback undoes */
  GArray *mementos;    /* of MoEntityMemento, of what was added, where the body may be run again;
                        * NULL: it is not */
  guint64 n_operations; /* that were ever made */
  guint64 n_closed;     /* of them, before the last mo_session_close() */
  GQueue operations;   /* of MoOperation: submitted, and not applied yet */
  MoFuture *last_flush;
  MoFuture *rollback;  /* of mo_session_rollback(), for the second call */
  GError *broken;      /* of the flush that failed: only rollback and close are left */
  gboolean over;       /* the transaction has ended */
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
  gboolean is_void;      /* the flush failed: it is not there, whatever becomes of the rest */
  gboolean is_generated; /* the server gives its key */
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
  MoCardinality cardinality;
  gboolean expires; /* every instance, when it is applied */
  const MoModel *stale; /* those of this model, too, if it has succeeded; NULL: none */
  guint64 number;   /* counts from 1, in the order of the calls */
} MoOperation;

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
/* mo_session_add() with its error. */
gboolean    mo_session_attach       (MoSession *self, gpointer entity, GError **error);

/* Every instance leaves the session. */
void         mo_session_detach   (MoSession *self);
/* What was written from there on is not there, and was never written. */
void         mo_session_undo_from (MoSession *self, guint first);
/* Whatever failed is undone. */
void         mo_session_mend     (MoSession *self);
/* @entity is in the session from now on. */
void         mo_session_keep     (MoSession *self, gpointer entity, MoEntityState state);

G_END_DECLS
