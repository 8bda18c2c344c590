/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server that MO_TEST_URI names. */

#pragma once

#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

/* NULL, after g_test_skip(), if there is no server. */
MoEndpoint   *server_endpoint  (void);
MoConnection *server_open      (void);

/* Text protocol; fails the test where the statement fails. */
MoResult     *server_query     (MoConnection  *connection,
                                const char    *format,
                                ...) G_GNUC_PRINTF (2, 3);
void          server_run       (MoConnection  *connection,
                                const char    *format,
                                ...) G_GNUC_PRINTF (2, 3);
MoResult     *server_execute   (MoConnection  *connection,
                                const char    *sql,
                                const MoValue *values,
                                gsize          n_values);

/* A table name that no other process uses; the table is dropped if it is there. */
char         *server_new_table (MoConnection  *connection);

G_END_DECLS
