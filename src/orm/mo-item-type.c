/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The type of a model's items: a class with a property for each column, made at run time. */

#include "orm/mo-entity-private.h"
#include "orm/mo-item-private.h"
#include "orm/mo-property-private.h"

#define FIRST_ID 1

static void
get_property (GObject *object, guint id, GValue *out, GParamSpec *pspec)
{
  const MoModel *model = ((MoItemClass *) G_OBJECT_GET_CLASS (object))->model;
  gconstpointer entity = ((MoItem *) object)->entity;

  if (entity == NULL)
    g_param_value_set_default (pspec, out);
  else
    mo_property_get (model, id - FIRST_ID, entity, out);
}

static void
class_init (gpointer klass, gpointer data)
{
  const MoModel *model = data;
  g_autofree GParamSpec **made
      = g_new0 (GParamSpec *, MAX (model->n_columns, 1) * MO_PROPERTIES_PER_COLUMN);

  ((MoItemClass *) klass)->model = model;
  G_OBJECT_CLASS (klass)->get_property = get_property;
  mo_properties_install (klass, model, FIRST_ID, G_PARAM_READABLE, made);
}

/* --- registering --- */

/* (transfer full): a struct's name is there twice only where two plug-ins have it. */
static char *
make_type_name (const MoModel *model)
{
  g_autofree char *plain = g_strconcat ("MoItem", model->name, NULL);

  g_strcanon (plain, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
  if (g_type_from_name (plain) == G_TYPE_INVALID)
    return g_steal_pointer (&plain);
  return g_strdup_printf ("%s_%" G_GSIZE_MODIFIER "x", plain, (gsize) model);
}

static GType
register_type (const MoModel *model)
{
  const GTypeInfo info = {
    .class_size = sizeof (MoItemClass),
    .class_init = class_init,
    .class_data = model,
    .instance_size = sizeof (MoItem),
  };
  g_autofree char *name = make_type_name (model);

  return g_type_register_static (MO_TYPE_ITEM, name, &info, G_TYPE_FLAG_FINAL);
}

/**
 * mo_model_get_item_type:
 * @self: a model
 *
 * The type of items of the model's instances, a subclass of [class@Mo.Item] called `MoItemUser` for
 * a struct User, with more behind it where that is taken. For each column it has a property that
 * can be read, named as the column with `-` for `_`: a boolean, a number, a string, a GBytes or a
 * GDateTime. A number that may be NULL has another one, such as `score-is-set`; where it is not
 * set, the number is 0. A column whose name GObject does not allow has none.
 *
 * A [class@Mo.Record] is its own item: for its model this is the record's type.
 *
 * Thread: any; the type is registered once.
 *
 * Returns: the type of the objects that [ctor@Mo.Item.new] makes
 * Since: 0.1
 */
GType
mo_model_get_item_type (const MoModel *self)
{
  gsize *type;

  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  type = &((MoModel *) self)->item_type;
  if (g_once_init_enter (type))
    g_once_init_leave (type, register_type (self));
  return *type;
}
