/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection, with its own table of calls, to a server that does what a statement says:
 * "numbers" is three rows, "hang up in rows" sends rows and hangs up, "endless" sends rows for as
 * long as somebody reads them. */

#pragma once

#include "fake-server.h"
#include "wire/mo-connection-core-private.h"

G_BEGIN_DECLS

typedef struct
{
  FakeServer *server;
  MoMysqlApi api;
  MoConnection *connection;
} FaultFixture;

void fault_set_up    (FaultFixture *self,
                      gconstpointer data);
void fault_tear_down (FaultFixture *self,
                      gconstpointer data);

/* @message may be NULL. */
void fault_assert_fails         (FaultFixture  *self,
                                 const char    *sql,
                                 MoError        code,
                                 const char    *message);
void fault_assert_execute_fails (FaultFixture  *self,
                                 const MoValue *values,
                                 gsize          n_values,
                                 MoError        code);
void fault_assert_usable        (FaultFixture  *self);
void fault_assert_lost          (FaultFixture  *self);

G_END_DECLS
