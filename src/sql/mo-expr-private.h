/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an expression to text with `?` for each value. */

#pragma once

#include <matrixone-glib/mo-expr.h>

G_BEGIN_DECLS

/* Appends the expression to @sql, and a MoValue for each `?` in it to @values, a list behind IN;
 * they are borrowed from @self. What stands inside another expression is in parentheses where its
 * meaning could depend on them. FALSE: what is wrong with it; then nothing is appended. */
gboolean    mo_expr_render    (MoExpr  *self,
                               GString *sql,
                               GArray  *values,
                               GError **error);

/* The table (or alias) of the first column in it, depth first; NULL: there is none. */
const char *mo_expr_get_table (MoExpr *self);

/* A column of a table that the query calls @alias: only the query knows which table that is. */
MoExpr     *mo_expr_column_as (const char *alias,
                               const char *column);

/* A column in an expression; borrowed from it. */
typedef struct
{
  const char *table; /* or alias */
  const char *name;
  gboolean is_alias;
} MoExprColumn;

/* FALSE and an error: no further. */
typedef gboolean (*MoExprColumnFunc) (const MoExprColumn *column,
                                      gpointer            user_data,
                                      GError            **error);

/* Calls @func for each column, depth first, left to right. FALSE: @func returned it. */
gboolean    mo_expr_visit_columns (MoExpr          *self,
                                   MoExprColumnFunc func,
                                   gpointer         user_data,
                                   GError         **error);

G_END_DECLS
