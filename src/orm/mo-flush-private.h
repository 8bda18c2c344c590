/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a flush writes: taken from the instances when it is called, sent as few statements.
 *
 * The owner makes the plan; it holds copies of all values, so that the instances may change while
 * it runs. Inserts come in the order of foreign keys, then updates. Keys that the server gives out
 * are written to the rows' key cells, where later steps and later flushes find them.
 */

#pragma once

#include "client/mo-program-private.h"
#include "orm/mo-entity-private.h"

G_BEGIN_DECLS

typedef struct _MoFlush MoFlush;

/* (transfer full): a MoProgram that writes @entities (of one session, each once): those in state
 * PENDING are inserted, those in state PERSISTENT are deleted where that is wanted, else updated
 * where they are changed. *@flush is NULL where nothing is to be written. A link to a parent with a
 * key cell follows that cell; to any other parent, its key field as it is now. Fills MO_DEFAULT_NOW
 * fields of pending instances with the present. Changes nothing else in an instance. The errors:
 * INVALID_ARGUMENT: a changed primary key, a missing one, models that refer to each other in a
 * circle, instances that do; a link to a parent without a key; a fault of mo_set() as it is.
 * CONSTRAINT: NULL in a column that cannot be NULL (MariaDB would write '' in a multi-row INSERT
 * where its sql_mode is not strict). */
gboolean   mo_flush_new         (GPtrArray *entities, MoFlush **flush, GError **error);
MoProgram *mo_flush_get_program (MoFlush *self); /* (transfer none) */
void       mo_flush_unref       (MoFlush *self);

/* When it was submitted: the fields of the instances count as written; pending ones are PERSISTENT
 * and have a key cell where the server is to give out their key. */
void       mo_flush_mark_written (MoFlush *self);
/* When it has succeeded, on the owner: keys go from their cells to the instances' fields, and to
 * fields that are linked to them; cells are taken off. @written is called for each instance that
 * was deleted, and then for each that was inserted, its key in place. */
void       mo_flush_write_back  (MoFlush *self,
                                 void (*written) (gpointer entity, gpointer data),
                                 gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlush, mo_flush_unref)

G_END_DECLS
