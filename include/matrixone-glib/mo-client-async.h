/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clients, transactions and statements in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-client.h"
#include "mo-executor.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_client_connect_async (MoClient           *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_connect_finish (MoClient     *self,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_disconnect_async (MoClient           *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_disconnect_finish (MoClient     *self,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_disconnect_within_async (MoClient           *self,
                                        gint64              timeout_usec,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_disconnect_within_finish (MoClient     *self,
                                             GAsyncResult *result,
                                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_begin_async (MoClient           *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoTransaction *mo_client_begin_finish (MoClient     *self,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_begin_full_async (MoClient                   *self,
                                 const MoTransactionOptions *options,
                                 const char                 *label,
                                 GCancellable               *cancellable,
                                 GAsyncReadyCallback         callback,
                                 gpointer                    user_data);
MO_AVAILABLE_IN_ALL
MoTransaction *mo_client_begin_full_finish (MoClient     *self,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_transaction_async (MoClient               *self,
                                  MoTransactionFutureFunc body,
                                  gpointer                body_data,
                                  GDestroyNotify          destroy,
                                  GCancellable           *cancellable,
                                  GAsyncReadyCallback     callback,
                                  gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_transaction_finish (MoClient     *self,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_client_transaction_full_async (MoClient                   *self,
                                       const MoTransactionOptions *options,
                                       const char                 *label,
                                       MoTransactionFutureFunc     body,
                                       gpointer                    body_data,
                                       GDestroyNotify              destroy,
                                       GCancellable               *cancellable,
                                       GAsyncReadyCallback         callback,
                                       gpointer                    user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_client_transaction_full_finish (MoClient     *self,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_transaction_commit_async (MoTransaction      *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_transaction_commit_finish (MoTransaction *self,
                                       GAsyncResult  *result,
                                       GError       **error);
MO_AVAILABLE_IN_ALL
void mo_transaction_rollback_async (MoTransaction      *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_transaction_rollback_finish (MoTransaction *self,
                                         GAsyncResult  *result,
                                         GError       **error);
MO_AVAILABLE_IN_ALL
void mo_execute_values_async (MoExecutor         *executor,
                              const char         *sql,
                              const MoValue      *values,
                              gsize               n_values,
                              MoExecuteFlags      flags,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_execute_values_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_execute_params_async (MoExecutor         *executor,
                              const char         *sql,
                              const MoParam      *params,
                              gsize               n_params,
                              MoExecuteFlags      flags,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_execute_params_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_execute_script_async (MoExecutor         *executor,
                              const char         *script,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_execute_script_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);

/* Labelled with the place of the call. */
#define mo_client_begin_async(self, ...)                                                           \
  mo_client_begin_full_async ((self), NULL, "mo_client_begin_async at " G_STRLOC, __VA_ARGS__)
#define mo_client_transaction_async(self, ...)                                                     \
  mo_client_transaction_full_async ((self), NULL, "mo_client_transaction_async at " G_STRLOC,      \
                                    __VA_ARGS__)

G_END_DECLS
