/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Futures and GIO: cancellables that cancel them, tasks that return what they settle with. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-future.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_with_cancellable      (MoFuture     *future,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
void      mo_future_return_to_task (MoFuture     *future,
                                    GTask        *task);

G_END_DECLS
