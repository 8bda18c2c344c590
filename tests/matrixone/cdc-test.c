/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CDC tasks of the tests. */

#include "cdc-test.h"

const MoCdcServer cdc_server
    = { .host = "127.0.0.1", .port = 6001, .user = "root", .password = "111" };

void
cdc_task_open (CdcTask *self, MoTest *test, guint which)
{
  self->test = test;
  self->name = command_new_name (which);
  self->from = mo_test_unique ("from");
  self->to = mo_test_unique ("to");
  command_sql (test, "CREATE DATABASE @", self->from, NULL);
  command_sql (test, "CREATE DATABASE @", self->to, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->from, NULL);
  command_sql (test, "INSERT INTO @.t VALUES (1)", self->from, NULL);
  mo_test_ok (mo_pitr_create_database (test->other, self->from, self->from, 3, MO_PITR_HOURS));
  self->pair = (MoCdcPair){ .source_database = self->from, .sink_database = self->to };
  self->options = (MoCdcTaskOptions){ .source = cdc_server,
                                      .sink = cdc_server,
                                      .level = MO_CDC_DATABASE,
                                      .pairs = &self->pair,
                                      .n_pairs = 1 };
}

void
cdc_task_clear (CdcTask *self)
{
  mo_test_ok (mo_pitr_drop (self->test->other, self->from));
  command_sql (self->test, "DROP DATABASE @", self->from, NULL);
  command_sql (self->test, "DROP DATABASE IF EXISTS @", self->to, NULL);
  g_free (self->name);
  g_free (self->from);
  g_free (self->to);
}

void
cdc_task_close (CdcTask *self)
{
  mo_test_ok (mo_cdc_drop (self->test->client, self->name));
  g_assert_cmpint (mo_test_number (mo_cdc_exists (self->test->client, self->name)), ==, 0);
  cdc_task_clear (self);
}

gboolean
cdc_wait_until (gboolean (*condition) (gpointer data), MoTest *test, gpointer data)
{
  for (guint i = 0; i < 120; i++)
    {
      if (condition (data))
        return TRUE;
      mo_test_ok (mo_execute (test->other, "SELECT SLEEP(1)"));
    }
  return FALSE;
}
