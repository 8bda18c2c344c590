/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances by model and primary key: one instance for a row. */

#pragma once

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct _MoIdentityMap MoIdentityMap;

MoIdentityMap *mo_identity_map_new    (void);
void           mo_identity_map_free   (MoIdentityMap *self);
/* (transfer none): the instance that has the key fields of @instance; NULL: none. */
gpointer       mo_identity_map_lookup (MoIdentityMap *self,
                                       const MoModel *model,
                                       gconstpointer  instance);
/* Lends no reference to it. Takes the place of another one with that key. */
void           mo_identity_map_insert (MoIdentityMap *self,
                                       const MoModel *model,
                                       gpointer       instance);
void           mo_identity_map_clear  (MoIdentityMap *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoIdentityMap, mo_identity_map_free)

G_END_DECLS
