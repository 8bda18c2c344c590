/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of a transaction in the hands of a hook, or of a function of the program's. */

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"

void
mo_transaction_core_lend (MoTransactionCore *self)
{
  mo_connection_lend (self->connection, self);
}

/* Only a ping tells of what went by the client library; one that is lost then may have committed
 * before. */
static void
look (MoTransactionCore *self, MoJob *job, gboolean is_native)
{
  g_autoptr (GError) error = NULL;

  if (mo_run_ping (self->connection, job, &error))
    mo_transaction_core_note_answer (self);
  else if (is_native)
    mo_transaction_core_end_unasked (self);
  else
    mo_transaction_core_abort (self, error);
}

void
mo_transaction_core_take_back (MoTransactionCore *self, MoJob *job, gboolean looks)
{
  gboolean is_native = mo_connection_get_lending (self->connection)->is_native;

  mo_connection_lend (self->connection, NULL);
  mo_connection_take_status (self->connection);
  if (self->phase == MO_TRANSACTION_OPEN && (looks || is_native))
    look (self, job, is_native);
}

/* Before a rollback there may be no transaction any more, or not yet: what is written then would be
 * committed by itself. */
static gboolean
refuse_alone (MoTransactionCore *self, GError **error)
{
  GError *refusal = mo_transaction_core_refuse (self);

  if (refusal == NULL)
    refusal = g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                                   "the transaction is rolled back before it has begun: nothing "
                                   "is to be written any more");
  g_propagate_error (error, refusal);
  return FALSE;
}

gboolean
mo_transaction_core_admit_lent (MoTransactionCore *self, MoStatement *statement, GError **error)
{
  if (self->phase != MO_TRANSACTION_OPEN)
    return mo_statement_is_read_only (statement) || refuse_alone (self, error);
  return mo_transaction_core_check_statement (self, statement, error);
}

void
mo_transaction_core_note_lent (MoTransactionCore *self, MoStatement *statement, GError **error)
{
  if (*error == NULL)
    mo_transaction_core_note_answer (self);
  else
    mo_transaction_judge (self, NULL, statement, FALSE, error);
}
