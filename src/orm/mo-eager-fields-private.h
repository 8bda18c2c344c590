/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the rows of a query say of relations, beside what was changed since and before. */

#pragma once

#include "orm/mo-eager-coming-private.h"

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* A relation of instances that a query has loaded. */
typedef struct
{
  const MoRelationInfo *relation;
  guint64 number;        /* of the query's operation; 0: of no session */
  MoEagerComing *coming; /* lent */
} MoEagerLoaded;

/* Whether a row still says what it did: @key is in it, of @related, or of @link, which is in
 * between. */
gboolean mo_eager_counts      (const MoEagerLoaded *self,
                               gconstpointer        related,
                               gconstpointer        link,
                               const MoValue       *key);
/* Whether @entity leads to another one than the query looked for. */
gboolean mo_eager_has_other   (const MoEagerLoaded *self,
                               gconstpointer        entity);
/* The field of @entity is what was found; NULL: nothing was. */
void     mo_eager_put         (const MoEagerLoaded *self,
                               gpointer             entity,
                               const GPtrArray     *found);

G_END_DECLS
