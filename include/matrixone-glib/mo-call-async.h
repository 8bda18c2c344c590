/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions on a worker in the style of GIO: the callback runs in the thread-default main context
 * of the caller. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-call.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void     mo_client_call_async       (MoClient           *self,
                                     MoCallFunc          func,
                                     gpointer            func_data,
                                     GDestroyNotify      destroy,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_call_finish      (MoClient           *self,
                                     GAsyncResult       *result,
                                     GError            **error);
MO_AVAILABLE_IN_ALL
void     mo_transaction_call_async  (MoTransaction      *self,
                                     MoCallFunc          func,
                                     gpointer            func_data,
                                     GDestroyNotify      destroy,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_transaction_call_finish (MoTransaction      *self,
                                     GAsyncResult       *result,
                                     GError            **error);

G_END_DECLS
