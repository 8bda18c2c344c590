/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vectors in queries: distances, and the nearest. MatrixOne's. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-function.h"
#include "mo-model-entry.h"
#include "mo-select.h"

G_BEGIN_DECLS

/**
 * MoRankMode:
 * @MO_RANK_AUTO: as the server chooses
 * @MO_RANK_PRE: conditions are looked at while the index is searched
 * @MO_RANK_POST: conditions are looked at behind the index, so that fewer rows may come than were
 *   asked for
 * @MO_RANK_FORCE: no index is searched: slow, and exact
 *
 * How conditions and an index of vectors go together.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_RANK_AUTO,
  MO_RANK_PRE,
  MO_RANK_POST,
  MO_RANK_FORCE,
} MoRankMode;

/* Each consumes the expressions and queries that it is given, and never returns NULL. */

MO_AVAILABLE_IN_ALL
MoExpr   *mo_expr_distance (MoExpr        *vector,
                            MoVectorMetric metric,
                            const float   *values,
                            gsize          n_values) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_also          (MoSelect      *self,
                            MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_nearest       (MoSelect      *self,
                            MoExpr        *vector,
                            MoVectorMetric metric,
                            const float   *values,
                            gsize          n_values,
                            guint64        n_nearest) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_by_rank       (MoSelect      *self,
                            MoRankMode     mode) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
double    mo_result_get_distance (MoResult *result,
                                  guint     row);

G_END_DECLS
