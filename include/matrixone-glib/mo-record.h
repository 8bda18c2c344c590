/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance of a model that is a GObject: the class that such classes derive from. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <glib-object.h>

#include "mo-entity.h"

G_BEGIN_DECLS

#define MO_TYPE_RECORD (mo_record_get_type ())
#define MO_RECORD(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_RECORD, MoRecord))
#define MO_RECORD_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), MO_TYPE_RECORD, MoRecordClass))
#define MO_IS_RECORD(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_RECORD))
#define MO_IS_RECORD_CLASS(klass) (G_TYPE_CHECK_CLASS_TYPE ((klass), MO_TYPE_RECORD))
#define MO_RECORD_GET_CLASS(obj)                                                                   \
  (G_TYPE_INSTANCE_GET_CLASS ((obj), MO_TYPE_RECORD, MoRecordClass))

typedef struct _MoRecordClass MoRecordClass;

struct _MoRecord
{
  GObject parent_instance;
};

struct _MoRecordClass
{
  GObjectClass parent_class;

  /*< private >*/
  const MoModel *model;
  gboolean has_header;
  gpointer padding[6];
};

MO_AVAILABLE_IN_ALL
GType          mo_record_get_type          (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
const MoModel *mo_record_class_set_columns (MoRecordClass  *klass,
                                            const char     *table,
                                            const MoColumn *columns,
                                            gsize           n_columns,
                                            gsize           column_size);
MO_AVAILABLE_IN_ALL
const MoModel *mo_record_type_get_model    (GType           type);

#ifndef __cplusplus

/**
 * MO_RECORD_COLUMNS:
 * @klass: what the class_init of a subclass of MoRecord was given
 * @Type: its instance struct
 * @table: the table's name
 * @...: a MO_COLUMN() for each column
 *
 * Says how a class maps to a table, and gives it a property for each column: in its class_init,
 * behind properties of its own.
 */
#define MO_RECORD_COLUMNS(klass, Type, table, ...)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    typedef Type MoModelStruct_;                                                                   \
    static const MoColumn columns_[] = { __VA_ARGS__ };                                            \
    mo_record_class_set_columns (MO_RECORD_CLASS (klass), table, columns_,                         \
                                 G_N_ELEMENTS (columns_), sizeof (MoColumn));                      \
  }                                                                                                \
  G_STMT_END

/**
 * MO_DECLARE_RECORD_MODEL:
 * @Type: the instance struct of a subclass of MoRecord
 *
 * For a header: that MO_DEFINE_RECORD_MODEL() stands in one .c file.
 */
#define MO_DECLARE_RECORD_MODEL(Type) const MoModel *mo_model_of_##Type (void);

/**
 * MO_DEFINE_RECORD_MODEL:
 * @Type: the instance struct of a subclass of MoRecord
 * @prefix: of its functions: `prefix_get_type()`
 *
 * Makes a class that is written by hand known to mo_new(), mo_select() and the other macros that
 * take a struct with a model. Its class_init has MO_RECORD_COLUMNS().
 */
#define MO_DEFINE_RECORD_MODEL(Type, prefix)                                                       \
  MO_DECLARE_RECORD_MODEL (Type)                                                                   \
  const MoModel *                                                                                  \
  mo_model_of_##Type (void)                                                                        \
  {                                                                                                \
    /* Not once: the class may be initialized by another thread, and ask for the model then. */    \
    static gsize model = 0;                                                                        \
    gsize known = (gsize) g_atomic_pointer_get (&model);                                           \
    if (known == 0)                                                                                \
      {                                                                                            \
        known = (gsize) mo_record_type_get_model (prefix##_get_type ());                           \
        g_atomic_pointer_set (&model, known);                                                      \
      }                                                                                            \
    return (const MoModel *) known;                                                                \
  }

/**
 * MO_DECLARE_RECORD:
 * @Type: a struct that begins with a MoRecord
 * @prefix: of its functions
 *
 * For a header: that MO_DEFINE_RECORD() stands in one .c file. Declares `prefix_get_type()`,
 * `prefix_ref()`, `prefix_unref()` and `g_autoptr (Type)`.
 */
#define MO_DECLARE_RECORD(Type, prefix)                                                            \
  GType prefix##_get_type (void) G_GNUC_CONST;                                                     \
  MO_DECLARE_MODEL (Type, prefix)

/**
 * MO_DEFINE_RECORD:
 * @Type: a struct that begins with a MoRecord
 * @prefix: of its functions
 * @table: the table's name
 * @...: a MO_COLUMN() for each column
 *
 * Makes a struct a final class and a model: what MO_DEFINE_MODEL() is for a plain struct. Its
 * instances are made by mo_new() or g_object_new().
 */
#define MO_DEFINE_RECORD(Type, prefix, table, ...)                                                 \
  typedef struct                                                                                   \
  {                                                                                                \
    MoRecordClass parent_class;                                                                    \
  } Type##Class;                                                                                   \
  MO_DECLARE_RECORD (Type, prefix)                                                                 \
  G_DEFINE_FINAL_TYPE (Type, prefix, MO_TYPE_RECORD)                                               \
  static void                                                                                      \
  prefix##_class_init (Type##Class *klass)                                                         \
  {                                                                                                \
    MO_RECORD_COLUMNS (klass, Type, table, __VA_ARGS__);                                           \
  }                                                                                                \
  static void                                                                                      \
  prefix##_init (Type *self)                                                                       \
  {                                                                                                \
    (void) self;                                                                                   \
  }                                                                                                \
  MO_DEFINE_RECORD_MODEL (Type, prefix)                                                            \
  MO_DEFINE_REFERENCES_ (Type, prefix)

#endif /* __cplusplus */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoRecord, g_object_unref)

G_END_DECLS
