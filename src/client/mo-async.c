/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all pairs in the style of GIO share: a task that hands its future over when it has settled.
 */

#include <matrixone-glib/mo-await.h>

#include "client/mo-async-private.h"

#include "base/mo-error-private.h"
#include "future/mo-return-to-task-private.h"
#include "future/mo-thread-state-private.h"

/* An error is the task's own, too, for those who ask it with g_task_had_error(). */
static void
return_future (GTask *task, MoFuture *settled)
{
  if (mo_future_peek_status (settled) == MO_FUTURE_REJECTED)
    g_task_return_error (task, g_error_copy (mo_future_get_error (settled)));
  else
    g_task_return_pointer (task, mo_future_ref (settled), (GDestroyNotify) mo_future_unref);
}

void
mo_async_prepare (GCancellable *cancellable)
{
  mo_thread_state_get ()->submits_cancelled = g_cancellable_is_cancelled (cancellable);
}

void
mo_async_end_call (void)
{
  mo_thread_state_get ()->submits_cancelled = FALSE;
}

void
mo_async_start (gpointer source,
                gpointer tag,
                MoFuture *future,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  mo_async_end_call ();
  g_task_set_source_tag (task, tag);
  mo_future_return_to_task_with (future, task, return_future);
}

MoFuture *
mo_async_end (gpointer source, gpointer tag, GAsyncResult *result)
{
  GError *error = NULL;
  MoFuture *future;

  if (!g_task_is_valid (result, source) || !g_async_result_is_tagged (result, tag))
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "the result is of another call, or of another object, than the "
                                   "function that finishes");
  future = g_task_propagate_pointer (G_TASK (result), &error);
  return error != NULL ? mo_future_new_for_error (error) : future;
}

gint64
mo_async_await_count (MoFuture *future, GError **error)
{
  gint64 count;

  return mo_await_int64 (future, &count, error) ? count : -1;
}
