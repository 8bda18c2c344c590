/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of an instance as values, by the C type of each; nothing is rounded or cut. */

#include "orm/mo-field-private.h"

#include <math.h>
#include <matrixone-glib/mo-date-time.h>
#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

/* FLT_MAX and half of its last place: a server's text of FLT_MAX is a little more than that. */
#define LEAST_NO_FLOAT 0x1.ffffffp127

typedef struct
{
  const char *name;
  gsize size;
  gint64 least; /* of an integer */
  guint64 most;
} CType;

static const CType c_types[] = {
  [MO_FIELD_BOOLEAN] = { "_Bool", sizeof (_Bool), 0, 1 },
  [MO_FIELD_INT8] = { "gint8", 1, G_MININT8, G_MAXINT8 },
  [MO_FIELD_INT16] = { "gint16", 2, G_MININT16, G_MAXINT16 },
  [MO_FIELD_INT32] = { "gint32", 4, G_MININT32, G_MAXINT32 },
  [MO_FIELD_INT64] = { "gint64", 8, G_MININT64, G_MAXINT64 },
  [MO_FIELD_UINT8] = { "guint8", 1, 0, G_MAXUINT8 },
  [MO_FIELD_UINT16] = { "guint16", 2, 0, G_MAXUINT16 },
  [MO_FIELD_UINT32] = { "guint32", 4, 0, G_MAXUINT32 },
  [MO_FIELD_UINT64] = { "guint64", 8, 0, G_MAXUINT64 },
  [MO_FIELD_FLOAT] = { "float", sizeof (float), 0, 0 },
  [MO_FIELD_DOUBLE] = { "double", sizeof (double), 0, 0 },
  [MO_FIELD_NULL_INT64] = { "MoNullInt64", sizeof (MoNullInt64), G_MININT64, G_MAXINT64 },
  [MO_FIELD_NULL_DOUBLE] = { "MoNullDouble", sizeof (MoNullDouble), 0, 0 },
  [MO_FIELD_TEXT] = { "char *", sizeof (char *), 0, 0 },
  [MO_FIELD_BYTES] = { "GBytes *", sizeof (GBytes *), 0, 0 },
  [MO_FIELD_DATE_TIME] = { "GDateTime *", sizeof (GDateTime *), 0, 0 },
};

/* A field of any type. The words are first, so that an empty initializer clears all of it. */
typedef union
{
  guint64 words[2];
  _Bool boolean;
  gint8 int8;
  gint16 int16;
  gint32 int32;
  gint64 int64;
  guint8 uint8;
  guint16 uint16;
  guint32 uint32;
  guint64 uint64;
  float single;
  double number;
  MoNullInt64 null_int64;
  MoNullDouble null_double;
  gpointer pointer;
  char *text;
  GBytes *bytes;
  GDateTime *date_time;
} Field;

gsize
mo_field_get_size (const MoColumn *column)
{
  if (column->type == MO_FIELD_BOOLEAN && (column->flags & MO_BOOLEAN))
    return sizeof (gboolean);
  return (guint) column->type < G_N_ELEMENTS (c_types) ? c_types[column->type].size : 0;
}

MoColumn
mo_field_loosen (const MoColumn *column)
{
  MoColumn loose = *column;

  loose.offset = 0;
  return loose;
}

/* A copy, since the field itself is shorter than the union. */
static Field
read_field (const MoColumn *column, gconstpointer instance)
{
  Field field = { { 0 } };

  memcpy (&field, (const char *) instance + column->offset, mo_field_get_size (column));
  return field;
}

static void
write_field (const MoColumn *column, gpointer instance, const Field *field)
{
  memcpy ((char *) instance + column->offset, field, mo_field_get_size (column));
}

static gboolean
is_true (const MoColumn *column, const Field *field)
{
  return (column->flags & MO_BOOLEAN) ? field->int32 != 0 : field->boolean;
}

/* --- reading --- */

