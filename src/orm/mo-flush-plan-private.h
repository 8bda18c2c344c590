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

/* Sets the entries' parents, by the links of instances that come or go; @by_instance: instance to
 * MoFlushEntry. */
void     mo_flush_find_linked_parents     (GPtrArray  *entries,
                                           GHashTable *by_instance);
/* And by the values of rows that go. @deleted: of MoFlushEntry of one model. */
void     mo_flush_find_parents_of_deleted (GPtrArray  *deleted);
/* Sets the entries' levels by their parents. INVALID_ARGUMENT: a circle. */
gboolean mo_flush_find_levels             (GPtrArray  *entries,
                                           GError    **error);

/* Lets an instance that comes have the row of one that goes, where both have the same key. */
void     mo_flush_switch_rows (GPtrArray      *entries);

/* Puts rows of one model with the same columns into batches by their values. @entries: of
 * MoFlushEntry, with rows. */
void     mo_flush_batch_updates (GPtrArray *entries,
                                 GPtrArray *batches);

G_END_DECLS
