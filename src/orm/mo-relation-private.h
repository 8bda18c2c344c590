/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A relation with what it leads by: columns instead of fields. */

#pragma once

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

/* As many as an instance has room to note. */
#define MO_MOST_RELATIONS 32

typedef struct
{
  const MoColumn *entry;
  const MoModel *owner;
  guint index; /* among the owner's */
  MoRelationKind kind;
  const MoModel *model; /* the related one */
  /* Instances are related where these are equal: columns of the owner and of the related model;
   * with a model in between, where its columns are equal to both. */
  guint own;
  guint other;
  const MoModel *link; /* NULL: none */
  guint link_own;
  guint link_other;
} MoRelationInfo;

static inline gboolean
mo_relation_is_to_many (MoRelationKind kind)
{
  return kind == MO_RELATION_HAS_MANY || kind == MO_RELATION_MANY_TO_MANY;
}

/* INVALID_ARGUMENT: its keys do not lead where they should. */
gboolean mo_model_get_relation   (const MoModel   *self,
                                  guint            index,
                                  MoRelationInfo  *out,
                                  GError         **error);
/* The relation whose field is at @offset; -1: none is there. */
gint     mo_model_find_relation  (const MoModel   *self,
                                  gsize            offset);
/* That of the related model that is the other side of @self; FALSE: it has none. */
gboolean mo_relation_get_inverse (const MoRelationInfo *self,
                                  MoRelationInfo       *out);
/* All of them. INVALID_ARGUMENT: what is wrong with one. */
gboolean mo_model_check_relations (const MoModel  *self,
                                   GError        **error);

G_END_DECLS
