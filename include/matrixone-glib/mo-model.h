/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a C struct maps to a table: its columns, their types and keys. Immutable. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <stddef.h>

#include "mo-model-entry.h"
#include "mo-relation.h"
#include "mo-value.h"

G_BEGIN_DECLS

/**
 * MoFieldType:
 * @MO_FIELD_BOOLEAN: `_Bool`; or `gboolean` with %MO_BOOLEAN: BOOL
 * @MO_FIELD_INT8: TINYINT
 * @MO_FIELD_INT16: SMALLINT
 * @MO_FIELD_INT32: INT
 * @MO_FIELD_INT64: BIGINT
 * @MO_FIELD_UINT8: TINYINT UNSIGNED
 * @MO_FIELD_UINT16: SMALLINT UNSIGNED
 * @MO_FIELD_UINT32: INT UNSIGNED
 * @MO_FIELD_UINT64: BIGINT UNSIGNED
 * @MO_FIELD_FLOAT: `float`: FLOAT
 * @MO_FIELD_DOUBLE: `double`: DOUBLE
 * @MO_FIELD_NULL_INT64: [struct@Mo.NullInt64]: BIGINT that may be NULL
 * @MO_FIELD_NULL_DOUBLE: [struct@Mo.NullDouble]: DOUBLE that may be NULL
 * @MO_FIELD_TEXT: `char *`, owned by the instance: VARCHAR of its length, or TEXT
 * @MO_FIELD_BYTES: `GBytes *`: VARBINARY of its length, or BLOB
 * @MO_FIELD_DATE_TIME: `GDateTime *`: DATETIME(6), in the zone of the client's [enum@Mo.TimeZone]
 *
 * The C type of a column's field.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_FIELD_BOOLEAN,
  MO_FIELD_INT8,
  MO_FIELD_INT16,
  MO_FIELD_INT32,
  MO_FIELD_INT64,
  MO_FIELD_UINT8,
  MO_FIELD_UINT16,
  MO_FIELD_UINT32,
  MO_FIELD_UINT64,
  MO_FIELD_FLOAT,
  MO_FIELD_DOUBLE,
  MO_FIELD_NULL_INT64,
  MO_FIELD_NULL_DOUBLE,
  MO_FIELD_TEXT,
  MO_FIELD_BYTES,
  MO_FIELD_DATE_TIME,
} MoFieldType;

/**
 * MoColumnFlags:
 * @MO_PRIMARY_KEY: part of the primary key
 * @MO_AUTO_INCREMENT: a key that the server gives out where the field is 0 when it is inserted
 * @MO_NOT_NULL: never NULL; so are numbers without being said
 * @MO_NULLABLE: may be NULL; so may text, bytes and times without being said
 * @MO_UNIQUE: no two rows with the same value
 * @MO_DEFAULT_NOW: a time that is filled with the present, UTC, where it is NULL when it is flushed
 *   for the first time
 * @MO_BOOLEAN: a `gboolean` field, which C cannot tell from an `int`: BOOL
 * @MO_VERSION: an integer that counts the writes of a row, 1 when it is inserted: an update or
 *   delete by a session finds the row only as the session has read it, and else fails with
 *   %MO_ERROR_STALE_OBJECT. The session alone sets it. One a model; the term is SQLAlchemy's and
 *   Hibernate's
 * @MO_VECTOR: a `GBytes *` field that holds floats, as many as its length: VECF32, on MatrixOne
 *
 * Properties of a column.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_PRIMARY_KEY = 1 << 0,
  MO_AUTO_INCREMENT = 1 << 1,
  MO_NOT_NULL = 1 << 2,
  MO_NULLABLE = 1 << 3,
  MO_UNIQUE = 1 << 4,
  MO_DEFAULT_NOW = 1 << 5,
  MO_BOOLEAN = 1 << 6,
  MO_VERSION = 1 << 7,
  MO_VECTOR = 1 << 8,
} MoColumnFlags;

/**
 * MoNullInt64:
 * @value: the number
 * @is_set: %FALSE: SQL NULL
 *
 * An integer field that may be NULL.
 *
 * Since: 0.1
 */
