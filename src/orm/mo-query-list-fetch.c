/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which pages of a MoQueryList are fetched: those that were asked for last come first, and what
 * nobody looks at any more is cancelled. */

#include "orm/mo-query-list-private.h"

#include <gio/gio.h>
#include <matrixone-glib/mo-future.h>

#include "orm/mo-select-page-private.h"

/* A view shows rows of two pages, and a third one comes into sight. */
#define MOST_FETCHES 3
/* As many as were asked for last are fetched although nobody holds their items. */
#define MOST_UNHELD 4
/* How many pages are kept that nobody holds an item of. */
#define MOST_PAGES 32

/* --- pages --- */

MoQueryPage *
mo_query_list_get_page (MoQueryList *self, guint number, gboolean make)
{
  MoQueryPage *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL && make)
    {
      page = mo_query_page_new (number);
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
    }
  return page;
}

static gint
compare_asked (gconstpointer a, gconstpointer b)
{
  const MoQueryPage *left = *(MoQueryPage *const *) a;
  const MoQueryPage *right = *(MoQueryPage *const *) b;

  return left->asked > right->asked ? -1 : left->asked < right->asked;
}

/* (transfer container): of those that @is_meant is TRUE of, the last asked for first. */
static GPtrArray *
list_pages (MoQueryList *self, gboolean (*is_meant) (const MoQueryPage *page))
{
  GPtrArray *pages = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer page;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    if (is_meant (page))
      g_ptr_array_add (pages, page);
  g_ptr_array_sort (pages, compare_asked);
  return pages;
}

static gboolean
is_wanted (const MoQueryPage *page)
{
  return page->is_wanted;
}

static gboolean
is_idle (const MoQueryPage *page)
{
  return !page->is_wanted && page->n_items == 0;
}

void
mo_query_list_trim (MoQueryList *self)
{
  g_autoptr (GPtrArray) idle = list_pages (self, is_idle);

  for (guint i = 0; i < idle->len; i++)
    {
      const MoQueryPage *page = idle->pdata[i];

      if (i >= MOST_PAGES || !page->is_loaded)
        g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
    }
}

/* --- fetching --- */

static void
on_fetched (MoQueryList *self, guint number, guint64 serial, MoFuture *settled)
{
  MoQueryPage *page = mo_query_list_get_page (self, number, FALSE);
  g_autoptr (GError) error = NULL;
  const GValue *value;
  guint64 wanted;

  if (page == NULL || page->fetch == NULL || page->serial != serial)
    return; /* it was cancelled */
  g_clear_pointer (&page->fetch, mo_future_unref);
  value = mo_future_get_value (settled, &error);
  if (value == NULL)
    {
      page->is_wanted = FALSE; /* until a row of it is asked for again */
      mo_query_list_set_error (self, error);
    }
  else
    {
      mo_query_page_load (page, g_value_get_boxed (value));
      wanted = MIN (MO_QUERY_PAGE_ROWS, self->n_items - (guint64) number * MO_QUERY_PAGE_ROWS);
      if (page->n_rows < wanted) /* rows were deleted */
        mo_query_list_count (self);
    }
  mo_query_list_schedule (self);
}

static void
fetch (MoQueryList *self, MoQueryPage *page)
{
  MoSelect *rows = mo_select_new_page (self->select, (guint64) page->number * MO_QUERY_PAGE_ROWS,
                                       MO_QUERY_PAGE_ROWS);

  page->serial = ++self->clock;
  page->fetch = mo_query_list_follow (self, mo_client_select (self->client, rows), page->number,
                                      page->serial, on_fetched);
}

/* Those that nobody looks at give way. */
static void
cancel_forgotten (GPtrArray *wanted)
{
  guint n_unheld = 0;

  for (guint i = 0; i < wanted->len; i++)
    {
      MoQueryPage *page = wanted->pdata[i];

      if (page->n_items > 0 || ++n_unheld <= MOST_UNHELD)
        continue;
      page->is_wanted = FALSE;
      mo_query_page_cancel (page);
    }
}

/* The newest run; older ones wait, and those under way that nobody holds are stopped for them. */
static void
fetch_newest (MoQueryList *self, GPtrArray *wanted)
{
  guint n_running = 0;

  for (guint i = 0; i < wanted->len; i++)
    n_running += ((MoQueryPage *) wanted->pdata[i])->fetch != NULL;
  for (guint i = wanted->len; i > MOST_FETCHES && n_running > 0; i--)
    {
      MoQueryPage *page = wanted->pdata[i - 1];

      if (page->fetch == NULL || page->n_items > 0)
        continue;
      mo_query_page_cancel (page);
      n_running--;
    }
  for (guint i = 0; i < wanted->len && n_running < MOST_FETCHES; i++)
    {
      MoQueryPage *page = wanted->pdata[i];

      if (!page->is_wanted || page->fetch != NULL)
        continue;
      fetch (self, page);
      n_running++;
    }
}

static gboolean
on_schedule (gpointer data)
{
  MoQueryList *self = data;
  g_autoptr (MoQueryList) held = g_object_ref (self);
  g_autoptr (GPtrArray) wanted = NULL;

  g_clear_pointer (&self->scheduling, g_source_unref);
  wanted = list_pages (self, is_wanted);
  cancel_forgotten (wanted);
  fetch_newest (self, wanted);
  mo_query_list_trim (self);
  mo_query_list_tell_loading (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: a view that is scrolled asks for many rows and lets go of them again before it is
 * drawn. */
void
mo_query_list_schedule (MoQueryList *self)
{
  if (self->scheduling != NULL)
    return;
  self->scheduling = g_idle_source_new ();
  g_source_set_priority (self->scheduling, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->scheduling, on_schedule, self, NULL);
  g_source_set_static_name (self->scheduling, "MoQueryList");
  g_source_attach (self->scheduling, self->context);
}
