/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's snapshots: named moments that can be read and cloned later. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_database (MoExecutor *executor,
                                       const char *name,
                                       const char *database) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_table    (MoExecutor *executor,
                                       const char *name,
                                       const char *database,
                                       const char *table) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_drop            (MoExecutor *executor,
                                       const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_list            (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client or a transaction, without a cast; anything else does not compile. */
#define mo_snapshot_create_database(executor, name, database)                                      \
  mo_snapshot_create_database (MO_AS_EXECUTOR_ (executor), name, database)
#define mo_snapshot_create_table(executor, name, database, table)                                  \
  mo_snapshot_create_table (MO_AS_EXECUTOR_ (executor), name, database, table)
#define mo_snapshot_drop(executor, name) mo_snapshot_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_snapshot_list(executor) mo_snapshot_list (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
