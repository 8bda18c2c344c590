/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The outcomes of a gather, in the order of its inputs. Immutable. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_GATHERED (mo_gathered_get_type ())

MO_AVAILABLE_IN_ALL
GType         mo_gathered_get_type   (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoGathered   *mo_gathered_ref        (MoGathered *self);
MO_AVAILABLE_IN_ALL
void          mo_gathered_unref      (MoGathered *self);
MO_AVAILABLE_IN_ALL
guint         mo_gathered_get_length (MoGathered *self);
MO_AVAILABLE_IN_ALL
MoFuture     *mo_gathered_get_future (MoGathered *self,
                                      guint       index);
MO_AVAILABLE_IN_ALL
const GValue *mo_gathered_get_value  (MoGathered *self,
                                      guint       index,
                                      GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoGathered, mo_gathered_unref)

G_END_DECLS
