/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoResult: immutable once built, shared by counted references. */

#include <matrixone-glib/mo-error.h>

#include "value/mo-result-private.h"
#include "value/mo-value-private.h"

/**
 * MoResult:
 *
 * What one statement gave back: columns and typed rows if it was a query, counts if it was a
 * write. It never changes, so threads may share it; text and bytes of its cells live as long as it
 * does. Rows and columns count from 0.
 *
 * Since: 0.1
 */
G_DEFINE_BOXED_TYPE (MoResult, mo_result, mo_result_ref, mo_result_unref)

/**
 * mo_result_ref:
 * @self: a result
 *
 * Takes a reference.
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoResult *
mo_result_ref (MoResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/* But for the one behind it. */
static void
free_alone (MoResult *self)
{
  if (self->free_attachment != NULL)
    self->free_attachment (self->attachment);
  g_clear_pointer (&self->warnings, mo_result_unref); /* which has no others */
  g_clear_pointer (&self->arrays, mo_arrays_free);
  mo_arena_clear (&self->arena);
  if (self->rows != self->few_rows)
    g_free (self->rows);
  g_free (self);
}

/**
 * mo_result_unref:
 * @self: (transfer full): a result
 *
 * Drops a reference; the last one frees the result, and every text that was lent from it. Those
 * behind it go with it, unless somebody has a reference of their own.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_result_unref (MoResult *self)
{
  g_return_if_fail (self != NULL);

  /* Release: our reads come before the drop. Acquire: the last drop comes after everyone's. */
  while (self != NULL
         && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    {
      MoResult *next = self->next;

      free_alone (self);
      self = next;
    }
}

/**
 * mo_result_get_n_columns:
 * @self: a result
 *
 * How many columns it has; 0 if the statement returns no rows, as an UPDATE does.
 *
 * Thread: any.
 *
 * Returns: the number of columns
 * Since: 0.1
 */
guint
mo_result_get_n_columns (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns;
}

/**
 * mo_result_get_n_rows:
 * @self: a result
 *
 * How many rows came. For what a write changed see [method@Mo.Result.get_affected_rows].
 *
 * Thread: any.
 *
 * Returns: the number of rows
 * Since: 0.1
 */
guint
mo_result_get_n_rows (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

/**
 * mo_result_get_column_name:
 * @self: a result
 * @column: a column; it must be one that the result has
 *
 * The name that the query gives the column: its alias, or its expression.
 *
 * Thread: any.
 *
 * Returns: (transfer none): the name
 * Since: 0.1
 */
const char *
mo_result_get_column_name (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (column < self->n_columns, NULL);

  return self->columns[column].name;
}

/**
 * mo_result_get_column_type:
 * @self: a result
 * @column: a column; it must be one that the result has
 *
 * The type of the cells of a column that are not SQL NULL.
 *
 * Thread: any.
 *
 * Returns: the type; %MO_VALUE_NULL for a column that can hold nothing else
 * Since: 0.1
 */
MoValueType
mo_result_get_column_type (MoResult *self, guint column)
{
  g_return_val_if_fail (self != NULL, MO_VALUE_NULL);
  g_return_val_if_fail (column < self->n_columns, MO_VALUE_NULL);

  return self->columns[column].type;
}

/**
 * mo_result_find_column:
 * @self: a result
 * @name: a name
 *
 * The first column of that name; if there is none, the first that differs only in the case of
 * ASCII letters, as SQL has it.
 *
 * Thread: any.
 *
 * Returns: the column, or -1
 * Since: 0.1
 */
gint
mo_result_find_column (MoResult *self, const char *name)
{
  gint similar = -1;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (strcmp (self->columns[i].name, name) == 0)
        return (gint) i;
      if (similar < 0 && g_ascii_strcasecmp (self->columns[i].name, name) == 0)
        similar = (gint) i;
    }
  return similar;
}

/**
 * mo_result_get_value:
 * @self: a result
 * @row: a row; it must be one that the result has
 * @column: a column; it must be one that the result has
 *
 * One cell. Its text or bytes are borrowed from the result.
 *
 * Thread: any.
 *
 * Returns: the value
 * Since: 0.1
 */
MoValue
mo_result_get_value (MoResult *self, guint row, guint column)
{
  g_return_val_if_fail (self != NULL, mo_value_null ());
  g_return_val_if_fail (row < self->n_rows, mo_value_null ());
  g_return_val_if_fail (column < self->n_columns, mo_value_null ());

  return self->arrays != NULL ? mo_arrays_get (self->arrays, row, column)
                              : self->rows[row][column];
}

/**
 * mo_result_is_null:
 * @self: a result
 * @row: a row; it must be one that the result has
 * @column: a column; it must be one that the result has
 *
 * Whether a cell is SQL NULL.
 *
 * Thread: any.
 *
 * Returns: %TRUE for SQL NULL
 * Since: 0.1
 */
gboolean
mo_result_is_null (MoResult *self, guint row, guint column)
{
  MoValue value = mo_result_get_value (self, row, column);

  return mo_value_is_null (&value);
}

