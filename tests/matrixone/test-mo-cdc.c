/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CDC tasks, between two databases of the server, which finds itself on its own port. */

#include "cdc-test.h"

static MoCdcTask *
get (CdcTask *self)
{
  return command_entity (mo_cdc_get (self->test->client, self->name));
}

static gboolean
is_running (gpointer data)
{
  g_autoptr (MoCdcTask) task = get (data);

  return task != NULL && g_str_equal (task->state, "running");
}

static gboolean
is_paused (gpointer data)
{
  g_autoptr (MoCdcTask) task = get (data);

  return task != NULL && g_str_equal (task->state, "paused");
}

static gboolean
has_watermark (gpointer data)
{
  CdcTask *self = data;
  g_autoptr (GPtrArray) all
      = command_all (mo_cdc_list_watermarks (self->test->client, self->name));

  MO_FOREACH (MoCdcWatermark, mark, all)
    if (mark->time_nsec > 0)
      return TRUE;
  return FALSE;
}

/* The state runs ahead of what the task does, and the server refuses in between. */
static gboolean
resumes (gpointer data)
{
  CdcTask *self = data;

  return mo_await (mo_cdc_resume (self->test->client, self->name), NULL);
}

static gboolean
restarts (gpointer data)
{
  CdcTask *self = data;

  return mo_await (mo_cdc_restart (self->test->client, self->name), NULL);
}

static gboolean
is_listed (MoFuture *future, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (future);

  MO_FOREACH (MoCdcTask, task, all)
    if (command_is_name (task->name, name))
      return TRUE;
  return FALSE;
}

static void
check_watermark (CdcTask *self)
{
  g_autoptr (GPtrArray) all
      = command_all (mo_cdc_list_watermarks (self->test->client, self->name));
  g_autoptr (GPtrArray) late
      = command_all (mo_cdc_list_late (self->test->client, self->name, 0));
  g_autoptr (GPtrArray) in_time
      = command_all (mo_cdc_list_late (self->test->client, self->name, 3600));
  MoCdcWatermark *mark = g_ptr_array_index (all, 0);

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (mark->database_name, ==, self->from);
  g_assert_cmpstr (mark->table_name, ==, "t");
  g_assert_true (command_is_name (mark->task_name, self->name));
  g_assert_cmpint (mark->time_nsec, >, G_GINT64_CONSTANT (1700000000000000000));
  g_assert_cmpint (mark->lag_usec, >, 0);
  g_assert_cmpint (mark->lag_usec, <, G_GINT64_CONSTANT (600000000));
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_cmpuint (in_time->len, ==, 0);
}

static void
check_task (CdcTask *self)
{
  g_autoptr (MoCdcTask) task = get (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) shown
      = mo_await_result (mo_cdc_show (self->test->client, self->name), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (shown), ==, 1);
  g_assert_cmpstr (mo_result_get_column_name (shown, 6), ==, "checkpoint");
  g_assert_true (command_is_name (task->name, self->name));
  g_assert_cmpstr (task->sink_type, ==, "matrixone");
  mo_test_assert_contains (task->tables, self->from);
  mo_test_assert_contains (task->tables, self->to);
  mo_test_assert_contains (task->source, "\"port\":6001");
  g_assert_null (strstr (task->sink, "111"));
  mo_test_assert_contains (task->options, "\"SendSqlTimeout\":\"77s\"");
  mo_test_assert_contains (task->options, "\"MaxSqlLength\":100000");
  mo_test_assert_contains (task->options, "\"InitSnapshotSplitTxn\":false");
  g_assert_false (task->without_full);
  g_assert_true (is_listed (mo_cdc_list (self->test->client), self->name));
  g_assert_false (is_listed (mo_cdc_list_failing (self->test->client), self->name));
  g_assert_false (is_listed (mo_cdc_list_stuck (self->test->client), self->name));
}

/* Made, sent on, paused, resumed, restarted. */
static void
test_life (MoTest *test)
{
  CdcTask task;

  cdc_task_open (&task, test, 4);
  task.options.send_timeout_sec = 77;
  task.options.max_sql_bytes = 100000;
  task.options.in_one_transaction = TRUE;
  mo_test_ok (mo_cdc_create (test->client, task.name, &task.options));
  mo_test_fails (mo_cdc_create (test->client, task.name, &task.options), MO_ERROR_SERVER);
  g_assert_true (cdc_wait_until (is_running, test, &task));
  g_assert_true (cdc_wait_until (has_watermark, test, &task));
  check_task (&task);
  check_watermark (&task);
  g_assert_cmpint (command_int64 (test, "SELECT COUNT(*) FROM @.t", task.to, NULL), ==, 1);
  mo_test_ok (mo_cdc_pause (test->client, task.name));
  g_assert_true (cdc_wait_until (is_paused, test, &task));
  g_assert_true (cdc_wait_until (resumes, test, &task));
  g_assert_true (cdc_wait_until (is_running, test, &task));
  g_assert_true (cdc_wait_until (restarts, test, &task));
  g_assert_true (cdc_wait_until (is_running, test, &task));
  cdc_task_close (&task);
}

