/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of grants share. */

#include "grant-test.h"

void
grant_names_set_up (MoTest *test, GrantNames *self)
{
  self->database = mo_test_unique ("d");
  self->role = mo_test_unique ("r");
  self->user = mo_test_unique ("U");
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "CREATE VIEW @.v AS SELECT id FROM @.t", self->database, self->database,
               NULL);
  mo_test_ok (mo_role_create (test->client, self->role));
  mo_test_ok (mo_user_create (test->client, self->user, PASSWORD, NULL));
}

void
grant_names_tear_down (MoTest *test, GrantNames *self)
{
  mo_test_ok (mo_user_drop (test->client, self->user));
  mo_test_ok (mo_role_drop (test->client, self->role));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
  g_free (self->role);
  g_free (self->user);
}
