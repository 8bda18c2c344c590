/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the table of schedulers and its two kinds. */

#pragma once

#include "future/mo-scheduler-private.h"

G_BEGIN_DECLS

MoScheduler *mo_dispatcher_new            (void);
/* Attached to @context, which keeps it until the context itself ends. */
MoScheduler *mo_context_scheduler_new     (GMainContext *context);
/* For one that lost the race into the table: takes it off its context. */
void         mo_context_scheduler_discard (MoScheduler  *self);
void         mo_scheduler_table_remove    (MoScheduler  *self);

G_END_DECLS
