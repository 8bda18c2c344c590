/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerComing: what instances were related to and a query could not see, since it was written
 * behind it, or is not written yet. */

#pragma once

#include "orm/mo-relation-private.h"

G_BEGIN_DECLS

typedef struct _MoEagerComing MoEagerComing;

/* @entities: a set of instances of the relation's owner; @number: of the query's operation. Looks
 * at all instances of their session, once. */
MoEagerComing   *mo_eager_coming_new  (const MoRelationInfo *relation,
                                       GHashTable           *entities,
                                       guint64               number);
void             mo_eager_coming_free (MoEagerComing        *self);
/* (transfer none) (nullable): borrowed instances; NULL: none. */
const GPtrArray *mo_eager_coming_get  (MoEagerComing        *self,
                                       gconstpointer         entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoEagerComing, mo_eager_coming_free)

G_END_DECLS
