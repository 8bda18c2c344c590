/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoArrays: arrays that grow by doubling, and are cut to their size in the end. */

#include "value/mo-arrays-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "value/mo-result-private.h"
#include "value/mo-value-private.h"

static MoArrayKind
find_kind (MoValueType type)
{
  switch (type)
    {
    case MO_VALUE_INT64:
      return MO_ARRAY_INT64;
    case MO_VALUE_UINT64:
      return MO_ARRAY_UINT64;
    case MO_VALUE_DOUBLE:
      return MO_ARRAY_DOUBLE;
    case MO_VALUE_NULL:
    case MO_VALUE_DECIMAL:
    case MO_VALUE_TEXT:
    case MO_VALUE_BYTES:
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
    case MO_VALUE_JSON:
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      return MO_ARRAY_VALUES;
    }
}

/* Bytes a row; 0: of a vector that nobody has seen yet. */
static gsize
get_size (const MoArray *array)
{
  switch (array->kind)
    {
    case MO_ARRAY_INT64:
    case MO_ARRAY_UINT64:
    case MO_ARRAY_DOUBLE:
      return sizeof (gint64);
    case MO_ARRAY_VECF32:
      return array->n_elements * sizeof (float);
    case MO_ARRAY_VECF64:
      return array->n_elements * sizeof (double);
    case MO_ARRAY_VALUES:
    default:
      return sizeof (MoValue);
    }
}

/* --- making --- */

/* Of a column of nothing but SQL NULL a server may not know the type. */
static gboolean
set_vector (
    MoArrays *self, MoResult *columns, const char *name, gboolean as_doubles, GError **error)
{
  gint column = mo_result_find_column (columns, name);
  MoValueType type
      = column >= 0 ? mo_result_get_column_type (columns, (guint) column) : MO_VALUE_INVALID;

  if (type == MO_VALUE_TEXT || type == MO_VALUE_NULL)
    {
      self->columns[column].kind = as_doubles ? MO_ARRAY_VECF64 : MO_ARRAY_VECF32;
      return TRUE;
    }
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               column < 0 ? "the rows have no column \"%s\", which was to be a vector"
                          : "column \"%s\" was to be a vector, and is not of text",
               name);
  return FALSE;
}

MoArrays *
mo_arrays_new (MoResult *columns, const char *const *vectors, gboolean as_doubles, GError **error)
{
  guint n_columns = mo_result_get_n_columns (columns);
  g_autoptr (MoArrays) self = g_malloc0 (sizeof (MoArrays) + n_columns * sizeof (MoArray));

  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    self->columns[i].kind = find_kind (mo_result_get_column_type (columns, i));
  for (; vectors != NULL && *vectors != NULL; vectors++)
    if (!set_vector (self, columns, *vectors, as_doubles, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
mo_arrays_free (MoArrays *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_free (self->columns[i].data);
      g_free (self->columns[i].nulls);
    }
  mo_arena_clear (&self->arena);
  g_free (self);
}

/* --- filling --- */

static gboolean
refuse_memory (gsize n_rows, gsize size, GError **error)
{
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "no memory for a column of %" G_GSIZE_FORMAT " rows of %" G_GSIZE_FORMAT " bytes",
               n_rows, size);
  return FALSE;
}

static gboolean
set_null_rows (MoArrays *self, MoArray *array, gsize n_rows, GError **error)
{
  guint8 *nulls = g_try_realloc (array->nulls, n_rows);

  if (nulls == NULL)
    return refuse_memory (n_rows, 1, error);
  if (n_rows > self->n_allocated)
    memset (nulls + self->n_allocated, 0, n_rows - self->n_allocated);
  array->nulls = nulls;
  return TRUE;
}

static gboolean
set_rows (MoArrays *self, MoArray *array, gsize n_rows, GError **error)
{
  gsize size = get_size (array);
  gpointer data = NULL;

  if (size > 0 && n_rows > 0 && n_rows <= G_MAXSIZE / size)
    data = g_try_realloc (array->data, n_rows * size);
  if (data == NULL && size > 0 && n_rows > 0)
    return refuse_memory (n_rows, size, error);
  if (data != NULL)
    array->data = data;
  return array->nulls == NULL || n_rows == 0 || set_null_rows (self, array, n_rows, error);
}

static gboolean
make_room (MoArrays *self, gsize n_rows, GError **error)
{
  gsize n = MAX (n_rows, 2 * self->n_allocated);

  if (n_rows <= self->n_allocated)
    return TRUE;
  if (n_rows > G_MAXUINT)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "a result has at most %u rows", G_MAXUINT);
      return FALSE;
    }
  for (guint i = 0; i < self->n_columns; i++)
    if (!set_rows (self, &self->columns[i], n, error))
      return FALSE;
  self->n_allocated = n;
  return TRUE;
}

/* The first of a column tells how many elements each has. */
static gboolean
begin_vectors (MoArrays *self, MoArray *array, gsize row, const MoValue *cell, GError **error)
{
  gsize n_elements;
  g_autofree double *elements = mo_value_get_vecf64 (cell, &n_elements, error);

  if (elements == NULL)
    return FALSE;
  if (n_elements == 0)
    return mo_value_refuse (cell, "a vector that has elements", error);
  array->n_elements = (guint) n_elements;
  if (!set_rows (self, array, self->n_allocated, error))
    return FALSE;
  memset (array->data, 0, row * get_size (array)); /* those before it are SQL NULL */
  return TRUE;
}

