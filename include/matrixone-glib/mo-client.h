/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of connections to one server, and the door to transactions. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-feature.h"
#include "mo-time-zone.h"
#include "mo-transaction.h"

G_BEGIN_DECLS

#define MO_TYPE_CLIENT (mo_client_get_type ())
#define MO_CLIENT(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_CLIENT, MoClient))
#define MO_IS_CLIENT(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_CLIENT))

/**
 * MoConnectHook:
 * @connection: a new connection, good for this call only
 * @user_data: what was given to [method@Mo.Client.add_connect_hook]
 * @error: return location
 *
 * Looks at a new connection, or prepares it, on its worker; it may block.
 *
 * Returns: %TRUE if it may be used; %FALSE, with @error set, if not
 * Since: 0.1
 */
typedef gboolean (*MoConnectHook) (MoConnection *connection, gpointer user_data, GError **error);

/**
 * MoPriority:
 * @MO_PRIORITY_URGENT: somebody looks at the screen and waits
 * @MO_PRIORITY_NORMAL: the usual
 * @MO_PRIORITY_BACKGROUND: nobody waits
 *
 * Who gets a free connection first.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_PRIORITY_URGENT,
  MO_PRIORITY_NORMAL,
  MO_PRIORITY_BACKGROUND,
} MoPriority;

/**
 * MoEcho:
 * @MO_ECHO_OFF: nothing
 * @MO_ECHO_SUMMARY: a line when it has ended: the connection's id, how many rows it returned or
 *   affected, or the number of its error, milliseconds, and the beginning of its text
 * @MO_ECHO_FULL: the whole text before it is sent, and that line afterwards
 *
 * How much is logged of each statement, by g_message(). Where it speaks of a password, a token or
 * the like, be it as a column's name, none of its literals is shown. A secret in a column of
 * another name cannot be told from other text: it is safe as a parameter.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ECHO_OFF,
  MO_ECHO_SUMMARY,
  MO_ECHO_FULL,
} MoEcho;

MO_AVAILABLE_IN_ALL
GType     mo_echo_get_type          (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
GType     mo_priority_get_type      (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
GType     mo_client_get_type        (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoClient *mo_client_new             (const char              *uri,
                                     GError                 **error);
MO_AVAILABLE_IN_ALL
MoClient *mo_client_new_sharing     (MoClient                *self,
                                     MoPriority               priority);
MO_AVAILABLE_IN_ALL
gboolean  mo_client_add_connect_hook (MoClient               *self,
                                     MoConnectHook            hook,
                                     gpointer                 user_data,
                                     GDestroyNotify           destroy,
                                     GError                 **error);
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_connect         (MoClient                *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_disconnect      (MoClient                *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_disconnect_within (MoClient              *self,
                                     gint64                   timeout_usec)
  G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_supports        (MoClient                *self,
                                     MoFeature                feature) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
char     *mo_client_dump            (MoClient                *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_begin           (MoClient                *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_begin_full      (MoClient                *self,
                                     const MoTransactionOptions *options,
                                     const char              *label) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
gboolean  mo_client_run_transaction (MoClient                *self,
                                     MoTransactionFunc        body,
                                     gpointer                 user_data,
                                     GError                 **error);
MO_AVAILABLE_IN_ALL
gboolean  mo_client_run_transaction_full (MoClient           *self,
                                     const MoTransactionOptions *options,
                                     const char              *label,
                                     MoTransactionFunc        body,
                                     gpointer                 user_data,
                                     GError                 **error);
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_transaction     (MoClient                *self,
                                     MoTransactionFutureFunc  body,
                                     gpointer                 user_data,
                                     GDestroyNotify           destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_client_transaction_full (MoClient               *self,
                                     const MoTransactionOptions *options,
                                     const char              *label,
                                     MoTransactionFutureFunc  body,
                                     gpointer                 user_data,
                                     GDestroyNotify           destroy) G_GNUC_WARN_UNUSED_RESULT;

/* Labelled with the place of the call. */
#define mo_client_begin(self)                                                                      \
  (mo_client_begin_full ((self), NULL, "mo_client_begin at " G_STRLOC))
#define mo_client_run_transaction(self, body, user_data, error)                                    \
  (mo_client_run_transaction_full ((self), NULL, "mo_client_run_transaction at " G_STRLOC, (body), \
                                   (user_data), (error)))
#define mo_client_transaction(self, body, user_data, destroy)                                      \
  (mo_client_transaction_full ((self), NULL, "mo_client_transaction at " G_STRLOC, (body),         \
                               (user_data), (destroy)))

/**
 * mo_client_begin_with:
 * @self: a client
 * @options: (nullable): how it is to run
 *
 * [method@Mo.Client.begin_full], labelled with the place of the call.
 *
 * Returns: (transfer full): a future of a [class@Mo.Transaction]
 */
#define mo_client_begin_with(self, options)                                                        \
  (mo_client_begin_full ((self), (options), "mo_client_begin_with at " G_STRLOC))

/**
 * mo_client_run_transaction_with:
 * @self: a client
 * @options: (nullable): how it is to run
 * @body: called on this thread with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * [method@Mo.Client.run_transaction_full], labelled with the place of the call.
 *
 * Returns: %TRUE if it was committed
 */
#define mo_client_run_transaction_with(self, options, body, user_data, error)                      \
  (mo_client_run_transaction_full ((self), (options),                                              \
                                   "mo_client_run_transaction_with at " G_STRLOC, (body),          \
                                   (user_data), (error)))

/**
 * mo_client_transaction_with:
 * @self: a client
 * @options: (nullable): how it is to run
 * @body: called on the transaction's worker
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data
 *
 * [method@Mo.Client.transaction_full], labelled with the place of the call.
 *
 * Returns: (transfer full): a future of what the body's future resolved with, once committed
 */
#define mo_client_transaction_with(self, options, body, user_data, destroy)                        \
  (mo_client_transaction_full ((self), (options), "mo_client_transaction_with at " G_STRLOC,       \
                               (body), (user_data), (destroy)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoClient, g_object_unref)

G_END_DECLS
