/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyIndex: instances by the value of a key, among rows that a server has found for keys.
 *
 * It is the server that knows which keys are equal; here those are that are the same, and those
 * alike where there is none of the same. */

#pragma once

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

typedef struct _MoKeyIndex MoKeyIndex;

/* @repeats: rows of one instance may have equal keys, which is found out for text anyway. */
MoKeyIndex *mo_key_index_new   (gboolean       repeats);
void        mo_key_index_free  (MoKeyIndex    *self);
/* @key is one that rows were asked for. */
void        mo_key_index_claim (MoKeyIndex    *self,
                                const MoValue *key);
/* A row with @key is that of @entity, which is borrowed. Several are one. */
void        mo_key_index_add   (MoKeyIndex    *self,
                                const MoValue *key,
                                gpointer       entity);
/* The one of the row that @key leads to; NULL: none. */
gpointer    mo_key_index_find  (MoKeyIndex    *self,
                                const MoValue *key);
/* (transfer container): all whose keys lead to the row with @key, in the order in which they were
 * added. When all are claimed. */
GPtrArray  *mo_key_index_list  (MoKeyIndex    *self,
                                const MoValue *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoKeyIndex, mo_key_index_free)

G_END_DECLS
