/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's point-in-time recovery: what is kept, for how long, and back to a moment of it. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoPitrUnit:
 * @MO_PITR_HOURS: hours
 * @MO_PITR_DAYS: days
 * @MO_PITR_MONTHS: months
 * @MO_PITR_YEARS: years
 *
 * What a range is counted in.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_PITR_HOURS,
  MO_PITR_DAYS,
  MO_PITR_MONTHS,
  MO_PITR_YEARS,
} MoPitrUnit;

/**
 * MoPitr:
 * @name: its name
 * @level: `cluster`, `account`, `database` or `table`
 * @account_name: whose it is; `*`: everybody's
 * @database_name: the database; empty or `*`: all of them
 * @table_name: the table; empty or `*`: all of them
 * @length: for how long it keeps what was there, in @unit
 * @unit: `h`, `d`, `mo` or `y`
 * @created_nsec: when it was made, in nanoseconds since the epoch
 * @modified_nsec: when it was altered last, the same
 *
 * A range of time of which every moment can be restored.
 *
 * Since: 0.1
 */
typedef struct
{
  char *name;
  char *level;
  char *account_name;
  char *database_name;
  char *table_name;
  gint64 length;
  char *unit;
  gint64 created_nsec;
  gint64 modified_nsec;
} MoPitr;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoPitr  (void);
MO_AVAILABLE_IN_ALL
MoPitr   *mo_pitr_ref              (MoPitr     *self);
MO_AVAILABLE_IN_ALL
void      mo_pitr_unref            (MoPitr     *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_create_cluster   (MoExecutor *executor,
                                    const char *name,
                                    guint       length,
                                    MoPitrUnit  unit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_create_account   (MoExecutor *executor,
                                    const char *name,
                                    const char *account,
                                    guint       length,
                                    MoPitrUnit  unit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_create_database  (MoExecutor *executor,
                                    const char *name,
                                    const char *database,
                                    guint       length,
                                    MoPitrUnit  unit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_create_table     (MoExecutor *executor,
                                    const char *name,
                                    const char *database,
                                    const char *table,
                                    guint       length,
                                    MoPitrUnit  unit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_alter            (MoExecutor *executor,
                                    const char *name,
                                    guint       length,
                                    MoPitrUnit  unit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_drop             (MoExecutor *executor,
                                    const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_get              (MoExecutor *executor,
                                    const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_pitr_list             (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPitr, mo_pitr_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_pitr_create_cluster(executor, ...)                                                      \
  mo_pitr_create_cluster (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_account(executor, ...)                                                      \
  mo_pitr_create_account (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_database(executor, ...)                                                     \
  mo_pitr_create_database (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_table(executor, ...)                                                        \
  mo_pitr_create_table (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_alter(executor, ...) mo_pitr_alter (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_drop(executor, name) mo_pitr_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_pitr_get(executor, name) mo_pitr_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_pitr_list(executor) mo_pitr_list (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
