/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bridge from a future to a GTask, for those who return something of their own. */

#pragma once

#include <gio/gio.h>

#include "future/mo-future-private.h"

G_BEGIN_DECLS

/* Returns from the task what it makes of the settled future: a value, or an error. */
typedef void (*MoTaskReturnFunc) (GTask *task, MoFuture *settled);

/* Consumes both. @func is called once, in the task's context. */
void mo_future_return_to_task_with (MoFuture         *future,
                                    GTask            *task,
                                    MoTaskReturnFunc  func);

G_END_DECLS
