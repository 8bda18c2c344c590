/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool on the fake client library. */

#include "pool-test.h"

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>

#include "pool/mo-fence-private.h"

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

MoPoolOptions
pool_test_options (guint n)
{
  return (MoPoolOptions){
    .max_workers = n, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };
}

void
pool_test_open (PoolTest *self, const MoPoolOptions *options)
{
  pool_test_open_on (self, &fake_mysql_api, options);
}

void
pool_test_open_on (PoolTest *self, const MoMysqlApi *api, const MoPoolOptions *options)
{
  static const MoPoolOptions two = {
    .max_workers = 2, .acquire_timeout_usec = POOL_TEST_TIMEOUT_USEC, .recycle_usec = -1,
    MO_POOL_NO_LIMITS
  };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u",
                          .time_zone = MO_TIME_ZONE_NAIVE };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };

  fake_mysql_reset ();
  atomic_store (&self->now_usec, 1000 * G_USEC_PER_SEC);
  self->pool = mo_pool_new (api, &endpoint, options != NULL ? options : &two, &clock);
}

void
pool_test_close (PoolTest *self)
{
  g_autoptr (GError) error = NULL;

  fake_mysql_open_gate ();
  mo_await (mo_pool_close (self->pool, -1), &error);
  g_assert_no_error (error);
  pool_test_end (self);
}

void
pool_test_end (PoolTest *self)
{
  mo_pool_join (self->pool);
  g_clear_pointer (&self->pool, mo_pool_unref);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_foreign (), ==, 0);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 0);
}

void
pool_test_advance (PoolTest *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
  mo_pool_wake_supervisor (self->pool);
}

/* --- the job --- */

typedef struct
{
  MoJob parent;
  char *text;
  gboolean is_fenced;
} TextJob;

static MoResult *
text_job_query (TextJob *self, MoConnection *connection, GError **error)
{
  MoResult *result;

  if (!self->is_fenced)
    return mo_connection_query (connection, self->text, -1, error);
  if (!mo_fence_enter (self->parent.fence, &self->parent, self->text, MO_FENCE_STATEMENT))
    {
      g_propagate_error (error, mo_job_new_cancelled_error ());
      return NULL;
    }
  result = mo_connection_query (connection, self->text, -1, error);
  mo_fence_leave (self->parent.fence);
  return result;
}

static void
text_job_run (MoJob *job, MoConnection *connection)
{
  GError *error = NULL;
  g_autoptr (MoResult) result = text_job_query ((TextJob *) job, connection, &error);
  GValue value = G_VALUE_INIT;
  MoSettler settler = MO_SETTLER_INIT;

  if (result == NULL)
    {
      mo_future_reject (&job->parent, error);
      return;
    }
  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, (gint64) mo_connection_get_id (connection));
  mo_future_settle_value (&job->parent, &value, &settler);
  mo_settler_run (&settler);
}

static void
text_job_clear (MoJob *job)
{
  g_free (((TextJob *) job)->text);
}

static const MoJobClass text_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (TextJob, mo_job_cancel),
  .run = text_job_run,
  .clear = text_job_clear,
};

MoJob *
pool_test_job_new (const char *text)
{
  TextJob *self = (TextJob *) mo_job_alloc (&text_job_class);

  self->text = g_strdup (text);
  return &self->parent;
}

MoFuture *
pool_test_submit (PoolTest *self, const char *text)
{
  return mo_pool_submit (self->pool, pool_test_job_new (text));
}

MoFuture *
pool_test_submit_fenced (PoolTest *self, const char *text)
{
  MoJob *job = pool_test_job_new (text);

  ((TextJob *) job)->is_fenced = TRUE;
  return mo_pool_submit (self->pool, job);
}

void
pool_test_drop_job (MoJob *job)
{
  g_autoptr (GError) error = g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "dropped");

  mo_job_abandon (job, error);
  mo_future_unref (&job->parent);
}

/* --- waiting --- */

static gboolean
workers_are_back (gpointer data)
{
  MoPoolStats stats;

  mo_pool_get_stats (((PoolTest *) data)->pool, &stats);
  return stats.n_busy == stats.n_leased;
}

void
pool_test_settle (PoolTest *self)
{
  pool_test_wait_until (workers_are_back, self);
}

MoPoolStats
pool_test_stats (PoolTest *self)
{
  MoPoolStats stats;

  mo_pool_get_stats (self->pool, &stats);
  return stats;
}

gint64
pool_test_run (PoolTest *self, const char *text)
{
  gint64 id = pool_test_await_id (pool_test_submit (self, text));

  pool_test_settle (self);
  return id;
}

gint64
pool_test_await_id (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  mo_await_int64 (future, &id, &error);
  g_assert_no_error (error);
  return id;
}

void
pool_test_wait_until (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (100);
    }
}

static gboolean
gate_holds (gpointer data)
{
  return fake_mysql_get_n_at_gate () == GPOINTER_TO_UINT (data);
}

void
pool_test_wait_for_gate (guint n)
{
  pool_test_wait_until (gate_holds, GUINT_TO_POINTER (n));
}

void
pool_test_assert_code (MoFuture *future, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
}
