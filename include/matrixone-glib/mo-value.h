/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One SQL value with its type, passed by value; text, bytes, vectors and lists are borrowed. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <string.h>

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoValueType:
 * @MO_VALUE_NULL: SQL NULL
 * @MO_VALUE_INT64: a signed integer
 * @MO_VALUE_UINT64: an unsigned integer, BIT and YEAR too
 * @MO_VALUE_DOUBLE: FLOAT and DOUBLE
 * @MO_VALUE_DECIMAL: an exact number, as its text
 * @MO_VALUE_TEXT: UTF-8 text: CHAR, VARCHAR, TEXT, ENUM, UUID; vectors too, as servers send them
 * @MO_VALUE_BYTES: BINARY, VARBINARY, BLOB, GEOMETRY
 * @MO_VALUE_JSON: JSON, as its text
 * @MO_VALUE_DATE: a calendar day
 * @MO_VALUE_TIME: a time of day or a span, -838:59:59.999999 to 838:59:59.999999
 * @MO_VALUE_DATETIME: DATETIME and TIMESTAMP
 * @MO_VALUE_VECF32: a vector of floats, for a parameter
 * @MO_VALUE_VECF64: a vector of doubles, for a parameter
 * @MO_VALUE_LIST: values for a parameter behind IN
 * @MO_VALUE_POINTER: an untyped pointer; no call accepts it
 * @MO_VALUE_INVALID: a value that could not be made, such as text above 4 GiB; no call accepts it
 *
 * The type of a [struct@Mo.Value].
 *
 * Since: 0.1
 */
typedef enum
{
  MO_VALUE_NULL,
  MO_VALUE_INT64,
  MO_VALUE_UINT64,
  MO_VALUE_DOUBLE,
  MO_VALUE_DECIMAL,
  MO_VALUE_TEXT,
  MO_VALUE_BYTES,
  MO_VALUE_JSON,
  MO_VALUE_DATE,
  MO_VALUE_TIME,
  MO_VALUE_DATETIME,
  MO_VALUE_VECF32,
  MO_VALUE_VECF64,
  MO_VALUE_LIST,
  MO_VALUE_POINTER,
  MO_VALUE_INVALID,
} MoValueType;

/**
 * MoValue:
 *
 * One SQL value, 16 bytes, passed by value. What it points to, such as text, is borrowed: from the
 * caller in a parameter, until the call that takes it returns; from the result in a cell, until the
 * last reference on the result goes. Make one with [func@Mo.value_int64] and its siblings or, in C,
 * with MO_VALUE(); read one with [method@Mo.Value.get_int64] and its siblings.
 *
 * Since: 0.1
 */
struct _MoValue
{
  /*< private >*/
  union
  {
    gint64 int64;
    guint64 uint64;
    double number;
    const char *text;
    guint64 packed; /* a date or time; see mo_value_get_date_time() */
    const float *vecf32;
    const double *vecf64;
    const MoValue *values; /* a list's */
    const gint64 *int64s;
    const char *const *texts;
  } as;
  guint32 length;  /* bytes, or elements, that it points to; of a day with a time, see clock */
  guint8 type;     /* MoValueType */
  guint8 elements; /* which of the three a list has */
  guint8 clock;    /* MoClockKind */
  guint8 reserved;
};

G_STATIC_ASSERT (sizeof (MoValue) == 16);

MO_AVAILABLE_IN_ALL
MoValue     mo_value_null          (void);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_boolean       (gboolean          boolean);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_int64         (gint64            number);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_uint64        (guint64           number);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_double        (double            number);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_decimal       (const char       *digits);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_text          (const char       *text);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_text_len      (const char       *text,
                                    gsize             length);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_bytes         (gconstpointer     data,
                                    gsize             length);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_from_bytes    (GBytes           *bytes);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_date          (const MoDateTime *date);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_time          (const MoDateTime *time);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_datetime      (const MoDateTime *datetime);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_from_date_time (GDateTime       *datetime);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_vecf32        (const float      *elements,
                                    gsize             n_elements);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_vecf64        (const double     *elements,
                                    gsize             n_elements);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_list          (const MoValue    *values,
                                    gsize             n_values);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_int64s        (const gint64     *numbers,
                                    gsize             n_numbers);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_texts         (const char *const *texts,
                                    gsize             n_texts);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_pointer       (gconstpointer     pointer);
MO_AVAILABLE_IN_ALL
MoValue     mo_value_identity      (MoValue           value);

