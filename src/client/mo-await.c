/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of a known type out of futures: results, numbers, transactions, cursors, gathers. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-cursor.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-gathered.h>
#include <matrixone-glib/mo-result.h>
#include <matrixone-glib/mo-transaction.h>

#include "base/mo-error-private.h"

/* NULL, and why, if @value is no @type. */
static gpointer
peek_pointer (const GValue *value, GType type, GError **error)
{
  if (value == NULL)
    return NULL; /* the error is set */
  if (!G_VALUE_HOLDS (value, type))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                   "the future holds a %s, and a %s was asked for", G_VALUE_TYPE_NAME (value),
                   g_type_name (type));
      return NULL;
    }
  return G_TYPE_IS_OBJECT (type) ? g_value_get_object (value) : g_value_get_boxed (value);
}

static gboolean
read_int64 (const GValue *value, gint64 *out, GError **error)
{
  MoResult *result;
  MoValue cell;

  if (value == NULL)
    return FALSE;
  /* Most often it is a result, which to ask first is quick. */
  if (G_VALUE_TYPE (value) != MO_TYPE_RESULT && G_VALUE_HOLDS (value, G_TYPE_INT64))
    {
      *out = g_value_get_int64 (value);
      return TRUE;
    }
  result = peek_pointer (value, MO_TYPE_RESULT, error);
  return result != NULL && mo_result_get_scalar (result, &cell, error)
         && mo_value_get_int64 (&cell, out, error);
}

static const GValue *
wait_for_value (MoFuture *future, GError **error)
{
  return mo_future_wait (future, MO_WAIT_FOREVER, error) ? mo_future_get_value (future, error)
                                                         : NULL;
}

/**
 * mo_await_result:
 * @future: (transfer full): a future of a [struct@Mo.Result]; consumed in any case
 * @error: return location
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MoResult *
mo_await_result (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;
  MoResult *result = peek_pointer (wait_for_value (owned, error), MO_TYPE_RESULT, error);

  return result != NULL ? mo_result_ref (result) : NULL;
}

/**
 * mo_await_int64:
 * @future: (transfer full): a future of a number, or of a result of one row; consumed in any case
 * @out: (out): the number, the row's first column
 * @error: return location
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_NO_ROWS,
 * %MO_ERROR_TOO_MANY_ROWS, %MO_ERROR_TYPE_MISMATCH, %MO_ERROR_OUT_OF_RANGE.
 *
 * Returns: %TRUE if there is a number
 * Since: 0.1
 */
gboolean
mo_await_int64 (MoFuture *future, gint64 *out, GError **error)
{
  g_autoptr (MoFuture) owned = future;

  return read_int64 (wait_for_value (owned, error), out, error);
}

static gboolean
check_first_column (MoResult *result, GError **error)
{
  if (mo_result_get_n_columns (result) > 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_NO_ROWS, "the statement returns no rows");
  return FALSE;
}

/**
 * mo_await_int64s:
 * @future: (transfer full): a future of rows; consumed in any case
 * @error: return location
 *
 * Waits for the first column of a result, as integers.
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH,
 * %MO_ERROR_OUT_OF_RANGE, which name the row, for a value that is no such integer, or SQL NULL;
 * %MO_ERROR_NO_ROWS of a statement that returns none.
 *
 * Returns: (transfer full) (nullable) (element-type gint64): one for each row
 * Since: 0.1
 */
GArray *
mo_await_int64s (MoFuture *future, GError **error)
{
  g_autoptr (MoResult) result = mo_await_result (future, error);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (result == NULL || !check_first_column (result, error))
    return NULL;
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    {
      MoValue cell = mo_result_get_value (result, i, 0);
      gint64 number;

      if (!mo_value_get_int64 (&cell, &number, error))
        {
          g_prefix_error (error, "row %u: ", i + 1);
          return NULL;
        }
      g_array_append_val (numbers, number);
    }
  return g_steal_pointer (&numbers);
}

/**
 * mo_await_strings:
 * @future: (transfer full): a future of rows; consumed in any case
 * @error: return location
 *
 * Waits for the first column of a result, as text; numbers, dates and times become the text that
 * [method@Mo.Value.to_string] makes of them.
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_NO_ROWS of a
 * statement that returns none.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): one for each row, which the array owns;
 *   %NULL among them for SQL NULL
 * Since: 0.1
 */
