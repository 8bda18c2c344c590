/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An expression on its way to SQL, for the files that write its kinds. */

#pragma once

#include "sql/mo-expr-node-private.h"

G_BEGIN_DECLS

typedef struct
{
  GString *sql;
  GArray *values;
  const MoExprPlace *place;
  const MoExpr *root;   /* what is rendered as a whole */
  const MoExpr *column; /* the last one; NULL: none so far */
} MoExprRendering;

gboolean mo_expr_rendering_add         (MoExprRendering *self,
                                        const MoExpr    *expr,
                                        GError         **error);
/* In parentheses, where it could be read otherwise without. */
gboolean mo_expr_rendering_add_operand (MoExprRendering *self,
                                        const MoExpr    *expr,
                                        GError         **error);
/* All operands of @expr. @separator may change after the first: BETWEEN … AND. */
gboolean mo_expr_rendering_add_operands (MoExprRendering *self,
                                         const MoExpr    *expr,
                                         const char      *first_separator,
                                         const char      *separator,
                                         GError         **error);

/* Of the kinds that compute, and of those that name. */
gboolean mo_expr_rendering_add_computed (MoExprRendering *self,
                                         const MoExpr    *expr,
                                         GError         **error);
/* Of a full-text search. */
gboolean mo_expr_rendering_add_fulltext (MoExprRendering *self,
                                         const MoExpr    *expr,
                                         GError         **error);
/* Of the kinds with a query inside. */
gboolean mo_expr_rendering_add_query    (MoExprRendering *self,
                                         const MoExpr    *expr,
                                         GError         **error);

G_END_DECLS
