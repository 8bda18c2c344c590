/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of MatrixOne's commands share. */

#pragma once

#include "mo-test-proxy.h"
#include "mo-test-server.h"

G_BEGIN_DECLS

/* Names with letters of other scripts, SQL, and marks of parameters in them; the last is NULL. */
const char *const *command_odd_names (void);
/* One of those behind something that no other test has; (transfer full). */
char       *command_new_name (guint       which);
/* The same for a table, which may have any name, what would end a quotation included. */
const char *const *command_odd_tables (void);
char       *command_new_table (guint      which);

/* Whether the server means @name by @shown: it keeps names in small letters. */
gboolean    command_is_name  (const char *shown,
                              const char *name);

/* (transfer full): of the user `admin`, whose password is 111, of an account of the test's. */
MoClient   *command_client_of (const char *account);

/* Calls @func with names that have blanks and quotation marks, which this server takes for no
 * object but a table and its columns: it has to say so, and nothing else may happen. */
typedef MoFuture *(*CommandNamed) (MoExecutor *executor,
                                   const char *name);
void        command_test_bad_names (MoTest      *test,
                                    CommandNamed func);

/* Calls @func with a client of a server that is no MatrixOne, and with a transaction there; each
 * future that it returns must be NOT_SUPPORTED, and nothing may have been sent. It returns NULL
 * behind the last one. */
typedef MoFuture *(*CommandCall) (MoExecutor *executor,
                                  guint       which);
void        command_test_not_supported (MoTest      *test,
                                        CommandCall  func);

/* Runs @sql on the other client, each @ in it being the next name, quoted; ends with NULL. It must
 * succeed; or it may. */
void        command_sql      (MoTest     *test,
                              const char *sql,
                              ...) G_GNUC_NULL_TERMINATED;
void        command_try      (MoTest     *test,
                              const char *sql,
                              ...) G_GNUC_NULL_TERMINATED;
/* The same for one number. */
gint64      command_int64    (MoTest     *test,
                              const char *sql,
                              ...) G_GNUC_NULL_TERMINATED;

/* All that the future's rows are as instances; it must succeed. */
GPtrArray  *command_all      (MoFuture   *future);
/* (nullable) */
gpointer    command_entity   (MoFuture   *future);

/* Of one connection, in no database; @password: NULL: that of the URI. */
MoClient   *command_login    (const char *user,
                              const char *password);
/* As the server keeps a password. */
char       *command_hash     (const char *password);

G_END_DECLS
