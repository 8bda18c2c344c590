/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A value that is there later: read it, wait for it, continue with it, cancel it. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_FUTURE (mo_future_get_type ())

/**
 * MO_WAIT_FOREVER:
 *
 * A time-out that never ends, for [method@Mo.Future.wait] and [func@Mo.timeout].
 */
#define MO_WAIT_FOREVER (G_GINT64_CONSTANT (-1))

/**
 * MoFutureStatus:
 * @MO_FUTURE_PENDING: nothing has happened yet
 * @MO_FUTURE_RESOLVED: there is a value
 * @MO_FUTURE_REJECTED: there is an error
 *
 * A future goes from pending to one of the other two once, and stays there.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_FUTURE_PENDING,
  MO_FUTURE_RESOLVED,
  MO_FUTURE_REJECTED,
} MoFutureStatus;

/**
 * MoWaitFlags:
 * @MO_WAIT_DEFAULT: refuse a wait inside a callback of a main loop or of the dispatcher thread
 * @MO_WAIT_IN_CALLBACK: wait even there; what runs on that loop stands still meanwhile
 *
 * How [method@Mo.Future.wait_full] waits.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_WAIT_DEFAULT = 0,
  MO_WAIT_IN_CALLBACK = 1 << 0,
} MoWaitFlags;

/**
 * MoFutureFunc:
 * @future: (transfer none): the settled future that was given to [func@Mo.then] or its siblings
 * @user_data: what was given with it
 *
 * Continues with an outcome.
 *
 * Returns: (transfer full) (nullable): the future whose outcome is the continuation's outcome;
 *   %NULL to pass on the outcome of @future
 * Since: 0.1
 */
typedef MoFuture *(*MoFutureFunc) (MoFuture *future, gpointer user_data);

MO_AVAILABLE_IN_ALL
GType          mo_future_get_type      (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_future_new_true      (void) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_future_new_for_value (const GValue *value) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_future_new_for_error (GError       *error) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_future_new_rejected  (GQuark        domain,
                                        int           code,
                                        const char   *format,
                                        ...) G_GNUC_PRINTF (3, 4);
MO_AVAILABLE_IN_ALL
MoFuture      *mo_future_ref           (MoFuture     *self);
MO_AVAILABLE_IN_ALL
void           mo_future_unref         (MoFuture     *self);
MO_AVAILABLE_IN_ALL
MoFutureStatus mo_future_get_status    (MoFuture     *self);
MO_AVAILABLE_IN_ALL
const GValue  *mo_future_get_value     (MoFuture     *self,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
const GError  *mo_future_get_error     (MoFuture     *self);
MO_AVAILABLE_IN_ALL
void           mo_future_cancel        (MoFuture     *self);

MO_AVAILABLE_IN_ALL
gboolean       mo_future_wait          (MoFuture     *self,
                                        gint64        timeout_usec,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
gboolean       mo_future_wait_full     (MoFuture     *self,
                                        gint64        timeout_usec,
                                        MoWaitFlags   flags,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
gboolean       mo_await                (MoFuture     *future,
                                        GError      **error);

MO_AVAILABLE_IN_ALL
MoFuture      *mo_then                 (MoFuture      *future,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_catch                (MoFuture      *future,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_finally              (MoFuture      *future,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_then_in_context      (MoFuture      *future,
                                        GMainContext  *context,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_catch_in_context     (MoFuture      *future,
                                        GMainContext  *context,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_finally_in_context   (MoFuture      *future,
                                        GMainContext  *context,
                                        MoFutureFunc   func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture      *mo_timeout              (MoFuture      *future,
                                        gint64         timeout_usec) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_deadline             (MoFuture      *future,
                                        gint64         monotonic_usec) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture      *mo_shield               (MoFuture      *future) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFuture, mo_future_unref)

G_END_DECLS