static gboolean
is_stuck (gpointer data)
{
  CdcTask *self = data;

  return is_listed (mo_cdc_list_stuck (self->test->client), self->name);
}

/* It runs, and cannot write any more. */
static void
test_stuck (MoTest *test)
{
  g_autoptr (GPtrArray) all = NULL;
  CdcTask task;

  cdc_task_open (&task, test, 4);
  mo_test_ok (mo_cdc_create (test->client, task.name, &task.options));
  g_assert_true (cdc_wait_until (has_watermark, test, &task));
  command_sql (test, "DROP DATABASE @", task.to, NULL);
  command_sql (test, "INSERT INTO @.t VALUES (2)", task.from, NULL);
  g_assert_true (cdc_wait_until (is_stuck, test, &task));
  g_assert_false (is_listed (mo_cdc_list_failing (test->client), task.name)); /* not the task */
  all = command_all (mo_cdc_list_watermarks (test->client, task.name));
  g_assert_cmpuint (all->len, ==, 1);
  MO_FOREACH (MoCdcWatermark, mark, all)
    mo_test_assert_contains (mark->error_message, "no such table");
  cdc_task_close (&task);
}

/* With every name, and what is said of when. */
static void
test_names (MoTest *test)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 1, 2, 3, 4, 5);
  g_autoptr (GDateTime) end = g_date_time_new_utc (2199, 1, 2, 3, 4, 5);

  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autoptr (MoCdcTask) made = NULL;
      CdcTask task;

      cdc_task_open (&task, test, i);
      task.options.exclude = "none\\.at_all";
      task.options.start = start;
      task.options.end = end;
      task.options.without_full = TRUE;
      task.options.frequency_min = 60;
      mo_test_ok (mo_cdc_create (test->client, task.name, &task.options));
      made = get (&task);
      g_assert_true (command_is_name (made->name, task.name));
      g_assert_true (made->without_full);
      g_assert_cmpstr (made->start, ==, "2026-01-02T03:04:05Z");
      g_assert_cmpstr (made->end, ==, "2199-01-02T03:04:05Z");
      g_assert_cmpstr (made->exclude, ==, "none\\.at_all");
      mo_test_assert_contains (made->options, "\"Frequency\":\"60m\"");
      cdc_task_close (&task);
    }
}

/* The server looks at each of them. */
static void
test_wrong (MoTest *test)
{
  const MoCdcPair pair = { .source_database = "no_such" };
  const MoCdcServer nowhere
      = { .host = "127.0.0.1", .port = 1, .user = "root", .password = "p:a@ss" };
  MoCdcTaskOptions options = {
    .source = cdc_server, .sink = cdc_server, .level = MO_CDC_DATABASE, .pairs = &pair, .n_pairs = 1
  };
  g_autoptr (GError) error = NULL;

  mo_test_fails (mo_cdc_create (test->client, "cdc_of_none", &options), MO_ERROR_SERVER); /* PITR */
  options.sink = nowhere;
  error = mo_test_take_error (mo_cdc_create (test->client, "cdc_of_none", &options));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "p:a@ss"));
  mo_test_fails (mo_cdc_drop (test->client, "cdc_of_none"), MO_ERROR_SERVER);
  mo_test_fails (mo_cdc_pause (test->client, "cdc_of_none"), MO_ERROR_SERVER);
  mo_test_fails (mo_cdc_resume (test->client, "cdc_of_none"), MO_ERROR_SERVER);
  mo_test_fails (mo_cdc_restart (test->client, "cdc_of_none"), MO_ERROR_SERVER);
  g_assert_null (command_entity (mo_cdc_get (test->client, "cdc_of_none")));
}

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  CdcTask task;

  cdc_task_open (&task, test, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_cdc_create (tx, task.name, &task.options));
      g_assert_cmpint (mo_test_number (mo_cdc_exists (tx, task.name)), ==, 0);
      g_assert_false (is_listed (mo_cdc_list (tx), task.name));
      mo_test_fails (mo_cdc_show (tx, NULL), MO_ERROR_NOT_SUPPORTED);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (mo_test_number (mo_cdc_exists (test->other, task.name)), ==, i);
    }
  cdc_task_close (&task);
}

static void
refuse (MoTest *test, MoCdcTaskOptions options)
{
  mo_test_fails (mo_cdc_create (test->client, "task", &options), MO_ERROR_INVALID_ARGUMENT);
}

static void
refuse_server (MoTest *test, MoCdcTaskOptions options, MoCdcServer wrong)
{
  MoCdcTaskOptions source = options;

  source.source = wrong;
  refuse (test, source);
  options.sink = wrong;
  refuse (test, options);
}

static void
refuse_pair (MoTest *test, MoCdcTaskOptions options, MoCdcPair pair, MoCdcLevel level)
{
  options.pairs = &pair;
  options.level = level;
  refuse (test, options);
}