/**
 * mo_result_get_int64:
 * @self: a result
 * @row: a row; it must be one that the result has
 * @column: a column; it must be one that the result has
 *
 * A cell as an integer, where the query leaves no doubt that it is one. What is no integer, or does
 * not fit, is 0, as SQL NULL is: to tell, read the cell with [method@Mo.Value.get_int64].
 *
 * Thread: any.
 *
 * Returns: the integer, or 0
 * Since: 0.1
 */
gint64
mo_result_get_int64 (MoResult *self, guint row, guint column)
{
  MoValue value = mo_result_get_value (self, row, column);
  gint64 number = 0;

  mo_value_get_int64 (&value, &number, NULL);
  return number;
}

/**
 * mo_result_get_double:
 * @self: a result
 * @row: a row; it must be one that the result has
 * @column: a column; it must be one that the result has
 *
 * A cell as a number, where the query leaves no doubt that it is one. What is no number is 0, as
 * SQL NULL is: to tell, read the cell with [method@Mo.Value.get_double].
 *
 * Thread: any.
 *
 * Returns: the number, or 0
 * Since: 0.1
 */
double
mo_result_get_double (MoResult *self, guint row, guint column)
{
  MoValue value = mo_result_get_value (self, row, column);
  double number = 0;

  mo_value_get_double (&value, &number, NULL);
  return number;
}

/**
 * mo_result_get_text:
 * @self: a result
 * @row: a row; it must be one that the result has
 * @column: a column; it must be one that the result has
 *
 * The text of a cell of type TEXT, DECIMAL, JSON or BYTES, borrowed from the result. A NUL ends it;
 * where there may be NULs inside, [method@Mo.Value.get_text] tells the length.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL for SQL NULL and any other type
 * Since: 0.1
 */
const char *
mo_result_get_text (MoResult *self, guint row, guint column)
{
  MoValue value = mo_result_get_value (self, row, column);

  return mo_value_get_text (&value, NULL);
}

/**
 * mo_result_get_scalar:
 * @self: a result
 * @out: (out caller-allocates): the value, borrowed from the result; untouched on failure
 * @error: where to put an error
 *
 * The first column of the one row that there must be.
 *
 * Thread: any. Errors: %MO_ERROR_NO_ROWS if there is no row, or the statement returns none;
 * %MO_ERROR_TOO_MANY_ROWS if there is more than one.
 *
 * Returns: %TRUE if @out is set
 * Since: 0.1
 */
gboolean
mo_result_get_scalar (MoResult *self, MoValue *out, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (self->n_columns == 0)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_NO_ROWS, "the statement returns no rows");
      return FALSE;
    }
  if (self->n_rows == 0)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_NO_ROWS, "one row was asked for and there is none");
      return FALSE;
    }
  if (self->n_rows > 1)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_TOO_MANY_ROWS,
                   "one row was asked for and there are %u", self->n_rows);
      return FALSE;
    }
  *out = mo_result_get_value (self, 0, 0);
  return TRUE;
}

/**
 * mo_result_get_affected_rows:
 * @self: a result
 *
 * How many rows a write found, whether or not it changed them.
 *
 * Thread: any.
 *
 * Returns: the number of rows
 * Since: 0.1
 */
guint64
mo_result_get_affected_rows (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->affected_rows;
}

/**
 * mo_result_get_changed_rows:
 * @self: a result
 *
 * How many of the rows that an UPDATE found it has changed, where the server says so beside them:
 * MariaDB and MySQL do, in English, their default. Of any other statement, and on MatrixOne, it is
 * [method@Mo.Result.get_affected_rows].
 *
 * Thread: any.
 *
 * Returns: the number of rows
 * Since: 0.1
 */
guint64
mo_result_get_changed_rows (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->changed_rows;
}

/**
 * mo_result_get_last_insert_id:
 * @self: a result
 *
 * The key that the server generated for an INSERT of one row. Of several rows MariaDB and MySQL
 * tell the first key, MatrixOne the last; and for a table without a generated key MatrixOne may
 * tell a stale one.
 *
 * Thread: any.
 *
 * Returns: the key, or 0 if none was generated
 * Since: 0.1
 */
guint64
mo_result_get_last_insert_id (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last_insert_id;
}

/**
 * mo_result_get_n_warnings:
 * @self: a result
 *
 * How many warnings the server counted. Of a CALL, each result has its own count, and that of the
 * status is what was left in the end. MatrixOne counts none.
 *
 * Thread: any.
 *
 * Returns: the number of warnings
 * Since: 0.1
 */
guint
mo_result_get_n_warnings (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_warnings;
}

/**
 * mo_result_get_warnings:
 * @self: the first result of a statement; of a cursor, its end
 *
 * The warnings of a statement that was run with %MO_EXECUTE_WARNINGS, as SHOW WARNINGS has them: a
 * row each, with its level, such as `Warning` or `Note`, its number and its text, in the columns 0
 * to 2. The server keeps no more of them than its `max_error_count` says, 64 unless it was set.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the warnings; %NULL where there are none, where nobody asked
 *   for them, and where the question failed, which is no failure of the statement
 * Since: 0.1
 */
MoResult *
mo_result_get_warnings (MoResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->warnings;
}
