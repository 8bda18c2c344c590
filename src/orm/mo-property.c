/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A column as a property: its type, its name, its value. */

#include "orm/mo-property-private.h"

#include "orm/mo-entity-private.h"

static guint
value_of (guint column)
{
  return MO_PROPERTIES_PER_COLUMN * column;
}

static guint
is_set_of (guint column)
{
  return value_of (column) + 1;
}

/* --- making --- */

static GParamSpec *
make (const MoColumn *column, const char *name, GParamFlags flags)
{
  switch (column->type)
    {
    case MO_FIELD_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    case MO_FIELD_INT8:
      return g_param_spec_int (name, NULL, NULL, G_MININT8, G_MAXINT8, 0, flags);
    case MO_FIELD_INT16:
      return g_param_spec_int (name, NULL, NULL, G_MININT16, G_MAXINT16, 0, flags);
    case MO_FIELD_INT32:
      return g_param_spec_int (name, NULL, NULL, G_MININT, G_MAXINT, 0, flags);
    case MO_FIELD_INT64:
    case MO_FIELD_NULL_INT64:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case MO_FIELD_UINT8:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT8, 0, flags);
    case MO_FIELD_UINT16:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT16, 0, flags);
    case MO_FIELD_UINT32:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case MO_FIELD_UINT64:
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
    case MO_FIELD_FLOAT:
      return g_param_spec_float (name, NULL, NULL, -G_MAXFLOAT, G_MAXFLOAT, 0, flags);
    case MO_FIELD_DOUBLE:
    case MO_FIELD_NULL_DOUBLE:
      return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
    case MO_FIELD_TEXT:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case MO_FIELD_BYTES:
      return g_param_spec_boxed (name, NULL, NULL, G_TYPE_BYTES, flags);
    case MO_FIELD_DATE_TIME:
      return g_param_spec_boxed (name, NULL, NULL, G_TYPE_DATE_TIME, flags);
    default:
      return NULL;
    }
}

/* One that the class itself has, and not its parent. */
static GParamSpec *
find_own (GObjectClass *klass, const char *name)
{
  GParamSpec *found = g_object_class_find_property (klass, name);

  return found != NULL && found->owner_type == G_OBJECT_CLASS_TYPE (klass) ? found : NULL;
}

/* GObject makes last-login of last_login. NULL where it allows no such name. */
static GParamSpec *
install_value (GObjectClass *klass, const MoColumn *column, guint id, GParamFlags flags)
{
  GParamSpec *property;

  if (!g_param_spec_is_valid_name (column->name))
    return NULL;
  property = find_own (klass, column->name);
  if (property != NULL)
    return property;
  property = make (column, column->name, flags);
  if (property != NULL)
    g_object_class_install_property (klass, id, property);
  return property;
}

static GParamSpec *
install_is_set (GObjectClass *klass, const MoColumn *column, guint id, GParamFlags flags)
{
  g_autofree char *name = g_strconcat (column->name, "-is-set", NULL);
  GParamSpec *property;

  if (!g_param_spec_is_valid_name (name) || find_own (klass, name) != NULL)
    return NULL;
  property = g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
  g_object_class_install_property (klass, id, property);
  return property;
}

static gboolean
is_shown (const MoModel *model, guint column)
{
  return model->columns[column].name != NULL && mo_model_has_field (model, column);
}

void
mo_properties_install (GObjectClass *klass,
                       const MoModel *model,
                       guint first_id,
                       GParamFlags flags,
                       GParamSpec **made)
{
  for (guint i = 0; i < model->n_columns; i++)
    if (is_shown (model, i))
      made[value_of (i)]
          = install_value (klass, &model->columns[i], first_id + value_of (i), flags);
  /* After all columns, one of which may be called so. */
  for (guint i = 0; i < model->n_columns; i++)
    if (is_shown (model, i)
        && (model->columns[i].type == MO_FIELD_NULL_INT64
            || model->columns[i].type == MO_FIELD_NULL_DOUBLE))
      made[is_set_of (i)]
          = install_is_set (klass, &model->columns[i], first_id + is_set_of (i), flags);
}