static void
test_refused (MoTest *test)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (1700000000);
  const MoCdcPair pair = { .source_database = "d" };
  const MoCdcTaskOptions good = {
    .source = cdc_server, .sink = cdc_server, .level = MO_CDC_DATABASE, .pairs = &pair, .n_pairs = 1
  };
  MoCdcTaskOptions bad = good;

  refuse_server (test, good, (MoCdcServer){ "::1", 6001, NULL, "root", "111" });
  refuse_server (test, good, (MoCdcServer){ NULL, 6001, NULL, "root", "111" });
  refuse_server (test, good, (MoCdcServer){ "localhost", 0, NULL, "root", "111" });
  refuse_server (test, good, (MoCdcServer){ "localhost", 65536, NULL, "root", "111" });
  refuse_server (test, good, (MoCdcServer){ "localhost", 6001, NULL, "", "111" });
  refuse_server (test, good, (MoCdcServer){ "localhost", 6001, NULL, "root", "" });
  refuse_server (test, good, (MoCdcServer){ "localhost", 6001, "", "root", "111" });
  refuse_pair (test, good, (MoCdcPair){ "d", "t", NULL, NULL }, MO_CDC_DATABASE);
  refuse_pair (test, good, (MoCdcPair){ "d", NULL, NULL, "t" }, MO_CDC_DATABASE);
  refuse_pair (test, good, (MoCdcPair){ "d", NULL, NULL, NULL }, MO_CDC_TABLE);
  refuse_pair (test, good, (MoCdcPair){ "d,e", NULL, NULL, NULL }, MO_CDC_DATABASE);
  refuse_pair (test, good, (MoCdcPair){ "d", "t", "e:f", NULL }, MO_CDC_TABLE);
  refuse_pair (test, good, (MoCdcPair){ "d", NULL, NULL, NULL }, MO_CDC_ACCOUNT);
  bad.n_pairs = 0;
  refuse (test, bad);
  bad = good;
  bad.pairs = NULL;
  refuse (test, bad);
  bad = good;
  bad.start = bad.end = now;
  refuse (test, bad);
  bad = good;
  bad.level = (MoCdcLevel) 3;
  refuse (test, bad);
  bad = good;
  bad.sink_type = (MoCdcSink) 2;
  refuse (test, bad);
  mo_test_fails (mo_cdc_create (test->client, "task", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_create (test->client, "", &good), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_drop (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_pause (test->client, ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_resume (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_restart (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_show (test->client, ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cdc_exists (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

/* Of servers that there are not, so that no task is made. */
static void
test_sent (MoTest *test)
{
  const MoCdcPair pairs[] = { { "d", "t", "e", "u" }, { "d", "v", NULL, NULL } };
  const MoCdcTaskOptions options = {
    .source = { "127.0.0.1", 1, "acc", "u@x", "p:a/s%s'" },
    .sink = { "127.0.0.1", 2, NULL, "root", "111" },
    .sink_type = MO_CDC_MYSQL,
    .level = MO_CDC_TABLE,
    .pairs = pairs,
    .n_pairs = G_N_ELEMENTS (pairs),
  };
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  mo_await (mo_cdc_create (wire.client, "no_task", &options), NULL);
  g_assert_true (mo_test_proxy_saw (wire.proxy, "'mysql://acc#u%40x:p%3Aa%2Fs%25s''@127.0.0.1:1' "
                                                "'mysql' 'mysql://root:111@127.0.0.1:2' "
                                                "'d.t:e.u,d.v:d.v' {'Level'='table'}"));
  mo_test_wire_close (&wire);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  const MoCdcTaskOptions options
      = { .source = cdc_server, .sink = cdc_server, .level = MO_CDC_ACCOUNT };

  switch (which)
    {
    case 0:
      return mo_cdc_create (executor, "c", &options);
    case 1:
      return mo_cdc_drop (executor, "c");
    case 2:
      return mo_cdc_drop_all (executor);
    case 3:
      return mo_cdc_pause (executor, "c");
    case 4:
      return mo_cdc_pause_all (executor);
    case 5:
      return mo_cdc_resume (executor, "c");
    case 6:
      return mo_cdc_restart (executor, "c");
    case 7:
      return mo_cdc_show (executor, NULL);
    case 8:
      return mo_cdc_get (executor, "c");
    case 9:
      return mo_cdc_exists (executor, "c");
    case 10:
      return mo_cdc_list (executor);
    case 11:
      return mo_cdc_list_failing (executor);
    case 12:
      return mo_cdc_list_stuck (executor);
    case 13:
      return mo_cdc_list_watermarks (executor, NULL);
    case 14:
      return mo_cdc_list_late (executor, NULL, 60);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/cdc/life", test_life);
  mo_test_add_matrixone ("/cdc/stuck", test_stuck);
  mo_test_add_matrixone ("/cdc/names", test_names);
  mo_test_add_matrixone ("/cdc/wrong", test_wrong);
  mo_test_add_matrixone ("/cdc/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/cdc/sent", test_sent);
  mo_test_add ("/cdc/refused", test_refused);
  mo_test_add_mariadb ("/cdc/elsewhere", test_elsewhere);
  return g_test_run ();
}
