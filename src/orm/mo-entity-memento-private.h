/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an instance was like at one moment, so that it can be put back. */

#pragma once

#include "orm/mo-entity-private.h"
#include "orm/mo-related-private.h"

G_BEGIN_DECLS

typedef struct
{
  gpointer entity; /* owned */
  gpointer fields; /* a copy of the struct, whose columns own what they point to */
  gpointer committed; /* as mo_entity_dup_committed() has it */
  GArray *links;      /* of MoEntityLink, owned; NULL: none */
  MoRelatedImage *related; /* owned; NULL: nothing is known of its relations */
  MoEntityState state;
  gboolean expired;
  gboolean deleting;
} MoEntityMemento;

/* On the instance's owner. */
void mo_entity_memento_init    (MoEntityMemento *self, gpointer entity);
/* The columns, and what is known of the row, are as they were. Once, of an instance that no session
 * has; and then, when all those have their keys again that it may refer to, its links and
 * relations. */
void mo_entity_memento_restore (MoEntityMemento *self);
void mo_entity_memento_relink  (MoEntityMemento *self);
void mo_entity_memento_clear   (MoEntityMemento *self);

G_END_DECLS
