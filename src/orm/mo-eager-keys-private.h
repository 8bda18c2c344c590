/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerKeys: values that rows are asked for by, each once, in the order in which they come. */

#pragma once

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

typedef struct
{
  GHashTable *seen;  /* text to itself */
  GArray *values;    /* of MoValue; borrowed */
  gsize bytes;       /* of them as literals, roughly */
  gboolean has_text; /* which a server may find equal to other text */
} MoEagerKeys;

MoEagerKeys *mo_eager_keys_new  (void);
void         mo_eager_keys_free (MoEagerKeys   *self);
/* NULL is no key. */
void         mo_eager_keys_add  (MoEagerKeys   *self,
                                 const MoValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoEagerKeys, mo_eager_keys_free)

G_END_DECLS