GPtrArray *
mo_await_strings (MoFuture *future, GError **error)
{
  g_autoptr (MoResult) result = mo_await_result (future, error);
  GPtrArray *texts;

  if (result == NULL || !check_first_column (result, error))
    return NULL;
  texts = g_ptr_array_new_full (mo_result_get_n_rows (result), g_free);
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    {
      MoValue cell = mo_result_get_value (result, i, 0);

      g_ptr_array_add (texts, mo_value_is_null (&cell) ? NULL : mo_value_to_string (&cell));
    }
  return texts;
}

/**
 * mo_await_gathered:
 * @future: (transfer full): a future of a [struct@Mo.Gathered]; consumed in any case
 * @error: return location
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer full) (nullable): the outcomes
 * Since: 0.1
 */
MoGathered *
mo_await_gathered (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;
  MoGathered *gathered = peek_pointer (wait_for_value (owned, error), MO_TYPE_GATHERED, error);

  return gathered != NULL ? mo_gathered_ref (gathered) : NULL;
}

/**
 * mo_await_transaction:
 * @future: (transfer full): what [method@Mo.Client.begin] returned; consumed in any case
 * @error: return location
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer full) (nullable): the transaction
 * Since: 0.1
 */
MoTransaction *
mo_await_transaction (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;
  MoTransaction *tx = peek_pointer (wait_for_value (owned, error), MO_TYPE_TRANSACTION, error);

  return tx != NULL ? g_object_ref (tx) : NULL;
}

/**
 * mo_await_cursor:
 * @future: (transfer full): what [func@Mo.open_cursor_values] or its like returned; consumed in any
 *   case
 * @error: return location
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MoCursor *
mo_await_cursor (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;
  MoCursor *cursor = peek_pointer (wait_for_value (owned, error), MO_TYPE_CURSOR, error);

  return cursor != NULL ? g_object_ref (cursor) : NULL;
}

/**
 * mo_future_get_result:
 * @future: a settled future
 * @error: return location
 *
 * Thread: any; never blocks. Errors: as [method@Mo.Future.get_value]; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer none) (nullable): its result, valid as long as a reference on @future
 * Since: 0.1
 */
MoResult *
mo_future_get_result (MoFuture *future, GError **error)
{
  return peek_pointer (mo_future_get_value (future, error), MO_TYPE_RESULT, error);
}

/**
 * mo_future_get_int64:
 * @future: a settled future of a number, or of a result of one row
 * @out: (out): the number
 * @error: return location
 *
 * Thread: any; never blocks. Errors: as [func@Mo.await_int64].
 *
 * Returns: %TRUE if there is a number
 * Since: 0.1
 */
gboolean
mo_future_get_int64 (MoFuture *future, gint64 *out, GError **error)
{
  return read_int64 (mo_future_get_value (future, error), out, error);
}

/**
 * mo_gathered_get_result:
 * @gathered: outcomes
 * @index: 0 is the first input
 * @error: return location
 *
 * Thread: any; never blocks. Errors: that input's; %MO_ERROR_TYPE_MISMATCH.
 *
 * Returns: (transfer none) (nullable): that input's result, valid as long as @gathered
 * Since: 0.1
 */
MoResult *
mo_gathered_get_result (MoGathered *gathered, guint index, GError **error)
{
  return peek_pointer (mo_gathered_get_value (gathered, index, error), MO_TYPE_RESULT, error);
}

/**
 * mo_gathered_int64:
 * @gathered: outcomes
 * @index: 0 is the first input
 *
 * The number that an input resolved with, or that its result holds in its only row, for outcomes
 * that are known to be there: 0 where there is none. [func@Mo.future_get_int64] tells why.
 *
 * Thread: any; never blocks.
 *
 * Returns: the number
 * Since: 0.1
 */
gint64
mo_gathered_int64 (MoGathered *gathered, guint index)
{
  gint64 number = 0;

  return read_int64 (mo_gathered_get_value (gathered, index, NULL), &number, NULL) ? number : 0;
}
