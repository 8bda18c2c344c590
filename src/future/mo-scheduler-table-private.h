/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the table of schedulers and its two kinds. */

#pragma once

#include "future/mo-scheduler-private.h"
#include "future/mo-timer-private.h"

G_BEGIN_DECLS

MoScheduler *mo_dispatcher_new            (void);
void         mo_dispatcher_add_timer      (MoScheduler  *self,
                                           MoTimer      *timer,
                                           gint64        monotonic_usec);
/* TRUE if it was pending. */
gboolean     mo_dispatcher_remove_timer   (MoScheduler  *self,
                                           MoTimer      *timer);
/* Around fork(), so that nobody else is in the middle of something; and in the child. */
void         mo_dispatcher_lock           (MoScheduler  *self);
void         mo_dispatcher_unlock         (MoScheduler  *self);
void         mo_dispatcher_unlock_orphan  (MoScheduler  *self);

/* Attached to @context, which keeps it until the context itself ends. */
MoScheduler *mo_context_scheduler_new     (GMainContext *context);
/* For one that lost the race into the table: takes it off its context. */
void         mo_context_scheduler_discard (MoScheduler  *self);
void         mo_scheduler_table_remove    (MoScheduler  *self);

G_END_DECLS
