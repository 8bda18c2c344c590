/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS as the two client libraries do it. */

#pragma once

#include "wire/mo-endpoint-private.h"
#include "wire/mo-mysql-api-private.h"

G_BEGIN_DECLS

/* Before anything is sent: INVALID_ARGUMENT where the settings contradict each other, so that
 * nobody believes in a check that is not made; NOT_SUPPORTED where the client library would not
 * make it. */
gboolean mo_tls_check       (const MoMysqlApi *api,
                             const MoEndpoint *endpoint,
                             GError          **error);

void     mo_tls_set_options (const MoMysqlApi *api,
                             MYSQL            *mysql,
                             const MoEndpoint *endpoint);

/* Of a connection that has logged in: FALSE if it has no TLS where it must. */
gboolean mo_tls_is_enough   (const MoMysqlApi *api,
                             MYSQL            *mysql,
                             const MoEndpoint *endpoint);

/* What the settings ask for, to be put behind a message of the client library's: it says what is
 * wrong with a certificate, but not who wanted to know. */
char    *mo_tls_explain     (const MoEndpoint *endpoint);

G_END_DECLS
