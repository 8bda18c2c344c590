/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server that MO_TEST_URI names, for both sides: a client of ours, and connections by hand. */

#pragma once

#include <matrixone-glib.h>
#include <mysql.h>

/* Ends a program that cannot go on. */
void      bench_must            (gboolean      ok,
                                 const GError *error);
void      bench_execute         (MoClient   *client,
                                 const char *sql);
/* The program's status 77, as for a test that is skipped: there is none. */
void      bench_server_require  (void);
gboolean  bench_server_is_matrixone (void);
/* @options: more of the URI, as "pool_size=4"; NULL: none. What a test's own server writes down of
 * each statement, it does not from here on. */
MoClient *bench_server_connect  (const char *options);
MYSQL    *bench_server_by_hand  (void);
void      bench_server_leave    (MoClient   *client);
