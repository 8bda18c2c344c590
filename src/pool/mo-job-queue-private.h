/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs on their way from any thread to a worker: a GAsyncQueue whose lock the thread sanitizer can
 * see. It owns a reference on each job in it. */

#pragma once

#include "pool/mo-job-private.h"

G_BEGIN_DECLS

typedef struct _MoJobQueue MoJobQueue;

MoJobQueue *mo_job_queue_new    (void);
void        mo_job_queue_free   (MoJobQueue *self); /* it must be empty */
void        mo_job_queue_lock   (MoJobQueue *self);
void        mo_job_queue_unlock (MoJobQueue *self);

/* With the lock held. @item is consumed; anything that is not NULL will do. */
void        mo_job_queue_push   (MoJobQueue *self, gpointer item);
/* NULL: empty. */
gpointer    mo_job_queue_try_pop (MoJobQueue *self);
/* Lets go of the lock while it waits. */
gpointer    mo_job_queue_pop    (MoJobQueue *self);
/* Items, less the threads that wait for one. */
gint        mo_job_queue_length (MoJobQueue *self);

G_END_DECLS
