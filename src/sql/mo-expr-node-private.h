/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an expression holds, for the files that make and render it. */

#pragma once

#include "sql/mo-expr-private.h"
#include "value/mo-arena-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_EXPR_KIND_ERROR,
  MO_EXPR_KIND_COLUMN,
  MO_EXPR_KIND_VALUE,
  MO_EXPR_KIND_COMPARE, /* detail: MoComparison; left, right */
  MO_EXPR_KIND_IN,      /* one operand, and values */
  MO_EXPR_KIND_BETWEEN, /* expression, low, high */
  MO_EXPR_KIND_ALL_OF,
  MO_EXPR_KIND_ANY_OF,
  MO_EXPR_KIND_NOT,
  MO_EXPR_KIND_IS_NULL,
  MO_EXPR_KIND_IS_NOT_NULL,
  MO_EXPR_KIND_MATCH,     /* LIKE: one operand, the pattern as a value; detail: whether shifted */
  MO_EXPR_KIND_AGGREGATE, /* detail: MoAggregate */
  MO_EXPR_KIND_COUNT_ALL,
} MoExprKind;

/* Never changed once it is made. */
struct _MoExpr
{
  _Atomic guint ref_count;
  MoExprKind kind;
  guint detail;
  guint depth; /* of the tree under it, itself included */
  MoExpr **operands;
  gsize n_operands;
  MoValue *values; /* their text is in @arena */
  gsize n_values;
  MoArena arena;
  char *table;
  char *column;
  gboolean is_alias;
  GError *error;
};

/* Consumes @operands, each of which may be NULL, which @what (a function's name) cannot take: then
 * it is an expression with that error. */
MoExpr *mo_expr_new_node (MoExprKind kind,
                          const char *what,
                          MoExpr *const *operands,
                          gsize n_operands);

/* Gives a new node its values, with a copy of their text; not of lists. */
void    mo_expr_set_values (MoExpr *self, const MoValue *values, gsize n_values);

MoExpr *mo_expr_new_error (const char *format,
                           ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
