/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the error of a statement means: whether it took effect, as far as that can be known. */

#include "client/mo-run-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "wire/mo-server-error-private.h"

gboolean
mo_run_was_interrupted (const GError *error)
{
  return error->domain == MO_ERROR
         && (error->code == MO_ERROR_INTERRUPTED || error->code == MO_ERROR_CONNECTION_LOST
             || error->code == MO_ERROR_SERVER || error->code == MO_ERROR_FAILED);
}

void
mo_run_tell_stopped (MoConnection *connection,
                     MoStatement *statement,
                     gboolean in_transaction,
                     GError **error)
{
  g_autoptr (GError) cause = *error;
  /* A server that was only hung up on may be at work for a while. */
  const char *how = mo_connection_is_lost (connection) ? "given up, with its connection"
                                                       : "stopped on the server";

  if (!mo_run_was_interrupted (cause))
    {
      cause = NULL; /* it had failed before, or was not even sent */
      return;
    }
  if (in_transaction || mo_statement_is_read_only (statement)
      || !mo_connection_was_request_sent (connection))
    *error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                          "cancelled, and %s, without effect (%s)", how, cause->message);
  else
    *error = mo_error_rewrap (cause, MO_ERROR_OUTCOME_UNKNOWN,
                              "cancelled while it ran, and %s: what it had written by then may "
                              "have taken effect (%s)",
                              how, cause->message);
}

/* --- by itself --- */

/* The connection broke, or a part of the server that had the write in hand was lost. */
static gboolean
is_unknown (MoConnection *connection, const GError *cause)
{
  if (mo_connection_is_lost (connection))
    return mo_connection_was_request_sent (connection);
  return mo_server_error_is_write_unknown (mo_connection_get_server_kind (connection),
                                           mo_error_get_server_code (cause), cause->message);
}

void
mo_run_tell_unknown (MoConnection *connection, MoStatement *statement, GError **error)
{
  GError *cause = *error;

  if (mo_statement_is_read_only (statement) || !is_unknown (connection, cause))
    return;
  *error = mo_error_rewrap (cause, MO_ERROR_OUTCOME_UNKNOWN,
                            "%s; the statement had been sent, and may have taken effect",
                            cause->message);
  g_error_free (cause);
}

/* An error carries no flags, and a routine may have opened a transaction before it failed. A ping
 * tells, so that the pool does not hand the connection on like that. */
static void
look_at_flags (const MoRun *run, MoStatement *statement)
{
  if (!mo_connection_is_lost (run->connection) && !mo_statement_may_share_packet (statement))
    mo_run_ping (run->connection, run->job, NULL);
}

void
mo_run_judge_alone (const MoRun *self, MoStatement *statement, gboolean stopped, GError **error)
{
  look_at_flags (self, statement);
  if (stopped)
    mo_run_tell_stopped (self->connection, statement, FALSE, error);
  else
    mo_run_tell_unknown (self->connection, statement, error);
}
