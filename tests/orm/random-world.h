/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a correct unit of work does, in memory: instances, tables, and what may be undone. */

#pragma once

#include "random-models.h"

G_BEGIN_DECLS

typedef struct _RndInstance RndInstance;

struct _RndInstance
{
  guint number;
  RndKind kind;
  gpointer entity; /* owned */
  MoEntityState state;
  RndRow fields;
  gboolean is_known;
  RndRow known; /* what it knows of its row */
  RndInstance *link; /* whom its reference follows; NULL: nobody */
  gboolean is_followed; /* and a flush has written that: only a rollback makes it new again */
  gboolean deleting;
  gboolean expired;
  gboolean is_lost; /* what is to come of it is not said: it is let alone */

  /* In this transaction. */
  gboolean is_written;
  gboolean was_known; /* before the first time */
  RndRow was;
  RndCell count; /* that its field had, where its kind has versions */
  gboolean is_generated; /* the server gave its key */
  gboolean is_tainted;   /* read when its row was not as committed */
  gboolean is_read;      /* in this scope */
  gboolean lost_link;    /* it followed somebody else before */

  gint64 next_key; /* while a flush is planned */
};

typedef enum
{
  RND_SUCCEEDS,
  RND_MAY_FAIL, /* it depends on the order of statements */
  RND_FAILS,
} RndVerdict;

/* What a flush would do. */
typedef struct
{
  RndVerdict verdict;
  const char *why; /* it may or does fail */
  GPtrArray *inserts; /* of RndInstance */
  GPtrArray *updates;
  GPtrArray *deletes;
  GArray *tables[RND_N_KINDS]; /* behind it */
} RndPlan;

typedef struct
{
  GPtrArray *instances; /* of RndInstance */
  GArray *committed[RND_N_KINDS]; /* of RndRow */
  GArray *working[RND_N_KINDS];
  gint64 last_key; /* of those that the server is to name */
  gboolean is_refused; /* the next flush fails */
  gboolean is_broken;  /* nothing but a rollback is left */
} RndWorld;

void         rnd_world_init       (RndWorld *self);
void         rnd_world_clear      (RndWorld *self);
/* Takes @entity over. */
RndInstance *rnd_world_add        (RndWorld *self, RndKind kind, gpointer entity,
                                   MoEntityState state);
RndInstance *rnd_world_find       (RndWorld *self, gconstpointer entity);
/* The session's own of a row; NULL: none. */
RndInstance *rnd_world_find_known (RndWorld *self, RndKind kind, const RndCell *key);
RndRow      *rnd_table_find       (GArray *table, const RndCell *key);
gboolean     rnd_world_is_dirty   (RndWorld *self, RndKind kind, const RndCell *key);
gboolean     rnd_world_is_referred (RndWorld *self, RndKind kind, const RndCell *key);
gboolean     rnd_instance_is_in   (const RndInstance *self); /* the session */
/* What a flush would write: its link followed. */
RndRow       rnd_instance_effective (const RndInstance *self);
gboolean     rnd_instance_is_modified (const RndInstance *self);

void         rnd_world_let_go     (RndInstance *instance);
/* FALSE: refused. */
gboolean     rnd_world_attach     (RndWorld *self, RndInstance *instance);
gboolean     rnd_world_delete     (RndWorld *self, RndInstance *instance);
/* The row was read. */
void         rnd_world_read       (RndWorld *self, RndInstance *instance);
void         rnd_world_refresh    (RndWorld *self, RndInstance *instance);
/* The server has named a key. */
void         rnd_world_name_key   (RndWorld *self, RndKind kind, gint64 from, gint64 to);

RndPlan     *rnd_plan_new         (RndWorld *self);
void         rnd_plan_free        (RndPlan *plan);
void         rnd_plan_apply       (RndPlan *plan, RndWorld *self);
/* It failed; a version may have been counted. */

/* @stays: of a session on a client. */
void         rnd_world_commit     (RndWorld *self, gboolean stays, gboolean expires);
void         rnd_world_rollback   (RndWorld *self);

/* --- a scope in it --- */

typedef struct _RndMark RndMark;

/* All is flushed. */
RndMark     *rnd_mark_new         (RndWorld *self);
void         rnd_mark_free        (RndMark  *mark);
void         rnd_mark_keep        (RndMark  *mark, RndWorld *self);
void         rnd_mark_rewind      (RndMark  *mark, RndWorld *self);

/* --- between the files of this type --- */

void         rnd_instance_undo    (RndInstance *instance);
/* @before: the tables behind the rollback. */
void         rnd_world_undo_reference (RndWorld *self, GArray *const *before,
                                       RndInstance *instance);
void         rnd_world_lose_followers (RndWorld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RndPlan, rnd_plan_free)

G_END_DECLS
