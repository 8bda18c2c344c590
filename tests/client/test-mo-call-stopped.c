/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A function that is called off when its worker has taken it, and before it is called. */

#include <gio/gio.h>

#include "client/mo-call-private.h"
#include "pool-test.h"
#include "pool/mo-fence-private.h"

static gboolean
must_not_run (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  g_assert_not_reached ();
  return FALSE;
}

static void
note_freed (gpointer n_freed)
{
  ++*(guint *) n_freed;
}

static void
run_stopped (MoFence *fence, MoConnection *connection)
{
  MoJob *job = pool_test_job_new ("SELECT 1");
  g_autoptr (GError) error = NULL;
  g_auto (GValue) result = G_VALUE_INIT;
  guint n_freed = 0;
  MoCall call = { must_not_run, &n_freed, note_freed };

  g_assert_true (mo_job_take_on (job, fence));
  mo_job_stop (job);
  g_assert_false (mo_call_run (&call, connection, job, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_freed, ==, 1);
  mo_call_release (&call);
  g_assert_cmpuint (n_freed, ==, 1);
  mo_future_resolve_true (&job->parent);
  mo_future_unref (&job->parent);
}

static void
test_taken (void)
{
  static const char *const nodes[] = { "one", NULL };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  g_autoptr (GError) error = NULL;
  MoConnection *connection;
  MoKiller *killer;
  MoFence *fence;

  fake_mysql_reset ();
  fake_mysql_set_nodes (nodes);
  killer = mo_killer_new (&fake_mysql_api, &endpoint, &mo_clock_monotonic, G_USEC_PER_SEC);
  connection = mo_connection_open (&fake_mysql_api, &endpoint, &error);
  g_assert_no_error (error);
  fence = mo_fence_new (killer, &mo_clock_monotonic, connection, 0);
  run_stopped (fence, connection);
  mo_killer_end (killer);
  mo_fence_unref (fence);
  mo_connection_close (connection);
  mo_killer_unref (killer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-stopped/taken", test_taken);
  return g_test_run ();
}
