/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which statements, and in which order, instances are written. */

#pragma once

#include "orm/mo-flush-entry-private.h"
#include "orm/mo-flush-program-private.h"

G_BEGIN_DECLS

/* Adds a MoFlushEntry to @entries for each of @entities that is to be written, and their rows, in
 * batches, to @program. Errors as of mo_flush_new(). */
gboolean mo_flush_plan        (GPtrArray      *entities,
                               MoFlushProgram *program,
                               GPtrArray      *entries,
                               GError        **error);

/* Sets the entries' levels; @pending: instance to MoFlushEntry. INVALID_ARGUMENT: a circle. */
gboolean mo_flush_find_levels (GPtrArray      *entries,
                               GHashTable     *pending,
                               GError        **error);

/* Puts rows of one model with the same columns into batches by their values. @entries: of
 * MoFlushEntry, with rows. */
void     mo_flush_batch_updates (GPtrArray           *entries,
                                 const MoFlushTable  *table,
                                 GPtrArray           *batches);

G_END_DECLS
