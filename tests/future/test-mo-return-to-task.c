/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GTask returns what a future settles with: which value, where, and who cancels whom. */

#include "future-fixture.h"

#include <matrixone-glib/mo-gio.h>

typedef struct
{
  TestCounter calls;
  GThread *thread;
  GTask *task; /* owned, once called */
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *self = data;

  self->thread = g_thread_self ();
  self->task = g_object_ref (G_TASK (result));
  test_counter_add (&self->calls);
}

static GTask *
answer_open (Answer *self, GCancellable *cancellable)
{
  *self = (Answer){ .calls = TEST_COUNTER_INIT };
  return g_task_new (NULL, cancellable, on_answer, self);
}

static void
answer_run (Answer *self)
{
  g_assert_cmpuint (test_counter_get (&self->calls), ==, 0); /* never in the middle of the caller */
  test_iterate_until (NULL, &self->calls, 1);
  g_assert_true (self->thread == g_thread_self ());
}

static void
test_boolean (void)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      GValue value = G_VALUE_INIT;
      Answer answer;

      g_value_init (&value, G_TYPE_BOOLEAN);
      g_value_set_boolean (&value, i);
      mo_future_return_to_task (mo_future_new_for_value (&value), answer_open (&answer, NULL));
      answer_run (&answer);
      g_assert_cmpint (g_task_propagate_boolean (answer.task, &error), ==, i);
      g_assert_no_error (error);
      g_object_unref (answer.task);
    }
}

static void
test_int64 (void)
{
  g_autoptr (GError) error = NULL;
  Answer answer;

  mo_future_return_to_task (test_number (-77), answer_open (&answer, NULL));
  answer_run (&answer);
  g_assert_cmpint (g_task_propagate_int (answer.task, &error), ==, -77);
  g_assert_no_error (error);
  g_object_unref (answer.task);
}

static void
test_string (void)
{
  g_autoptr (MoPromise) promise = mo_promise_new ();
  g_autofree char *text = NULL;
  Answer answer;

  mo_future_return_to_task (mo_promise_dup_future (promise), answer_open (&answer, NULL));
  mo_promise_resolve_string (promise, "text");
  answer_run (&answer);
  text = g_task_propagate_pointer (answer.task, NULL);
  g_assert_cmpstr (text, ==, "text");
  g_object_unref (answer.task);
}

static void
test_object (void)
{
  GCancellable *object = g_cancellable_new (); /* any object */
  g_auto (GValue) value = G_VALUE_INIT;
  Answer answer;
  gpointer got;

  g_value_init (&value, G_TYPE_CANCELLABLE);
  g_value_set_object (&value, object);
  mo_future_return_to_task (mo_future_new_for_value (&value), answer_open (&answer, NULL));
  answer_run (&answer);
  got = g_task_propagate_pointer (answer.task, NULL);
  g_assert_true (got == object);
  g_object_unref (got);
  g_object_unref (answer.task);
  g_value_reset (&value);
  g_assert_finalize_object (object);
}

static void
test_boxed (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  Answer answer;

  test_payload_resolve (pair.promise);
  mo_future_return_to_task (g_steal_pointer (&pair.future), answer_open (&answer, NULL));
  test_pair_clear (&pair);
  answer_run (&answer);
  g_assert_true (g_task_propagate_value (answer.task, &value, &error));
  g_assert_no_error (error);
  g_object_unref (answer.task);
  g_assert_true (G_VALUE_HOLDS (&value, TEST_TYPE_PAYLOAD));
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_value_unset (&value);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  Answer answer;

  mo_future_return_to_task (mo_future_new_rejected (MO_ERROR, MO_ERROR_CONFLICT, "theirs"),
                            answer_open (&answer, NULL));
  answer_run (&answer);
  g_assert_true (g_task_had_error (answer.task));
  g_assert_false (g_task_propagate_boolean (answer.task, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "theirs");
  g_object_unref (answer.task);
}

static void
test_null (void)
{
  g_autoptr (GError) error = NULL;
  Answer answer;

  mo_future_return_to_task (NULL, answer_open (&answer, NULL));
  answer_run (&answer);
  g_assert_false (g_task_propagate_boolean (answer.task, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_object_unref (answer.task);
}

/* --- cancelling --- */

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GError) error = NULL;
  Answer answer;

  mo_future_return_to_task (mo_future_ref (pair.future), answer_open (&answer, cancellable));
  g_cancellable_cancel (cancellable);
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_run (&answer);
  g_assert_false (g_task_propagate_boolean (answer.task, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (answer.task);
}

/* It was there before: the work took effect, and so the task says. */
static void
test_cancelled_too_late (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Answer answer;

  mo_future_return_to_task (test_number (9), answer_open (&answer, cancellable));
  g_cancellable_cancel (cancellable);
  answer_run (&answer);
  g_assert_cmpint (g_task_propagate_int (answer.task, &error), ==, 9);
  g_assert_no_error (error);
  g_object_unref (answer.task);
}

/* --- where --- */

typedef struct
{
  Answer answer;
  GTask *task;
  TestCounter made;
} Elsewhere;

static gboolean
make_task (gpointer data)
{
  Elsewhere *self = data;

  self->task = answer_open (&self->answer, NULL);
  test_counter_add (&self->made);
  return G_SOURCE_REMOVE;
}

/* In the context of the task, whoever settles and whoever makes the bridge. */
static void
test_context (void)
{
  g_autoptr (TestLoop) loop = test_loop_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = g_idle_source_new ();
  g_auto (TestPair) pair = test_pair_new ();
  GThread *thread = test_resolve_when_waited_for (pair.promise);
  Elsewhere elsewhere = { .made = TEST_COUNTER_INIT };

  g_source_set_callback (source, make_task, &elsewhere, NULL);
  g_source_attach (source, loop->context);
  test_counter_wait (&elsewhere.made, 1);
  g_main_context_push_thread_default (context);
  mo_future_return_to_task (mo_future_ref (pair.future), elsewhere.task);
  g_main_context_pop_thread_default (context);
  test_counter_wait (&elsewhere.answer.calls, 1);
  g_assert_true (elsewhere.answer.thread == loop->thread);
  g_thread_join (thread);
  g_object_unref (elsewhere.answer.task);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/task/boolean", test_boolean);
  g_test_add_func ("/future/task/int64", test_int64);
  g_test_add_func ("/future/task/string", test_string);
  g_test_add_func ("/future/task/object", test_object);
  g_test_add_func ("/future/task/boxed", test_boxed);
  g_test_add_func ("/future/task/error", test_error);
  g_test_add_func ("/future/task/null", test_null);
  g_test_add_func ("/future/task/cancelled", test_cancelled);
  g_test_add_func ("/future/task/cancelled-too-late", test_cancelled_too_late);
  g_test_add_func ("/future/task/context", test_context);
  return g_test_run ();
}
