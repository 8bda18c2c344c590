/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many rows a MoQueryList has, and what comes back to its context. */

#include "orm/mo-query-list-private.h"

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-promise.h>

#include "client/mo-executor-private.h"
#include "orm/mo-select-page-private.h"

/* --- following a future --- */

typedef struct
{
  GWeakRef list;
  guint page;
  guint64 serial;
  MoQueryListFunc func;
} MoFollower;

static void
free_follower (gpointer data)
{
  MoFollower *self = data;

  g_weak_ref_clear (&self->list);
  g_free (self);
}

static MoFuture *
on_followed (MoFuture *settled, gpointer data)
{
  MoFollower *self = data;
  g_autoptr (MoQueryList) list = g_weak_ref_get (&self->list);

  if (list != NULL)
    self->func (list, self->page, self->serial, settled);
  return NULL;
}

MoFuture *
mo_query_list_follow (
    MoQueryList *self, MoFuture *future, guint page, guint64 serial, MoQueryListFunc func)
{
  MoFollower *follower = g_new0 (MoFollower, 1);

  g_weak_ref_init (&follower->list, self);
  follower->page = page;
  follower->serial = serial;
  follower->func = func;
  return mo_finally_in_context (future, self->context, on_followed, follower, free_follower);
}

/* --- how many rows --- */

/* The pages behind the end; one that the end is in may have rows that are not there any more, or
 * lack some that are, and is fetched when one of these is asked for. */
static void
forget_pages_behind (MoQueryList *self, guint n_items)
{
  GHashTableIter iter;
  gpointer page;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    if ((guint64) ((MoQueryPage *) page)->number * MO_QUERY_PAGE_ROWS >= n_items)
      g_hash_table_iter_remove (&iter);
}

static void
resize (MoQueryList *self, guint n_items)
{
  guint before = self->n_items;

  if (n_items == before)
    return;
  self->n_items = n_items;
  forget_pages_behind (self, n_items);
  if (n_items > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_items - before);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), n_items, before - n_items, 0);
  g_object_notify (G_OBJECT (self), "n-items");
}

static void
on_counted (MoQueryList *self, guint page, guint64 serial, MoFuture *settled)
{
  g_autoptr (MoPromise) ready = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value;

  (void) page;
  if (self->counting == NULL || self->count_serial != serial)
    return; /* it was cancelled */
  g_clear_pointer (&self->counting, mo_future_unref);
  ready = mo_promise_ref (self->ready);
  value = mo_future_get_value (settled, &error);
  if (value != NULL)
    resize (self,
            (guint) MIN (mo_result_get_int64 (g_value_get_boxed (value), 0, 0), G_MAXUINT));
  else
    mo_query_list_set_error (self, error);
  mo_query_list_schedule (self);
  if (value != NULL)
    mo_promise_resolve_true (ready);
  else
    mo_promise_reject (ready, g_steal_pointer (&error));
}

void
mo_query_list_count (MoQueryList *self)
{
  MoExecutor *executor = (MoExecutor *) (gpointer) self->client;
  GError *error = NULL;
  MoStatement *statement;
  MoFuture *counted;

  if (self->counting != NULL)
    return;
  statement = self->fault == NULL ? mo_select_to_count (self->select, &error) : NULL;
  if (statement != NULL)
    counted = mo_executor_execute (executor, statement);
  else
    counted = mo_future_new_for_error (error != NULL ? error : g_error_copy (self->fault));
  self->count_serial = ++self->clock;
  self->counting = mo_query_list_follow (self, counted, 0, self->count_serial, on_counted);
  mo_query_list_tell_loading (self);
}
