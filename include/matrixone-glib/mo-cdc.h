/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's CDC: tasks that send what is written on to another server. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoCdcLevel:
 * @MO_CDC_ACCOUNT: all databases of the account, to such of the same names
 * @MO_CDC_DATABASE: databases
 * @MO_CDC_TABLE: tables
 *
 * What a task sends on.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_CDC_ACCOUNT,
  MO_CDC_DATABASE,
  MO_CDC_TABLE,
} MoCdcLevel;

/**
 * MoCdcSink:
 * @MO_CDC_MATRIXONE: a MatrixOne
 * @MO_CDC_MYSQL: a MySQL
 *
 * What a task sends to.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_CDC_MATRIXONE,
  MO_CDC_MYSQL,
} MoCdcSink;

/**
 * MoCdcServer:
 * @host: a name or an IPv4 address, as the server itself finds it
 * @port: 1 to 65535
 * @account: (nullable): on a MatrixOne, whose user it is; %NULL: sys
 * @user: who logs in
 * @password: not empty
 *
 * Where a task reads, or writes. The server tries it when the task is created.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *host;
  guint port;
  const char *account;
  const char *user;
  const char *password;
} MoCdcServer;

/**
 * MoCdcPair:
 * @source_database: a database
 * @source_table: (nullable): its table, where the level is tables
 * @sink_database: (nullable): where it goes; %NULL: to one of the same name
 * @sink_table: (nullable): the same for the table
 *
 * A database or a table, and where it goes.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *source_database;
  const char *source_table;
  const char *sink_database;
  const char *sink_table;
} MoCdcPair;

/**
 * MoCdcTaskOptions:
 * @source: this server, as it finds itself
 * @sink: the other one
 * @sink_type: what that is
 * @level: what is sent on
 * @pairs: (array length=n_pairs) (nullable): the databases or tables; none for an account
 * @n_pairs: how many there are
 * @exclude: (nullable): a regular expression of `database.table`s that are left out
 * @start: (nullable): since when, in whole seconds; %NULL: from the beginning
 * @end: (nullable): until when; %NULL: without an end
 * @without_full: not what is there already, but only what is written from now on
 * @in_one_transaction: what is there already goes in one transaction, and not in several
 * @send_timeout_sec: how long a statement to the sink may take; 0: the server's default
 * @max_sql_bytes: how long such a statement may be; 0: the server's default
 * @frequency_min: how often, in minutes; 0: all the time
 *
 * What a task does.
 *
 * Since: 0.1
 */
typedef struct
{
  MoCdcServer source;
  MoCdcServer sink;
  MoCdcSink sink_type;
  MoCdcLevel level;
  const MoCdcPair *pairs;
  gsize n_pairs;
  const char *exclude;
  GDateTime *start;
  GDateTime *end;
  gboolean without_full;
  gboolean in_one_transaction;
  guint send_timeout_sec;
  guint max_sql_bytes;
  guint frequency_min;
} MoCdcTaskOptions;

/**
 * MoCdcTask:
 * @id: the task's, given by the server
 * @name: its name
 * @source: where it reads, as JSON without the password
 * @sink: where it writes, the same
 * @sink_type: `matrixone` or `mysql`
 * @tables: the databases or tables, as JSON
 * @exclude: the regular expression, or empty
 * @start: since when, or empty
 * @end: until when, or empty
 * @state: such as `running`, `paused` or `failed`
 * @without_full: it sends on only what was written since it was created
 * @options: the other options, as JSON
 * @created: when it was created, in the time zone of the server's process
 * @error_message: (nullable): what went wrong; or empty
 *
 * A task.
 *
 * Since: 0.1
 */
typedef struct
{
  char *id;
  char *name;
  char *source;
  char *sink;
  char *sink_type;
  char *tables;
  char *exclude;
  char *start;
  char *end;
  char *state;
  gboolean without_full;
  char *options;
  char *created;
  char *error_message;
} MoCdcTask;

/**
 * MoCdcWatermark:
 * @task_id: the task's
 * @task_name: its name
 * @database_name: the table's database
 * @table_name: the table
 * @task_state: the task's state, such as `running`
 * @watermark: up to when the table was sent on, as the server has it
 * @time_nsec: the same, in nanoseconds since the epoch; 0: nothing was yet
 * @lag_usec: how long ago that was by the server's clock, in microseconds
 * @error_message: (nullable): what went wrong with it; or empty
 *
 * How far a task is with a table.
 *
 * Since: 0.1
 */
typedef struct
{
  char *task_id;
  char *task_name;
  char *database_name;
  char *table_name;
  char *task_state;
  char *watermark;
  gint64 time_nsec;
  gint64 lag_usec;
  char *error_message;
} MoCdcWatermark;

MO_AVAILABLE_IN_ALL
const MoModel  *mo_model_of_MoCdcTask      (void);
MO_AVAILABLE_IN_ALL
const MoModel  *mo_model_of_MoCdcWatermark (void);
MO_AVAILABLE_IN_ALL
MoCdcTask      *mo_cdc_task_ref            (MoCdcTask      *self);
MO_AVAILABLE_IN_ALL
void            mo_cdc_task_unref          (MoCdcTask      *self);
MO_AVAILABLE_IN_ALL
MoCdcWatermark *mo_cdc_watermark_ref       (MoCdcWatermark *self);
MO_AVAILABLE_IN_ALL
void            mo_cdc_watermark_unref     (MoCdcWatermark *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_create          (MoExecutor             *executor,
                                  const char             *name,
                                  const MoCdcTaskOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_drop            (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_drop_all        (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_pause           (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_pause_all       (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_resume          (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_restart         (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_show            (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_get             (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_exists          (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_list            (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_list_failing    (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_list_stuck      (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_list_watermarks (MoExecutor *executor,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_cdc_list_late       (MoExecutor *executor,
                                  const char *name,
                                  guint       late_sec) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCdcTask, mo_cdc_task_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCdcWatermark, mo_cdc_watermark_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_cdc_create(executor, ...) mo_cdc_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_drop(executor, name) mo_cdc_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_drop_all(executor) mo_cdc_drop_all (MO_AS_EXECUTOR_ (executor))
#define mo_cdc_pause(executor, name) mo_cdc_pause (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_pause_all(executor) mo_cdc_pause_all (MO_AS_EXECUTOR_ (executor))
#define mo_cdc_resume(executor, name) mo_cdc_resume (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_restart(executor, name) mo_cdc_restart (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_show(executor, name) mo_cdc_show (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_get(executor, name) mo_cdc_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_exists(executor, name) mo_cdc_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_list(executor) mo_cdc_list (MO_AS_EXECUTOR_ (executor))
#define mo_cdc_list_failing(executor) mo_cdc_list_failing (MO_AS_EXECUTOR_ (executor))
#define mo_cdc_list_stuck(executor) mo_cdc_list_stuck (MO_AS_EXECUTOR_ (executor))
#define mo_cdc_list_watermarks(executor, name)                                                     \
  mo_cdc_list_watermarks (MO_AS_EXECUTOR_ (executor), name)
#define mo_cdc_list_late(executor, ...) mo_cdc_list_late (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