static gboolean
add_vector (MoArrays *self, MoArray *array, gsize row, const MoValue *cell, GError **error)
{
  char *place;

  if (array->n_elements == 0 && !begin_vectors (self, array, row, cell, error))
    return FALSE;
  place = (char *) array->data + row * get_size (array);
  return array->kind == MO_ARRAY_VECF32
             ? mo_value_read_vecf32 (cell, (float *) (void *) place, array->n_elements, error)
             : mo_value_read_vecf64 (cell, (double *) (void *) place, array->n_elements, error);
}

static gboolean
add_null (MoArrays *self, MoArray *array, gsize row, GError **error)
{
  if (array->nulls == NULL)
    array->nulls = g_try_malloc0 (self->n_allocated);
  if (array->nulls == NULL)
    return refuse_memory (self->n_allocated, 1, error);
  array->nulls[row] = 1;
  if (array->kind == MO_ARRAY_VALUES)
    ((MoValue *) array->data)[row] = mo_value_null ();
  else if (array->data != NULL)
    memset ((char *) array->data + row * get_size (array), 0, get_size (array));
  return TRUE;
}

static gboolean
add_value (MoArrays *self, MoArray *array, gsize row, const MoValue *cell, GError **error)
{
  MoValue copy = *cell;
  gsize length;
  const char *text = mo_value_get_text (cell, &length);

  if (text != NULL && (copy.as.text = mo_arena_try_copy (&self->arena, text, length)) == NULL)
    return refuse_memory (1, length + 1, error);
  ((MoValue *) array->data)[row] = copy;
  return TRUE;
}

static gboolean
add_cell (MoArrays *self, MoArray *array, gsize row, const MoValue *cell, GError **error)
{
  if (mo_value_is_null (cell))
    return add_null (self, array, row, error);
  switch (array->kind)
    {
    case MO_ARRAY_INT64:
      return mo_value_get_int64 (cell, &((gint64 *) array->data)[row], error);
    case MO_ARRAY_UINT64:
      return mo_value_get_uint64 (cell, &((guint64 *) array->data)[row], error);
    case MO_ARRAY_DOUBLE:
      return mo_value_get_double (cell, &((double *) array->data)[row], error);
    case MO_ARRAY_VECF32:
    case MO_ARRAY_VECF64:
      return add_vector (self, array, row, cell, error);
    case MO_ARRAY_VALUES:
    default:
      return add_value (self, array, row, cell, error);
    }
}

static gboolean
add_column (MoArrays *self, MoResult *rows, guint column, GError **error)
{
  guint n_rows = mo_result_get_n_rows (rows);

  for (guint i = 0; i < n_rows; i++)
    {
      MoValue cell = mo_result_get_value (rows, i, column);

      if (!add_cell (self, &self->columns[column], self->n_rows + i, &cell, error))
        {
          g_prefix_error (error, "row %" G_GSIZE_FORMAT ", column \"%s\": ", self->n_rows + i + 1,
                          mo_result_get_column_name (rows, column));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
mo_arrays_add (MoArrays *self, MoResult *rows, GError **error)
{
  guint n_rows = mo_result_get_n_rows (rows);

  if (!make_room (self, self->n_rows + n_rows, error))
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    if (!add_column (self, rows, i, error))
      return FALSE;
  self->n_rows += n_rows;
  return TRUE;
}

MoResult *
mo_arrays_finish (MoArrays *self, MoResult *columns, MoResult *end)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      set_rows (self, &self->columns[i], self->n_rows, NULL); /* less than there is */
      if (self->columns[i].kind == MO_ARRAY_VECF32)
        columns->columns[i].type = MO_VALUE_VECF32;
      else if (self->columns[i].kind == MO_ARRAY_VECF64)
        columns->columns[i].type = MO_VALUE_VECF64;
    }
  self->n_allocated = self->n_rows;
  columns->n_rows = (guint) self->n_rows;
  columns->arrays = self;
  columns->n_warnings = end->n_warnings;
  columns->has_out_parameters = end->has_out_parameters;
  columns->next = g_steal_pointer (&end->next);
  return mo_result_ref (columns);
}

/* --- reading --- */

MoValue
mo_arrays_get (const MoArrays *self, gsize row, guint column)
{
  const MoArray *array = &self->columns[column];
  const float *floats = array->data;
  const double *doubles = array->data;

  if (array->nulls != NULL && array->nulls[row] != 0)
    return mo_value_null ();
  switch (array->kind)
    {
    case MO_ARRAY_INT64:
      return mo_value_int64 (((const gint64 *) array->data)[row]);
    case MO_ARRAY_UINT64:
      return mo_value_uint64 (((const guint64 *) array->data)[row]);
    case MO_ARRAY_DOUBLE:
      return mo_value_double (doubles[row]);
    case MO_ARRAY_VECF32:
      return mo_value_vecf32 (floats + row * array->n_elements, array->n_elements);
    case MO_ARRAY_VECF64:
      return mo_value_vecf64 (doubles + row * array->n_elements, array->n_elements);
    case MO_ARRAY_VALUES:
    default:
      return ((const MoValue *) array->data)[row];
    }
}
