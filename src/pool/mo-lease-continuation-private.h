/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where continuations run that are attached on the worker of a lease. */

#pragma once

#include "future/mo-scheduler-private.h"
#include "pool/mo-lease-private.h"

G_BEGIN_DECLS

/* (transfer full): keeps @lease. What comes when that is over runs on the dispatcher. */
MoScheduler *mo_lease_continuation_new (MoLease *lease);

G_END_DECLS
