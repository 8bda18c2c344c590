/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One sequence of calls, done by a session and in memory. */

#pragma once

#include "random-world.h"

G_BEGIN_DECLS

/* A step: which, and numbers that say on what, modulo what there is. */
typedef struct
{
  guint32 numbers[5];
} RndStep;

typedef struct
{
  OrmTest *orm;
  RndWorld world;
  gboolean is_alone;   /* a session on a client */
  gboolean flushes;    /* before it reads */
  gboolean expires;    /* when it commits */
  MoTransaction *tx;   /* owned; NULL: none is open, or the session is alone */
  MoSession *session;  /* owned; NULL: none */
  GPtrArray *flights;  /* of MoFuture: flushes that nobody has waited for yet */
  char *failure;       /* NULL: none so far */
  GString *trace;      /* NULL: not wanted */
} RndPlay;

/* The outcome of one sequence. (transfer full): why it failed; NULL: it did not. @trace: what was
 * done, or NULL. */
char    *rnd_play_run        (OrmTest *orm, const RndStep *steps, guint n_steps, GString *trace);

/* --- between the files of this type --- */

typedef void (*RndDo) (RndPlay *self, const RndStep *step);

typedef struct
{
  RndDo run;
  guint weight;
} RndKindOfStep;

extern const RndKindOfStep rnd_changes[]; /* nothing is sent; until run is NULL */
extern const RndKindOfStep rnd_calls[];
extern const RndKindOfStep rnd_ends[];

void     rnd_play_fail       (RndPlay *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     rnd_play_say        (RndPlay *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* NULL: there is none. */
RndInstance *rnd_play_pick   (RndPlay *self, guint32 number);
/* A session with a transaction, if it is a transaction's. */
MoSession *rnd_play_session  (RndPlay *self);
/* Those that the server has given out are known. */
void     rnd_play_name_keys  (RndPlay *self);
/* Flushes that are on their way end. */
void     rnd_play_settle     (RndPlay *self);
/* Flushes, if the future is one of a call that does. FALSE: it failed as it had to, or not. */
gboolean rnd_play_flush      (RndPlay *self, gboolean waits);
/* Consumes both: whether the outcome is what the plan says. */
gboolean rnd_play_expect     (RndPlay *self, MoFuture *future, RndPlan *plan, const char *call);
/* Consumes @future, of a commit. */
void     rnd_play_end        (RndPlay *self, MoFuture *future);
void     rnd_play_roll_back  (RndPlay *self);
/* A scope of the transaction, and what happens in it; all is flushed. */
void     rnd_play_nest       (RndPlay *self, guint32 seed);
/* @ends: it may be an end of the transaction, or a scope in it. */
void     rnd_play_step       (RndPlay *self, const RndStep *step, gboolean ends);

/* Compares. */
void     rnd_play_check_instances (RndPlay *self);
void     rnd_play_check_tables    (RndPlay *self);

G_END_DECLS
