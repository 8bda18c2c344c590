/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-schema.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_schema_create_all_async (MoExecutor           *executor,
                                 const MoModel *const *models,
                                 gsize                 n_models,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_schema_create_all_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_schema_drop_all_async (MoExecutor           *executor,
                               const MoModel *const *models,
                               gsize                 n_models,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_schema_drop_all_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_schema_check_all_async (MoExecutor           *executor,
                                const MoModel *const *models,
                                gsize                 n_models,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_schema_check_all_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_create_all_async (MoClient             *client,
                                 const MoModel *const *models,
                                 gsize                 n_models,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_create_all_finish (MoClient     *client,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_drop_all_async (MoClient             *client,
                               const MoModel *const *models,
                               gsize                 n_models,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_drop_all_finish (MoClient     *client,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_check_all_async (MoClient             *client,
                                const MoModel *const *models,
                                gsize                 n_models,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_check_all_finish (MoClient     *client,
                                     GAsyncResult *result,
                                     GError      **error);

G_END_DECLS
