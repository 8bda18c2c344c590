/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Databases of a test's own, with names that need quoting, and snapshots: dropped afterwards. */

#pragma once

#include "mo-test-server.h"

G_BEGIN_DECLS

typedef struct
{
  MoTest *test;
  char *name; /* with a table t (id BIGINT PRIMARY KEY) */
  GPtrArray *databases; /* names to be dropped */
  GPtrArray *snapshots;
} MoTestDatabase;

void        mo_test_database_open     (MoTestDatabase *self,
                                       MoTest         *test);
void        mo_test_database_close    (MoTestDatabase *self);
/* Names that are free, odd, and forgotten by the server when the test ends. */
const char *mo_test_database_name     (MoTestDatabase *self);
const char *mo_test_snapshot_name     (MoTestDatabase *self);

/* Inserts a row into the database's table. */
MoFuture   *mo_test_database_insert   (MoTestDatabase *self,
                                       MoExecutor     *executor,
                                       gint64          id);
/* Deletes all its rows. */
MoFuture   *mo_test_database_delete   (MoTestDatabase *self,
                                       MoExecutor     *executor);
/* Drops @database or, where that is NULL, @table of the test's own. */
void        mo_test_database_drop     (MoTestDatabase *self,
                                       const char     *database,
                                       const char     *table);
/* Rows of @database.@table, seen by the other client; -1: there is no such thing. */
gint64      mo_test_database_count    (MoTestDatabase *self,
                                       const char     *database,
                                       const char     *table);
/* The same in a snapshot. */
gint64      mo_test_snapshot_count    (MoTestDatabase *self,
                                       const char     *snapshot);
gboolean    mo_test_snapshot_is_listed (MoTestDatabase *self,
                                        const char     *snapshot);

G_END_DECLS
