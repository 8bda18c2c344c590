/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query whose columns become arrays of C. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-executor.h"
#include "mo-result-arrays.h"

G_BEGIN_DECLS

/**
 * MoArrayOptions:
 * @vectors: (array zero-terminated=1) (nullable): the names of the columns that are vectors; copied
 * @as_doubles: whether vectors become doubles, and not floats
 * @flags: how the statement is sent
 *
 * How the columns of a query become arrays. All zeros, as `MO_ARRAY_OPTIONS_INIT` has it, is none
 * of it.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *const *vectors;
  gboolean as_doubles;
  MoExecuteFlags flags;
} MoArrayOptions;

/* clang-format off */
#define MO_ARRAY_OPTIONS_INIT { NULL, FALSE, MO_EXECUTE_DEFAULT }
/* clang-format on */

MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_arrays_values (MoExecutor           *executor,
                                    const char           *sql,
                                    const MoValue        *values,
                                    gsize                 n_values,
                                    const MoArrayOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
void mo_execute_arrays_values_async (MoExecutor           *executor,
                                     const char           *sql,
                                     const MoValue        *values,
                                     gsize                 n_values,
                                     const MoArrayOptions *options,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_execute_arrays_values_finish (MoExecutor    *executor,
                                           GAsyncResult  *result,
                                           GError       **error);

#ifndef __cplusplus

/**
 * mo_execute_arrays:
 * @executor: a client, a transaction or a session
 * @options: (nullable): which columns are vectors, for one
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * [func@Mo.execute_arrays_values] with its values one by one.
 *
 * Since: 0.1
 */
#define mo_execute_arrays(executor, options, ...)                                                  \
  MO_WITH_VALUES_ (mo_execute_arrays_values, executor, options, __VA_ARGS__)

#endif

G_END_DECLS
