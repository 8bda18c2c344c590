/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a worker does on its connection of its own accord: no job asked for it, so nobody could stop
 * it by cancelling. It has a limit instead, and the end of a pool does not wait for it. */

#pragma once

#include "pool/mo-worker-private.h"

G_BEGIN_DECLS

typedef gboolean (*MoUpkeepFunc) (MoWorker *self, GError **error);

/* Runs @func on @self's connection, and cuts that when the time for connecting has passed, or the
 * pool has come to its end. @what, for people, is lent. FALSE: the connection is to be closed. */
gboolean mo_worker_run_upkeep (MoWorker      *self,
                               const char    *what,
                               MoUpkeepFunc   func,
                               GError       **error);

G_END_DECLS
