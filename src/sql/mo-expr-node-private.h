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
  MO_EXPR_KIND_ARITHMETIC, /* detail: MoArithmetic; left, right */
  MO_EXPR_KIND_FUNCTION,   /* name: the function's */
  MO_EXPR_KIND_CASE,       /* of WHENs, and perhaps an ELSE behind them */
  MO_EXPR_KIND_WHEN,       /* condition, result */
  MO_EXPR_KIND_ELSE,
  MO_EXPR_KIND_AS,         /* name: what the operand is called */
  MO_EXPR_KIND_LABEL,      /* name: of what an AS called so */
  MO_EXPR_KIND_QUERY,      /* its one value */
  MO_EXPR_KIND_EXISTS,     /* a query has a row */
  MO_EXPR_KIND_IN_QUERY,   /* one operand, and a query */
  MO_EXPR_KIND_FULLTEXT,   /* MATCH () AGAINST (): columns, and text as a value; detail:
                            * MoMatchMode */
} MoExprKind;

/* Never changed once it is made. */
struct _MoExpr
{
  _Atomic guint ref_count;
  MoExprKind kind;
  guint detail;
  guint depth; /* of the tree under it, itself included */
  guint32 needs; /* of the server, bits 1 << MoFeature; so too */
  MoExpr **operands;
  gsize n_operands;
  MoValue *values; /* their text is in @arena */
  gsize n_values;
  MoArena arena;
  char *table;
  char *column;
  char *name; /* as the kind has it */
  gboolean is_alias;
  gpointer query; /* owned; NULL: there is none in it */
  const MoExprQueryClass *query_class;
  GError *error;
};

/* Consumes @operands, each of which may be NULL, which @what (a function's name) cannot take: then
 * it is an expression with that error. */
MoExpr *mo_expr_new_node (MoExprKind kind,
                          const char *what,
                          MoExpr *const *operands,
                          gsize n_operands);

/* Consumes @self: an error instead, if it is nested too deep. */
MoExpr *mo_expr_check_depth (MoExpr *self, const char *what);

/* Gives a new node its values, with a copy of their text; not of lists. */
void    mo_expr_set_values (MoExpr *self, const MoValue *values, gsize n_values);

MoExpr *mo_expr_new_error (const char *format,
                           ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
