/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of futures share. */

#include "future-fixture.h"

#include <malloc.h>

#include "future/mo-future-private.h"
#include "thread-count.h"

guint
test_scale (guint slice, guint full)
{
  return g_getenv ("MO_TEST_FULL") != NULL ? full : slice;
}

void
test_counter_add (TestCounter *self)
{
  pthread_mutex_lock (&self->lock);
  self->count++;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

guint
test_counter_get (TestCounter *self)
{
  guint count;

  pthread_mutex_lock (&self->lock);
  count = self->count;
  pthread_mutex_unlock (&self->lock);
  return count;
}

void
test_counter_wait (TestCounter *self, guint at_least)
{
  pthread_mutex_lock (&self->lock);
  while (self->count < at_least)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

/* --- payload --- */

struct _TestPayload
{
  _Atomic guint ref_count;
};

static _Atomic int live_payloads;

static TestPayload *
test_payload_new (void)
{
  TestPayload *self = g_new0 (TestPayload, 1);

  atomic_init (&self->ref_count, 1);
  atomic_fetch_add (&live_payloads, 1);
  return self;
}

static TestPayload *
test_payload_ref (TestPayload *self)
{
  atomic_fetch_add (&self->ref_count, 1);
  return self;
}

static void
test_payload_unref (TestPayload *self)
{
  if (atomic_fetch_sub (&self->ref_count, 1) != 1)
    return;
  atomic_fetch_sub (&live_payloads, 1);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (TestPayload, test_payload, test_payload_ref, test_payload_unref)

int
test_payload_live (void)
{
  return atomic_load (&live_payloads);
}

gboolean
test_payload_resolve (MoPromise *promise)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, TEST_TYPE_PAYLOAD);
  g_value_take_boxed (&value, test_payload_new ());
  return mo_promise_resolve (promise, &value);
}

/* --- promise and future --- */

TestPair
test_pair_new (void)
{
  TestPair self = { mo_promise_new (), NULL };

  self.future = mo_promise_dup_future (self.promise);
  return self;
}

void
test_pair_clear (TestPair *self)
{
  g_clear_pointer (&self->promise, mo_promise_unref);
  g_clear_pointer (&self->future, mo_future_unref);
}

MoFuture *
test_number (gint64 number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  return mo_future_new_for_value (&value);
}

gint64
test_number_get (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = mo_future_get_value (future, &error);

  g_assert_no_error (error);
  g_assert_true (G_VALUE_HOLDS_INT64 (value));
  return g_value_get_int64 (value);
}

void
test_assert_rejected (MoFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_REJECTED);
  g_assert_true (g_error_matches (mo_future_get_error (future), domain, code));
  g_assert_null (mo_future_get_value (future, &error));
  g_assert_error (error, domain, code);
}

/* --- callback --- */

MoFuture *
test_probe_func (MoFuture *future, gpointer probe)
{
  TestProbe *self = probe;
  MoFuture *answer;

  if (self == NULL)
    return NULL;
  answer = g_steal_pointer (&self->answer);
  self->called_on = g_thread_self ();
  self->seen = mo_future_get_status (future);
  if (self->order != NULL)
    g_array_append_val (self->order, self->id);
  test_counter_add (&self->calls);
  return answer;
}

void
test_probe_free (gpointer probe)
{
  TestProbe *self = probe;

  self->freed_on = g_thread_self ();
  test_counter_add (&self->frees);
}

/* --- loops and threads --- */

static gpointer
loop_thread (gpointer data)
{
  TestLoop *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

TestLoop *
test_loop_new (void)
{
  TestLoop *self = g_new0 (TestLoop, 1);

  (void) g_main_context_default (); /* or the other thread would make it, unseen by a sanitizer */
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("test-loop", loop_thread, self);
  return self;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
test_loop_free (TestLoop *self)
{
  g_autoptr (GSource) source = g_idle_source_new (); /* a quit before the run would be lost */

  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

void
test_iterate_until (GMainContext *context, TestCounter *counter, guint at_least)
{
  while (test_counter_get (counter) < at_least)
    if (!g_main_context_iteration (context, FALSE))
      g_thread_yield (); /* the counter may move on another thread */
}

typedef struct
{
  GSource parent;
  TestCounter *gone;
} WatchSource;

static void
watch_finalize (GSource *source)
{
  test_counter_add (((WatchSource *) source)->gone);
}

static GSourceFuncs watch_funcs = { .finalize = watch_finalize };

GMainContext *
test_context_new_watched (TestCounter *gone)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (GSource) source = g_source_new (&watch_funcs, sizeof (WatchSource));

  ((WatchSource *) source)->gone = gone;
  g_source_attach (source, context);
  return context;
}

gboolean
test_is_dispatcher (void)
{
  char name[32] = "";

  pthread_getname_np (pthread_self (), name, sizeof name);
  return g_str_equal (name, "mo-dispatcher");
}

int
test_count_dispatchers (void)
{
  return test_count_threads ("mo-dispatcher");
}

void
test_until_dispatchers (int n)
{
  while (test_count_dispatchers () != n)
    g_thread_yield ();
}

gboolean
test_begin_without_dispatcher (void)
{
  if (test_count_dispatchers () < 0)
    {
      g_test_skip ("no /proc to count threads in");
      return FALSE;
    }
  test_until_dispatchers (0);
  return TRUE;
}

gsize
test_bytes_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void *
small_stack_thread (void *func)
{
  (*(void (**) (void)) func) ();
  return NULL;
}

void
test_run_on_small_stack (void (*func) (void))
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  gsize size = 512 * 1024;
#else
  gsize size = 128 * 1024;
#endif
  pthread_attr_t attributes;
  pthread_t thread;

  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, size), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, small_stack_thread, &func), ==, 0);
  pthread_attr_destroy (&attributes);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
}

gboolean
test_has_waiters (MoFuture *future)
{
  gboolean has;

  mo_future_lock (future);
  has = future->waiters != NULL;
  mo_future_unlock (future);
  return has;
}

void
test_until_waited_for (MoFuture *future)
{
  while (!test_has_waiters (future))
    g_thread_yield ();
}

static gpointer
resolve_thread (gpointer data)
{
  g_autoptr (MoPromise) promise = data;
  g_autoptr (MoFuture) future = mo_promise_dup_future (promise);

  test_until_waited_for (future);
  g_assert_true (mo_promise_resolve_true (promise));
  return NULL;
}

GThread *
test_resolve_when_waited_for (MoPromise *promise)
{
  return g_thread_new ("test-resolve", resolve_thread, mo_promise_ref (promise));
}
