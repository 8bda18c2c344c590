/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an expression to text with `?` for each value. */

#pragma once

#include <matrixone-glib/mo-expr.h>
#include <matrixone-glib/mo-feature.h>

G_BEGIN_DECLS

/* Rendering and freeing recurse, and so do the servers, whose stacks end not far above. */
#define MO_EXPR_DEEPEST 1000

/* A query inside an expression, of which this layer knows no more than this. */
typedef struct
{
  /* Appends its text, and its values. @scope: the query around it. */
  gboolean (*render) (gpointer query,
                      gpointer scope,
                      GString *sql,
                      GArray  *values,
                      GError **error);
  void     (*unref)  (gpointer query);
} MoExprQueryClass;

typedef enum
{
  MO_EXPR_QUERY_SCALAR,
  MO_EXPR_QUERY_EXISTS,
  MO_EXPR_QUERY_IN, /* the one that takes an operand */
} MoExprQueryUse;

/* Consumes @operand and @query. @depth: how deep @query is nested in itself. */
MoExpr     *mo_expr_new_query (MoExprQueryUse          use,
                               MoExpr                 *operand,
                               gpointer                query,
                               guint                   depth,
                               const MoExprQueryClass *klass);

/* Appends the expression to @sql, and a MoValue for each `?` in it to @values, a list behind IN;
 * they are borrowed from @self. What stands inside another expression is in parentheses where its
 * meaning could depend on them. FALSE: what is wrong with it; then nothing is appended. Queries
 * inside it are left out, and so not looked at. */
gboolean    mo_expr_render    (MoExpr  *self,
                               GString *sql,
                               GArray  *values,
                               GError **error);

/* Where it stands in a query. */
typedef struct
{
  gpointer scope;       /* for the queries inside it; NULL: they are left out */
  gboolean is_selected; /* it may be called something */
} MoExprPlace;

/* The same at a place. */
gboolean    mo_expr_render_at (MoExpr            *self,
                               const MoExprPlace *place,
                               GString           *sql,
                               GArray            *values,
                               GError           **error);

/* How deep it is nested: 1 of a column. */
guint       mo_expr_get_depth (MoExpr *self);
/* What it takes of the server, bits 1 << MoFeature, but for the queries inside it. */
guint32     mo_expr_get_needs (MoExpr *self);
/* (transfer full): @self, which has no other reference, takes @feature. Consumes it. */
MoExpr     *mo_expr_require   (MoExpr   *self,
                               MoFeature feature);
/* Of a column of @table, its name; NULL: it is something else. */
const char *mo_expr_get_column (MoExpr     *self,
                                const char *table);
/* Whether it holds of every row, as no conditions at all do. */
gboolean    mo_expr_is_true   (MoExpr *self);
/* What it is called as a selected one; NULL: nothing that can be said. */
const char *mo_expr_get_label (MoExpr *self);

/* The table (or alias) of the first column in it, depth first; NULL: there is none. */
const char *mo_expr_get_table (MoExpr *self);

/* A column in an expression; borrowed from it. */
typedef struct
{
  const char *table; /* or alias; NULL: the name is a label */
  const char *name;
  gboolean is_alias;
} MoExprColumn;

/* FALSE and an error: no further. */
typedef gboolean (*MoExprColumnFunc) (const MoExprColumn *column,
                                      gpointer            user_data,
                                      GError            **error);

/* Calls @func for each column and label, depth first, left to right, but for those of queries
 * inside. FALSE: @func returned it. */
gboolean    mo_expr_visit_columns (MoExpr          *self,
                                   MoExprColumnFunc func,
                                   gpointer         user_data,
                                   GError         **error);

G_END_DECLS
