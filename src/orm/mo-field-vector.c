/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A field that holds a vector: floats, one behind the other, in a GBytes. */

#include "orm/mo-field-private.h"

#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

MoValue
mo_field_get_vector (GBytes *bytes)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return mo_value_null ();
  data = g_bytes_get_data (bytes, &size);
  if ((guintptr) data % sizeof (float) != 0)
    return mo_value_from_bytes (bytes); /* which mo_field_read_vector() does not let in */
  return mo_value_vecf32 (data, size / sizeof (float));
}

/* A copy, as what others have may not be aligned. */
static GBytes *
copy_floats (const MoValue *value, GError **error)
{
  if (value->length % sizeof (float) == 0)
    return g_bytes_new (value->as.text, value->length);
  g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
               "%u bytes, which are no whole number of floats", value->length);
  return NULL;
}

GBytes *
mo_field_read_vector (const MoColumn *column, const MoValue *value, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize n = 0;

  if (mo_value_get_value_type (value) == MO_VALUE_BYTES)
    bytes = copy_floats (value, error);
  else
    {
      float *floats = mo_value_get_vecf32 (value, &n, error);

      bytes = floats != NULL ? g_bytes_new_take (floats, n * sizeof (float)) : NULL;
    }
  if (bytes == NULL || g_bytes_get_size (bytes) == column->length * sizeof (float))
    return g_steal_pointer (&bytes);
  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE,
               "a vector of %" G_GSIZE_FORMAT " numbers, and the column has %u",
               g_bytes_get_size (bytes) / sizeof (float), column->length);
  return NULL;
}
