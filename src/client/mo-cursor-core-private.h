/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A cursor without its GObject: what callers submit to, and what the worker works on.
 *
 * Each step is a job: begin, fetch, close. Between two of them the worker waits in its lease, and
 * the connection is in the middle of an answer: the rows that nobody has asked for yet are with the
 * server, which waits too, for the network to take more. So nothing else may be sent on it until
 * the rows are read to their end, or the statement is stopped, and what is on its way was dropped.
 *
 * Each step goes through the fence by itself, and the answer as a whole does not: between two steps
 * nobody waits for anything that a KILL would end, and who wants the connection back, since the
 * pool or the transaction comes to its end, finds it in the hands of its lease. A KILL that was
 * meant for one step has its answer before that step is over, so it meets that, or what is left of
 * the same answer, which is then dropped: never a statement of somebody else's.
 */

#pragma once

#include <stdatomic.h>

#include "client/mo-run-private.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

typedef struct _MoCursorCore MoCursorCore;

typedef enum
{
  MO_CURSOR_NOT_BEGUN,
  MO_CURSOR_OPEN,   /* there may be rows to come */
  MO_CURSOR_AT_END, /* there are none: last is known */
  MO_CURSOR_OVER,   /* there may be, but not for us: over says why */
} MoCursorPhase;

/* Where its jobs run: in a lease of its own, or in a transaction. But for submit and unref, on the
 * worker. */
typedef struct
{
  MoFuture *(*submit)  (MoCursorCore *self, MoJob *job);
  /* Whether the statement may be sent now. What has to be sent before it is. */
  gboolean  (*prepare) (MoCursorCore *self, MoJob *job, MoConnection *connection, GError **error);
  /* Its answer has begun, and is in the way of everything else. */
  void      (*enter)   (MoCursorCore *self);
  /* It is not any more, or never will be. Once, whatever happens. */
  void      (*leave)   (MoCursorCore *self, MoConnection *connection);
  /* What it failed with, and what that means. @stopped: as mo_run_statement(). */
  void      (*judge)   (MoCursorCore *self, const MoRun *run, gboolean stopped, GError **error);
  /* Whether what the statement was a part of goes on all the same. */
  gboolean  (*is_well) (MoCursorCore *self);
  /* Settles @job; consumes @error. */
  void      (*reject)  (MoCursorCore *self, MoJob *job, GError *error);
  void      (*unref)   (gpointer place);
} MoCursorHome;

struct _MoCursorCore
{
  _Atomic guint ref_count;
  _Atomic guint phase; /* MoCursorPhase: written by the worker */
  /* Immutable. */
  const MoCursorHome *home;
  gpointer place; /* owned: the home's */
  MoStatement *statement;
  const MoLogOptions *log; /* lent by the pool, which the place keeps */
  /* Written by the worker, once, before the phase, or the future, that makes it known. */
  guint64 connection_id;
  MoResult *columns; /* without a row; of what has none, all of its answer */
  MoResult *last;    /* for every fetch behind the end: no rows, and what came behind them */
  GError *over;
  /* The worker's own. */
  guint64 n_rows;      /* given out so far */
  MoJobTimes times;    /* of the statement, as if nobody had let it wait between two steps */
};

/* Consumes @place and @statement. */
MoCursorCore *mo_cursor_core_new    (const MoCursorHome *home,
                                     gpointer            place,
                                     MoStatement        *statement,
                                     const MoLogOptions *log);
MoCursorCore *mo_cursor_core_ref    (MoCursorCore       *self);
void          mo_cursor_core_unref  (MoCursorCore       *self);

/* --- submitting: each returns a future, never NULL --- */

/* Begins: of a MoCursor. @asked: (transfer full) (nullable): what it waits for before it is even in
 * its queue, which goes with it where it is cancelled. */
MoFuture     *mo_cursor_core_begin  (MoCursorCore       *self,
                                     MoFuture           *asked);
MoFuture     *mo_cursor_core_fetch  (MoCursorCore       *self,
                                     guint               n_rows);
MoFuture     *mo_cursor_core_close  (MoCursorCore       *self);
/* Whether a close has nothing to do. Any thread. */
gboolean      mo_cursor_core_is_done (MoCursorCore      *self);

/* --- on the worker --- */

/* Its rows are not wanted any more, whoever's @job says so: what is left is dropped. @stops: the
 * statement is stopped on the server, if it has not ended by itself in a moment; otherwise all of
 * it is read, as it may do more than read. @over: (transfer full): for those who come later.
 * Returns: (transfer full) (nullable): what it failed with, if somebody loses by that. */
GError       *mo_cursor_core_end    (MoCursorCore       *self,
                                     MoJob              *job,
                                     MoConnection       *connection,
                                     gboolean            stops,
                                     GError             *over);

/* On a client: with a connection of its own. Consumes @statement. */
MoFuture     *mo_cursor_begin_alone (MoPool             *pool,
                                     MoJobPriority       priority,
                                     MoStatement        *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCursorCore, mo_cursor_core_unref)

G_END_DECLS
