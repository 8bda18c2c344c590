/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runs statements: a client, each on any connection; or a transaction, in order on one. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-param.h"

G_BEGIN_DECLS

#define MO_TYPE_EXECUTOR (mo_executor_get_type ())
#define MO_EXECUTOR(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_EXECUTOR, MoExecutor))
#define MO_IS_EXECUTOR(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_EXECUTOR))

/**
 * MoExecuteFlags:
 * @MO_EXECUTE_DEFAULT: the text protocol, values in place as literals
 * @MO_EXECUTE_PREPARED: the binary protocol: a server-side prepared statement, values bound; a
 *   connection keeps it for the next time, as far as [property@Mo.Client:statement-cache-size] has
 *   it, if its columns are those that it names, and not `*`
 * @MO_EXECUTE_ECHO: log this one as %MO_ECHO_FULL, whatever [property@Mo.Client:echo] says; its
 *   values with [property@Mo.Client:echo-values] only
 * @MO_EXECUTE_QUIET: do not echo this one, whatever else says so; where it is slow, it is logged
 *   still
 * @MO_EXECUTE_WARNINGS: where the server has warnings of this one, ask for them at once; see
 *   [method@Mo.Result.get_warnings]
 *
 * How a statement is sent. The two protocols may differ in the types of expressions over
 * parameters; which one is used depends on this flag alone, never on load.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_EXECUTE_DEFAULT = 0,
  MO_EXECUTE_PREPARED = 1 << 0,
  MO_EXECUTE_ECHO = 1 << 1,
  MO_EXECUTE_QUIET = 1 << 2,
  MO_EXECUTE_WARNINGS = 1 << 3,
} MoExecuteFlags;

MO_AVAILABLE_IN_ALL
GType     mo_executor_get_type    (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_values       (MoExecutor     *executor,
                                   const char     *sql,
                                   const MoValue  *values,
                                   gsize           n_values,
                                   MoExecuteFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_params       (MoExecutor     *executor,
                                   const char     *sql,
                                   const MoParam  *params,
                                   gsize           n_params,
                                   MoExecuteFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_script       (MoExecutor     *executor,
                                   const char     *script) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/* A client, a transaction or a session as what it implements; anything else does not compile. */
#define MO_AS_EXECUTOR_(x)                                                                         \
  (_Generic ((x),                                                                                  \
     MoClient *: (MoExecutor *) (gpointer) (x),                                                    \
     MoTransaction *: (MoExecutor *) (gpointer) (x),                                               \
     MoSession *: (MoExecutor *) (gpointer) (x),                                                   \
     MoExecutor *: (MoExecutor *) (gpointer) (x)))

/**
 * mo_execute:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * Runs one statement; see [func@Mo.execute_values].
 * `mo_execute (tx, "INSERT INTO t VALUES (%s)", 5)`
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 */
#define mo_execute(executor, ...) MO_EXECUTE_ (executor, MO_EXECUTE_DEFAULT, __VA_ARGS__)

/**
 * mo_execute_prepared:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * mo_execute() by the binary protocol, %MO_EXECUTE_PREPARED.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 */
#define mo_execute_prepared(executor, ...) MO_EXECUTE_ (executor, MO_EXECUTE_PREPARED, __VA_ARGS__)

/**
 * mo_execute_with:
 * @executor: a client, a transaction or a session
 * @flags: [flags@Mo.ExecuteFlags]
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * mo_execute() as the flags say.
 * `mo_execute_with (tx, MO_EXECUTE_PREPARED | MO_EXECUTE_ECHO, "SELECT %s", 5)`
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 */
#define mo_execute_with(executor, flags, ...) MO_EXECUTE_ (executor, flags, __VA_ARGS__)

/**
 * mo_execute_named:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `:name`
 * @...: a MO_PARAM() for each name
 *
 * Runs one statement; see [func@Mo.execute_params].
 * `mo_execute_named (tx, "DELETE FROM t WHERE id = :id", MO_PARAM ("id", 5))`
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 */
#define mo_execute_named(executor, sql, ...)                                                       \
  MO_WITH_PARAMS_ (mo_execute_params, executor, sql, __VA_ARGS__)

#define MO_WITH_PARAMS_(call, executor, sql, ...)                                                  \
  (call (MO_AS_EXECUTOR_ (executor), (sql), (const MoParam[]){ __VA_ARGS__ },                      \
         sizeof ((const MoParam[]){ __VA_ARGS__ }) / sizeof (MoParam), MO_EXECUTE_DEFAULT))

