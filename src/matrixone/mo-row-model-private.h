/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models of what MatrixOne says of itself, whose structs are the library's, and public. */

#pragma once

#include <matrixone-glib/mo-entity.h>

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

/* MO_DEFINE_MODEL() of a struct whose header declares its functions, and says
 * G_DEFINE_AUTOPTR_CLEANUP_FUNC(). Columns are found by the names of their fields, which AS gives
 * them in a query. */
#define MO_DEFINE_ROW_MODEL(Type, prefix, table, ...)                                              \
  const MoModel *                                                                                  \
  mo_model_of_##Type (void)                                                                        \
  {                                                                                                \
    typedef Type MoModelStruct_ G_GNUC_UNUSED;                                                     \
    static const MoColumn columns[] = { __VA_ARGS__ };                                             \
    static gsize model = 0;                                                                        \
    if (g_once_init_enter (&model))                                                                \
      g_once_init_leave (&model, (gsize) mo_model_register (#Type, table, sizeof (Type), columns,  \
                                                            G_N_ELEMENTS (columns),                \
                                                            sizeof (MoColumn)));                   \
    return (const MoModel *) model;                                                                \
  }                                                                                                \
                                                                                                   \
  Type *                                                                                           \
  prefix##_ref (Type *self)                                                                        \
  {                                                                                                \
    return mo_entity_ref (self);                                                                   \
  }                                                                                                \
                                                                                                   \
  void                                                                                             \
  prefix##_unref (Type *self)                                                                      \
  {                                                                                                \
    mo_entity_unref (self);                                                                        \
  }

G_END_DECLS
