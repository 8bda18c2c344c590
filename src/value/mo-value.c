/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: making one, and asking what it is. */

#include "value/mo-value-private.h"

/**
 * mo_value_null:
 *
 * SQL NULL. MO_NULL says the same in C.
 *
 * Thread: any.
 *
 * Returns: SQL NULL
 * Since: 0.1
 */
MoValue
mo_value_null (void)
{
  return (MoValue){ .type = MO_VALUE_NULL };
}

/**
 * mo_value_boolean:
 * @boolean: a truth value
 *
 * A truth value, which SQL has as the integer 1 or 0; any other @boolean than 0 is 1.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_INT64
 * Since: 0.1
 */
MoValue
mo_value_boolean (gboolean boolean)
{
  return mo_value_int64 (boolean ? 1 : 0);
}

/**
 * mo_value_int64:
 * @number: an integer
 *
 * A signed integer.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_INT64
 * Since: 0.1
 */
MoValue
mo_value_int64 (gint64 number)
{
  return (MoValue){ .as.int64 = number, .type = MO_VALUE_INT64 };
}

/**
 * mo_value_uint64:
 * @number: an integer
 *
 * An integer without sign.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_UINT64
 * Since: 0.1
 */
MoValue
mo_value_uint64 (guint64 number)
{
  return (MoValue){ .as.uint64 = number, .type = MO_VALUE_UINT64 };
}

/**
 * mo_value_double:
 * @number: a number
 *
 * A floating point number. NaN and the infinities can be made, but SQL does not know them: a call
 * that takes parameters refuses them with %MO_ERROR_OUT_OF_RANGE.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_DOUBLE
 * Since: 0.1
 */
MoValue
mo_value_double (double number)
{
  return (MoValue){ .as.number = number, .type = MO_VALUE_DOUBLE };
}

/* @text is not NULL if @length is not 0. */
static MoValue
make_text (MoValueType type, const char *text, gsize length)
{
  if (length > G_MAXUINT32)
    return (MoValue){ .type = MO_VALUE_INVALID };
  return (MoValue){
    .as.text = text != NULL ? text : "",
    .length = (guint32) length,
    .type = (guint8) type,
  };
}

/**
 * mo_value_decimal:
 * @digits: (nullable): the number as text: digits, with a sign, a fraction or an exponent if need
 *   be; borrowed
 *
 * An exact number. The text is checked when a call takes the value: %MO_ERROR_TYPE_MISMATCH if it
 * is no number. %NULL is SQL NULL.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_DECIMAL
 * Since: 0.1
 */
MoValue
mo_value_decimal (const char *digits)
{
  if (digits == NULL)
    return mo_value_null ();
  return make_text (MO_VALUE_DECIMAL, digits, strlen (digits));
}

/**
 * mo_value_text:
 * @text: (nullable): UTF-8 text; borrowed
 *
 * Text up to its NUL. Whether it is UTF-8 is checked when a call takes the value. %NULL is SQL
 * NULL; text above 4 GiB becomes %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_TEXT
 * Since: 0.1
 */
MoValue
mo_value_text (const char *text)
{
  if (text == NULL)
    return mo_value_null ();
  return make_text (MO_VALUE_TEXT, text, strlen (text));
}

/**
 * mo_value_text_len:
 * @text: (nullable): UTF-8 text, without NUL at its end if need be; borrowed
 * @length: its length in bytes
 *
 * Text of a known length; a NUL in it is a character as any other. %NULL is SQL NULL; text above
 * 4 GiB becomes %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_TEXT
 * Since: 0.1
 */
MoValue
mo_value_text_len (const char *text, gsize length)
{
  if (text == NULL)
    return mo_value_null ();
  return make_text (MO_VALUE_TEXT, text, length);
}

/**
 * mo_value_bytes:
 * @data: (nullable) (array length=length) (element-type guint8): where they are; borrowed
 * @length: how many
 *
 * Bytes that need not be text. No bytes, as an empty GByteArray has them (%NULL and 0), are the
 * empty string of bytes, not SQL NULL; %NULL with another length, and more than 4 GiB, become
 * %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_BYTES
 * Since: 0.1
 */
MoValue
mo_value_bytes (gconstpointer data, gsize length)
{
  if (data == NULL && length > 0)
    return (MoValue){ .type = MO_VALUE_INVALID };
  return make_text (MO_VALUE_BYTES, data, length);
}

