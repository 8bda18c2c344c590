/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one thread that something belongs to, such as a session, and how outcomes get there. */

#pragma once

#include "future/mo-scheduler-private.h"

G_BEGIN_DECLS

/* A scheduler: what is posted by the owner itself runs at once. */
typedef struct _MoOwner MoOwner;

/* (transfer full): for the calling thread. A transaction's worker is reached between two
 * statements; a thread in a callback of a main loop, or with a thread-default context, by that
 * context; any other thread where it waits or calls the session. */
MoOwner     *mo_owner_new           (void);
/* (transfer full): for the calling thread in the body of a transaction: the worker, or a thread
 * that blocks, whatever contexts it has. */
MoOwner     *mo_owner_new_for_body  (void);
MoOwner     *mo_owner_ref           (MoOwner *self);
gboolean     mo_owner_is_current    (MoOwner *self);
MoScheduler *mo_owner_get_scheduler (MoOwner *self);
void         mo_owner_unref         (MoOwner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoOwner, mo_owner_unref)

G_END_DECLS
