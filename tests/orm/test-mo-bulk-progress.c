/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far a bulk insert is, and one that is cancelled half way, of which nothing stays. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *name;
} Mark;

MO_DEFINE_MODEL (Mark, mark, "bulk_marks",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NOT_NULL))

#define N 50000

static Mark *
make_marks (void)
{
  Mark *marks = g_new0 (Mark, N);

  for (guint i = 0; i < N; i++)
    marks[i] = (Mark){ (gint64) i + 1, (char *) "a name that takes some room on the wire" };
  return marks;
}

static void
open_with_marks (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (Mark));
}

/* --- progress --- */

/* Of one insert. Its thread's alone, until the future has settled. */
typedef struct
{
  guint n_calls;
  guint64 last;
  guint n_destroyed;
  GThread *thread;
} Seen;

static void
see (guint64 n_done, guint64 n_rows, gpointer user_data)
{
  Seen *self = user_data;

  g_assert_cmpuint (n_rows, ==, N);
  g_assert_cmpuint (n_done, >, self->last);
  g_assert_cmpuint (n_done, <=, N);
  g_assert_cmpuint (self->n_destroyed, ==, 0);
  self->n_calls++;
  self->last = n_done;
  self->thread = g_thread_self ();
}

static void
see_end (gpointer user_data)
{
  ((Seen *) user_data)->n_destroyed++;
}

static MoBulkOptions
options_new (MoBulkMethod method, Seen *seen)
{
  return (MoBulkOptions){ .method = method,
                          .on_progress = see,
                          .progress_rows = 1000,
                          .progress_data = seen,
                          .progress_destroy = see_end };
}

static void
test_dispatcher (MoTest *test)
{
  g_autofree Mark *marks = make_marks ();
  OrmTest orm;

  open_with_marks (&orm, test);
  for (MoBulkMethod method = MO_BULK_VALUES; method <= MO_BULK_LOAD_DATA; method++)
    {
      Seen seen = { 0 };
      const MoBulkOptions options = options_new (method, &seen);

      mo_test_ok (mo_bulk_insert (orm.client, Mark, marks, N, &options));
      g_assert_cmpuint (seen.n_calls, >=, 1);
      g_assert_cmpuint (seen.last, ==, N);
      g_assert_cmpuint (seen.n_destroyed, ==, 1);
      g_assert_true (seen.thread != g_thread_self ());
      orm_test_sql (&orm, "DELETE FROM bulk_marks");
    }
  orm_test_close (&orm);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer kept)
{
  (void) object;
  *(GAsyncResult **) kept = g_object_ref (result);
}

/* In the caller's main context, and the callback comes behind all of it. */
static void
test_context (MoTest *test)
{
  g_autofree Mark *marks = make_marks ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  MoBulkOptions options = options_new (MO_BULK_LOAD_DATA, &seen);
  OrmTest orm;
  MoExecutor *executor;

  open_with_marks (&orm, test);
  executor = MO_EXECUTOR (orm.client);
  options.progress_context = g_main_context_default ();
  mo_bulk_insert_async (executor, MO_MODEL (Mark), marks, N, &options, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (mo_bulk_insert_finish (executor, result, &error), ==, N);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.last, ==, N);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  g_assert_true (seen.thread == g_thread_self ());
  orm_test_close (&orm);
}