#define mo_execute_script(executor, script)                                                        \
  (mo_execute_script) (MO_AS_EXECUTOR_ (executor), script)

#define MO_EXECUTE_(executor, flags, ...)                                                          \
  MO_WITH_VALUES_ (mo_execute_values, executor, flags, __VA_ARGS__)

/* A call with SQL text and its values. The first value stands for the text, so that the array is
 * never empty. */
#define MO_WITH_VALUES_(call, executor, flags, ...)                                                \
  (call (MO_AS_EXECUTOR_ (executor), MO_FIRST_ (__VA_ARGS__, 0),                                   \
         ((const MoValue[]){ MO_VALUES_ (__VA_ARGS__) }) + 1,                                      \
         sizeof ((const MoValue[]){ MO_VALUES_ (__VA_ARGS__) }) / sizeof (MoValue) - 1, (flags)))
#define MO_FIRST_(first, ...) (first)
#define MO_VALUES_(...) MO_VALUES_PICK_ (__VA_ARGS__, \
  MO_VALUES_33_, MO_VALUES_32_, MO_VALUES_31_, MO_VALUES_30_, MO_VALUES_29_, MO_VALUES_28_, \
  MO_VALUES_27_, MO_VALUES_26_, MO_VALUES_25_, MO_VALUES_24_, MO_VALUES_23_, MO_VALUES_22_, \
  MO_VALUES_21_, MO_VALUES_20_, MO_VALUES_19_, MO_VALUES_18_, MO_VALUES_17_, MO_VALUES_16_, \
  MO_VALUES_15_, MO_VALUES_14_, MO_VALUES_13_, MO_VALUES_12_, MO_VALUES_11_, MO_VALUES_10_, \
  MO_VALUES_9_, MO_VALUES_8_, MO_VALUES_7_, MO_VALUES_6_, MO_VALUES_5_, MO_VALUES_4_, \
  MO_VALUES_3_, MO_VALUES_2_, MO_VALUES_1_, \
  0) (__VA_ARGS__)
#define MO_VALUES_PICK_( \
  a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
  a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, \
  a33, \
  pick, ...) pick
