/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of sessions share: a database of a test's own, models, and a proxy before it. */

#pragma once

#include "mo-test-proxy.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  char *email;
  char *status;
  gint64 points;
  GDateTime *last_login;
  GDateTime *created_at;
} User;

MO_DECLARE_MODEL (User, user)

typedef struct
{
  gint64 id;
  gint64 user_id;
  char *item;
} Order;

MO_DECLARE_MODEL (Order, order)

typedef struct
{
  gint64 id;
  gint64 user_id;
  GDateTime *login_time;
} LoginLog;

MO_DECLARE_MODEL (LoginLog, login_log)

/* Never created. */
typedef struct
{
  gint64 id;
  char *name;
} Ghost;

MO_DECLARE_MODEL (Ghost, ghost)

/* Made anew for each test; the database is dropped afterwards. */
typedef struct
{
  MoTest *test;
  char *database;
  MoClient *client; /* what is tested */
  MoClient *other;  /* one connection, to see what others see */
} OrmTest;

/* @options: of the tested client, or NULL: "pool_size=8". */
void      orm_test_open        (OrmTest              *self,
                                MoTest               *test,
                                const char           *options);
void      orm_test_close       (OrmTest              *self);
/* Tables for MO_MODELS (...). */
void      orm_test_create      (OrmTest              *self,
                                const MoModel *const *models,
                                gsize                 n_models);
/* Users 1 to @n: "User1", "user1@example.com", @status, points 1; with these ids. */
void      orm_test_add_users   (OrmTest              *self,
                                guint                 n,
                                const char           *status);

/* Opens it with a table of users, and @n of them. */
void      orm_test_open_with_users (OrmTest          *self,
                                    MoTest           *test,
                                    guint             n);
gint64    orm_test_count_users (OrmTest              *self);

/* On the other client; must succeed. */
void      orm_test_sql         (OrmTest              *self,
                                const char           *sql);
gint64    orm_test_int64       (OrmTest              *self,
                                const char           *sql);
/* All rows, "1,Ann;2,NULL". */
char     *orm_test_rows        (OrmTest              *self,
                                const char           *sql);

/* Runs the body in a transaction of the tested client; the test fails where that fails. */
void      orm_test_run         (OrmTest              *self,
                                MoTransactionFunc     body,
                                gpointer              data);
/* Runs it; it must fail with a MoError. */
void      orm_test_run_fails   (OrmTest              *self,
                                MoTransactionFunc     body,
                                gpointer              data,
                                MoError               code);

/* Runs it on a thread of its own, to the end. */
void      orm_test_on_thread   (void                 *(*func) (void *data),
                                void                 *data);

/* Consume the future; the test fails where it is rejected. */
GPtrArray *orm_all             (MoFuture             *future);
gpointer   orm_entity          (MoFuture             *future);
MoResult  *orm_result          (MoFuture             *future);

/* The user of that number, loaded; the test fails where there is none. */
User      *orm_load_user       (MoSession            *session,
                                gint64                id);
/* "User<n>" and "user<n>@example.com", status "new": to be inserted. */
User      *orm_new_user        (guint                 n);

/* Notes the time of a user's login in the user and in login_logs, without waiting for anything; a
 * user that is not there is no error. */
MoFuture  *orm_login           (MoClient             *client,
                                gint64                user_id);

/* Keeps what is submitted to a transaction on its way, until it is told to let go. */
typedef struct
{
  MoTransaction *holder;
  MoFuture *waiting; /* the statement that stands in the way */
} OrmGate;

/* Before the transactions begin. */
void      orm_test_add_gate    (OrmTest              *self);
/* Opens it with tables of users and orders, and the gate. */
void      orm_test_open_gated  (OrmTest              *self,
                                MoTest               *test);
void      orm_gate_shut        (OrmGate              *self,
                                OrmTest              *orm,
                                MoTransaction        *tx);
void      orm_gate_open        (OrmGate              *self);

/* A client of the database behind a proxy, with nothing counted yet. */
typedef struct
{
  OrmTest *orm;
  Wireplay *proxy;
  MoClient *client;
} OrmWire;

void      orm_wire_open        (OrmWire              *self,
                                OrmTest              *orm,
                                const char           *options);
void      orm_wire_close       (OrmWire              *self);
/* All texts that were sent, a line each. */
char     *orm_wire_text        (OrmWire              *self);
/* How often @part is in them. */
guint     orm_wire_count       (OrmWire              *self,
                                const char           *part);

/* A database of its own, a client of it behind a proxy, and a transaction there. */
typedef struct
{
  OrmTest orm;
  OrmWire wire;
  MoTransaction *tx;
  MoSession *session; /* of tx */
} OrmUnit;

/* With tables for the models; nothing has begun. */
void      orm_unit_open        (OrmUnit              *self,
                                MoTest               *test,
                                const MoModel *const *models,
                                gsize                 n_models);
/* Nothing is counted yet. */
void      orm_unit_begin       (OrmUnit              *self);
void      orm_unit_commit      (OrmUnit              *self);
void      orm_unit_close       (OrmUnit              *self);
/* "1,Ann;2,Bob": as everybody sees them. */
void      orm_unit_assert_rows (OrmUnit              *self,
                                const char           *sql,
                                const char           *expected);

/* The same for a session on a client, which begins by itself. */
typedef struct
{
  OrmTest orm;
  OrmWire wire;
  MoSession *session; /* owned */
} OrmAlone;

void      orm_alone_open         (OrmAlone           *self,
                                  MoTest             *test,
                                  guint               n_users,
                                  const char         *options);
void      orm_alone_close        (OrmAlone           *self);
/* "User1;User2": all users, as everybody sees them. */
void      orm_alone_assert_names (OrmAlone           *self,
                                  const char         *expected);

G_END_DECLS
