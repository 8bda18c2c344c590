/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances out of the result of a query. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-model.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
GPtrArray *mo_await_all          (MoFuture      *future,
                                  GError       **error);
MO_AVAILABLE_IN_ALL
gpointer   mo_await_entity       (MoFuture      *future,
                                  GError       **error);
MO_AVAILABLE_IN_ALL
gpointer   mo_result_get_entity  (MoResult      *result,
                                  guint          row,
                                  const MoModel *model,
                                  const char    *alias);
MO_AVAILABLE_IN_ALL
gpointer   mo_future_get_entity  (MoFuture      *future,
                                  guint          row,
                                  const MoModel *model);

#ifndef __cplusplus

/**
 * mo_result_entity:
 * @result: what a query of instances gave
 * @row: which row
 * @Type: a struct with a model that the query selects
 *
 * Returns: (transfer none) (nullable): the row's instance; %NULL if there is none
 */
#define mo_result_entity(result, row, Type)                                                        \
  ((Type *) mo_result_get_entity ((result), (row), mo_model_of_##Type (), NULL))
#define mo_result_entity_as(result, row, Type, alias)                                              \
  ((Type *) mo_result_get_entity ((result), (row), mo_model_of_##Type (), (alias)))

/**
 * mo_future_peek_entity:
 * @future: a settled future of a query of instances
 * @Type: a struct with a model that the query selects
 *
 * Returns: (transfer none) (nullable): the first row's instance; %NULL if there is none
 */
#define mo_future_peek_entity(future, Type)                                                        \
  ((Type *) mo_future_get_entity ((future), 0, mo_model_of_##Type ()))

#endif /* __cplusplus */

G_END_DECLS
