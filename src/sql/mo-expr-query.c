/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Expressions with a query inside: its one value, whether it has a row, whether it has a value. */

#include "sql/mo-expr-rendering-private.h"

MoExpr *
mo_expr_new_query (MoExprQueryUse use,
                   MoExpr *operand,
                   gpointer query,
                   guint depth,
                   const MoExprQueryClass *klass)
{
  static const MoExprKind kinds[] = {
    [MO_EXPR_QUERY_SCALAR] = MO_EXPR_KIND_QUERY,
    [MO_EXPR_QUERY_EXISTS] = MO_EXPR_KIND_EXISTS,
    [MO_EXPR_QUERY_IN] = MO_EXPR_KIND_IN_QUERY,
  };
  guint n_operands = use == MO_EXPR_QUERY_IN ? 1 : 0;
  MoExpr *self = mo_expr_new_node (kinds[use], "a query in an expression", &operand, n_operands);

  if (self->kind == MO_EXPR_KIND_ERROR)
    {
      klass->unref (query);
      return self;
    }
  self->query = query;
  self->query_class = klass;
  self->depth = MAX (self->depth, depth + 1);
  return mo_expr_check_depth (self, "a query in an expression");
}

gboolean
mo_expr_rendering_add_query (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  if (expr->kind == MO_EXPR_KIND_IN_QUERY)
    {
      if (!mo_expr_rendering_add_operand (self, expr->operands[0], error))
        return FALSE;
      g_string_append (self->sql, " IN ");
    }
  else if (expr->kind == MO_EXPR_KIND_EXISTS)
    g_string_append (self->sql, "EXISTS ");
  g_string_append_c (self->sql, '(');
  if (self->place->scope != NULL
      && !expr->query_class->render (expr->query, self->place->scope, self->sql, self->values,
                                     error))
    return FALSE;
  g_string_append_c (self->sql, ')');
  return TRUE;
}
