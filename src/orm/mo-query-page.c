/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A page of a MoQueryList. */

#include "orm/mo-query-page-private.h"

#include <matrixone-glib/mo-record.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-item-private.h"

/* --- items --- */

/* Has it show another instance, or none, and notifies its properties. */
static void
item_show (MoItem *self, gpointer entity)
{
  g_autofree GParamSpec **properties = NULL;
  gpointer old = self->entity;
  guint n;

  if (old == entity)
    return;
  self->entity = entity != NULL ? mo_entity_ref (entity) : NULL;
  if (old != NULL)
    mo_entity_unref (old);
  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (self), &n);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < n; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* It takes over what the record of the row has, and tells what is new to it. One that is not there
 * any more stays as it was. */
static void
record_show (gpointer self, gpointer entity)
{
  const MoModel *model = mo_entity_get_model (self);
  MoChanges changes;

  if (entity == NULL || entity == self)
    return;
  mo_changes_begin (&changes);
  for (guint i = 0; i < model->n_columns; i++)
    {
      MoValue value = mo_field_get (&model->columns[i], entity);

      mo_entity_load (self, i, &value, NULL); /* which it was read by before */
    }
  mo_entity_commit_fields (self);
  mo_entity_get_header (self)->state = MO_ENTITY_DETACHED;
  mo_changes_end (&changes);
}

static void
show (GObject *item, gpointer entity)
{
  if (MO_IS_RECORD (item))
    record_show (item, entity);
  else
    item_show ((MoItem *) item, entity);
}

/* (transfer full): with nothing to show yet. */
static GObject *
new_item (GType type)
{
  GObject *item = g_object_new (type, NULL);

  if (MO_IS_RECORD (item)) /* from here on it tells what changes */
    mo_entity_commit_fields (item);
  return item;
}

static void
on_item_gone (gpointer data, GObject *gone)
{
  MoQueryPage *self = data;

  for (guint i = 0; i < MO_QUERY_PAGE_ROWS; i++)
    if (self->items[i] == gone)
      {
        self->items[i] = NULL;
        self->n_items--;
        return;
      }
}

GObject *
mo_query_page_get_item (MoQueryPage *self, guint row, GType type)
{
  GObject *item = self->items[row];

  if (item != NULL)
    return g_object_ref (item);
  item = new_item (type);
  show (item, self->entities[row]);
  g_object_weak_ref (item, on_item_gone, self);
  self->items[row] = item;
  self->n_items++;
  return item;
}

/* --- rows --- */

static void
clear_entity (gpointer entity)
{
  if (entity != NULL)
    mo_entity_unref (entity);
}

/* Held, as what is notified may let go of any of them. */
static void
show_all (MoQueryPage *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) entities = g_ptr_array_new_with_free_func (clear_entity);

  for (guint i = 0; i < MO_QUERY_PAGE_ROWS; i++)
    if (self->items[i] != NULL)
      {
        g_ptr_array_add (items, g_object_ref (self->items[i]));
        g_ptr_array_add (entities,
                         self->entities[i] != NULL ? mo_entity_ref (self->entities[i]) : NULL);
      }
  for (guint i = 0; i < items->len; i++)
    show (items->pdata[i], entities->pdata[i]);
}

void
mo_query_page_load (MoQueryPage *self, MoResult *rows)
{
  self->n_rows = MIN (mo_result_get_n_rows (rows), MO_QUERY_PAGE_ROWS);
  for (guint i = 0; i < MO_QUERY_PAGE_ROWS; i++)
    {
      gpointer entity = i < self->n_rows ? mo_hydrated_get_first (rows, i) : NULL;

      g_clear_pointer (&self->entities[i], mo_entity_unref);
      self->entities[i] = entity != NULL ? mo_entity_ref (entity) : NULL;
    }
  self->is_loaded = TRUE;
  self->is_wanted = self->is_stale = FALSE;
  show_all (self);
}

void
mo_query_page_cancel (MoQueryPage *self)
{
  g_autoptr (MoFuture) fetch = g_steal_pointer (&self->fetch);

  if (fetch != NULL)
    mo_future_cancel (fetch);
}

/* --- life --- */

MoQueryPage *
mo_query_page_new (guint number)
{
  MoQueryPage *self = g_new0 (MoQueryPage, 1);

  self->number = number;
  return self;
}

void
mo_query_page_free (MoQueryPage *self)
{
  mo_query_page_cancel (self);
  for (guint i = 0; i < MO_QUERY_PAGE_ROWS; i++)
    {
      if (self->items[i] != NULL)
        g_object_weak_unref (G_OBJECT (self->items[i]), on_item_gone, self);
      g_clear_pointer (&self->entities[i], mo_entity_unref);
    }
  g_free (self);
}
