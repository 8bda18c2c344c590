/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making a MoGathered. */

#pragma once

#include <matrixone-glib/mo-gathered.h>

G_BEGIN_DECLS

/* Settled futures; takes a reference on each. */
MoGathered *mo_gathered_new (MoFuture **futures, guint n_futures);

G_END_DECLS