#define MO_VALUES_1_(sql) mo_value_null ()
#define MO_VALUES_2_(sql, x) mo_value_null (), MO_VALUE (x)
#define MO_VALUES_3_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_1_ (__VA_ARGS__)
#define MO_VALUES_4_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_2_ (__VA_ARGS__)
#define MO_VALUES_5_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_3_ (__VA_ARGS__)
#define MO_VALUES_6_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_4_ (__VA_ARGS__)
#define MO_VALUES_7_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_5_ (__VA_ARGS__)
#define MO_VALUES_8_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_6_ (__VA_ARGS__)
#define MO_VALUES_9_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_7_ (__VA_ARGS__)
#define MO_VALUES_10_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_8_ (__VA_ARGS__)
#define MO_VALUES_11_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_9_ (__VA_ARGS__)
#define MO_VALUES_12_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_10_ (__VA_ARGS__)
#define MO_VALUES_13_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_11_ (__VA_ARGS__)
#define MO_VALUES_14_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_12_ (__VA_ARGS__)
#define MO_VALUES_15_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_13_ (__VA_ARGS__)
#define MO_VALUES_16_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_14_ (__VA_ARGS__)
#define MO_VALUES_17_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_15_ (__VA_ARGS__)
#define MO_VALUES_18_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_16_ (__VA_ARGS__)
#define MO_VALUES_19_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_17_ (__VA_ARGS__)
#define MO_VALUES_20_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_18_ (__VA_ARGS__)
#define MO_VALUES_21_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_19_ (__VA_ARGS__)
#define MO_VALUES_22_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_20_ (__VA_ARGS__)
#define MO_VALUES_23_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_21_ (__VA_ARGS__)
#define MO_VALUES_24_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_22_ (__VA_ARGS__)
#define MO_VALUES_25_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_23_ (__VA_ARGS__)
#define MO_VALUES_26_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_24_ (__VA_ARGS__)
#define MO_VALUES_27_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_25_ (__VA_ARGS__)
#define MO_VALUES_28_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_26_ (__VA_ARGS__)
#define MO_VALUES_29_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_27_ (__VA_ARGS__)
#define MO_VALUES_30_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_28_ (__VA_ARGS__)
#define MO_VALUES_31_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_29_ (__VA_ARGS__)
#define MO_VALUES_32_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_30_ (__VA_ARGS__)
#define MO_VALUES_33_(sql, x, ...) mo_value_null (), MO_VALUE (x), MO_TAIL_31_ (__VA_ARGS__)
#define MO_TAIL_1_(x) MO_VALUE (x)
#define MO_TAIL_2_(x, ...) MO_VALUE (x), MO_TAIL_1_ (__VA_ARGS__)
#define MO_TAIL_3_(x, ...) MO_VALUE (x), MO_TAIL_2_ (__VA_ARGS__)
#define MO_TAIL_4_(x, ...) MO_VALUE (x), MO_TAIL_3_ (__VA_ARGS__)
#define MO_TAIL_5_(x, ...) MO_VALUE (x), MO_TAIL_4_ (__VA_ARGS__)
#define MO_TAIL_6_(x, ...) MO_VALUE (x), MO_TAIL_5_ (__VA_ARGS__)
#define MO_TAIL_7_(x, ...) MO_VALUE (x), MO_TAIL_6_ (__VA_ARGS__)
#define MO_TAIL_8_(x, ...) MO_VALUE (x), MO_TAIL_7_ (__VA_ARGS__)
#define MO_TAIL_9_(x, ...) MO_VALUE (x), MO_TAIL_8_ (__VA_ARGS__)
#define MO_TAIL_10_(x, ...) MO_VALUE (x), MO_TAIL_9_ (__VA_ARGS__)
#define MO_TAIL_11_(x, ...) MO_VALUE (x), MO_TAIL_10_ (__VA_ARGS__)
#define MO_TAIL_12_(x, ...) MO_VALUE (x), MO_TAIL_11_ (__VA_ARGS__)
#define MO_TAIL_13_(x, ...) MO_VALUE (x), MO_TAIL_12_ (__VA_ARGS__)
#define MO_TAIL_14_(x, ...) MO_VALUE (x), MO_TAIL_13_ (__VA_ARGS__)
#define MO_TAIL_15_(x, ...) MO_VALUE (x), MO_TAIL_14_ (__VA_ARGS__)
#define MO_TAIL_16_(x, ...) MO_VALUE (x), MO_TAIL_15_ (__VA_ARGS__)
#define MO_TAIL_17_(x, ...) MO_VALUE (x), MO_TAIL_16_ (__VA_ARGS__)
#define MO_TAIL_18_(x, ...) MO_VALUE (x), MO_TAIL_17_ (__VA_ARGS__)
#define MO_TAIL_19_(x, ...) MO_VALUE (x), MO_TAIL_18_ (__VA_ARGS__)
#define MO_TAIL_20_(x, ...) MO_VALUE (x), MO_TAIL_19_ (__VA_ARGS__)
#define MO_TAIL_21_(x, ...) MO_VALUE (x), MO_TAIL_20_ (__VA_ARGS__)
#define MO_TAIL_22_(x, ...) MO_VALUE (x), MO_TAIL_21_ (__VA_ARGS__)
#define MO_TAIL_23_(x, ...) MO_VALUE (x), MO_TAIL_22_ (__VA_ARGS__)
#define MO_TAIL_24_(x, ...) MO_VALUE (x), MO_TAIL_23_ (__VA_ARGS__)
#define MO_TAIL_25_(x, ...) MO_VALUE (x), MO_TAIL_24_ (__VA_ARGS__)
#define MO_TAIL_26_(x, ...) MO_VALUE (x), MO_TAIL_25_ (__VA_ARGS__)
#define MO_TAIL_27_(x, ...) MO_VALUE (x), MO_TAIL_26_ (__VA_ARGS__)
#define MO_TAIL_28_(x, ...) MO_VALUE (x), MO_TAIL_27_ (__VA_ARGS__)
#define MO_TAIL_29_(x, ...) MO_VALUE (x), MO_TAIL_28_ (__VA_ARGS__)
#define MO_TAIL_30_(x, ...) MO_VALUE (x), MO_TAIL_29_ (__VA_ARGS__)
#define MO_TAIL_31_(x, ...) MO_VALUE (x), MO_TAIL_30_ (__VA_ARGS__)

#endif /* __cplusplus */

G_END_DECLS
