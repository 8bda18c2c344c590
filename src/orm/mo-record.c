/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoRecord: a GObject whose private data is the header of an instance, so that it is one. */

#include <matrixone-glib/mo-record.h>

#include "base/mo-sanitizer-private.h"
#include "orm/mo-entity-private.h"
#include "orm/mo-property-private.h"

/* A class has numbers of its own for properties of its own. */
#define FIRST_ID 0x10000

G_STATIC_ASSERT (MO_ENTITY_HEADER_BYTES % (2 * sizeof (gsize)) == 0); /* GObject aligns by that */

/**
 * MoRecord:
 *
 * The parent of classes whose objects are instances of a model: rows, as plain structs are, with a
 * property for each column. Columns are fields of the instance struct; `MO_DEFINE_RECORD()` makes
 * such a class of a struct, `MO_RECORD_COLUMNS()` of a class that is written by hand. Whatever
 * takes an instance takes a record.
 *
 * The properties can be read and written; g_object_set() is what mo_set() is. `notify` is emitted
 * where a field has become another value: by mo_set(), by a row that is read, by a key that the
 * server gave, by a rollback; on the thread that owns the instance, once all that belongs to the
 * change is in its place. What the program assigns to a field by hand is not told.
 *
 * Objects are made by mo_new(), by g_object_new(), and for rows that are read: by the owner of the
 * session, or, for [method@Mo.Client.select], on a thread of the library's. So `init` and
 * `constructed` must be fit for that; they must not call the session.
 *
 * A class that overrides `get_property` or `set_property` hands numbers that are not its own to
 * those of its parent class.
 *
 * Since: 0.1
 */

/* --- properties --- */

/* Those of a parent class are of its model. */
static const MoModel *
get_owner (GParamSpec *property)
{
  return MO_RECORD_CLASS (g_type_class_peek (property->owner_type))->model;
}

static void
get_property (GObject *object, guint id, GValue *out, GParamSpec *pspec)
{
  if (id >= FIRST_ID)
    mo_property_get (get_owner (pspec), id - FIRST_ID, object, out);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  MO_TSAN (__tsan_release (object)); /* g_object_unref() may be next */
}

static void
set_property (GObject *object, guint id, const GValue *in, GParamSpec *pspec)
{
  if (id >= FIRST_ID)
    mo_property_set (get_owner (pspec), id - FIRST_ID, object, in);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  MO_TSAN (__tsan_release (object));
}

/* GObject lets no class inherit them. */
static void
add_accessors (GObjectClass *klass)
{
  if (klass->get_property == NULL)
    klass->get_property = get_property;
  if (klass->set_property == NULL)
    klass->set_property = set_property;
}

/* --- the class --- */

static void
finalize (GObject *object)
{
  if (MO_RECORD_GET_CLASS (object)->has_header)
    mo_entity_end_object (object);
  G_OBJECT_CLASS (g_type_class_peek (G_TYPE_OBJECT))->finalize (object);
}

static void
class_init (gpointer klass, gpointer data)
{
  gint offset = (gint) MO_ENTITY_HEADER_BYTES;

  g_type_class_adjust_private_offset (klass, &offset);
  /* Where a GLib puts it elsewhere there is no header, and the models say so. */
  ((MoRecordClass *) klass)->has_header = offset == -(gint) MO_ENTITY_HEADER_BYTES;
  add_accessors (klass); /* for classes that hand numbers on */
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

/* @klass is that of the object, not this one. */
static void
init (GTypeInstance *instance, gpointer klass)
{
  const MoRecordClass *self = klass;

  if (self->has_header)
    mo_entity_begin_object (instance, self->model);
}

GType
mo_record_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      GType made = g_type_register_static_simple (G_TYPE_OBJECT, "MoRecord", sizeof (MoRecordClass),
                                                  class_init, sizeof (MoRecord), init,
                                                  G_TYPE_FLAG_ABSTRACT);

      g_type_add_instance_private (made, MO_ENTITY_HEADER_BYTES);
      g_once_init_leave (&type, made);
    }
  return type;
}

/* --- its model --- */

static gsize
get_instance_size (GType type)
{
  GTypeQuery query;

  g_type_query (type, &query);
  return query.instance_size;
}

static void
check_class (const MoRecordClass *klass, MoModel *model)
{
  if (!klass->has_header)
    mo_model_set_fault (model, "this version of GLib leaves no place for what the library keeps "
                               "with an object: map a plain struct");
  else if (G_TYPE_IS_ABSTRACT (G_TYPE_FROM_CLASS (klass)))
    mo_model_set_fault (model, "its class is abstract: map those that derive from it");
}

/**
 * mo_record_class_set_columns:
 * @klass: a class that derives from MoRecord
 * @table: the table's name
 * @columns: (array length=n_columns): its columns, with offsets in the instance struct, behind that
 *   of MoRecord; their texts must live as long as the program
 * @n_columns: how many
 * @column_size: of one of them, in bytes: `sizeof (MoColumn)`
 *
 * What MO_RECORD_COLUMNS() calls: says how a class maps to a table, and gives it a property for
 * each column, of the types and names that [method@Mo.Model.get_item_type] tells. A column for
 * which the class itself has a property of that name has that one, and is notified by it. Called
 * once, in the class_init, or before there is an object of the class; the class must be a static
 * type. What is wrong with the columns is said by every call that uses the model.
 *
 * A class that derives from @klass has its model, and objects of it are instances of that, unless
 * it has columns of its own set: then all of its columns, the parent's too.
 *
 * Thread: that of the class_init.
 *
 * Returns: (transfer none): the model of the class, which lives as long as the program
 * Since: 0.1
 */
const MoModel *
mo_record_class_set_columns (MoRecordClass *klass,
                             const char *table,
                             const MoColumn *columns,
                             gsize n_columns,
                             gsize column_size)
{
  GType type;
  MoModel *model;

  g_return_val_if_fail (MO_IS_RECORD_CLASS (klass), NULL);
  type = G_TYPE_FROM_CLASS (klass);
  g_return_val_if_fail (type != MO_TYPE_RECORD, NULL);
  g_return_val_if_fail (klass->model == NULL || (GType) klass->model->item_type != type,
                        klass->model);

  model = mo_model_new (g_type_name (type), table, sizeof (MoRecord), get_instance_size (type),
                        columns, n_columns, column_size);
  model->is_record = TRUE;
  model->item_type = type;
  model->properties
      = g_new0 (GParamSpec *, MAX (model->n_columns, 1) * MO_PROPERTIES_PER_COLUMN);
  check_class (klass, model);
  klass->model = model;
  add_accessors (G_OBJECT_CLASS (klass));
  mo_properties_install (G_OBJECT_CLASS (klass), model, FIRST_ID,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY, model->properties);
  return model;
}

/**
 * mo_record_type_get_model:
 * @type: a type that derives from MoRecord
 *
 * What MO_DEFINE_RECORD_MODEL() calls.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the model of its class; %NULL if it has none, and if @type
 *   is no such type
 * Since: 0.1
 */
const MoModel *
mo_record_type_get_model (GType type)
{
  const MoModel *model = NULL;
  MoRecordClass *klass;

  if (!g_type_is_a (type, MO_TYPE_RECORD))
    return NULL;
  klass = g_type_class_ref (type);
  model = klass->model;
  g_type_class_unref (klass);
  return model;
}