typedef struct
{
  gint64 value;
  gboolean is_set;
} MoNullInt64;

/**
 * MoNullDouble:
 * @value: the number
 * @is_set: %FALSE: SQL NULL
 *
 * A floating point field that may be NULL.
 *
 * Since: 0.1
 */
typedef struct
{
  double value;
  gboolean is_set;
} MoNullDouble;

/**
 * MoReference:
 * @get_model: gives the model referred to; %NULL: no reference
 * @offset: the field of the column referred to, in bytes from the beginning of its struct
 *
 * Where a foreign key leads; made by MO_REFERENCES().
 *
 * Since: 0.1
 */
typedef struct
{
  const MoModel *(*get_model) (void);
  gsize offset;
} MoReference;

/**
 * MoValidateFunc:
 * @entity: an instance
 * @value: what a column of it is to hold, SQL NULL included
 * @error: return location
 *
 * Looks at a value before a field takes it, in mo_set(), and before it is written, in a flush.
 *
 * Thread: the instance's owner's. It must not change @entity, nor call the session.
 *
 * Returns: %TRUE if the column may hold it; %FALSE with @error set
 * Since: 0.1
 */
typedef gboolean (*MoValidateFunc) (gconstpointer entity, const MoValue *value, GError **error);

/**
 * MoColumn:
 * @name: the field's name, and the column's; of another entry, its own
 * @offset: of the field, in bytes from the beginning of the struct
 * @type: the field's C type
 * @flags: its properties
 * @length: longest text in characters, or bytes; 0: without a limit, TEXT or BLOB, which cannot be
 *   a key; of a vector, how many numbers it has
 * @sql_type: (nullable): the column's type in SQL where it is another than the field's, such as
 *   `"DECIMAL(12,2)"`, `"JSON"` or `"VECF32(3)"` for text
 * @references: where a foreign key leads
 * @validate: (nullable): refuses values that the column is not to hold
 * @on_delete: what becomes of rows that refer to one that is deleted
 * @on_update: and to one whose key changes
 * @default_sql: (nullable): in SQL, such as `"0"` or `"CURRENT_TIMESTAMP(6)"`: what the table has
 *   for statements that do not name the column; a session writes all columns
 * @comment: (nullable): what the table says of the column
 * @charset: (nullable): character set of text, where it is not to be utf8mb4
 * @collation: (nullable): how text is compared, such as `"utf8mb4_bin"`
 * @check: (nullable): in SQL: what must not be false of a value
 * @kind: whether it is a column, or which other entry
 * @fields: of an index or a foreign key
 * @parent_fields: of a foreign key: those that it refers to
 * @index: of an index
 * @relation: of a relation
 *
 * One column of a model, made by MO_COLUMN(), or another entry of MO_DEFINE_MODEL(). Fields that
 * are added later go to the end.
 *
 * Since: 0.1
 */
struct _MoColumn
{
  const char *name;
  gsize offset;
  MoFieldType type;
  MoColumnFlags flags;
  guint length;
  const char *sql_type;
  MoReference references;
  MoValidateFunc validate;
  MoReferenceAction on_delete;
  MoReferenceAction on_update;
  const char *default_sql;
  const char *comment;
  const char *charset;
  const char *collation;
  const char *check;
  MoEntryKind kind;
  MoFields fields;
  MoFields parent_fields;
  MoIndexOptions index;
  MoRelation relation;
};

MO_AVAILABLE_IN_ALL
const MoModel  *mo_model_register      (const char     *name,
                                        const char     *table,
                                        gsize           instance_size,
                                        const MoColumn *columns,
                                        gsize           n_columns,
                                        gsize           column_size);
MO_AVAILABLE_IN_ALL
const char     *mo_model_get_name      (const MoModel  *self);
MO_AVAILABLE_IN_ALL
const char     *mo_model_get_table     (const MoModel  *self);
MO_AVAILABLE_IN_ALL
const MoColumn *mo_model_get_columns   (const MoModel  *self,
                                        gsize          *n_columns);
