/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making errors that carry what the server said. */

#pragma once

#include <matrixone-glib/mo-error.h>

G_BEGIN_DECLS

GError *mo_error_new_server (MoError     code,
                             guint       server_code,
                             const char *sqlstate,
                             guint64     connection_id,
                             gboolean    retryable,
                             const char *message);
GError *mo_error_new_retryable (MoError    code,
                                const char *format,
                                ...) G_GNUC_PRINTF (2, 3);
GError *mo_error_rewrap     (const GError *cause,
                             MoError       code,
                             const char   *format,
                             ...) G_GNUC_PRINTF (3, 4);
/* Of a callback that has returned @ok and set @failure (transfer full) (nullable): whether it was
 * content. @who, for people, is what returned FALSE without saying why. */
gboolean mo_error_take_outcome (gboolean    ok,
                                GError     *failure,
                                const char *who,
                                GError    **error);
void    mo_error_set_sql    (GError       *error,
                             const char   *sql);
void    mo_error_forbid_retry (GError     *error);

G_END_DECLS
