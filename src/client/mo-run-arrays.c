/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows that come in pieces, of which only one is in memory beside the arrays. */

#include "client/mo-run-arrays-private.h"

#include "value/mo-arrays-private.h"

/* (transfer full) (nullable): what is behind the rows; NULL: they could not be read. Of what cannot
 * be kept of them, @wrong tells. */
static MoResult *
read_all (MoConnection *connection, MoArrays *arrays, GError **wrong, GError **error)
{
  const MoPiece piece = { 0, MO_PIECE_BYTES };
  gint64 answered_usec = mo_connection_get_answered_usec (connection);
  MoResult *end = NULL;

  while (end == NULL)
    {
      g_autoptr (MoResult) rows = mo_connection_fetch (connection, &piece, &end, error);

      if (rows == NULL)
        return NULL;
      if (*wrong == NULL)
        mo_arrays_add (arrays, rows, wrong);
    }
  mo_connection_set_answered_usec (connection, answered_usec);
  return end;
}

MoResult *
mo_run_take_arrays (MoConnection *connection, MoStatement *statement, GError **error)
{
  g_autoptr (MoResult) columns = mo_connection_describe (connection);
  gboolean as_doubles = (mo_statement_get_flags (statement) & MO_STATEMENT_AS_DOUBLES) != 0;
  g_autoptr (MoArrays) arrays = NULL;
  g_autoptr (MoResult) end = NULL;
  g_autoptr (GError) wrong = NULL;

  if (mo_result_get_n_columns (columns) == 0)
    return mo_connection_fetch_all (connection, error);
  arrays = mo_arrays_new (columns, mo_statement_get_vectors (statement), as_doubles, &wrong);
  end = read_all (connection, arrays, &wrong, error);
  if (end == NULL)
    return NULL;
  if (wrong == NULL)
    return mo_arrays_finish (g_steal_pointer (&arrays), columns, end);
  g_propagate_prefixed_error (error, g_steal_pointer (&wrong), "%s",
                              mo_statement_is_read_only (statement)
                                  ? ""
                                  : "the statement has run, but its rows could not be kept: ");
  return NULL;
}
