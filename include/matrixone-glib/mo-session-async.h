/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-session.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_session_flush_async (MoSession          *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_session_flush_finish (MoSession    *self,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_commit_async (MoSession          *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_session_commit_finish (MoSession    *self,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_rollback_async (MoSession          *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_session_rollback_finish (MoSession    *self,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_close_async (MoSession          *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_session_close_finish (MoSession    *self,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_execute_async (MoSession          *self,
                               MoSelect           *select,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_session_execute_finish (MoSession    *self,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_first_async (MoSession          *self,
                             MoSelect           *select,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_first_finish (MoSession    *self,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_one_async (MoSession          *self,
                           MoSelect           *select,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_one_finish (MoSession    *self,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_one_or_none_async (MoSession          *self,
                                   MoSelect           *select,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_one_or_none_finish (MoSession    *self,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_scalar_async (MoSession          *self,
                              MoSelect           *select,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_session_scalar_finish (MoSession    *self,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_get_by_key_async (MoSession          *self,
                                  const MoModel      *model,
                                  const MoValue      *keys,
                                  gsize               n_keys,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_get_by_key_finish (MoSession    *self,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_refresh_async (MoSession          *self,
                               gpointer            entity,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_refresh_finish (MoSession    *self,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_merge_async (MoSession          *self,
                             gpointer            entity,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_session_merge_finish (MoSession    *self,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_load_relation_async (MoSession          *self,
                                     gpointer const     *entities,
                                     gsize               n_entities,
                                     const MoModel      *model,
                                     gsize               offset,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_session_load_relation_finish (MoSession    *self,
                                          GAsyncResult *result,
                                          GError      **error);
MO_AVAILABLE_IN_ALL
void mo_session_scalars_async (MoSession           *self,
                               MoSelect            *select,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_session_scalars_finish (MoSession     *self,
                                     GAsyncResult  *result,
                                     GError       **error);

G_END_DECLS
