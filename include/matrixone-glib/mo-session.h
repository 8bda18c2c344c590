/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The unit of work of a transaction: instances by their keys, and what changed in them. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-entity.h"
#include "mo-select.h"

G_BEGIN_DECLS

#define MO_TYPE_SESSION (mo_session_get_type ())
#define MO_SESSION(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_SESSION, MoSession))
#define MO_IS_SESSION(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_SESSION))

MO_AVAILABLE_IN_ALL
GType      mo_session_get_type         (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoSession *mo_transaction_get_session  (MoTransaction *tx);
MO_AVAILABLE_IN_ALL
MoSession *mo_session_new              (MoClient      *client) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSession *mo_session_new_full         (MoClient      *client,
                                        const MoTransactionOptions *options,
                                        const char    *label) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
gboolean   mo_session_add              (MoSession     *self,
                                        gpointer       entity);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_take             (MoSession     *self,
                                        gpointer       entity);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_add_all          (MoSession     *self,
                                        gpointer      *entities,
                                        gsize          n_entities);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_delete           (MoSession     *self,
                                        gpointer       entity);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_expunge          (MoSession     *self,
                                        gpointer       entity);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_expire           (MoSession     *self,
                                        gpointer       entity);
MO_AVAILABLE_IN_ALL
void       mo_session_expire_all       (MoSession     *self);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_contains         (MoSession     *self,
                                        gconstpointer  entity);
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_flush            (MoSession     *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_commit           (MoSession     *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_rollback         (MoSession     *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_close            (MoSession     *self) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_execute          (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_first            (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_one              (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_one_or_none      (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_scalar           (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_scalars          (MoSession     *self,
                                        MoSelect      *select) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_get_by_key       (MoSession     *self,
                                        const MoModel *model,
                                        const MoValue *keys,
                                        gsize          n_keys) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_refresh          (MoSession     *self,
                                        gpointer       entity) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_session_merge            (MoSession     *self,
                                        gpointer       entity) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
void       mo_session_set_autoflush    (MoSession     *self,
                                        gboolean       autoflush);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_get_autoflush    (MoSession     *self);
MO_AVAILABLE_IN_ALL
void       mo_session_set_expire_on_commit (MoSession *self,
                                            gboolean   expire_on_commit);
MO_AVAILABLE_IN_ALL
gboolean   mo_session_get_expire_on_commit (MoSession *self);

/* Labelled with the place of the call. */
#define mo_session_new(client) (mo_session_new_full ((client), NULL, "mo_session_new at " G_STRLOC))

#ifndef __cplusplus

/**
 * mo_session_get:
 * @session: a session
 * @Type: a struct with a model
 * @...: its key: a value for each column of it
 *
 * [method@Mo.Session.get_by_key]: `mo_session_get (session, User, 42)`.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row or none
 */
#define mo_session_get(session, Type, ...)                                                         \
  (mo_session_get_by_key ((session), mo_model_of_##Type (),                                        \
                          ((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) }) + 1,                  \
                          sizeof ((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) })                \
                                  / sizeof (MoValue)                                               \
                              - 1))

#endif /* __cplusplus */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoSession, g_object_unref)

G_END_DECLS
