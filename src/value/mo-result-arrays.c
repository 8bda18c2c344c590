/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoResult: its columns as arrays. */

#include <matrixone-glib/mo-result-arrays.h>

#include "value/mo-result-private.h"

/* NULL: it has none of that kind. */
static const MoArray *
find_array (MoResult *self, guint column, MoArrayKind kind)
{
  const MoArray *array;

  if (self->arrays == NULL || column >= self->n_columns)
    return NULL;
  array = &self->arrays->columns[column];
  return array->kind == kind ? array : NULL;
}

static gconstpointer
find_data (MoResult *self, guint column, MoArrayKind kind)
{
  const MoArray *array = find_array (self, column, kind);

  return array != NULL ? array->data : NULL;
}

/**
 * mo_result_get_int64_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 *
 * The whole numbers of a column, one a row; 0 for SQL NULL, which
 * [method@Mo.Result.get_null_array] tells.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the numbers, [method@Mo.Result.get_n_rows] of them, borrowed
 *   from the result; %NULL if there are no rows, the result has none as arrays, or the column is
 *   not of type %MO_VALUE_INT64
 * Since: 0.1
 */
const gint64 *
mo_result_get_int64_array (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return find_data (self, column, MO_ARRAY_INT64);
}

/**
 * mo_result_get_uint64_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 *
 * The same of a column without signs.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the numbers, [method@Mo.Result.get_n_rows] of them, borrowed
 *   from the result; %NULL if there are no rows, the result has none as arrays, or the column is
 *   not of type %MO_VALUE_UINT64
 * Since: 0.1
 */
const guint64 *
mo_result_get_uint64_array (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return find_data (self, column, MO_ARRAY_UINT64);
}

/**
 * mo_result_get_double_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 *
 * The same of a column of floats or doubles. One of DECIMAL is none, as doubles would lose digits:
 * where they may, the query can say `CAST(price AS DOUBLE)`.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the numbers, [method@Mo.Result.get_n_rows] of them, borrowed
 *   from the result; %NULL if there are no rows, the result has none as arrays, or the column is
 *   not of type %MO_VALUE_DOUBLE
 * Since: 0.1
 */
const double *
mo_result_get_double_array (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return find_data (self, column, MO_ARRAY_DOUBLE);
}

/**
 * mo_result_get_vecf32_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 * @n_elements: (out) (optional): how many floats a row has; 0 where none is returned
 *
 * The vectors of a column, row by row: the one of row i begins at i * @n_elements. SQL NULL is
 * zeros.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the floats, [method@Mo.Result.get_n_rows] times @n_elements
 *   of them, borrowed from the result; %NULL if there is no vector, the result has none as arrays,
 *   or the column was not asked for as vectors of floats
 * Since: 0.1
 */
const float *
mo_result_get_vecf32_array (MoResult *self, guint column, guint *n_elements)
{
  const MoArray *array;

  g_return_val_if_fail (self != NULL, NULL);

  array = find_array (self, column, MO_ARRAY_VECF32);
  if (n_elements != NULL)
    *n_elements = array != NULL ? array->n_elements : 0;
  return array != NULL ? array->data : NULL;
}

/**
 * mo_result_get_vecf64_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 * @n_elements: (out) (optional): how many doubles a row has; 0 where none is returned
 *
 * The same of vectors that were asked for as doubles.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the doubles, [method@Mo.Result.get_n_rows] times @n_elements
 *   of them, borrowed from the result; %NULL if there is no vector, the result has none as arrays,
 *   or the column was not asked for as vectors of doubles
 * Since: 0.1
 */
const double *
mo_result_get_vecf64_array (MoResult *self, guint column, guint *n_elements)
{
  const MoArray *array;

  g_return_val_if_fail (self != NULL, NULL);

  array = find_array (self, column, MO_ARRAY_VECF64);
  if (n_elements != NULL)
    *n_elements = array != NULL ? array->n_elements : 0;
  return array != NULL ? array->data : NULL;
}

/**
 * mo_result_get_null_array:
 * @self: a result of [func@Mo.execute_arrays_values]
 * @column: a column
 *
 * Which rows are SQL NULL in a column.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): 1 for each row that is, 0 for the others,
 *   [method@Mo.Result.get_n_rows] of them, borrowed from the result; %NULL if none is, or the
 *   result has no arrays
 * Since: 0.1
 */
const guint8 *
mo_result_get_null_array (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->arrays != NULL && column < self->n_columns ? self->arrays->columns[column].nulls
                                                          : NULL;
}