MO_AVAILABLE_IN_ALL
gboolean        mo_model_check         (const MoModel  *self,
                                        GError        **error);

#ifndef __cplusplus

/**
 * MO_COLUMN:
 * @field: a field of the struct
 * @flags_: [flags@Mo.ColumnFlags], or 0
 * @...: more of [struct@Mo.Column], such as `.length = 100`
 *
 * A column, inside MO_DEFINE_MODEL(). Its type is that of the field's address, so an array does not
 * compile.
 */
#define MO_COLUMN(field, ...)                                                                      \
  { .name = #field, .offset = offsetof (MoModelStruct_, field),                                    \
    .type = MO_FIELD_TYPE_ (&((MoModelStruct_ *) 0)->field), .flags = __VA_ARGS__ }

/**
 * MO_REFERENCES:
 * @Type: another model
 * @field: its field
 *
 * Where a foreign key leads: `.references = MO_REFERENCES (User, id)`.
 */
#define MO_REFERENCES(Type, field) { mo_model_of_##Type, offsetof (Type, field) }

/**
 * MO_MODEL:
 * @Type: a struct with a model
 *
 * Returns: (transfer none): its model, for the functions that take one
 */
#define MO_MODEL(Type) (mo_model_of_##Type ())

/**
 * MO_MODELS:
 * @...: 1 to 32 structs with models
 *
 * An array of models and its length: two arguments of a function, such as
 * [method@Mo.Client.create_all].
 */
#define MO_MODELS(...)                                                                             \
  ((const MoModel *const[]){ MO_MODEL_LIST_ (__VA_ARGS__) }),                                      \
      (sizeof ((const MoModel *const[]){ MO_MODEL_LIST_ (__VA_ARGS__) }) / sizeof (MoModel *))

/**
 * MO_DECLARE_MODEL:
 * @Type: a struct
 * @prefix: of its functions
 *
 * For a header: that MO_DEFINE_MODEL() stands in one .c file. Declares `prefix_ref()`,
 * `prefix_unref()` and `g_autoptr (Type)`.
 */
#define MO_DECLARE_MODEL(Type, prefix)                                                             \
  const MoModel *mo_model_of_##Type (void);                                                        \
  Type *prefix##_ref (Type *self);                                                                 \
  void prefix##_unref (Type *self);                                                                \
  /* Not G_DEFINE_AUTOPTR_CLEANUP_FUNC(): a definition could not stand twice. */                   \
  typedef Type *_GLIB_AUTOPTR_TYPENAME (Type);                                                     \
  void _GLIB_AUTOPTR_FUNC_NAME (Type) (Type **self);

/**
 * MO_DEFINE_MODEL:
 * @Type: a struct
 * @prefix: of its functions
 * @table: the table's name
 * @...: a MO_COLUMN() for each column; among them or behind them MO_INDEX(), MO_UNIQUE_INDEX(),
 *   MO_FULLTEXT_INDEX(), MO_IVFFLAT_INDEX(), MO_HNSW_INDEX(), MO_FOREIGN_KEY(), MO_CHECK(),
 *   MO_BELONGS_TO(), MO_HAS_ONE(), MO_HAS_MANY(), MO_MANY_TO_MANY()
 *
 * Makes a struct a model: defines `prefix_ref()`, `prefix_unref()` and `g_autoptr (Type)` for
 * instances of mo_new().
 */
#define MO_DEFINE_MODEL(Type, prefix, table, ...)                                                  \
  MO_DECLARE_MODEL (Type, prefix)                                                                  \
  const MoModel *                                                                                  \
  mo_model_of_##Type (void)                                                                        \
  {                                                                                                \
    typedef Type MoModelStruct_;                                                                   \
    static const MoColumn columns[] = { __VA_ARGS__ };                                             \
    static gsize model = 0;                                                                        \
    if (g_once_init_enter (&model))                                                                \
      g_once_init_leave (&model, (gsize) mo_model_register (#Type, table, sizeof (Type), columns,  \
                                                            G_N_ELEMENTS (columns),                \
                                                            sizeof (MoColumn)));                   \
    return (const MoModel *) model;                                                                \
  }                                                                                                \
  MO_DEFINE_REFERENCES_ (Type, prefix)

