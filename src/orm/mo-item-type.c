/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The type of a model's items: a class with a property for each column, made at run time. */

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-item-private.h"

/* Two numbers a column: its property, and whether a number that may be NULL is set. */
#define PROPERTIES_PER_COLUMN 2
#define VALUE_ID(column) (1 + PROPERTIES_PER_COLUMN * (column))
#define IS_SET_ID(column) (VALUE_ID (column) + 1)
#define COLUMN_OF_ID(id) (((id) -1) / PROPERTIES_PER_COLUMN)

/* --- reading --- */

static gpointer
get_pointer (const MoColumn *column, gconstpointer entity)
{
  return G_STRUCT_MEMBER (gpointer, entity, column->offset);
}

/* Into a GValue of the type that make_property() chose. */
static void
read_value (const MoColumn *column, gconstpointer entity, GValue *out)
{
  MoValue value = mo_field_get (column, entity);
  gboolean is_null = mo_value_is_null (&value); /* a number that is not set reads as 0 */

  switch (G_VALUE_TYPE (out))
    {
    case G_TYPE_BOOLEAN:
      g_value_set_boolean (out, value.as.int64 != 0);
      break;
    case G_TYPE_INT:
      g_value_set_int (out, (gint) value.as.int64);
      break;
    case G_TYPE_INT64:
      g_value_set_int64 (out, is_null ? 0 : value.as.int64);
      break;
    case G_TYPE_UINT:
      g_value_set_uint (out, (guint) value.as.uint64);
      break;
    case G_TYPE_UINT64:
      g_value_set_uint64 (out, value.as.uint64);
      break;
    case G_TYPE_FLOAT:
      g_value_set_float (out, (float) value.as.number);
      break;
    case G_TYPE_DOUBLE:
      g_value_set_double (out, is_null ? 0 : value.as.number);
      break;
    case G_TYPE_STRING:
      g_value_set_string (out, get_pointer (column, entity));
      break;
    default:
      g_value_set_boxed (out, get_pointer (column, entity));
      break;
    }
}

static void
get_property (GObject *object, guint id, GValue *out, GParamSpec *pspec)
{
  const MoModel *model = ((MoItemClass *) G_OBJECT_GET_CLASS (object))->model;
  const MoColumn *column = &model->columns[COLUMN_OF_ID (id)];
  gconstpointer entity = ((MoItem *) object)->entity;

  if (entity == NULL)
    g_param_value_set_default (pspec, out);
  else if (id == IS_SET_ID (COLUMN_OF_ID (id)))
    g_value_set_boolean (out, !mo_field_is_unset (column, entity));
  else
    read_value (column, entity, out);
}

/* --- making the class --- */

static GParamSpec *
make_property (const MoColumn *column, const char *name)
{
  switch (column->type)
    {
    case MO_FIELD_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READABLE);
    case MO_FIELD_INT8:
    case MO_FIELD_INT16:
    case MO_FIELD_INT32:
      return g_param_spec_int (name, NULL, NULL, G_MININT, G_MAXINT, 0, G_PARAM_READABLE);
    case MO_FIELD_INT64:
    case MO_FIELD_NULL_INT64:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, G_PARAM_READABLE);
    case MO_FIELD_UINT8:
    case MO_FIELD_UINT16:
    case MO_FIELD_UINT32:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
    case MO_FIELD_UINT64:
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READABLE);
    case MO_FIELD_FLOAT:
      return g_param_spec_float (name, NULL, NULL, -G_MAXFLOAT, G_MAXFLOAT, 0, G_PARAM_READABLE);
    case MO_FIELD_DOUBLE:
    case MO_FIELD_NULL_DOUBLE:
      return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, G_PARAM_READABLE);
    case MO_FIELD_TEXT:
      return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE);
    case MO_FIELD_BYTES:
      return g_param_spec_boxed (name, NULL, NULL, G_TYPE_BYTES, G_PARAM_READABLE);
    case MO_FIELD_DATE_TIME:
      return g_param_spec_boxed (name, NULL, NULL, G_TYPE_DATE_TIME, G_PARAM_READABLE);
    default:
      return NULL;
    }
}

/* GObject makes last-login of last_login. NULL where it allows no such name, or has it already. */
static char *
make_name (GObjectClass *klass, const char *column, const char *suffix)
{
  g_autofree char *name = g_strconcat (column, suffix, NULL);

  if (!g_param_spec_is_valid_name (name) || g_object_class_find_property (klass, name) != NULL)
    return NULL;
  return g_steal_pointer (&name);
}

static void
install_value (GObjectClass *klass, const MoColumn *column, guint id)
{
  g_autofree char *name = make_name (klass, column->name, "");
  GParamSpec *property = name != NULL ? make_property (column, name) : NULL;

  if (property != NULL)
    g_object_class_install_property (klass, id, property);
}

static void
install_is_set (GObjectClass *klass, const MoColumn *column, guint id)
{
  g_autofree char *name = make_name (klass, column->name, "-is-set");

  if (name != NULL)
    g_object_class_install_property (
        klass, id, g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READABLE));
}

static gboolean
is_shown (const MoModel *model, guint column)
{
  return model->columns[column].name != NULL && mo_entity_has_field (model, column);
}

static void
class_init (gpointer klass, gpointer data)
{
  const MoModel *model = data;

  ((MoItemClass *) klass)->model = model;
  G_OBJECT_CLASS (klass)->get_property = get_property;
  for (guint i = 0; i < model->n_columns; i++)
    if (is_shown (model, i))
      install_value (klass, &model->columns[i], VALUE_ID (i));
  /* After all columns, one of which may be called so. */
  for (guint i = 0; i < model->n_columns; i++)
    if (is_shown (model, i)
        && (model->columns[i].type == MO_FIELD_NULL_INT64
            || model->columns[i].type == MO_FIELD_NULL_DOUBLE))
      install_is_set (klass, &model->columns[i], IS_SET_ID (i));
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
