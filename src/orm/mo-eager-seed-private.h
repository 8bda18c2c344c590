/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerSeed: an instance that is there, and the key that its relation leads by, which may be on
 * its way. */

#pragma once

#include "orm/mo-entity-private.h"
#include "orm/mo-relation-private.h"
#include "value/mo-arena-private.h"

G_BEGIN_DECLS

typedef struct
{
  gpointer entity; /* owned, and its owner's */
  MoValue key;     /* NULL: none, or none yet */
  MoKeyCell *cell; /* owned: where the key will be; NULL: it is not given out by the server, or is
                    * there already */
} MoEagerSeed;

/* On the owner; the key is copied to @arena. */
void     mo_eager_seed_init    (MoEagerSeed          *self,
                                const MoRelationInfo *relation,
                                gpointer              entity,
                                MoArena              *arena);
void     mo_eager_seed_clear   (gpointer              seed);
/* On the worker, behind the flush that writes it: borrowed; NULL: there is none. */
MoValue  mo_eager_seed_get_key (const MoEagerSeed    *self);
/* Whether the column of @entity has no value that rows could have. */
gboolean mo_eager_lacks_key    (gconstpointer         entity,
                                guint                 column);

G_END_DECLS
