/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a transaction is to run: isolation, access, time limit, further attempts. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_TRANSACTION_OPTIONS (mo_transaction_options_get_type ())

/**
 * MoIsolation:
 * @MO_ISOLATION_DEFAULT: what the session has, by the server's default or by `init_sql`
 * @MO_ISOLATION_READ_UNCOMMITTED: sees what others have not committed
 * @MO_ISOLATION_READ_COMMITTED: each statement sees what was committed before it
 * @MO_ISOLATION_REPEATABLE_READ: every statement sees what was committed before the first
 * @MO_ISOLATION_SERIALIZABLE: as if transactions ran one after the other
 *
 * What a transaction sees of others, in the terms of the SQL standard. A server that would take a
 * level and give another one is not asked for it: that is %MO_ERROR_NOT_SUPPORTED.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ISOLATION_DEFAULT,
  MO_ISOLATION_READ_UNCOMMITTED,
  MO_ISOLATION_READ_COMMITTED,
  MO_ISOLATION_REPEATABLE_READ,
  MO_ISOLATION_SERIALIZABLE,
} MoIsolation;

MO_AVAILABLE_IN_ALL
GType                 mo_isolation_get_type                 (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
GType                 mo_transaction_options_get_type       (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoTransactionOptions *mo_transaction_options_new            (void);
MO_AVAILABLE_IN_ALL
MoTransactionOptions *mo_transaction_options_copy           (const MoTransactionOptions *self);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_free           (MoTransactionOptions *self);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_set_isolation  (MoTransactionOptions *self,
                                                             MoIsolation           isolation);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_set_read_only  (MoTransactionOptions *self,
                                                             gboolean              read_only);
MO_AVAILABLE_IN_ALL
void        mo_transaction_options_set_consistent_snapshot  (MoTransactionOptions *self,
                                                             gboolean consistent_snapshot);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_set_timeout    (MoTransactionOptions *self,
                                                             gint64                timeout_usec);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_set_max_attempts (MoTransactionOptions *self,
                                                             guint                 max_attempts);
MO_AVAILABLE_IN_ALL
void                  mo_transaction_options_set_backoff    (MoTransactionOptions *self,
                                                             gint64                first_usec,
                                                             gint64                most_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoTransactionOptions, mo_transaction_options_free)

G_END_DECLS
