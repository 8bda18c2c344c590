/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a transaction still lives, as far as its worker can tell, and what it says where not. */

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"
#include "wire/mo-server-error-private.h"

GError *
mo_transaction_core_new_ended_error (MoTransactionCore *self)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_ENDED, self->cause->message);
}

GError *
mo_transaction_core_refuse (MoTransactionCore *self)
{
  if (self->is_unknown)
    return mo_transaction_core_new_ended_error (self);
  if (mo_commit_gate_is_expired (self->gate))
    return mo_transaction_core_check_time (self);
  if (mo_commit_gate_is_closed (self->gate))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                "the commit was cancelled before it was sent: the transaction is "
                                "rolled back");
  switch (self->phase)
    {
    case MO_TRANSACTION_ABORTED:
      return mo_error_rewrap (self->cause, MO_ERROR_TRANSACTION_ABORTED,
                              "the server has rolled this transaction back, and nothing was sent: "
                              "roll back and run it again (it ended with: %s)",
                              self->cause->message);
    case MO_TRANSACTION_ENDED: /* has been told above */
    case MO_TRANSACTION_FINISHED:
      return mo_transaction_new_finished_error ();
    case MO_TRANSACTION_NOT_BEGUN:
    case MO_TRANSACTION_OPEN:
    default:
      return mo_transaction_core_refuse_for_cursor (self);
    }
}

void
mo_transaction_core_abort (MoTransactionCore *self, const GError *error)
{
  self->phase = MO_TRANSACTION_ABORTED;
  g_clear_error (&self->cause);
  self->cause = g_error_copy (error);
}

void
mo_transaction_core_end_unasked (MoTransactionCore *self)
{
  self->phase = MO_TRANSACTION_ENDED;
  self->is_unknown = TRUE;
  g_clear_error (&self->cause);
  g_set_error_literal (&self->cause, MO_ERROR, MO_ERROR_TRANSACTION_ENDED,
                       "the last statement ended the transaction on the server, perhaps by a "
                       "COMMIT inside a routine: what ran before it may be committed, and nothing "
                       "more was sent");
}

GError *
mo_transaction_core_behind_end (MoTransactionCore *self, const GError *error)
{
  if (g_error_matches (error, MO_ERROR, MO_ERROR_TRANSACTION_ENDED))
    return g_error_copy (error);
  return mo_error_rewrap (error, MO_ERROR_TRANSACTION_ENDED, "%s (and: %s)", self->cause->message,
                          error->message);
}

/* An error packet carries no flags. A number may decide; otherwise a ping's answer has them. But of
 * a routine neither tells what it committed before it failed. */
void
mo_transaction_core_note_error (MoTransactionCore *self,
                                MoJob *job,
                                const GError *error,
                                gboolean may_commit)
{
  MoConnection *connection = self->connection;
  gboolean is_over = mo_connection_is_lost (connection)
                     || mo_server_error_aborts_transaction (
                         mo_connection_get_server_kind (connection),
                         mo_error_get_server_code (error));

  if (self->phase != MO_TRANSACTION_OPEN)
    return;
  if (is_over && may_commit && mo_connection_was_request_sent (connection))
    mo_transaction_core_end_unasked (self);
  else if (is_over)
    mo_transaction_core_abort (self, error);
  else if (mo_run_ping (connection, job, NULL) && mo_connection_is_in_transaction (connection))
    return;
  else if (may_commit)
    mo_transaction_core_end_unasked (self);
  else
    mo_transaction_core_abort (self, error);
}

void
mo_transaction_core_note_answer (MoTransactionCore *self)
{
  if (self->phase == MO_TRANSACTION_OPEN && !mo_connection_is_in_transaction (self->connection))
    mo_transaction_core_end_unasked (self);
}