MoValue
mo_field_get (const MoColumn *column, gconstpointer instance)
{
  Field field = read_field (column, instance);

  switch (column->type)
    {
    case MO_FIELD_BOOLEAN:
      return mo_value_boolean (is_true (column, &field));
    case MO_FIELD_INT8:
      return mo_value_int64 (field.int8);
    case MO_FIELD_INT16:
      return mo_value_int64 (field.int16);
    case MO_FIELD_INT32:
      return mo_value_int64 (field.int32);
    case MO_FIELD_INT64:
      return mo_value_int64 (field.int64);
    case MO_FIELD_UINT8:
      return mo_value_uint64 (field.uint8);
    case MO_FIELD_UINT16:
      return mo_value_uint64 (field.uint16);
    case MO_FIELD_UINT32:
      return mo_value_uint64 (field.uint32);
    case MO_FIELD_UINT64:
      return mo_value_uint64 (field.uint64);
    case MO_FIELD_FLOAT:
      return mo_value_double ((double) field.single);
    case MO_FIELD_DOUBLE:
      return mo_value_double (field.number);
    case MO_FIELD_NULL_INT64:
      return field.null_int64.is_set ? mo_value_int64 (field.null_int64.value) : mo_value_null ();
    case MO_FIELD_NULL_DOUBLE:
      return field.null_double.is_set ? mo_value_double (field.null_double.value)
                                      : mo_value_null ();
    case MO_FIELD_TEXT:
      return mo_value_text (field.text);
    case MO_FIELD_BYTES:
      return (column->flags & MO_VECTOR) ? mo_field_get_vector (field.bytes)
                                         : mo_value_from_bytes (field.bytes);
    case MO_FIELD_DATE_TIME:
      return mo_value_from_date_time (field.date_time);
    default:
      return mo_value_pointer (NULL);
    }
}

/* --- writing --- */

static gboolean
prefix (const MoColumn *column, gboolean ok, GError **error)
{
  if (!ok)
    g_prefix_error (error, "column %s: ", column->name);
  return ok;
}

static gboolean
refuse_null (const MoColumn *column, const char *instead, GError **error)
{
  g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
               "column %s: NULL, which the field cannot hold: use %s for its type", column->name,
               instead);
  return FALSE;
}

static gboolean
refuse_range (const MoColumn *column, const MoValue *value, GError **error)
{
  const CType *type = &c_types[column->type];
  g_autofree char *text = mo_value_to_string (value);

  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE,
               "column %s: %s does not fit a %s, %" G_GINT64_FORMAT " to %" G_GUINT64_FORMAT,
               column->name, text, type->name, type->least, type->most);
  return FALSE;
}

/* A value of more than 64 bits, or with the wrong sign, as one of too many. */
static gboolean
refuse_integer (const MoColumn *column, const MoValue *value, GError *why, GError **error)
{
  if (g_error_matches (why, MO_ERROR, MO_ERROR_OUT_OF_RANGE))
    {
      g_error_free (why);
      return refuse_range (column, value, error);
    }
  g_propagate_prefixed_error (error, why, "column %s: ", column->name);
  return FALSE;
}

static void
fill_integer (Field *field, gsize size, guint64 bits)
{
  if (size == 1)
    field->uint8 = (guint8) bits;
  else if (size == 2)
    field->uint16 = (guint16) bits;
  else if (size == 4)
    field->uint32 = (guint32) bits;
  else
    field->uint64 = bits;
}

static gboolean
take_integer (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  const CType *type = &c_types[column->type];
  GError *why = NULL;
  guint64 natural = 0;
  gint64 number = 0;

  if (type->least == 0)
    {
      if (!mo_value_get_uint64 (value, &natural, &why))
        return refuse_integer (column, value, why, error);
      if (natural > type->most)
        return refuse_range (column, value, error);
      fill_integer (field, type->size, natural);
      return TRUE;
    }
  if (!mo_value_get_int64 (value, &number, &why))
    return refuse_integer (column, value, why, error);
  if (number < type->least || number > (gint64) type->most)
    return refuse_range (column, value, error);
  fill_integer (field, type->size, (guint64) number);
  return TRUE;
}

/* As in C, any number but 0 is true. */
static gboolean
take_boolean (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  gint64 number = 0;

  if (!prefix (column, mo_value_get_int64 (value, &number, error), error))
    return FALSE;
  if (column->flags & MO_BOOLEAN)
    field->int32 = number != 0;
  else
    field->boolean = number != 0;
  return TRUE;
}

