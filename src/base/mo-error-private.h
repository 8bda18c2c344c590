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
GError *mo_error_rewrap     (const GError *cause,
                             MoError       code,
                             const char   *format,
                             ...) G_GNUC_PRINTF (3, 4);
void    mo_error_set_sql    (GError       *error,
                             const char   *sql);
void    mo_error_forbid_retry (GError     *error);

G_END_DECLS