#define MO_DEFINE_REFERENCES_(Type, prefix)                                                        \
  Type *                                                                                           \
  prefix##_ref (Type *self)                                                                        \
  {                                                                                                \
    return mo_entity_ref (self);                                                                   \
  }                                                                                                \
  void                                                                                             \
  prefix##_unref (Type *self)                                                                      \
  {                                                                                                \
    mo_entity_unref (self);                                                                        \
  }                                                                                                \
  void                                                                                             \
  _GLIB_AUTOPTR_FUNC_NAME (Type) (Type **self)                                                     \
  {                                                                                                \
    if (*self != NULL)                                                                             \
      mo_entity_unref (*self);                                                                     \
  }

/* On the address, so that an array, which would decay to a pointer, matches nothing. */
#define MO_FIELD_TYPE_(address)                                                                    \
  _Generic ((address),                                                                             \
     _Bool *: MO_FIELD_BOOLEAN,                                                                    \
     signed char *: MO_FIELD_INT8,                                                                 \
     short *: MO_FIELD_INT16,                                                                      \
     int *: MO_FIELD_INT32,                                                                        \
     long *: (sizeof (long) == 8 ? MO_FIELD_INT64 : MO_FIELD_INT32),                               \
     long long *: MO_FIELD_INT64,                                                                  \
     unsigned char *: MO_FIELD_UINT8,                                                              \
     unsigned short *: MO_FIELD_UINT16,                                                            \
     unsigned int *: MO_FIELD_UINT32,                                                              \
     unsigned long *: (sizeof (long) == 8 ? MO_FIELD_UINT64 : MO_FIELD_UINT32),                    \
     unsigned long long *: MO_FIELD_UINT64,                                                        \
     float *: MO_FIELD_FLOAT,                                                                      \
     double *: MO_FIELD_DOUBLE,                                                                    \
     MoNullInt64 *: MO_FIELD_NULL_INT64,                                                           \
     MoNullDouble *: MO_FIELD_NULL_DOUBLE,                                                         \
     char **: MO_FIELD_TEXT,                                                                       \
     GBytes **: MO_FIELD_BYTES,                                                                    \
     GDateTime **: MO_FIELD_DATE_TIME)

#define MO_MODEL_LIST_(...) MO_MODEL_PICK_ (__VA_ARGS__, \
  MO_MODEL_32_, MO_MODEL_31_, MO_MODEL_30_, MO_MODEL_29_, MO_MODEL_28_, MO_MODEL_27_, \
  MO_MODEL_26_, MO_MODEL_25_, MO_MODEL_24_, MO_MODEL_23_, MO_MODEL_22_, MO_MODEL_21_, \
  MO_MODEL_20_, MO_MODEL_19_, MO_MODEL_18_, MO_MODEL_17_, MO_MODEL_16_, MO_MODEL_15_, \
  MO_MODEL_14_, MO_MODEL_13_, MO_MODEL_12_, MO_MODEL_11_, MO_MODEL_10_, MO_MODEL_9_, \
  MO_MODEL_8_, MO_MODEL_7_, MO_MODEL_6_, MO_MODEL_5_, MO_MODEL_4_, MO_MODEL_3_, MO_MODEL_2_, \
  MO_MODEL_1_, \
  0) (__VA_ARGS__)
#define MO_MODEL_PICK_( \
  a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
  a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, \
  pick, ...) pick
