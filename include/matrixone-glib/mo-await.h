/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for a value of a known type, or reading one. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoResult      *mo_await_result      (MoFuture   *future,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
gboolean       mo_await_int64       (MoFuture   *future,
                                     gint64     *out,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
GArray        *mo_await_int64s      (MoFuture   *future,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
GPtrArray     *mo_await_strings     (MoFuture   *future,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
MoGathered    *mo_await_gathered    (MoFuture   *future,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
MoTransaction *mo_await_transaction (MoFuture   *future,
                                     GError    **error);
MO_AVAILABLE_IN_ALL
MoCursor      *mo_await_cursor      (MoFuture   *future,
                                     GError    **error);

MO_AVAILABLE_IN_ALL
MoResult      *mo_future_get_result   (MoFuture   *future,
                                       GError    **error);
MO_AVAILABLE_IN_ALL
gboolean       mo_future_get_int64    (MoFuture   *future,
                                       gint64     *out,
                                       GError    **error);
MO_AVAILABLE_IN_ALL
MoResult      *mo_gathered_get_result (MoGathered *gathered,
                                       guint       index,
                                       GError    **error);
MO_AVAILABLE_IN_ALL
gint64         mo_gathered_int64      (MoGathered *gathered,
                                       guint       index);

G_END_DECLS
