/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoQueryList: the rows of a query as a GListModel, fetched page by page when they are asked for.
 *
 * An item that is there before its row shows the defaults of its properties, and is filled later:
 * the same object with notifications. Were it replaced, a view would make its row anew, and forget
 * what of it is selected, focused, or where it is scrolled to.
 */

#include "orm/mo-query-list-private.h"

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-promise.h>

#include "client/mo-async-private.h"
#include "orm/mo-select-page-private.h"

enum
{
  PROP_ITEM_TYPE = 1,
  PROP_N_ITEMS,
  PROP_LOADING,
  PROP_ERROR,
  N_PROPERTIES,
};

static void mo_query_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MoQueryList, mo_query_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mo_query_list_model_init))

/* --- how it is --- */

static gboolean
is_at_work (MoQueryList *self)
{
  GHashTableIter iter;
  gpointer page;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    if (((MoQueryPage *) page)->is_wanted)
      return TRUE;
  return self->counting != NULL;
}

void
mo_query_list_tell_loading (MoQueryList *self)
{
  gboolean is_loading = is_at_work (self);

  if (self->is_loading == is_loading)
    return;
  self->is_loading = is_loading;
  g_object_notify (G_OBJECT (self), "loading");
}

void
mo_query_list_set_error (MoQueryList *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify (G_OBJECT (self), "error");
}

/* --- GListModel --- */

static GType
get_item_type (GListModel *list)
{
  return ((MoQueryList *) list)->item_type;
}

static guint
get_n_items (GListModel *list)
{
  return ((MoQueryList *) list)->n_items;
}

static gpointer
get_item (GListModel *list, guint position)
{
  MoQueryList *self = (MoQueryList *) list;
  guint row = position % MO_QUERY_PAGE_ROWS;
  MoQueryPage *page;

  if (position >= self->n_items)
    return NULL;
  page = mo_query_list_get_page (self, position / MO_QUERY_PAGE_ROWS, TRUE);
  page->asked = ++self->clock;
  if (!page->is_wanted && (!page->is_loaded || page->is_stale || row >= page->n_rows))
    {
      page->is_wanted = TRUE;
      mo_query_list_schedule (self);
    }
  return mo_query_page_get_item (page, row, self->item_type);
}

static void
mo_query_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- life --- */

static void
mo_query_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MoQueryList *self = (MoQueryList *) object;

  if (id == PROP_ITEM_TYPE)
    g_value_set_gtype (value, self->item_type);
  else if (id == PROP_N_ITEMS)
    g_value_set_uint (value, self->n_items);
  else if (id == PROP_LOADING)
    g_value_set_boolean (value, self->is_loading);
  else if (id == PROP_ERROR)
    g_value_set_boxed (value, self->error);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mo_query_list_dispose (GObject *object)
{
  MoQueryList *self = (MoQueryList *) object;

  if (self->scheduling != NULL)
    g_source_destroy (self->scheduling);
  g_clear_pointer (&self->scheduling, g_source_unref);
  if (self->counting != NULL)
    mo_future_cancel (self->counting);
  g_clear_pointer (&self->counting, mo_future_unref);
  g_hash_table_remove_all (self->pages);
  self->n_items = 0;
  mo_promise_reject (self->ready, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                       "the list is gone"));
  G_OBJECT_CLASS (mo_query_list_parent_class)->dispose (object);
}

static void
mo_query_list_finalize (GObject *object)
{
  MoQueryList *self = (MoQueryList *) object;

  g_hash_table_unref (self->pages);
  mo_promise_unref (self->ready);
  g_clear_object (&self->client);
  g_clear_pointer (&self->select, mo_select_unref);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (mo_query_list_parent_class)->finalize (object);
}

static void
mo_query_list_class_init (MoQueryListClass *klass)
{
  GObjectClass *object_class = (GObjectClass *) klass;
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mo_query_list_get_property;
  object_class->dispose = mo_query_list_dispose;
  object_class->finalize = mo_query_list_finalize;
  /**
   * MoQueryList:item-type:
   *
   * The type of its items, [method@Mo.Model.get_item_type].
   *
   * Since: 0.1
   */
  g_object_class_install_property (
      object_class, PROP_ITEM_TYPE,
      g_param_spec_gtype ("item-type", NULL, NULL, G_TYPE_OBJECT, flags));
  /**
   * MoQueryList:n-items:
   *
   * How many rows there are.
   *
   * Since: 0.1
   */
  g_object_class_install_property (
      object_class, PROP_N_ITEMS,
      g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags));
  /**
   * MoQueryList:loading:
   *
   * Whether something is fetched that was asked for.
   *
   * Since: 0.1
   */
  g_object_class_install_property (
      object_class, PROP_LOADING,
      g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags));
  /**
   * MoQueryList:error:
   *
   * The last that a fetch failed with, notified once for each; %NULL after a refresh.
   *
   * Since: 0.1
   */
  g_object_class_install_property (
      object_class, PROP_ERROR, g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags));
}

static void
mo_query_list_init (MoQueryList *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mo_query_page_free);
  self->ready = mo_promise_new ();
  self->item_type = MO_TYPE_ITEM;
}

