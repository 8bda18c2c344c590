/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests that need a server share: its URI, two clients, a table of one's own. */

#pragma once

#include <matrixone-glib.h>

#include "wire/mo-endpoint-private.h"

G_BEGIN_DECLS

/* Made anew for each test. */
typedef struct
{
  MoClient *client; /* what is tested */
  MoClient *other;  /* one connection, to see what others see */
  gboolean is_matrixone;
  char *table; /* (id BIGINT PRIMARY KEY, name VARCHAR(100), n BIGINT), empty, InnoDB on MariaDB */
  GPtrArray *texts;
} MoTest;

typedef void (*MoTestFunc) (MoTest *test);

/* Skipped where MO_TEST_URI names no server. */
void        mo_test_add          (const char *path,
                                  MoTestFunc  func);
/* The same, on one family of servers only. */
void        mo_test_add_matrixone (const char *path,
                                   MoTestFunc  func);
void        mo_test_add_mariadb  (const char *path,
                                  MoTestFunc  func);

const char *mo_test_uri          (void);
gboolean    mo_test_is_full      (void); /* MO_TEST_FULL is set: take your time */

/* @options: "pool_size=1&echo=true", or NULL; those of the URI stay. */
MoClient   *mo_test_client_new   (const char *options);
/* With another "user", "password" or "database" than the URI's. */
MoClient   *mo_test_client_with  (const char *name,
                                  const char *value,
                                  const char *options);
/* Of one connection at a time, to a fake server; @options: "", or "&echo=true". */
MoClient   *mo_test_client_at    (guint16     port,
                                  const char *options);
/* Its client goes on with one connection: which of several is taken, where some are being replaced,
 * is nobody's to say, and would not be played as it was recorded. */
void        mo_test_use_one_connection (MoTest *test);
/* Where the URI leads, for what is below the client; see mo_endpoint_free(). */
MoEndpoint *mo_test_endpoint_new (void);
/* "<prefix>_<random>", or with MO_TEST_SEED, "<prefix>_<seed><number>" */
char       *mo_test_unique       (const char *prefix);

/* @sql with the table's name for each "$t"; kept until the test ends. Any thread. */
const char *mo_test_text         (MoTest     *test,
                                  const char *sql);
/* Runs it on the other client; it must succeed. */
void        mo_test_sql          (MoTest     *test,
                                  const char *sql);
gint64      mo_test_int64        (MoTest     *test,
                                  const char *sql);
/* Rows of the table, seen by the other client. */
gint64      mo_test_count        (MoTest     *test);

gint64      mo_test_connection_id (MoExecutor *executor);
/* Waits until a statement that holds @part runs on the server, and sleeps if it is to: its
 * connection's id. */
guint64     mo_test_wait_for_statement (MoTest     *test,
                                        const char *part);
/* Waits until none does. */
void        mo_test_wait_for_no_statement (MoTest  *test,
                                        const char *part);
/* Waits until the server has forgotten a connection, and has undone what was not committed. */
void        mo_test_wait_for_end (MoTest     *test,
                                  guint64     connection_id);
/* Ends a connection of the server, and waits for it. */
void        mo_test_kill         (MoTest     *test,
                                  guint64     connection_id);

/* Polls, at the most for half a minute: for what only the system can tell. */
gboolean    mo_test_wait_until   (gboolean  (*condition) (gpointer data),
                                  gpointer    data);
/* Threads of this process whose name begins with @prefix. */
guint       mo_test_count_threads (const char *prefix);
/* Every thread of the library ends. */
void        mo_test_assert_no_threads_left (void);
/* Every one of a client does; the dispatcher may be needed longer. One that ended with the process
 * would leave what the TLS library keeps for it, which to the address sanitizer is a leak. */
void        mo_test_assert_no_client_threads_left (void);

/* Consume the future. */
#define mo_test_ok(future)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) ok_error_ = NULL;                                                           \
    mo_await (future, &ok_error_);                                                                 \
    g_assert_no_error (ok_error_);                                                                 \
  }                                                                                                \
  G_STMT_END

#define mo_test_fails(future, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) fails_error_ = NULL;                                                        \
    mo_await (future, &fails_error_);                                                              \
    g_assert_error (fails_error_, MO_ERROR, (gint) (expected));                                    \
  }                                                                                                \
  G_STMT_END

#define mo_test_cancelled(future)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) cancelled_error_ = NULL;                                                    \
    mo_await (future, &cancelled_error_);                                                          \
    g_assert_error (cancelled_error_, G_IO_ERROR, G_IO_ERROR_CANCELLED);                           \
  }                                                                                                \
  G_STMT_END

#define mo_test_assert_contains(text, part)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const char *contains_text_ = (text);                                                           \
    const char *contains_part_ = (part);                                                           \
    if (contains_text_ == NULL || strstr (contains_text_, contains_part_) == NULL)                 \
      g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC,                            \
                           g_strdup_printf ("\"%s\" is not in \"%s\"", contains_part_,             \
                                            contains_text_));                                      \
  }                                                                                                \
  G_STMT_END

/* (transfer full): the transaction, or the test fails. */
MoTransaction *mo_test_begin (MoClient *client);
/* (transfer full): a transaction of @client that holds the lock of the row with id 1, where it has
 * written 10 over a committed 0. */
MoTransaction *mo_test_hold_row (MoTest *test, MoClient *client);
/* The number that the future is resolved with, or the test fails; consumes it. */
gint64  mo_test_number     (MoFuture *future);
/* The error that the future is rejected with; consumes it. */
GError *mo_test_take_error (MoFuture *future);

G_END_DECLS
