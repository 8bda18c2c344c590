/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts: arrays of structs, or columns, into a table, without an instance for each row. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoBulkMethod:
 * @MO_BULK_AUTO: LOAD DATA LOCAL for 1,000 rows and more, where the server takes it and looks at
 *   its values as closely as it does in an INSERT; else VALUES
 * @MO_BULK_VALUES: INSERT statements of many rows
 * @MO_BULK_LOAD_DATA: LOAD DATA LOCAL
 *
 * How rows get to the server. What is in the table afterwards is the same, but for numbers that the
 * server rounds without a warning, such as a double in a column of whole numbers.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_BULK_AUTO,
  MO_BULK_VALUES,
  MO_BULK_LOAD_DATA,
} MoBulkMethod;

/**
 * MoBulkProgressFunc:
 * @n_done: how many rows were sent so far
 * @n_rows: how many there are
 * @user_data: of the options
 *
 * Is told how far a bulk insert is. Where it is slow, it is told less often. Rows that were sent
 * are there for good when the future is resolved, not before.
 *
 * Thread: that of its main context, or the dispatcher's, where it must not block.
 *
 * Since: 0.1
 */
typedef void (*MoBulkProgressFunc) (guint64 n_done, guint64 n_rows, gpointer user_data);

/**
 * MoBulkOptions:
 * @method: how the rows are sent
 * @on_progress: (nullable) (scope notified) (closure progress_data): is told how far it is
 * @progress_rows: after how many rows it is told again; 0: 10,000
 * @progress_data: for @on_progress
 * @progress_destroy: (nullable): frees @progress_data, once, where @on_progress runs, before the
 *   future settles
 * @progress_context: (nullable): the main context that @on_progress runs in, which has to run for
 *   the future to settle; %NULL: the library's dispatcher thread
 *
 * How to insert. All zero: by itself, without a word.
 *
 * Since: 0.1
 */
typedef struct
{
  MoBulkMethod method;
  MoBulkProgressFunc on_progress;
  gsize progress_rows;
  gpointer progress_data;
  GDestroyNotify progress_destroy;
  GMainContext *progress_context;
} MoBulkOptions;

/**
 * MoBulkColumn:
 * @name: the column's name
 * @type: the C type of its values
 * @data: the values, one behind the other; where @dimension is not 0, so many floats a row
 * @is_set: (nullable): a byte for each row, 0 where it is NULL whatever is in @data; %NULL: none is
 * @dimension: of a column of vectors, whose type is %MO_FIELD_FLOAT: how many numbers each has; 0:
 *   it is none
 *
 * A column of [func@Mo.bulk_insert_columns], made by MO_BULK_COLUMN(), MO_BULK_NULLABLE() or
 * MO_BULK_VECTORS(). Text, bytes and times are NULL where their pointer is.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *name;
  MoFieldType type;
  gconstpointer data;
  const guint8 *is_set;
  gsize dimension;
} MoBulkColumn;

MO_AVAILABLE_IN_ALL
MoFuture *mo_bulk_insert         (MoExecutor          *executor,
                                  const MoModel       *model,
                                  gconstpointer        rows,
                                  gsize                n_rows,
                                  const MoBulkOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_bulk_insert_columns (MoExecutor          *executor,
                                  const char          *table,
                                  const MoBulkColumn  *columns,
                                  gsize                n_columns,
                                  gsize                n_rows,
                                  const MoBulkOptions *options) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/* A client, a transaction or a session without a cast; and a struct with a model, of which the rows
 * must be. */
#define mo_bulk_insert(executor, Type, rows, n_rows, options)                                      \
  (mo_bulk_insert) (MO_AS_EXECUTOR_ (executor), MO_MODEL (Type), MO_BULK_ROWS_ (Type, rows),       \
                    (n_rows), (options))
#define mo_bulk_insert_columns(executor, ...)                                                      \
  (mo_bulk_insert_columns) (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)

#define MO_BULK_ROWS_(Type, rows) (1 ? (rows) : (const Type *) NULL)

