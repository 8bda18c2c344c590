/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which MatrixOne it is. */

#include "command-test.h"

static void
assert_known (const char *version, guint major, guint minor, guint patch)
{
  guint own[3] = { 0 };

  g_assert_true (mo_server_version_is_known (version, &own[0], &own[1], &own[2]));
  g_assert_cmpuint (own[0], ==, major);
  g_assert_cmpuint (own[1], ==, minor);
  g_assert_cmpuint (own[2], ==, patch);
}

/* The forms that servers have had. */
static void
test_known (MoTest *test)
{
  static const char *const unknown[]
      = { "8.0.30-MatrixOne-v", "8.0.30-MatrixOne-v1.3.0", "10.11.6-MariaDB", "8.0.30-MatrixOne-vx",
          "8.0.30-MatrixOne-v4", "", NULL };
  guint own[3];

  (void) test;
  assert_known ("8.0.30-MatrixOne-v3.0.1", 3, 0, 1);
  assert_known ("8.0.30-MatrixOne-v4.0.0-rc1", 4, 0, 0);
  assert_known ("8.0.30-MatrixOne-v3.0", 3, 0, G_MAXUINT);
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (mo_server_version_is_known (unknown[i], &own[0], &own[1], &own[2]));
}

static void
test_at_least (MoTest *test)
{
  (void) test;
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.0.5", 3, 0, 5));
  g_assert_false (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.0.5", 3, 0, 6));
  g_assert_false (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.0.5", 3, 1, 0));
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.1.0", 3, 0, 9));
  g_assert_false (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.9.9", 4, 0, 0));
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v4.0.0", 3, 9, 9));
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v3.0", 3, 0, 99));
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v", 99, 0, 0));
  g_assert_true (mo_server_version_is_at_least ("8.0.30-MatrixOne-v1.3.0", 99, 0, 0));
  g_assert_false (mo_server_version_is_at_least ("10.11.6-MariaDB", 1, 0, 0));
  g_assert_false (mo_server_version_is_at_least (NULL, 1, 0, 0));
}

static void
test_get (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoServerVersion) version = command_entity (mo_server_version_get (tx));

  g_assert_nonnull (strstr (version->version, "MatrixOne"));
  g_assert_cmpuint (strlen (version->commit), >, 0);
  mo_test_ok (mo_transaction_rollback (tx));
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  return which == 0 ? mo_server_version_get (executor) : NULL;
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
  mo_test_add ("/server-version/known", test_known);
  mo_test_add ("/server-version/at-least", test_at_least);
  mo_test_add_matrixone ("/server-version/get", test_get);
  mo_test_add_mariadb ("/server-version/elsewhere", test_elsewhere);
  return g_test_run ();
}