static gboolean
take_float (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  double number = 0;
  g_autofree char *text = NULL;

  if (!prefix (column, mo_value_get_double (value, &number, error), error))
    return FALSE;
  if (fabs (number) < LEAST_NO_FLOAT)
    {
      field->single = (float) number;
      return TRUE;
    }
  text = mo_value_to_string (value);
  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE,
               "column %s: %s does not fit a float: use double", column->name, text);
  return FALSE;
}

static gboolean
take_text (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  MoValueType type = mo_value_get_value_type (value);
  gsize length;
  const char *text = mo_value_get_text (value, &length);

  if (text == NULL)
    return prefix (column, mo_value_refuse (value, "text", error), error);
  if (type == MO_VALUE_BYTES || !g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                   "column %s: %s, which a char * cannot hold: use a GBytes * field", column->name,
                   type == MO_VALUE_BYTES                ? "bytes"
                   : memchr (text, '\0', length) != NULL ? "text with a NUL in it"
                                                         : "text that is not UTF-8");
      return FALSE;
    }
  field->text = g_strndup (text, length);
  return TRUE;
}

static gboolean
take_bytes (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  MoValueType type = mo_value_get_value_type (value);

  if (column->flags & MO_VECTOR)
    {
      field->bytes = mo_field_read_vector (column, value, error);
      return prefix (column, field->bytes != NULL, error);
    }
  if (type != MO_VALUE_BYTES && type != MO_VALUE_TEXT)
    return prefix (column, mo_value_refuse (value, "bytes", error), error);
  field->bytes = g_bytes_new (value->as.text, value->length);
  return TRUE;
}

static gboolean
take_date_time (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  field->date_time = mo_value_to_date_time (value, error);
  return prefix (column, field->date_time != NULL, error);
}

static gboolean
take_null (const MoColumn *column, GError **error)
{
  if (column->type >= MO_FIELD_NULL_INT64)
    return TRUE;
  if (column->type == MO_FIELD_FLOAT || column->type == MO_FIELD_DOUBLE)
    return refuse_null (column, "MoNullDouble", error);
  return refuse_null (column, "MoNullInt64", error);
}

static gboolean
take (const MoColumn *column, const MoValue *value, Field *field, GError **error)
{
  switch (column->type)
    {
    case MO_FIELD_BOOLEAN:
      return take_boolean (column, value, field, error);
    case MO_FIELD_INT8:
    case MO_FIELD_INT16:
    case MO_FIELD_INT32:
    case MO_FIELD_INT64:
    case MO_FIELD_UINT8:
    case MO_FIELD_UINT16:
    case MO_FIELD_UINT32:
    case MO_FIELD_UINT64:
      return take_integer (column, value, field, error);
    case MO_FIELD_FLOAT:
      return take_float (column, value, field, error);
    case MO_FIELD_DOUBLE:
      return prefix (column, mo_value_get_double (value, &field->number, error), error);
    case MO_FIELD_NULL_INT64: /* its number comes first */
      field->null_int64.is_set = TRUE;
      return take_integer (column, value, field, error);
    case MO_FIELD_NULL_DOUBLE:
      field->null_double.is_set = TRUE;
      return prefix (column, mo_value_get_double (value, &field->null_double.value, error), error);
    case MO_FIELD_TEXT:
      return take_text (column, value, field, error);
    case MO_FIELD_BYTES:
      return take_bytes (column, value, field, error);
    case MO_FIELD_DATE_TIME:
      return take_date_time (column, value, field, error);
    default:
      return prefix (column, mo_value_refuse (value, "a field of an unknown type", error), error);
    }
}

/* Whether it is a value at all. Text is looked at where it must be UTF-8. */
static gboolean
check_value (const MoColumn *column, const MoValue *value, GError **error)
{
  MoValueType type = mo_value_get_value_type (value);
  g_autofree char *place = NULL;

  if (type == MO_VALUE_TEXT || type == MO_VALUE_JSON || mo_value_check (value, "", NULL))
    return TRUE;
  place = g_strdup_printf ("column %s: the value", column->name);
  return mo_value_check (value, place, error);
}

