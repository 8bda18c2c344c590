/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library changes in records as one piece: they tell of it when all is in its place.
 *
 * A signal handler is the program's code: it may set fields, call the session, or let go of the
 * last reference. So the fields of a record are changed between begin and end, however deep in the
 * stack, and what it had before is noted; the end emits notify for what is another value then, once
 * for each record. References to records that are dropped in between are dropped at the end, since
 * their last moment is the program's code as well.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* On the stack of the thread that begins it. */
typedef struct _MoChanges MoChanges;

struct _MoChanges
{
  MoChanges *outer;   /* that is over, and in whose end this one is */
  GPtrArray *watches; /* of MoWatch; NULL: nothing has changed */
  GPtrArray *dropped; /* records; NULL: none */
  gboolean is_part;   /* of one that has begun before */
  gboolean is_over;   /* what changes now is another change */
};

void mo_changes_begin   (MoChanges *self);
void mo_changes_end     (MoChanges *self);
/* Before the column's field changes, between begin and end. Nothing where @entity is no record. */
void mo_changes_note    (gpointer   entity,
                         guint      column);
/* Gives a reference back: at the end, if it is in between. */
void mo_changes_release (gpointer   record);

G_END_DECLS