/* --- reading --- */

static gpointer
get_pointer (const MoColumn *column, gconstpointer entity)
{
  return G_STRUCT_MEMBER (gpointer, entity, column->offset);
}

/* Into a GValue of the type that make() chose. */
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

void
mo_property_get (const MoModel *model, guint property, gconstpointer entity, GValue *out)
{
  guint index = property / MO_PROPERTIES_PER_COLUMN;
  const MoColumn *column = &model->columns[index];

  if (property == is_set_of (index))
    g_value_set_boolean (out, !mo_field_is_unset (column, entity));
  else
    read_value (column, entity, out);
}

/* --- writing --- */

/* Borrows what @in has. */
static MoValue
to_value (const GValue *in)
{
  switch (G_VALUE_TYPE (in))
    {
    case G_TYPE_BOOLEAN:
      return mo_value_boolean (g_value_get_boolean (in));
    case G_TYPE_INT:
      return mo_value_int64 (g_value_get_int (in));
    case G_TYPE_INT64:
      return mo_value_int64 (g_value_get_int64 (in));
    case G_TYPE_UINT:
      return mo_value_uint64 (g_value_get_uint (in));
    case G_TYPE_UINT64:
      return mo_value_uint64 (g_value_get_uint64 (in));
    case G_TYPE_FLOAT:
      return mo_value_double ((double) g_value_get_float (in));
    case G_TYPE_DOUBLE:
      return mo_value_double (g_value_get_double (in));
    case G_TYPE_STRING:
      return mo_value_text (g_value_get_string (in));
    default:
      return G_VALUE_HOLDS (in, G_TYPE_BYTES) ? mo_value_from_bytes (g_value_get_boxed (in))
                                              : mo_value_from_date_time (g_value_get_boxed (in));
    }
}

/* A number that is set for the first time is 0. */
static void
set_is_set (const MoColumn *column, gpointer entity, gboolean is_set)
{
  if (is_set == !mo_field_is_unset (column, entity))
    return;
  mo_entity_set_value (entity, column->offset, is_set ? mo_value_int64 (0) : mo_value_null ());
}

void
mo_property_set (const MoModel *model, guint property, gpointer entity, const GValue *in)
{
  guint index = property / MO_PROPERTIES_PER_COLUMN;
  const MoColumn *column = &model->columns[index];

  if (property == is_set_of (index))
    set_is_set (column, entity, g_value_get_boolean (in));
  else
    mo_entity_set_value (entity, column->offset, to_value (in));
}

/* --- comparing --- */

/* A number that is not set reads as 0. */
static gboolean
reads_as_zero (const MoColumn *column, gconstpointer instance)
{
  MoValue value = mo_field_get (column, instance);

  return mo_value_is_null (&value)
         || (column->type == MO_FIELD_NULL_DOUBLE ? value.as.number == 0 : value.as.int64 == 0);
}

static void
add (const MoModel *model, guint property, GPtrArray *properties)
{
  if (model->properties[property] != NULL)
    g_ptr_array_add (properties, model->properties[property]);
}

void
mo_property_add_changed (const MoModel *model,
                         guint column,
                         gconstpointer old,
                         gconstpointer record,
                         GPtrArray *properties)
{
  const MoColumn loose = mo_field_loosen (&model->columns[column]);
  gconstpointer now = (const char *) record + model->columns[column].offset;

  if (mo_field_equal (&loose, old, now))
    return;
  if (loose.type != MO_FIELD_NULL_INT64 && loose.type != MO_FIELD_NULL_DOUBLE)
    {
      add (model, value_of (column), properties);
      return;
    }
  if (!reads_as_zero (&loose, old) || !reads_as_zero (&loose, now))
    add (model, value_of (column), properties);
  if (mo_field_is_unset (&loose, old) != mo_field_is_unset (&loose, now))
    add (model, is_set_of (column), properties);
}