/**
 * mo_query_list_new:
 * @client: a client
 * @select: (transfer full): a query of instances
 *
 * The rows of a query as a GListModel, for the views of GTK, of any length: the rows are counted at
 * once, and fetched by pages of 128 when their items are asked for. Those of the last 32 pages are
 * kept, and those that somebody holds an item of.
 *
 * An item is there at once. Until its row is, [method@Mo.Item.get_entity] of it is %NULL, and its
 * properties are 0, %FALSE and %NULL; then these are notified. As long as it is held, an item stays
 * the same object at its place in the list, whatever becomes of the rows.
 *
 * Pages that were asked for last are fetched first, and a fetch whose items nobody holds any more
 * is cancelled. A page that cannot be fetched is told of once, by [property@Mo.QueryList:error],
 * and tried again when one of its items is asked for. What is wrong with @client or @select is told
 * so too: that it is a union, say, or DISTINCT of several models, or has mo_join_related() of a
 * relation to many.
 *
 * Rows that are equal by the order of @select, or all where it has none, are in that of their
 * primary keys. The list does not notice what others change: see [method@Mo.QueryList.refresh]; but
 * where a page has fewer rows than were counted, they are counted anew. Each page is a statement of
 * its own: a row that others insert or delete meanwhile moves those behind it.
 *
 * Thread: one with a main context, its thread-default one then, or the default one: the list is
 * used there only, and its signals are there; never blocks.
 *
 * Returns: (transfer full): a list, empty until the rows are counted
 * Since: 0.1
 */
MoQueryList *
mo_query_list_new (MoClient *client, MoSelect *select)
{
  MoQueryList *self = g_object_new (MO_TYPE_QUERY_LIST, NULL);
  const MoModel *model = NULL;

  self->select = select;
  if (MO_IS_CLIENT (client))
    {
      self->client = g_object_ref (client);
      model = mo_select_get_first_model (select, &self->fault);
    }
  else
    g_set_error_literal (&self->fault, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                         "mo_query_list_new() was given no client");
  if (model != NULL)
    self->item_type = mo_model_get_item_type (model);
  mo_query_list_count (self);
  return self;
}

static MoFuture *
pass_on (MoFuture *ready, gpointer data)
{
  return NULL;
}

/**
 * mo_query_list_load:
 * @self: a list
 *
 * Waits until the rows are counted, as they are from the beginning, and after a refresh. Cancelling
 * the future does not stop that.
 *
 * Thread: that of the list; never blocks. Errors: those of [method@Mo.Client.select];
 * %G_IO_ERROR_CANCELLED, if the list is gone before.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_query_list_load (MoQueryList *self)
{
  if (!MO_IS_QUERY_LIST (self))
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "mo_query_list_load() was given no list");
  /* Bound to the context in which it will settle, so that waiting for it there is refused. */
  return mo_finally_in_context (mo_shield (mo_promise_dup_future (self->ready)), self->context,
                                pass_on, NULL, NULL);
}

/**
 * mo_query_list_load_async:
 * @self: a list
 * @cancellable: (nullable): cancels the call, not the list's work
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.QueryList.load] in the style of GIO.
 *
 * Thread: that of the list; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_query_list_load_finish:
 * @self: a list
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.QueryList.load].
 *
 * Returns: %TRUE if the rows are counted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_query_list_load, (MoQueryList *self), (self), gboolean, mo_await)

/**
 * mo_query_list_refresh:
 * @self: a list
 *
 * Counts the rows anew, and fetches those again whose items somebody holds; the others when they
 * are asked for. What is there is shown until then, and items stay in their places. Forgets the
 * error.
 *
 * Thread: that of the list; never blocks.
 *
 * Since: 0.1
 */
void
mo_query_list_refresh (MoQueryList *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (MO_IS_QUERY_LIST (self));

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MoQueryPage *page = value;

      mo_query_page_cancel (page);
      page->is_stale = TRUE;
      page->is_wanted = page->n_items > 0;
      if (page->n_items == 0)
        g_hash_table_iter_remove (&iter);
    }
  if (self->counting != NULL)
    mo_future_cancel (self->counting);
  else
    {
      mo_promise_unref (self->ready);
      self->ready = mo_promise_new ();
    }
  g_clear_pointer (&self->counting, mo_future_unref);
  mo_query_list_set_error (self, NULL);
  mo_query_list_count (self);
  mo_query_list_schedule (self);
}

/**
 * mo_query_list_is_loading:
 * @self: a list
 *
 * Thread: that of the list.
 *
 * Returns: whether something is fetched that was asked for
 * Since: 0.1
 */
gboolean
mo_query_list_is_loading (MoQueryList *self)
{
  g_return_val_if_fail (MO_IS_QUERY_LIST (self), FALSE);

  return self->is_loading;
}

/**
 * mo_query_list_get_error:
 * @self: a list
 *
 * Thread: that of the list.
 *
 * Returns: (transfer none) (nullable): the last that a fetch failed with, until the list is used
 *   again
 * Since: 0.1
 */
const GError *
mo_query_list_get_error (MoQueryList *self)
{
  g_return_val_if_fail (MO_IS_QUERY_LIST (self), NULL);

  return self->error;
}
