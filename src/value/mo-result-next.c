/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoResult among the results of one call. */

#include "value/mo-result-private.h"

/**
 * mo_result_get_next:
 * @self: a result
 *
 * The result behind this one, of the same call: a CALL gives one for each SELECT of the routine
 * and, on MariaDB and MySQL, its status, which has no columns, at the end; a script gives those of
 * each of its statements, see [method@Mo.Result.get_statement]. Of a cursor they are behind its
 * end, see [method@Mo.Cursor.fetch]. It lives as long as @self does; a reference keeps it, and
 * those behind it, longer.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the next result, or %NULL behind the last
 * Since: 0.1
 */
MoResult *
mo_result_get_next (MoResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->next;
}

/**
 * mo_result_get_statement:
 * @self: a result
 *
 * Which statement of a script it is a result of; a CALL among them may have several.
 *
 * Thread: any.
 *
 * Returns: the statement's number in its script, from 0 on; 0 where there is no script
 * Since: 0.1
 */
guint
mo_result_get_statement (MoResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->statement;
}

/**
 * mo_result_has_out_parameters:
 * @self: a result
 *
 * Whether its one row is what a routine has given out: a column for each OUT and INOUT parameter
 * that was bound, in their order. MariaDB and MySQL send that behind the rows of the routine, where
 * the CALL was sent with %MO_EXECUTE_PREPARED.
 *
 * Thread: any.
 *
 * Returns: %TRUE for the values of parameters
 * Since: 0.1
 */
gboolean
mo_result_has_out_parameters (MoResult *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_out_parameters;
}
