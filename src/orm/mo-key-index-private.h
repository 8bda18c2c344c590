/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyIndex: instances by a key, which is the same text or another one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MoKeyIndex MoKeyIndex;

/* @repeats: one instance may be added several times with a key, and counts once. */
MoKeyIndex *mo_key_index_new   (gboolean    repeats);
void        mo_key_index_free  (MoKeyIndex *self);
/* @entity is borrowed. */
void        mo_key_index_add   (MoKeyIndex *self,
                                const char *key,
                                gpointer    entity);
/* (transfer none) (nullable): all, in the order in which they were added; NULL: none. */
const GPtrArray *mo_key_index_list (MoKeyIndex *self,
                                    const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoKeyIndex, mo_key_index_free)

G_END_DECLS
