/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query and those behind it that load relations: one program, and then one step to the fields. */

#pragma once

#include "client/mo-program-private.h"
#include "orm/mo-eager-keys-private.h"
#include "orm/mo-eager-seed-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-relation-private.h"

G_BEGIN_DECLS

typedef struct _MoEager MoEager;

/* Where the instances come from whose relation a step loads. */
typedef struct
{
  gint step;          /* -1: the query itself */
  guint entity;       /* in the rows of that */
  guint first_column; /* of it */
  gboolean is_text;   /* it is known by the names of its columns alone */
} MoEagerSource;

typedef struct
{
  MoRelationInfo relation;
  GArray *sources;    /* of MoEagerSource */
  GArray *seeds;      /* of MoEagerSeed; NULL: instances are those of the sources */
  MoSelect *select;   /* of the related instances, behind those in between; all of them */
  GPtrArray *results; /* of MoResult: what came */
  MoEagerKeys *keys;  /* owned: what was asked for; NULL: nothing was yet */
  GPtrArray *unknown; /* of text: keys of which the server was asked what they are; NULL: none */
  GHashTable *alike;  /* text to text: those, and what they are; NULL: nothing was learned */
} MoEagerStep;

/* (transfer full): NULL: what is wrong with the query. */
MoEager    *mo_eager_new          (MoSelect      *select,
                                 guint64        max_rows,
                                 GError       **error);
/* (transfer full): of one relation of instances that are there, each of its model. */
MoEager    *mo_eager_new_for      (const MoRelationInfo *relation,
                                 gpointer const       *entities,
                                 gsize                 n_entities);
void       mo_eager_unref        (MoEager        *self);
/* (transfer full): for the worker; its future resolves with the result of the query, or with TRUE
 * where there is none. */
MoProgram *mo_eager_ref_program  (MoEager        *self);
GPtrArray *mo_eager_get_steps    (MoEager        *self); /* of MoEagerStep; (transfer none) */

/* Of the column of its rows that leads to what was asked for. In them the related instance comes
 * last; before it, the one in between. */
guint      mo_eager_step_get_place (const MoEagerStep *self);

/* What mo_hydrate() is given. */
typedef struct
{
  guint64 number;
  MoIdentityMap *map;
  void (*keep) (gpointer entity, gpointer data);
  gpointer data;
  gpointer session; /* of the instances of mo_eager_new_for(); NULL: there are none */
} MoEagerTarget;

/* When it has run, and the query is hydrated: its instances and those of the steps are related.
 * @result: of the query; NULL: there is none. Errors as of mo_hydrate(). */
gboolean   mo_eager_apply        (MoEager             *self,
                                 MoResult           *result,
                                 const MoEagerTarget *target,
                                 GError            **error);
/* The relations that are in the rows of a hydrated result. @number: as of mo_hydrate(). */
void       mo_eager_apply_joined (MoResult      *result,
                                 MoSelect      *select,
                                 guint64        number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoEager, mo_eager_unref)

G_END_DECLS
