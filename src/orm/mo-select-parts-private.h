/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a query holds, for the files that build and render it. */

#pragma once

#include "orm/mo-model-private.h"
#include "orm/mo-select-private.h"

G_BEGIN_DECLS

/* A table that the query names. */
typedef struct
{
  const MoModel *model;
  GRefString *alias; /* NULL: none */
  MoJoinType type;
  MoExpr *on; /* NULL: not joined, but what the query is from */
} MoSelectTable;

typedef struct
{
  MoExpr *expr;
  gboolean descending;
} MoSelectOrder;

/* Changed only by who holds its one reference. */
struct _MoSelect
{
  _Atomic guint ref_count;
  GError *error;    /* the first; NULL: none so far */
  GPtrArray *exprs; /* of MoExpr; NULL: it selects instances */
  GArray *entities; /* of MoSelectEntity; aliases are GRefString */
  guint n_models;   /* how many of them it was made with; the others were added */
  guint n_columns;  /* of all entities */
  GArray *froms;    /* of MoSelectTable */
  GArray *joins;    /* of MoSelectTable */
  GPtrArray *wheres; /* of MoExpr */
  GPtrArray *groups; /* of MoExpr */
  GArray *orders;    /* of MoSelectOrder */
  gboolean has_limit;
  guint64 limit;
  guint64 offset;
};

/* What the query calls a table of a usable model by. */
static inline const char *
mo_select_get_name (const MoModel *model, const char *alias)
{
  return alias != NULL ? alias : model->table;
}

/* Consumes @self; what it returns has no other reference. @what is the function, for messages. */
MoSelect *mo_select_make_own (MoSelect   *self,
                              const char *what);
/* Consumes @expr, which may be NULL: then it is an expression that says so. */
void      mo_select_add_expr (GPtrArray  *exprs,
                              MoExpr     *expr,
                              const char *what);

G_END_DECLS