#define MO_MODEL_1_(T) mo_model_of_##T ()
#define MO_MODEL_2_(T, ...) mo_model_of_##T (), MO_MODEL_1_ (__VA_ARGS__)
#define MO_MODEL_3_(T, ...) mo_model_of_##T (), MO_MODEL_2_ (__VA_ARGS__)
#define MO_MODEL_4_(T, ...) mo_model_of_##T (), MO_MODEL_3_ (__VA_ARGS__)
#define MO_MODEL_5_(T, ...) mo_model_of_##T (), MO_MODEL_4_ (__VA_ARGS__)
#define MO_MODEL_6_(T, ...) mo_model_of_##T (), MO_MODEL_5_ (__VA_ARGS__)
#define MO_MODEL_7_(T, ...) mo_model_of_##T (), MO_MODEL_6_ (__VA_ARGS__)
#define MO_MODEL_8_(T, ...) mo_model_of_##T (), MO_MODEL_7_ (__VA_ARGS__)
#define MO_MODEL_9_(T, ...) mo_model_of_##T (), MO_MODEL_8_ (__VA_ARGS__)
#define MO_MODEL_10_(T, ...) mo_model_of_##T (), MO_MODEL_9_ (__VA_ARGS__)
#define MO_MODEL_11_(T, ...) mo_model_of_##T (), MO_MODEL_10_ (__VA_ARGS__)
#define MO_MODEL_12_(T, ...) mo_model_of_##T (), MO_MODEL_11_ (__VA_ARGS__)
#define MO_MODEL_13_(T, ...) mo_model_of_##T (), MO_MODEL_12_ (__VA_ARGS__)
#define MO_MODEL_14_(T, ...) mo_model_of_##T (), MO_MODEL_13_ (__VA_ARGS__)
#define MO_MODEL_15_(T, ...) mo_model_of_##T (), MO_MODEL_14_ (__VA_ARGS__)
#define MO_MODEL_16_(T, ...) mo_model_of_##T (), MO_MODEL_15_ (__VA_ARGS__)
#define MO_MODEL_17_(T, ...) mo_model_of_##T (), MO_MODEL_16_ (__VA_ARGS__)
#define MO_MODEL_18_(T, ...) mo_model_of_##T (), MO_MODEL_17_ (__VA_ARGS__)
#define MO_MODEL_19_(T, ...) mo_model_of_##T (), MO_MODEL_18_ (__VA_ARGS__)
#define MO_MODEL_20_(T, ...) mo_model_of_##T (), MO_MODEL_19_ (__VA_ARGS__)
#define MO_MODEL_21_(T, ...) mo_model_of_##T (), MO_MODEL_20_ (__VA_ARGS__)
#define MO_MODEL_22_(T, ...) mo_model_of_##T (), MO_MODEL_21_ (__VA_ARGS__)
#define MO_MODEL_23_(T, ...) mo_model_of_##T (), MO_MODEL_22_ (__VA_ARGS__)
#define MO_MODEL_24_(T, ...) mo_model_of_##T (), MO_MODEL_23_ (__VA_ARGS__)
#define MO_MODEL_25_(T, ...) mo_model_of_##T (), MO_MODEL_24_ (__VA_ARGS__)
#define MO_MODEL_26_(T, ...) mo_model_of_##T (), MO_MODEL_25_ (__VA_ARGS__)
#define MO_MODEL_27_(T, ...) mo_model_of_##T (), MO_MODEL_26_ (__VA_ARGS__)
#define MO_MODEL_28_(T, ...) mo_model_of_##T (), MO_MODEL_27_ (__VA_ARGS__)
#define MO_MODEL_29_(T, ...) mo_model_of_##T (), MO_MODEL_28_ (__VA_ARGS__)
#define MO_MODEL_30_(T, ...) mo_model_of_##T (), MO_MODEL_29_ (__VA_ARGS__)
#define MO_MODEL_31_(T, ...) mo_model_of_##T (), MO_MODEL_30_ (__VA_ARGS__)
#define MO_MODEL_32_(T, ...) mo_model_of_##T (), MO_MODEL_31_ (__VA_ARGS__)

#endif /* __cplusplus */

G_END_DECLS
