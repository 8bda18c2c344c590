/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of futures share. They synchronise with pthreads and C11 atomics alone, which the
 * thread sanitizer sees through. */

#pragma once

#include <matrixone-glib/mo-combinators.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-promise.h>
#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/* @full when MO_TEST_FULL is set. */
guint test_scale (guint slice, guint full);

/* A number that threads wait for. */
typedef struct
{
  pthread_mutex_t lock; /* guards count */
  pthread_cond_t changed;
  guint count;
} TestCounter;

#define TEST_COUNTER_INIT { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 }

void  test_counter_add  (TestCounter *self);
guint test_counter_get  (TestCounter *self);
void  test_counter_wait (TestCounter *self, guint at_least);

/* A boxed value that is counted, so that a reference too many or too few shows. */
#define TEST_TYPE_PAYLOAD (test_payload_get_type ())
typedef struct _TestPayload TestPayload;

GType    test_payload_get_type (void);
int      test_payload_live     (void);
gboolean test_payload_resolve  (MoPromise *promise);

/* A promise and its future, both owned. */
typedef struct
{
  MoPromise *promise;
  MoFuture *future;
} TestPair;

TestPair test_pair_new   (void);
void     test_pair_clear (TestPair *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestPair, test_pair_clear)

/* A callback that remembers. It is both the user data and what frees it; the block stays. */
typedef struct
{
  TestCounter calls;
  TestCounter frees;
  GThread *called_on;
  GThread *freed_on;
  MoFutureStatus seen;
  MoFuture *answer; /* owned: what the next call returns */
  GArray *order;    /* of int; or NULL */
  int id;
} TestProbe;

#define TEST_PROBE_INIT { .calls = TEST_COUNTER_INIT, .frees = TEST_COUNTER_INIT }

/* Without a probe it only passes on. */
MoFuture *test_probe_func (MoFuture *future, gpointer probe);
void      test_probe_free (gpointer probe);

/* A thread that owns and runs a main context until it is freed. */
typedef struct
{
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
} TestLoop;

TestLoop *test_loop_new  (void);
void      test_loop_free (TestLoop *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestLoop, test_loop_free)

/* Runs the loop of @context on this thread until @counter is there. */
void test_iterate_until (GMainContext *context, TestCounter *counter, guint at_least);

/* @gone counts when the context is freed. */
GMainContext *test_context_new_watched (TestCounter *gone);

/* On a thread of 128 KiB of stack, four times that under a sanitizer. */
void test_run_on_small_stack (void (*func) (void));

/* By the name of the thread. */
gboolean test_is_dispatcher     (void);
int      test_count_dispatchers (void); /* -1: no /proc to count in */
void     test_until_dispatchers (int n);
/* Waits until none is left; FALSE, with the test skipped, where they cannot be counted. */
gboolean test_begin_without_dispatcher (void);

/* Zero under a sanitizer, whose allocator mallinfo2() does not know; it finds leaks by itself. */
gsize test_bytes_in_use (void);

/* Until somebody waits on the pending @future. */
void     test_until_waited_for (MoFuture *future);
gboolean test_has_waiters      (MoFuture *future);

/* Settles a promise from another thread as soon as somebody waits on its future. */
GThread *test_resolve_when_waited_for (MoPromise *promise);

/* A future of @number that is resolved. */
MoFuture *test_number     (gint64 number);
gint64    test_number_get (MoFuture *future);

void test_assert_rejected (MoFuture *future, GQuark domain, int code);

G_END_DECLS