/**
 * mo_value_from_bytes:
 * @bytes: (nullable): bytes; borrowed, so keep a reference for as long as the value is in use
 *
 * Bytes that need not be text. %NULL is SQL NULL; an empty GBytes is the empty string of bytes;
 * more than 4 GiB become %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_BYTES
 * Since: 0.1
 */
MoValue
mo_value_from_bytes (GBytes *bytes)
{
  gconstpointer data;
  gsize length;

  if (bytes == NULL)
    return mo_value_null ();
  data = g_bytes_get_data (bytes, &length);
  return mo_value_bytes (data, length);
}

/**
 * mo_value_pointer:
 * @pointer: (nullable): anything
 *
 * What MO_VALUE() makes of a pointer whose type says nothing: a value that every call refuses with
 * %MO_ERROR_TYPE_MISMATCH. @pointer is not kept.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_POINTER
 * Since: 0.1
 */
MoValue
mo_value_pointer (gconstpointer pointer)
{
  (void) pointer;
  return (MoValue){ .type = MO_VALUE_POINTER };
}

/**
 * mo_value_identity:
 * @value: a value
 *
 * Gives @value back, so that MO_VALUE() can take a value too.
 *
 * Thread: any.
 *
 * Returns: @value
 * Since: 0.1
 */
MoValue
mo_value_identity (MoValue value)
{
  return value;
}

/**
 * mo_value_get_value_type:
 * @self: a value
 *
 * Which of the types it has.
 *
 * Thread: any.
 *
 * Returns: the type
 * Since: 0.1
 */
MoValueType
mo_value_get_value_type (const MoValue *self)
{
  g_return_val_if_fail (self != NULL, MO_VALUE_INVALID);

  return self->type <= MO_VALUE_INVALID ? (MoValueType) self->type : MO_VALUE_INVALID;
}

/**
 * mo_value_is_null:
 * @self: a value
 *
 * Whether it is SQL NULL.
 *
 * Thread: any.
 *
 * Returns: %TRUE for SQL NULL
 * Since: 0.1
 */
gboolean
mo_value_is_null (const MoValue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->type == MO_VALUE_NULL;
}

/**
 * mo_value_get_text:
 * @self: a value
 * @length: (out) (optional): its length in bytes, 0 if there is none
 *
 * The bytes of TEXT, DECIMAL, JSON and BYTES, without a copy. They live as long as what the value
 * borrows from. In a cell of a result a NUL follows them; in a value of
 * [func@Mo.value_text_len] or [func@Mo.value_bytes] perhaps not, and there may be NULs inside.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL if the value is of another type
 * Since: 0.1
 */
const char *
mo_value_get_text (const MoValue *self, gsize *length)
{
  MoValueType type;
  gboolean has_text;

  g_return_val_if_fail (self != NULL, NULL);

  type = mo_value_get_value_type (self);
  has_text = type == MO_VALUE_TEXT || type == MO_VALUE_DECIMAL || type == MO_VALUE_JSON
             || type == MO_VALUE_BYTES;
  if (length != NULL)
    *length = has_text ? self->length : 0;
  return has_text ? self->as.text : NULL;
}

/**
 * mo_value_type_get_name:
 * @type: a type
 *
 * The name of a type as messages have it: "INT64", "TEXT".
 *
 * Thread: any.
 *
 * Returns: (transfer none): the name, "INVALID" for a number that is no type
 * Since: 0.1
 */
const char *
mo_value_type_get_name (MoValueType type)
{
  static const char *const names[] = {
    [MO_VALUE_NULL] = "NULL",         [MO_VALUE_INT64] = "INT64",
    [MO_VALUE_UINT64] = "UINT64",     [MO_VALUE_DOUBLE] = "DOUBLE",
    [MO_VALUE_DECIMAL] = "DECIMAL",   [MO_VALUE_TEXT] = "TEXT",
    [MO_VALUE_BYTES] = "BYTES",       [MO_VALUE_JSON] = "JSON",
    [MO_VALUE_DATE] = "DATE",         [MO_VALUE_TIME] = "TIME",
    [MO_VALUE_DATETIME] = "DATETIME", [MO_VALUE_VECF32] = "VECF32",
    [MO_VALUE_VECF64] = "VECF64",     [MO_VALUE_LIST] = "LIST",
    [MO_VALUE_POINTER] = "POINTER",   [MO_VALUE_INVALID] = "INVALID",
  };

  return (guint) type < G_N_ELEMENTS (names) ? names[type] : "INVALID";
}
