/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoItem: an instance where a GObject is asked for. */

#include "orm/mo-item-private.h"

#include "orm/mo-entity-private.h"

G_DEFINE_ABSTRACT_TYPE (MoItem, mo_item, G_TYPE_OBJECT)

static void
mo_item_finalize (GObject *object)
{
  MoItem *self = (MoItem *) object;

  g_clear_pointer (&self->entity, mo_entity_unref);
  G_OBJECT_CLASS (mo_item_parent_class)->finalize (object);
}

static void
mo_item_class_init (MoItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mo_item_finalize;
}

static void
mo_item_init (MoItem *self)
{
}

/**
 * mo_item_new:
 * @entity: an instance
 *
 * An instance as a GObject with a property for each column, for GListModel and the views of GTK.
 * The item refers to @entity; its properties are what the fields hold when they are read, and
 * nobody is notified when these change. Its type is [method@Mo.Model.get_item_type]. What is no
 * instance, and a [class@Mo.Record], which is its own item, is reported with g_critical() and gives
 * %NULL.
 *
 * Thread: the instance's owner's, as for reading its properties.
 *
 * Returns: (transfer full) (nullable): an item
 * Since: 0.1
 */
MoItem *
mo_item_new (gpointer entity)
{
  MoItem *self;

  if (!mo_entity_expect (entity, "mo_item_new()"))
    return NULL;
  if (mo_entity_is_object (entity))
    {
      g_critical ("mo_item_new(): a %s is an object with properties itself, and needs no item",
                  G_OBJECT_TYPE_NAME (entity));
      return NULL;
    }
  self = g_object_new (mo_model_get_item_type (mo_entity_get_model (entity)), NULL);
  self->entity = mo_entity_ref (entity);
  return self;
}

/**
 * mo_item_get_entity:
 * @self: an item
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the instance that it shows; %NULL: its row is on its way
 * Since: 0.1
 */
gpointer
mo_item_get_entity (MoItem *self)
{
  g_return_val_if_fail (MO_IS_ITEM (self), NULL);

  return self->entity;
}
