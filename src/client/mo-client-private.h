/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client's pool, for what belongs to the client but has a file of its own. */

#pragma once

#include <matrixone-glib/mo-client.h>

#include "client/mo-transaction-core-private.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

MoPool        *mo_client_get_pool     (MoClient *self);
MoJobPriority  mo_client_get_priority (MoClient *self);

/* What is asked of the pool for a transaction, the options copied. FALSE: @self is no client, or
 * the options do not go together. */
gboolean       mo_client_make_request (MoClient                   *self,
                                       const MoTransactionOptions *options,
                                       const char                 *label,
                                       MoLeaseFlags                flags,
                                       MoTransactionRequest       *out,
                                       GError                    **error);

/* @uri as a list of construct properties of MoClient. */
gboolean  mo_client_parse_uri     (const char *uri,
                                   GPtrArray  *names,
                                   GArray     *values,
                                   GError    **error);

G_END_DECLS
