/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The producing end of a future. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_PROMISE (mo_promise_get_type ())

MO_AVAILABLE_IN_ALL
GType      mo_promise_get_type       (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoPromise *mo_promise_new            (void);
MO_AVAILABLE_IN_ALL
MoPromise *mo_promise_ref            (MoPromise    *self);
MO_AVAILABLE_IN_ALL
void       mo_promise_unref          (MoPromise    *self);
MO_AVAILABLE_IN_ALL
MoFuture  *mo_promise_dup_future     (MoPromise    *self);
MO_AVAILABLE_IN_ALL
gboolean   mo_promise_resolve        (MoPromise    *self,
                                      const GValue *value);
MO_AVAILABLE_IN_ALL
gboolean   mo_promise_resolve_true   (MoPromise    *self);
MO_AVAILABLE_IN_ALL
gboolean   mo_promise_resolve_int64  (MoPromise    *self,
                                      gint64        number);
MO_AVAILABLE_IN_ALL
gboolean   mo_promise_resolve_string (MoPromise    *self,
                                      const char   *string);
MO_AVAILABLE_IN_ALL
gboolean   mo_promise_reject         (MoPromise    *self,
                                      GError       *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPromise, mo_promise_unref)

G_END_DECLS
