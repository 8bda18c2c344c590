/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a worker comes by its connection, and how it leaves it for the next job. */

#pragma once

#include "pool/mo-worker-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_CONNECT_READY,
  MO_CONNECT_FAILED,
  MO_CONNECT_LATER, /* the server is gone, and it is not this worker's turn to try */
} MoConnectOutcome;

/* A connection that lives; for @job, or for the sake of having one: NULL. FAILED sets @error. */
MoConnectOutcome mo_worker_connect_for     (MoWorker  *self,
                                            MoJob     *job,
                                            GError   **error);
/* Between two jobs: what the first has left in the session does not reach the second. */
void             mo_worker_clean_up        (MoWorker  *self);

G_END_DECLS
