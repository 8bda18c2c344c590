/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection, for code of the caller's that runs on its worker. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-param.h"

G_BEGIN_DECLS

/**
 * MoConnection:
 *
 * A connection to a server, lent to a [callback@Mo.ConnectHook] or a
 * [callback@Mo.TransactionHook] for the time of its call. Its functions block, and are for the
 * thread of that call only.
 *
 * Since: 0.1
 */

MO_AVAILABLE_IN_ALL
guint64     mo_connection_get_id          (MoConnection   *self);
MO_AVAILABLE_IN_ALL
const char *mo_connection_get_server_name (MoConnection   *self);
MO_AVAILABLE_IN_ALL
MoResult   *mo_connection_run_values      (MoConnection   *self,
                                           const char     *sql,
                                           const MoValue  *values,
                                           gsize           n_values,
                                           GError        **error) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoResult   *mo_connection_run_script      (MoConnection   *self,
                                           const char     *script,
                                           GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
