/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's mo_ctl(): what its storage does by itself later, at once. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_ctl_flush_table       (MoExecutor *executor,
                                    const char *database,
                                    const char *table) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_ctl_checkpoint        (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_ctl_global_checkpoint (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_ctl_flush_table(executor, database, table)                                              \
  mo_ctl_flush_table (MO_AS_EXECUTOR_ (executor), database, table)
#define mo_ctl_checkpoint(executor) mo_ctl_checkpoint (MO_AS_EXECUTOR_ (executor))
#define mo_ctl_global_checkpoint(executor) mo_ctl_global_checkpoint (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
