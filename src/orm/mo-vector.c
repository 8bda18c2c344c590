/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Distances in queries, and what comes besides instances. */

#include <matrixone-glib/mo-vector.h>

#include <math.h>
#include <matrixone-glib/mo-error.h>

#include "orm/mo-select-parts-private.h"
#include "sql/mo-expr-private.h"

#define LABEL "distance"

/* --- an expression --- */

static MoExpr *
call_distance (MoVectorMetric metric, MoExpr *vector, const float *values, gsize n_values)
{
  static const char *const functions[] = {
    [MO_METRIC_L2] = "l2_distance",
    [MO_METRIC_COSINE] = "cosine_distance",
    [MO_METRIC_INNER_PRODUCT] = "inner_product",
  };
  MoExpr *operands[] = { vector, mo_expr_value (mo_value_vecf32 (values, n_values)) };

  return mo_expr_require (mo_expr_function (functions[metric], operands, 2), MO_FEATURE_VECTORS);
}

static MoExpr *
refuse (MoExpr *vector, const char *why)
{
  g_clear_pointer (&vector, mo_expr_unref);
  return mo_expr_error (g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, why));
}

/**
 * mo_expr_distance:
 * @vector: (transfer full): a column of vectors
 * @metric: which distance
 * @values: (array length=n_values): a vector, copied before this returns
 * @n_values: how many numbers it has
 *
 * How far a vector is from another one: less is nearer. What the server calls the inner product is
 * the negative of it, so that this holds for it, too. An index is searched where the query is
 * ordered by it, limited, and the index is of the same metric.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no vector, an unknown metric), when the query
 * runs; %MO_ERROR_NOT_SUPPORTED where the server has no vectors, before anything is sent; there the
 * server's, for another number of values than the column has.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_distance (MoExpr *vector, MoVectorMetric metric, const float *values, gsize n_values)
{
  if ((guint) metric > MO_METRIC_INNER_PRODUCT)
    return refuse (vector, "a distance is by one of MoVectorMetric");
  if (values == NULL || n_values == 0)
    return refuse (vector, "a distance is from a vector, and this one has no numbers");
  return call_distance (metric, vector, values, n_values);
}

/* --- besides instances --- */

/**
 * mo_also:
 * @self: (transfer full): a query of instances
 * @expr: (transfer full): an expression, called something by [func@Mo.as]
 *
 * Selects an expression besides instances. Its value is in the result of the query, in the column
 * of that name: see [method@Mo.Result.find_column]. The query can be ordered by its label.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT, when the query runs: it selects no instances, is
 * a union or a text, @expr has no label, or that of a column of an instance.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_also (MoSelect *self, MoExpr *expr)
{
  const char *label = expr != NULL ? mo_expr_get_label (expr) : NULL;

  self = mo_select_make_own_plain (self, "mo_also()");
  if (self->exprs != NULL)
    mo_select_set_error (self, "mo_also() is for a query of instances: select the expression with "
                               "the others");
  else if (expr != NULL && label == NULL)
    mo_select_set_error (self, "mo_also() wants an expression that mo_as() calls something");
  else if (label != NULL && mo_select_has_output (self, label))
    mo_select_set_error (self, "mo_also(): the query selects something that is called %s already",
                         label);
  if (self->also == NULL)
    self->also = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_expr_unref);
  mo_select_add_expr (self, self->also, expr, "mo_also()");
  return self;
}

/* --- the nearest --- */

/**
 * mo_nearest:
 * @self: (transfer full): a query of instances
 * @vector: (transfer full): a column of vectors
 * @metric: which distance
 * @values: (array length=n_values): a vector, copied before this returns
 * @n_values: how many numbers it has
 * @n_nearest: how many rows at the most
 *
 * The rows whose vectors are nearest to one, the nearest first, and how far they are:
 * [method@Mo.Result.get_distance]. Conditions of the query hold of all of them. Rows whose vector
 * is NULL come first, as NULL does in any order: [func@Mo.is_not_null] leaves them out. It is
 * [func@Mo.also] of [func@Mo.Expr.distance], ordered by that, and limited.
 *
 * Thread: any. Errors: as there.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_nearest (MoSelect *self,
            MoExpr *vector,
            MoVectorMetric metric,
            const float *values,
            gsize n_values,
            guint64 n_nearest)
{
  self = mo_also (self, mo_as (mo_expr_distance (vector, metric, values, n_values), LABEL));
  self = mo_order_by (self, mo_label (LABEL));
  return mo_limit (self, n_nearest);
}

/**
 * mo_by_rank:
 * @self: (transfer full): a query that is ordered by a distance, and limited
 * @mode: how
 *
 * Says how its conditions and an index of vectors go together.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unknown @mode), when the query runs;
 * %MO_ERROR_NOT_SUPPORTED where the server has no vectors, before anything is sent.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_by_rank (MoSelect *self, MoRankMode mode)
{
  self = mo_select_make_own_plain (self, "mo_by_rank()");
  if ((guint) mode > MO_RANK_FORCE)
    mo_select_set_error (self, "%d is not one of MoRankMode", (int) mode);
  self->is_ranked = TRUE;
  self->rank = mode;
  return self;
}

/**
 * mo_result_get_distance:
 * @result: of a query with [func@Mo.nearest]
 * @row: a row; it must be one that the result has
 *
 * Thread: any.
 *
 * Returns: how far the row's vector is, NaN where it is NULL, or the query has no distance
 * Since: 0.1
 */
double
mo_result_get_distance (MoResult *result, guint row)
{
  gint column = mo_result_find_column (result, LABEL);
  double distance = NAN;
  MoValue value;

  if (column < 0)
    return NAN;
  value = mo_result_get_value (result, row, (guint) column);
  return mo_value_get_double (&value, &distance, NULL) ? distance : NAN;
}
