/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances out of futures and results. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-entity.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>

#include "orm/mo-hydrate-private.h"

static gboolean
check_instances (MoResult *result, GError **error)
{
  if (mo_result_is_hydrated (result))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                       "the result holds plain values and no instances: take it by "
                       "mo_await_result(), or one number by mo_await_int64(); instances are what "
                       "mo_select() of a model gives");
  return FALSE;
}

/* (transfer full) */
static MoResult *
await_instances (MoFuture *future, GError **error)
{
  g_autoptr (MoResult) result = mo_await_result (future, error);

  return result != NULL && check_instances (result, error) ? g_steal_pointer (&result) : NULL;
}

/**
 * mo_foreach_length:
 * @array: (nullable): of instances
 * @expression: what the program calls it
 *
 * For MO_FOREACH(): how many there are to loop over.
 *
 * Thread: any.
 *
 * Returns: the length of @array; 0 and a g_critical() if it is %NULL
 * Since: 0.1
 */
guint
mo_foreach_length (const GPtrArray *array, const char *expression)
{
  if (array != NULL)
    return array->len;
  g_critical ("MO_FOREACH(): %s is NULL: a relation that is not loaded, as mo_is_loaded() tells, "
              "or a future that was rejected",
              expression);
  return 0;
}

/**
 * mo_await_all:
 * @future: (transfer full): a future of a query of instances; consumed in any case
 * @error: return location
 *
 * Waits for a query's instances: of each row, that of the first model which was selected. A row of
 * a left join without one is left out, and so is an instance that comes again because
 * [method@Mo.Select.join_related] has put its related ones into the rows.
 *
 * Thread: the session's owner, where it may block. Errors: as [method@Mo.Future.wait_full];
 * %MO_ERROR_TYPE_MISMATCH where the query selects plain values.
 *
 * Returns: (transfer full) (nullable) (element-type gpointer): the instances, in the order of the
 *   rows; the array owns a reference on each
 * Since: 0.1
 */
GPtrArray *
mo_await_all (MoFuture *future, GError **error)
{
  MoResult *result = await_instances (future, error);

  return result != NULL ? mo_hydrated_to_array (result) : NULL;
}

/**
 * mo_await_entity:
 * @future: (transfer full): a future of a query of instances; consumed in any case
 * @error: return location
 *
 * Waits for a query's first instance.
 *
 * Thread: the session's owner, where it may block. Errors: as [func@Mo.await_all].
 *
 * Returns: (transfer full) (nullable): the first row's instance; %NULL with @error set if it
 *   failed, and %NULL without if there is none
 * Since: 0.1
 */
gpointer
mo_await_entity (MoFuture *future, GError **error)
{
  g_autoptr (MoResult) result = await_instances (future, error);
  gpointer entity = result != NULL ? mo_hydrated_get_first (result, 0) : NULL;

  return entity != NULL ? mo_entity_ref (entity) : NULL;
}

/**
 * mo_result_get_entity:
 * @result: what a query of instances gave
 * @row: which row
 * @model: a model that the query selects
 * @alias: (nullable): the name by which it does, if not the table's
 *
 * Thread: any, but the instance is its owner's.
 *
 * Returns: (transfer none) (nullable): the row's instance of @model, alive as long as @result;
 *   %NULL if a left join found none, there is no such row, or the query does not select @model
 * Since: 0.1
 */
gpointer
mo_result_get_entity (MoResult *result, guint row, const MoModel *model, const char *alias)
{
  return result != NULL ? mo_hydrated_get (result, row, model, alias) : NULL;
}

/**
 * mo_future_get_entity:
 * @future: a future of a query of instances
 * @row: which row
 * @model: a model that the query selects
 *
 * For a continuation, which is given its future settled.
 *
 * Thread: any, but the instance is its owner's.
 *
 * Returns: (transfer none) (nullable): the row's instance of @model, alive as long as @future;
 *   %NULL as in [method@Mo.Result.get_entity], and where @future is pending or rejected
 * Since: 0.1
 */
gpointer
mo_future_get_entity (MoFuture *future, guint row, const MoModel *model)
{
  const GValue *value;

  if (future == NULL || mo_future_get_status (future) != MO_FUTURE_RESOLVED)
    return NULL;
  value = mo_future_get_value (future, NULL);
  return G_VALUE_HOLDS (value, MO_TYPE_RESULT)
             ? mo_result_get_entity (g_value_get_boxed (value), row, model, NULL)
             : NULL;
}