gboolean
mo_field_set (const MoColumn *column, gpointer instance, const MoValue *value, GError **error)
{
  Field field = { { 0 } };

  if (!check_value (column, value, error))
    return FALSE;
  if (mo_value_is_null (value) ? !take_null (column, error) : !take (column, value, &field, error))
    return FALSE;
  write_field (column, instance, &field);
  return TRUE;
}

/* --- owning --- */

void
mo_field_dup (const MoColumn *column, gpointer instance)
{
  Field field = read_field (column, instance);

  if (!mo_field_is_owner (column))
    return;
  if (column->type == MO_FIELD_TEXT)
    field.text = g_strdup (field.text);
  else if (column->type == MO_FIELD_BYTES && field.bytes != NULL)
    g_bytes_ref (field.bytes);
  else if (column->type == MO_FIELD_DATE_TIME && field.date_time != NULL)
    g_date_time_ref (field.date_time);
  write_field (column, instance, &field);
}

void
mo_field_clear (const MoColumn *column, gpointer instance)
{
  Field field = read_field (column, instance);
  const Field empty = { { 0 } };

  if (column->type == MO_FIELD_TEXT)
    g_free (field.text);
  else if (column->type == MO_FIELD_BYTES)
    g_bytes_unref (field.bytes);
  else if (column->type == MO_FIELD_DATE_TIME && field.date_time != NULL)
    g_date_time_unref (field.date_time);
  write_field (column, instance, &empty);
}

/* --- comparing --- */

static gboolean
equal_doubles (double a, double b)
{
  return (isnan (a) && isnan (b)) || (a == b && signbit (a) == signbit (b));
}

gboolean
mo_field_equal (const MoColumn *column, gconstpointer a, gconstpointer b)
{
  Field left = read_field (column, a);
  Field right = read_field (column, b);

  switch (column->type)
    {
    case MO_FIELD_BOOLEAN:
      return !is_true (column, &left) == !is_true (column, &right);
    case MO_FIELD_FLOAT:
      return equal_doubles ((double) left.single, (double) right.single);
    case MO_FIELD_DOUBLE:
      return equal_doubles (left.number, right.number);
    case MO_FIELD_NULL_INT64:
      return !left.null_int64.is_set == !right.null_int64.is_set
             && (!left.null_int64.is_set || left.null_int64.value == right.null_int64.value);
    case MO_FIELD_NULL_DOUBLE:
      return !left.null_double.is_set == !right.null_double.is_set
             && (!left.null_double.is_set
                 || equal_doubles (left.null_double.value, right.null_double.value));
    case MO_FIELD_TEXT:
      return g_strcmp0 (left.text, right.text) == 0;
    case MO_FIELD_BYTES:
      return left.bytes == right.bytes
             || (left.bytes != NULL && right.bytes != NULL
                 && g_bytes_equal (left.bytes, right.bytes));
    case MO_FIELD_DATE_TIME:
      return left.date_time == right.date_time
             || (left.date_time != NULL && right.date_time != NULL
                 && g_date_time_equal (left.date_time, right.date_time));
    case MO_FIELD_INT8:
    case MO_FIELD_INT16:
    case MO_FIELD_INT32:
    case MO_FIELD_INT64:
    case MO_FIELD_UINT8:
    case MO_FIELD_UINT16:
    case MO_FIELD_UINT32:
    case MO_FIELD_UINT64:
    default:
      return left.uint64 == right.uint64; /* the rest of the union is zero */
    }
}

gboolean
mo_field_is_unset (const MoColumn *column, gconstpointer instance)
{
  Field field = read_field (column, instance);

  if (column->type == MO_FIELD_NULL_INT64)
    return !field.null_int64.is_set;
  if (column->type == MO_FIELD_NULL_DOUBLE)
    return !field.null_double.is_set;
  if (column->type == MO_FIELD_FLOAT)
    return field.single == 0;
  if (column->type == MO_FIELD_DOUBLE)
    return field.number == 0;
  if (mo_field_is_owner (column))
    return field.pointer == NULL;
  return field.uint64 == 0;
}
