/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a query holds, for the files that build and render it. */

#pragma once

#include <matrixone-glib/mo-vector.h>

#include "orm/mo-model-private.h"
#include "orm/mo-select-private.h"
#include "value/mo-arena-private.h"

G_BEGIN_DECLS

/* A table that the query names, or what stands for one. */
typedef struct
{
  const MoModel *model; /* NULL: one of the others */
  MoSelect *query;      /* owned: a query in FROM, which has an alias; NULL: none */
  GRefString *with;     /* a query of WITH, by its name; NULL: none */
  GRefString *alias;    /* NULL: none */
  MoJoinType type;
  MoExpr *on; /* NULL: what the query is from, or joined with every row */
} MoSelectTable;

typedef struct
{
  MoExpr *expr;
  gboolean descending;
} MoSelectOrder;

/* A query that has a name before the rest of the text. */
typedef struct
{
  GRefString *name;
  MoSelect *query; /* owned */
  gboolean is_recursive;
} MoSelectWith;

/* A part of a union. */
typedef struct
{
  MoSelect *query; /* owned */
  gboolean all;    /* with what is there already */
} MoSelectPart;

/* A query that is a text; counted, immutable. */
typedef struct
{
  char *sql;
  MoValue *values;
  gsize n_values;
  MoArena arena;
  GPtrArray *lists; /* of MoValue arrays: elements of lists among the values */
} MoSelectText;

/* A relation that is loaded by a query behind this one. */
typedef struct
{
  const MoModel *model;
  guint relation;
} MoSelectLoad;

/* One that is in the rows. */
typedef struct
{
  guint relation; /* of the model of the first of these, which are indexes of entities */
  guint entity;
  guint related;
} MoSelectJoined;

typedef enum
{
  MO_SELECT_NO_LOCK,
  MO_SELECT_LOCK_UPDATE,
  MO_SELECT_LOCK_SHARE,
} MoSelectLock;

/* Changed only by who holds its one reference. */
struct _MoSelect
{
  _Atomic guint ref_count;
  GError *error;    /* the first; NULL: none so far */
  GPtrArray *exprs; /* of MoExpr; NULL: it selects instances */
  GArray *entities; /* of MoSelectEntity; aliases are GRefString */
  guint n_models;   /* how many of them it was made with; the others were added */
  guint n_columns;  /* of all entities */
  GPtrArray *also;  /* of MoExpr, in the rows behind them; NULL: none */
  GArray *withs;    /* of MoSelectWith */
  GArray *froms;    /* of MoSelectTable */
  GArray *joins;    /* of MoSelectTable */
  GPtrArray *wheres;  /* of MoExpr */
  GPtrArray *groups;  /* of MoExpr */
  GPtrArray *havings; /* of MoExpr */
  GArray *orders;     /* of MoSelectOrder */
  GArray *loads;      /* of MoSelectLoad */
  GArray *joined;     /* of MoSelectJoined */
  GArray *parts;      /* of MoSelectPart; NULL: it is no union */
  MoSelectText *text; /* owned; NULL: it is no text */
  gboolean is_distinct;
  gboolean has_limit;
  guint64 limit;
  guint64 offset;
  MoSelectLock lock;
  MoLockWait wait;
  GRefString *past; /* what stands behind each table: {snapshot = `s`}; NULL: the present */
  gboolean is_ranked;
  MoRankMode rank;
  guint depth;      /* of the queries and expressions inside it */
};

/* Empty, but for what every query has. */
MoSelect *mo_select_alloc    (void);
/* Consumes @self; what it returns has no other reference. @what is the function, for messages. */
MoSelect *mo_select_make_own (MoSelect   *self,
                              const char *what);
/* The same, and an error if @self is a text. */
MoSelect *mo_select_make_own_whole (MoSelect   *self,
                                    const char *what);
/* The same, and an error if @self is a union, too. */
MoSelect *mo_select_make_own_plain (MoSelect   *self,
                                    const char *what);
/* Its tables are as they were; @past as in the struct. @self has no other reference. */
MoSelect *mo_select_set_past (MoSelect   *self,
                              const char *past);
/* Keeps the first error. */
void      mo_select_set_error (MoSelect   *self,
                               const char *format,
                               ...) G_GNUC_PRINTF (2, 3);
/* Consumes @error. */
void      mo_select_take_error (MoSelect  *self,
                                GError    *error);
/* FALSE: an error. */
gboolean  mo_select_check_model (MoSelect      *self,
                                 const MoModel *model);
/* Consumes @expr, which may be NULL: then it is an expression that says so. */
void      mo_select_add_expr (MoSelect   *self,
                              GPtrArray  *exprs,
                              MoExpr     *expr,
                              const char *what);
/* Consumes @query, which becomes a part of @self. FALSE, and an error: it is NULL, has one, or
 * cannot be inside another. */
gboolean  mo_select_take_query (MoSelect   *self,
                                MoSelect   *query,
                                const char *what);
void      mo_select_text_unref (MoSelectText *self);

/* What the query calls a table of a usable model by. */
static inline const char *
mo_select_get_name (const MoModel *model, const char *alias)
{
  return alias != NULL ? alias : model->table;
}

/* The same of any table. */
static inline const char *
mo_select_table_get_name (const MoSelectTable *self)
{
  return self->alias != NULL  ? self->alias
         : self->with != NULL ? self->with
                              : self->model->table;
}

/* Queries in expressions. */
extern const MoExprQueryClass mo_select_query_class;

/* Whether a column of the result has the name. */
gboolean  mo_select_has_output (MoSelect   *self,
                                const char *name);

G_END_DECLS
