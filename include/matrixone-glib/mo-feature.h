/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one server can do and another cannot. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoFeature:
 * @MO_FEATURE_SAVEPOINTS: a part of a transaction can be rolled back: see
 *   [method@Mo.Transaction.run_nested]
 * @MO_FEATURE_ISOLATION: a transaction can be given an isolation of its own: see
 *   [method@Mo.TransactionOptions.set_isolation]
 * @MO_FEATURE_READ_ONLY: a transaction can be one that only reads, and refuses to write
 * @MO_FEATURE_CONSISTENT_SNAPSHOT: a transaction can see what there was when it began
 * @MO_FEATURE_RETURNING: INSERT … RETURNING gives back what was inserted
 * @MO_FEATURE_TRANSACTIONAL_DDL: CREATE and DROP TABLE are a part of the transaction, and rolled
 *   back with it
 * @MO_FEATURE_SNAPSHOTS: snapshots of databases and tables: see [func@Mo.snapshot_create_database]
 * @MO_FEATURE_CLONES: clones of databases and tables: see [func@Mo.clone_database]
 * @MO_FEATURE_VECTORS: the types vecf32 and vecf64
 * @MO_FEATURE_RESET: a session can be made as new without a new connection
 * @MO_FEATURE_FULL_JOIN: a join that keeps rows without a partner of both sides
 * @MO_FEATURE_SHARE_LOCKS: rows can be locked against writers only: see [func@Mo.for_share]
 * @MO_FEATURE_LOCK_WAITS: NOWAIT and SKIP LOCKED, behind FOR UPDATE: see [func@Mo.for_update]
 * @MO_FEATURE_TIME_TRAVEL: queries of what a table once held: see [func@Mo.at_snapshot]
 *
 * Something that not every server has: ask with [method@Mo.Client.supports]. What this library
 * needs one for, it refuses with %MO_ERROR_NOT_SUPPORTED where there is none, before it sends
 * anything.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_FEATURE_SAVEPOINTS,
  MO_FEATURE_ISOLATION,
  MO_FEATURE_READ_ONLY,
  MO_FEATURE_CONSISTENT_SNAPSHOT,
  MO_FEATURE_RETURNING,
  MO_FEATURE_TRANSACTIONAL_DDL,
  MO_FEATURE_SNAPSHOTS,
  MO_FEATURE_CLONES,
  MO_FEATURE_VECTORS,
  MO_FEATURE_RESET,
  MO_FEATURE_FULL_JOIN,
  MO_FEATURE_SHARE_LOCKS,
  MO_FEATURE_LOCK_WAITS,
  MO_FEATURE_TIME_TRAVEL,
} MoFeature;

MO_AVAILABLE_IN_ALL
GType       mo_feature_get_type (void) G_GNUC_CONST;

G_END_DECLS
