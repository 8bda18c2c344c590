/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBetween: finds the rows in between that a session has, by the two that they connect.
 *
 * It looks at the instances of its session when it is asked, at each of them once. */

#pragma once

#include "orm/mo-relation-private.h"

G_BEGIN_DECLS

typedef struct _MoBetween MoBetween;

/* @entities: the session's queue, which lives as long. */
MoBetween *mo_between_new    (const GQueue         *entities);
void       mo_between_free   (MoBetween            *self);
/* Borrowed; NULL: the session has none that is not deleted yet. */
gpointer   mo_between_find   (MoBetween            *self,
                              const MoRelationInfo *relation,
                              gconstpointer         entity,
                              gconstpointer         related);
/* @entity, which is in the queue, leads by its values now, and not by whom it followed. */
void       mo_between_file   (MoBetween            *self,
                              gpointer              entity);
/* @entity is to leave the queue. */
void       mo_between_forget (MoBetween            *self,
                              gconstpointer         entity);

G_END_DECLS