/* A wait that no callback could end is refused. */
static void
test_no_wait (MoTest *test)
{
  g_autofree Mark *marks = make_marks ();
  g_autoptr (MoFuture) future = NULL;
  Seen seen = { 0 };
  MoBulkOptions options = options_new (MO_BULK_LOAD_DATA, &seen);
  OrmTest orm;

  open_with_marks (&orm, test);
  options.progress_context = g_main_context_default ();
  future = mo_bulk_insert (orm.client, Mark, marks, N, &options);
  mo_test_fails (mo_future_ref (future), MO_ERROR_WOULD_DEADLOCK);
  while (mo_future_get_status (future) == MO_FUTURE_PENDING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (seen.last, ==, N);
  orm_test_close (&orm);
}

/* What is refused at once frees its data, too. */
static void
test_refused (MoTest *test)
{
  Seen seen = { 0 };
  const MoBulkOptions options = options_new ((MoBulkMethod) 77, &seen);
  const Mark mark = { 1, (char *) "a" };

  mo_test_fails (mo_bulk_insert (test->client, Mark, &mark, 1, &options),
                 MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (seen.n_calls, ==, 0);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
}

/* --- cancelled --- */

/* In another database than the test's. */
typedef struct
{
  MoTest *test;
  const char *part;
} Running;

static gboolean
is_running (gpointer data)
{
  const Running *self = data;

  return mo_test_number (mo_execute (self->test->other,
                                     "SELECT COUNT(*) FROM information_schema.processlist"
                                     " WHERE id <> CONNECTION_ID() AND LOCATE(?, info) > 0",
                                     self->part))
         > 0;
}

/* Some of them are in when a row that another has inserted stands in the way. More are left than
 * there is room for on the wire, and these are not sent any more. */
static void
cancel_by (MoTest *test, MoBulkMethod method, const char *sql)
{
  g_autofree Mark *marks = make_marks ();
  g_autoptr (MoTransaction) other = NULL;
  g_autoptr (MoFuture) future = NULL;
  Seen seen = { 0 };
  const MoBulkOptions options = options_new (method, &seen);
  Running running = { test, sql };
  OrmTest orm;

  open_with_marks (&orm, test);
  other = mo_test_begin (orm.other);
  mo_test_ok (mo_execute (other, "INSERT INTO bulk_marks VALUES (10000, 'mine')"));
  future = mo_bulk_insert (orm.client, Mark, marks, N, &options);
  g_assert_true (mo_test_wait_until (is_running, &running));
  mo_future_cancel (future);
  mo_test_cancelled (g_steal_pointer (&future));
  g_test_message ("cancelled with %" G_GUINT64_FORMAT " of %d rows sent", seen.last, N);
  g_assert_cmpuint (seen.last, <, N * 9 / 10);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  mo_test_ok (mo_transaction_rollback (other));
  g_assert_cmpint (mo_test_number (mo_bulk_insert (orm.client, Mark, marks, 10, NULL)), ==, 10);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_marks"), ==, 10);
  orm_test_close (&orm);
}

static void
test_cancel_load (MoTest *test)
{
  cancel_by (test, MO_BULK_LOAD_DATA, "LOAD DATA LOCAL");
}

static void
test_cancel_values (MoTest *test)
{
  cancel_by (test, MO_BULK_VALUES, "INSERT INTO `bulk_marks`");
}

static void
test_cancel_early (MoTest *test)
{
  g_autofree Mark *marks = make_marks ();
  g_autoptr (MoFuture) future = NULL;
  Seen seen = { 0 };
  const MoBulkOptions options = options_new (MO_BULK_AUTO, &seen);
  OrmTest orm;

  open_with_marks (&orm, test);
  future = mo_bulk_insert (orm.client, Mark, marks, N, &options);
  mo_future_cancel (future);
  mo_test_cancelled (g_steal_pointer (&future));
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_marks"), ==, 0);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  mo_test_add ("/bulk/progress/dispatcher", test_dispatcher);
  mo_test_add ("/bulk/progress/context", test_context);
  mo_test_add ("/bulk/progress/no-wait", test_no_wait);
  mo_test_add ("/bulk/progress/refused", test_refused);
  mo_test_add_mariadb ("/bulk/cancel/load", test_cancel_load);
  mo_test_add_mariadb ("/bulk/cancel/values", test_cancel_values);
  mo_test_add ("/bulk/cancel/early", test_cancel_early);

  return g_test_run ();
}
