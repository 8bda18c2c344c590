/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: create what is missing, drop what is there, look whether it fits. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-model.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_schema_create_all (MoExecutor           *executor,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_schema_drop_all   (MoExecutor           *executor,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_schema_check_all  (MoExecutor           *executor,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_create_all (MoClient             *client,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_drop_all   (MoClient             *client,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_check_all  (MoClient             *client,
                                const MoModel *const *models,
                                gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
