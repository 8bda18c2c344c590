/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of pairs of pointers, which it does not own. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a GHashTable. */
GHashTable *mo_pair_set_new (void);
/* TRUE: the pair was not there. */
gboolean    mo_pair_set_add (GHashTable   *self,
                             gconstpointer first,
                             gconstpointer second);

G_END_DECLS
