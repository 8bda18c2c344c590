/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances by model and primary key: one instance for a row. */

#pragma once

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct _MoIdentityMap MoIdentityMap;

/* (transfer full): equal where two instances of @model are of the same row. */
GBytes        *mo_identity_dup_key    (const MoModel *model,
                                       gconstpointer  instance);

MoIdentityMap *mo_identity_map_new    (void);
void           mo_identity_map_free   (MoIdentityMap *self);
/* (transfer none): the instance that has the key fields of @instance; NULL: none. */
gpointer       mo_identity_map_lookup (MoIdentityMap *self,
                                       const MoModel *model,
                                       gconstpointer  instance);
/* The one that is known already, as above; NULL: there was none, and @instance, which was in no
 * map, is in it now. */
gpointer       mo_identity_map_lookup_or_insert (MoIdentityMap *self,
                                                 const MoModel *model,
                                                 gpointer       instance);
/* So many more are about to come. */
void           mo_identity_map_reserve (MoIdentityMap *self,
                                        guint          n);
/* Takes no reference: an instance is alive, and in no other map, until it is removed or the map is
 * cleared. It takes the place of another one with that key. */
void           mo_identity_map_insert (MoIdentityMap *self,
                                       const MoModel *model,
                                       gpointer       instance);
/* By the key that it was inserted with, whatever its fields hold now. */
void           mo_identity_map_remove (MoIdentityMap *self,
                                       gpointer       instance);
void           mo_identity_map_clear  (MoIdentityMap *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoIdentityMap, mo_identity_map_free)

G_END_DECLS
