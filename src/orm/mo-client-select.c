/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries without a session: instances that nobody watches, and a list model of them. */

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-item.h>
#include <matrixone-glib/mo-subquery.h>

#include "client/mo-async-private.h"
#include "client/mo-executor-private.h"
#include "future/mo-future-private.h"
#include "future/mo-return-to-task-private.h"
#include "orm/mo-eager-private.h"
#include "orm/mo-related-private.h"

/* A query, and the relations that are loaded behind it. */
typedef struct
{
  MoSelect *select; /* owned */
  MoEager *load;     /* owned; NULL: none */
} MoClientSelect;

static void
client_select_free (gpointer data)
{
  MoClientSelect *self = data;

  mo_select_unref (self->select);
  g_clear_pointer (&self->load, mo_eager_unref);
  g_free (self);
}

static void
keep_detached (gpointer entity, gpointer kept)
{
  mo_hydrate_keep_detached (entity, NULL);
  g_ptr_array_add (kept, entity);
}

/* Those of the query come first, and keep what they are related to. */
static void
open_circles (GPtrArray *kept)
{
  GList *entities = NULL;

  for (guint i = kept->len; i-- > 0;)
    entities = g_list_prepend (entities, g_ptr_array_index (kept, i));
  mo_related_open_circles (entities);
  g_list_free (entities);
}

static void
hydrate_related (MoClientSelect *self, MoResult *result, GError **error)
{
  g_autoptr (MoIdentityMap) map = mo_identity_map_new ();
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  const MoEagerTarget target = { 0, map, keep_detached, kept, NULL };

  if (!mo_hydrate (result, self->select, 0, map, keep_detached, kept, error))
    return;
  mo_eager_apply_joined (result, self->select, 0);
  if (self->load == NULL || mo_eager_apply (self->load, result, &target, error))
    open_circles (kept);
}

/* On the worker that has read the rows: nobody else knows the instances yet. */
static MoFuture *
hydrate (MoFuture *raw, gpointer data)
{
  MoClientSelect *self = data;
  MoResult *result;
  GError *error = NULL;

  if (mo_future_peek_status (raw) != MO_FUTURE_RESOLVED)
    return NULL;
  result = g_value_get_boxed (mo_future_get_value (raw, NULL));
  if (self->load == NULL && !mo_select_has_joined (self->select))
    mo_hydrate_detached (result, self->select, &error);
  else
    hydrate_related (self, result, &error);
  return error != NULL ? mo_future_new_for_error (error) : NULL;
}

/* (transfer full): NULL: what is wrong with the query. Consumes it in any case. */
static MoClientSelect *
client_select_new (MoSelect *select, MoStatement **statement, GError **error)
{
  g_autoptr (MoSelect) owned = select;
  g_autoptr (MoEager) load = NULL;
  MoClientSelect *self;

  *statement = NULL;
  if (!mo_select_check_joined (owned, 0, error))
    return NULL;
  if (owned != NULL && mo_select_has_loads (owned))
    load = mo_eager_new (owned, 0, error);
  else
    *statement = mo_select_to_statement (owned, 0, error);
  if (load == NULL && *statement == NULL)
    return NULL;
  self = g_new0 (MoClientSelect, 1);
  self->select = g_steal_pointer (&owned);
  self->load = g_steal_pointer (&load);
  return self;
}

/* Consumes both. */
static MoFuture *
hydrate_when_read (MoFuture *future, MoClientSelect *work)
{
  return mo_future_continue_at_once (future, hydrate, work, client_select_free);
}

/**
 * mo_client_select:
 * @client: a client
 * @select: (transfer full): a query
 *
 * Runs a query by itself. Its instances are detached: no session watches them, and whoever takes
 * the result may read them on any thread. A row that occurs twice in the result is one instance.
 * A [class@Mo.Record] is made on a thread of the library's.
 *
 * Thread: any; never blocks. Errors: as [method@Mo.Session.execute]; those of the pool.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]; see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_client_select (MoClient *client, MoSelect *select)
{
  MoExecutor *executor = (MoExecutor *) (gpointer) client;
  GError *error = NULL;
  MoStatement *statement;
  MoClientSelect *work = client_select_new (select, &statement, &error);

  if (work == NULL)
    return mo_executor_refuse (executor, error);
  return hydrate_when_read (work->load != NULL
                                ? mo_executor_run (executor, mo_eager_ref_program (work->load))
                                : mo_executor_execute (executor, statement),
                            work);
}

/* What the columns are called is known when they come. */
MoFuture *
mo_select_hydrate_future (const MoModel *model, MoFuture *future)
{
  MoClientSelect *work = g_new0 (MoClientSelect, 1);

  work->select = mo_select_new_sql (model, "SELECT 1", NULL, 0); /* as a text has them */
  return hydrate_when_read (future, work);
}

/* --- for a main loop --- */

static GListStore *
make_list (MoResult *result, const MoModel *model)
{
  GListStore *list = g_list_store_new (mo_model_get_item_type (model));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_rows = mo_result_get_n_rows (result);

  for (guint i = 0; i < n_rows; i++)
    {
      gpointer entity = mo_hydrated_get_first (result, i);

      if (entity != NULL)
        g_ptr_array_add (items, model->is_record ? g_object_ref (entity)
                                                 : (gpointer) mo_item_new (entity));
    }
  /* At once, so that a view hears of it once. */
  g_list_store_splice (list, 0, 0, items->pdata, items->len);
  return list;
}

/* In the context of the caller. */
static void
return_list (GTask *task, MoFuture *selected)
{
  GError *error = NULL;
  const GValue *value = mo_future_get_value (selected, &error);
  const MoModel *model = g_task_get_task_data (task);

  if (value == NULL)
    g_task_return_error (task, error);
  else if (model == NULL)
    g_task_return_new_error (task, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                             "a list is of instances: select a model, with mo_select()");
  else
    g_task_return_pointer (task, make_list (g_value_get_boxed (value), model), g_object_unref);
}

/* The model of the first instance in each row; NULL: plain values, or an error to come. */
static gpointer
first_model (MoSelect *select)
{
  guint n_entities = 0;
  const MoSelectEntity *entities
      = select != NULL ? mo_select_get_entities (select, &n_entities) : NULL;

  return n_entities > 0 ? (gpointer) entities[0].model : NULL;
}

/**
 * mo_client_select_async:
 * @client: a client
 * @select: (transfer full): a query of instances
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.select] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */
void
mo_client_select_async (MoClient *client,
                        MoSelect *select,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);

  MoFuture *selected;

  g_task_set_source_tag (task, mo_client_select_async);
  g_task_set_task_data (task, first_model (select), NULL);
  mo_async_prepare (cancellable);
  selected = mo_client_select (client, select);
  mo_async_end_call ();
  mo_future_return_to_task_with (selected, task, return_list);
}

/**
 * mo_client_select_finish:
 * @client: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.select]; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): a list of [class@Mo.Item], one for each row, of the type
 *   [method@Mo.Model.get_item_type]; of records it is a list of these
 * Since: 0.1
 */
GListModel *
mo_client_select_finish (MoClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
