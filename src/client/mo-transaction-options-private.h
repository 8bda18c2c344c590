/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a transaction was asked to be. */

#pragma once

#include <matrixone-glib/mo-transaction-options.h>

#include "base/mo-feature-private.h"

G_BEGIN_DECLS

/* Not BEGIN, which opens a block of PL/SQL where MariaDB's sql_mode is ORACLE. */
#define MO_BEGIN "START TRANSACTION"

struct _MoTransactionOptions
{
  MoIsolation isolation;
  gboolean read_only;
  gboolean consistent_snapshot;
  gint64 timeout_usec; /* < 0: none */
  guint max_attempts;
  gint64 first_backoff_usec;
  gint64 most_backoff_usec;
};

#define MO_TRANSACTION_OPTIONS_INIT                                                                \
  {                                                                                                \
    .timeout_usec = -1, .max_attempts = 1, .first_backoff_usec = 5 * G_TIME_SPAN_MILLISECOND,      \
    .most_backoff_usec = G_TIME_SPAN_SECOND                                                        \
  }

/* INVALID_ARGUMENT where what was asked for does not go together. */
gboolean mo_transaction_options_validate (const MoTransactionOptions *self, GError **error);
/* NOT_SUPPORTED where a server of @kind would take what was asked for and give something else. */
gboolean mo_transaction_options_check (const MoTransactionOptions *self,
                                       const MoFeatures           *features,
                                       MoServerKind                kind,
                                       const char                 *server_name,
                                       GError                    **error);

/* (nullable): what is to be said before BEGIN, for this transaction only. */
const char *mo_transaction_options_get_set_sql   (const MoTransactionOptions *self,
                                                  const MoFeatures           *features,
                                                  MoServerKind                kind);
const char *mo_transaction_options_get_begin_sql (const MoTransactionOptions *self);

G_END_DECLS
