/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All CDC tasks of an account at once. */

#include "cdc-test.h"

static gboolean
is_running (gpointer data)
{
  CdcTask *self = data;
  g_autoptr (MoCdcTask) task = command_entity (mo_cdc_get (self->test->client, self->name));

  return task != NULL && g_str_equal (task->state, "running");
}

/* How many tasks of the account are in that state; NULL: in any. Its own catalogue has none. */
#define SHOWN_STATE 4

static guint
count_shown (MoClient *client, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) shown = mo_await_result (mo_cdc_show (client, NULL), &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < mo_result_get_n_rows (shown); i++)
    if (state == NULL || g_strcmp0 (mo_result_get_text (shown, i, SHOWN_STATE), state) == 0)
      n++;
  return n;
}

typedef struct
{
  MoClient *client;
  const char *state;
} Wanted;

static gboolean
are_two (gpointer data)
{
  const Wanted *self = data;

  return count_shown (self->client, self->state) == 2;
}

static gboolean
pauses_all (gpointer client)
{
  return mo_await (mo_cdc_pause_all ((MoClient *) client), NULL);
}

static void
pause_and_drop_two (MoTest *test, const char *account)
{
  Wanted wanted = { test->client, "running" };
  CdcTask tasks[2];

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      cdc_task_open (&tasks[i], test, 4);
      tasks[i].options.source.account = tasks[i].options.sink.account = account;
      tasks[i].options.source.user = tasks[i].options.sink.user = "admin";
      mo_test_ok (mo_cdc_create (test->client, tasks[i].name, &tasks[i].options));
    }
  g_assert_true (cdc_wait_until (are_two, test, &wanted));
  g_assert_true (cdc_wait_until (pauses_all, test, test->client));
  wanted.state = "paused";
  g_assert_true (cdc_wait_until (are_two, test, &wanted));
  mo_test_ok (mo_cdc_drop_all (test->client));
  g_assert_cmpuint (count_shown (test->client, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    cdc_task_clear (&tasks[i]);
}

/* Every task of an account, and of no other. */
static void
test_all (MoTest *test)
{
  g_autofree char *account = mo_test_unique ("acc");
  g_autoptr (MoClient) client = NULL;
  MoTest own = *test;
  CdcTask others;

  cdc_task_open (&others, test, 4);
  mo_test_ok (mo_cdc_create (test->client, others.name, &others.options));
  g_assert_true (cdc_wait_until (is_running, test, &others));
  command_sql (test, "CREATE ACCOUNT @ ADMIN_NAME 'admin' IDENTIFIED BY '111'", account, NULL);
  client = command_client_of (account);
  own.client = own.other = client;
  mo_test_ok (mo_cdc_pause_all (client)); /* there is none */
  mo_test_ok (mo_cdc_drop_all (client));
  pause_and_drop_two (&own, account);
  mo_test_fails (mo_cdc_list (client), MO_ERROR_NO_SUCH_OBJECT); /* which sys alone has */
  mo_test_ok (mo_client_disconnect (client));
  g_assert_true (is_running (&others));
  command_sql (test, "DROP ACCOUNT @", account, NULL);
  cdc_task_close (&others);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/cdc-all/of-one-account", test_all);
  return g_test_run ();
}
