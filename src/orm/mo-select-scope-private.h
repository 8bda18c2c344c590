/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the names in a query mean: its tables, those of the query around it, and those of WITH. */

#pragma once

#include "orm/mo-select-parts-private.h"

G_BEGIN_DECLS

/* A table in the FROM clause; all borrowed. */
typedef struct
{
  const MoModel *model; /* NULL: known by its name only */
  MoSelect *query;      /* whose columns it has; NULL: a table */
  gboolean is_written;  /* the query stands in the FROM clause, and not in WITH */
  const char *name;     /* what the query calls it by */
  const char *table;    /* NULL: the model's */
  gboolean is_alias;
  MoJoinType type;
  MoExpr *on; /* NULL: not joined, or with every row */
} MoSource;

typedef struct _MoSelectScope MoSelectScope;

struct _MoSelectScope
{
  MoSelectScope *outer;  /* the query around this one; NULL: none */
  gboolean sees_columns; /* of the outer one, which a query in its FROM does not */
  MoSelect *select;
  GArray *sources; /* of MoSource */
  guint n_withs;   /* how many of its WITH can be named by now */
  gboolean knows_labels; /* here */
  gboolean is_part;      /* of a union */
  GString *sql;
  GArray *values;
  guint32 *needs; /* bits 1 << MoFeature */
};

/* The sources of @self->select: in the order of the FROM clause. */
gboolean        mo_select_scope_collect     (MoSelectScope *self,
                                             GError       **error);
gboolean        mo_select_scope_add_source  (MoSelectScope  *self,
                                             const MoSource *source,
                                             GError        **error);
/* NULL: nothing is called that in this query. */
const MoSource *mo_select_scope_find_source (MoSelectScope *self,
                                             const char    *name);
/* That every column and label in @expr means something. */
gboolean        mo_select_scope_check_expr  (MoSelectScope *self,
                                             MoExpr        *expr,
                                             GError       **error);

/* Its text, from WITH to LIMIT; @max_rows as of mo_select_to_statement(). */
gboolean        mo_select_scope_render      (MoSelectScope *self,
                                             guint64        max_rows,
                                             GError       **error);
/* An expression at a place of the query. */
gboolean        mo_select_scope_render_expr (MoSelectScope *self,
                                             MoExpr        *expr,
                                             gboolean       is_selected,
                                             GError       **error);
/* A query inside this one. */
gboolean        mo_select_scope_render_query (MoSelectScope *self,
                                              MoSelect      *query,
                                              gboolean       sees_columns,
                                              GError       **error);

G_END_DECLS
