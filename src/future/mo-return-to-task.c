/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GTask: a task that returns what a future settles with. */

#include "future/mo-return-to-task-private.h"

#include <matrixone-glib/mo-gio.h>

#include "base/mo-error-private.h"

typedef struct
{
  GTask *task; /* owned */
  MoTaskReturnFunc func;
} MoTaskReturn;

static void
task_return_free (gpointer data)
{
  MoTaskReturn *self = data;

  g_object_unref (self->task);
  g_free (self);
}

/* In the task's context. */
static MoFuture *
return_outcome (MoFuture *settled, gpointer data)
{
  MoTaskReturn *self = data;

  self->func (self->task, settled);
  return NULL;
}

void
mo_future_return_to_task_with (MoFuture *future, GTask *task, MoTaskReturnFunc func)
{
  MoTaskReturn *self = g_new0 (MoTaskReturn, 1);

  self->task = task;
  self->func = func;
  if (future == NULL)
    future = mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                     "a task was given NULL instead of a future");
  /* What the future tells is what happened, whatever was wished. */
  g_task_set_check_cancellable (task, FALSE);
  future = mo_with_cancellable (future, g_task_get_cancellable (task));
  mo_future_unref (mo_finally_in_context (future, g_task_get_context (task), return_outcome, self,
                                          task_return_free));
}

static void
return_value (GTask *task, MoFuture *settled)
{
  GError *error = NULL;
  const GValue *value = mo_future_get_value (settled, &error);

  if (value == NULL)
    g_task_return_error (task, error);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_task_return_boolean (task, g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_INT64 (value))
    g_task_return_int (task, (gssize) g_value_get_int64 (value));
  else if (G_VALUE_HOLDS_STRING (value))
    g_task_return_pointer (task, g_value_dup_string (value), g_free);
  else if (G_VALUE_HOLDS_OBJECT (value))
    g_task_return_pointer (task, g_value_dup_object (value), g_object_unref);
  else
    g_task_return_value (task, (GValue *) value); /* which is copied */
}

/**
 * mo_future_return_to_task:
 * @future: (transfer full): what the task waits for
 * @task: (transfer full): a task that has not returned yet
 *
 * Returns from @task what @future settles with, in the context of the task: for functions in the
 * style of GIO that are made of futures. The cancellable of the task cancels @future; its
 * g_task_set_check_cancellable() is turned off, since the future knows better: it is rejected with
 * %G_IO_ERROR_CANCELLED only where nothing took effect.
 *
 * The function that finishes takes a boolean with g_task_propagate_boolean(), an int64 with
 * g_task_propagate_int(), a string or an object with g_task_propagate_pointer(), and a value of any
 * other type, boxed ones such as [struct@Mo.Result] included, with g_task_propagate_value().
 *
 * Thread: any; never blocks. Errors: those of @future, which the task returns.
 *
 * Since: 0.1
 */
void
mo_future_return_to_task (MoFuture *future, GTask *task)
{
  if (!G_IS_TASK (task) && future != NULL)
    mo_future_unref (future);
  g_return_if_fail (G_IS_TASK (task));

  mo_future_return_to_task_with (future, task, return_value);
}
