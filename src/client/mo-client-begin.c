/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening a transaction, with whatever is asked of it. */

#include "client/mo-client-private.h"

#include "base/mo-error-private.h"
#include "client/mo-participant-private.h"
#include "client/mo-transaction-private.h"

static gint64
find_deadline (const MoTransactionOptions *options)
{
  gint64 now = g_get_monotonic_time ();

  if (options->timeout_usec < 0 || options->timeout_usec > G_MAXINT64 - now)
    return -1;
  return now + options->timeout_usec;
}

gboolean
mo_client_make_request (MoClient *self,
                        const MoTransactionOptions *options,
                        const char *label,
                        MoLeaseFlags flags,
                        MoTransactionRequest *out,
                        GError **error)
{
  static const MoTransactionOptions initial = MO_TRANSACTION_OPTIONS_INIT;

  if (!MO_IS_CLIENT (self))
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "the transaction's client is no MoClient: did mo_client_new() fail?");
      return FALSE;
    }
  if (options == NULL)
    options = &initial;
  *out = (MoTransactionRequest) MO_TRANSACTION_REQUEST_INIT (mo_client_get_pool (self),
                                                             label != NULL ? label
                                                                           : "a transaction");
  out->flags = flags;
  out->priority = mo_client_get_priority (self);
  out->options = *options;
  out->deadline_usec = find_deadline (options);
  return mo_transaction_options_validate (options, error);
}

MoTransaction *
mo_client_begin_at_once (MoClient *client,
                         const MoTransactionOptions *options,
                         const char *label,
                         MoFuture **granted,
                         GError **error)
{
  MoTransactionRequest request;
  MoTransactionCore *core;

  if (!mo_client_make_request (client, options, label, MO_LEASE_DEFAULT, &request, error))
    return NULL;
  core = mo_transaction_core_new (&request);
  *granted = mo_transaction_core_request (core, NULL);
  return mo_transaction_new (core);
}

/**
 * mo_client_begin_full:
 * @self: a client
 * @options: (nullable): how it is to run; copied
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 *
 * Opens a transaction, which holds one connection until it ends. BEGIN itself travels with the
 * first statement.
 *
 * Thread: any; never blocks. Errors: those of connecting; %MO_ERROR_POOL_EXHAUSTED,
 * %MO_ERROR_POOL_CLOSED, %MO_ERROR_WOULD_DEADLOCK (in the body of a transaction, while such bodies
 * hold all connections); %MO_ERROR_NOT_SUPPORTED (the server cannot give what @options ask for);
 * %MO_ERROR_INVALID_ARGUMENT (they do not go together), %MO_ERROR_TIMED_OUT.
 *
 * Returns: (transfer full): a future of a [class@Mo.Transaction]; see [func@Mo.await_transaction]
 * Since: 0.1
 */
MoFuture *
mo_client_begin_full (MoClient *self, const MoTransactionOptions *options, const char *label)
{
  MoTransactionRequest request;
  MoTransactionCore *core;
  GError *error = NULL;

  if (!mo_client_make_request (self, options, label, MO_LEASE_DEFAULT, &request, &error))
    return mo_future_new_for_error (error);
  core = mo_transaction_core_new (&request);
  return mo_transaction_core_request (core, mo_transaction_new (core));
}

/**
 * mo_client_begin:
 * @self: a client
 *
 * [method@Mo.Client.begin_full] without options, labelled with the place of the call where it is
 * compiled as C.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [class@Mo.Transaction]; see [func@Mo.await_transaction]
 * Since: 0.1
 */
MoFuture *
(mo_client_begin) (MoClient *self)
{
  return mo_client_begin_full (self, NULL, "mo_client_begin");
}