/**
 * MO_BULK_COLUMN:
 * @name_: the column's name
 * @values: an array of numbers, `char *`, `GBytes *` or `GDateTime *`
 *
 * A [struct@Mo.BulkColumn] of the array's type.
 */
#define MO_BULK_COLUMN(name_, values)                                                              \
  { .name = (name_), .type = MO_BULK_TYPE_ (&(values)[0]), .data = (values) }

/**
 * MO_BULK_NULLABLE:
 * @name_: the column's name
 * @values: an array
 * @is_set_: a `guint8` for each, 0 where the column is NULL
 *
 * The same of a column that may be NULL.
 */
#define MO_BULK_NULLABLE(name_, values, is_set_)                                                   \
  { .name = (name_), .type = MO_BULK_TYPE_ (&(values)[0]), .data = (values), .is_set = (is_set_) }

/**
 * MO_BULK_VECTORS:
 * @name_: the column's name
 * @floats: an array of `float`, @dimension_ of them for each row
 * @dimension_: how many numbers a vector has
 *
 * A [struct@Mo.BulkColumn] of vectors.
 */
#define MO_BULK_VECTORS(name_, floats, dimension_)                                                 \
  { .name = (name_), .type = MO_BULK_FLOATS_ (&(floats)[0]), .data = (floats),                     \
    .dimension = (dimension_) }

#define MO_BULK_FLOATS_(address)                                                                   \
  _Generic ((address), float *: MO_FIELD_FLOAT, const float *: MO_FIELD_FLOAT)

/* On an address, as an array itself would match nothing. */
#define MO_BULK_TYPE_(address)                                                                     \
  _Generic ((address),                                                                             \
     MO_BULK_EITHER_ (_Bool, MO_FIELD_BOOLEAN),                                                    \
     MO_BULK_EITHER_ (signed char, MO_FIELD_INT8),                                                 \
     MO_BULK_EITHER_ (short, MO_FIELD_INT16),                                                      \
     MO_BULK_EITHER_ (int, MO_FIELD_INT32),                                                        \
     MO_BULK_EITHER_ (long, MO_BULK_LONG_),                                                        \
     MO_BULK_EITHER_ (long long, MO_FIELD_INT64),                                                  \
     MO_BULK_EITHER_ (unsigned char, MO_FIELD_UINT8),                                              \
     MO_BULK_EITHER_ (unsigned short, MO_FIELD_UINT16),                                            \
     MO_BULK_EITHER_ (unsigned int, MO_FIELD_UINT32),                                              \
     MO_BULK_EITHER_ (unsigned long, MO_BULK_ULONG_),                                              \
     MO_BULK_EITHER_ (unsigned long long, MO_FIELD_UINT64),                                        \
     MO_BULK_EITHER_ (float, MO_FIELD_FLOAT),                                                      \
     MO_BULK_EITHER_ (double, MO_FIELD_DOUBLE),                                                    \
     MO_BULK_EITHER_ (MoNullInt64, MO_FIELD_NULL_INT64),                                           \
     MO_BULK_EITHER_ (MoNullDouble, MO_FIELD_NULL_DOUBLE),                                         \
     char **: MO_FIELD_TEXT, char *const *: MO_FIELD_TEXT,                                         \
     const char **: MO_FIELD_TEXT, const char *const *: MO_FIELD_TEXT,                             \
     GBytes **: MO_FIELD_BYTES, GBytes *const *: MO_FIELD_BYTES,                                   \
     GDateTime **: MO_FIELD_DATE_TIME, GDateTime *const *: MO_FIELD_DATE_TIME)
#define MO_BULK_EITHER_(Type, type) Type *: type, const Type *: type
#define MO_BULK_LONG_ (sizeof (long) == 8 ? MO_FIELD_INT64 : MO_FIELD_INT32)
#define MO_BULK_ULONG_ (sizeof (long) == 8 ? MO_FIELD_UINT64 : MO_FIELD_UINT32)

#endif /* __cplusplus */

G_END_DECLS
