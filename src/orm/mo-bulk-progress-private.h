/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who is told how far a bulk insert is. It belongs to the continuation that ends the insert; the
 * worker borrows it, and is done with it before that runs. */

#pragma once

#include <matrixone-glib/mo-bulk.h>

#include "future/mo-scheduler-private.h"

G_BEGIN_DECLS

typedef struct _MoBulkProgress MoBulkProgress;

/* NULL: nobody wants to know. Otherwise what is to be freed of the options is its own from here
 * on. */
MoBulkProgress *mo_bulk_progress_new           (const MoBulkOptions *options,
                                                guint64              n_rows);
void            mo_bulk_progress_free          (MoBulkProgress      *self);
MoScheduler    *mo_bulk_progress_get_scheduler (MoBulkProgress      *self);
/* On the worker: @n_done rows were sent. Tells it when it is time; @self may be NULL. */
void            mo_bulk_progress_report        (MoBulkProgress      *self,
                                                guint64              n_done);

G_END_DECLS