MO_AVAILABLE_IN_ALL
MoValueType mo_value_get_value_type (const MoValue   *self);
MO_AVAILABLE_IN_ALL
gboolean    mo_value_is_null       (const MoValue    *self);
MO_AVAILABLE_IN_ALL
gboolean    mo_value_get_int64     (const MoValue    *self,
                                    gint64           *out,
                                    GError          **error);
MO_AVAILABLE_IN_ALL
gboolean    mo_value_get_uint64    (const MoValue    *self,
                                    guint64          *out,
                                    GError          **error);
MO_AVAILABLE_IN_ALL
gboolean    mo_value_get_double    (const MoValue    *self,
                                    double           *out,
                                    GError          **error);
MO_AVAILABLE_IN_ALL
gboolean    mo_value_get_date_time (const MoValue    *self,
                                    MoDateTime       *out,
                                    GError          **error);
MO_AVAILABLE_IN_ALL
GDateTime  *mo_value_to_date_time  (const MoValue    *self,
                                    GError          **error);
MO_AVAILABLE_IN_ALL
float      *mo_value_get_vecf32    (const MoValue    *self,
                                    gsize            *n_elements,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
double     *mo_value_get_vecf64    (const MoValue    *self,
                                    gsize            *n_elements,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
const char *mo_value_get_text      (const MoValue    *self,
                                    gsize            *length);
MO_AVAILABLE_IN_ALL
char       *mo_value_to_string     (const MoValue    *self);
MO_AVAILABLE_IN_ALL
const char *mo_value_type_get_name (MoValueType       type);

#ifndef __cplusplus

/**
 * MO_VALUE:
 * @x: an integer, a floating point number, a `char *`, a `GBytes *`, a `GDateTime *` or a
 *   [struct@Mo.Value]
 *
 * A [struct@Mo.Value] of the type of @x. A `NULL` of type `char *`, `GBytes *` or `GDateTime *` is
 * SQL NULL; any other pointer becomes %MO_VALUE_POINTER, which no call accepts. `gboolean` is an
 * `int`: say MO_BOOL() where a truth value is meant.
 */
#define MO_VALUE(x)                                                                                \
  (_Generic ((x),                                                                                  \
     _Bool: mo_value_boolean,                                                                      \
     char: mo_value_int64,                                                                         \
     signed char: mo_value_int64,                                                                  \
     short: mo_value_int64,                                                                        \
     int: mo_value_int64,                                                                          \
     long: mo_value_int64,                                                                         \
     long long: mo_value_int64,                                                                    \
     unsigned char: mo_value_uint64,                                                               \
     unsigned short: mo_value_uint64,                                                              \
     unsigned int: mo_value_uint64,                                                                \
     unsigned long: mo_value_uint64,                                                               \
     unsigned long long: mo_value_uint64,                                                          \
     float: mo_value_double,                                                                       \
     double: mo_value_double,                                                                      \
     char *: mo_value_text,                                                                        \
     const char *: mo_value_text,                                                                  \
     GBytes *: mo_value_from_bytes,                                                                \
     GDateTime *: mo_value_from_date_time,                                                         \
     MoValue: mo_value_identity,                                                                   \
     const MoValue: mo_value_identity,                                                             \
     default: mo_value_pointer) (x))

/**
 * MO_NULL:
 *
 * SQL NULL as a value. A bare `NULL` is an untyped pointer, which is refused.
 */
#define MO_NULL (mo_value_null ())

/**
 * MO_BOOL:
 * @x: a truth value
 *
 * TRUE or FALSE as a value, 1 or 0 on the wire.
 */
#define MO_BOOL(x) (mo_value_boolean (x))

/**
 * MO_BYTES:
 * @data: where they are
 * @length: how many
 *
 * Bytes that need not be text.
 */
#define MO_BYTES(data, length) (mo_value_bytes ((data), (length)))

/**
 * MO_LIST:
 * @...: 1 to 32 values: whatever MO_VALUE() takes, MO_LIST() too
 *
 * The values of a parameter behind IN; [func@Mo.value_list] takes any number of them, none
 * included. A list of lists is a list of rows.
 * `mo_execute (tx, "DELETE FROM t WHERE id IN ?", MO_LIST (1, 2, 3))`
 */
#define MO_LIST(...)                                                                               \
  (mo_value_list (((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) }) + 1,                          \
                  sizeof ((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) }) / sizeof (MoValue)     \
                      - 1))

#endif /* __cplusplus */

G_END_DECLS
