/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client that is asked what its server can do. */

#include <string.h>

#include "mo-test-server.h"

static gboolean
supports (MoClient *client, MoFeature feature)
{
  g_autoptr (GError) error = NULL;

  if (mo_await (mo_client_supports (client, feature), &error))
    return TRUE;
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  return FALSE;
}

static void
test_as_its_kind (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (supports (test->client, test->is_matrixone ? MO_FEATURE_SNAPSHOTS
                                                            : MO_FEATURE_SAVEPOINTS));
  error = mo_test_take_error (mo_client_supports (
      test->client, test->is_matrixone ? MO_FEATURE_SAVEPOINTS : MO_FEATURE_SNAPSHOTS));
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  mo_test_assert_contains (error->message, test->is_matrixone ? "\"savepoints\"" : "\"snapshots\"");
  mo_test_assert_contains (error->message, test->is_matrixone ? "MatrixOne" : "MariaDB");
}

static void
test_as_said (MoTest *test)
{
  g_autoptr (MoClient) told = mo_test_client_new ("capabilities=vectors,-returning,-clones");

  g_assert_true (supports (told, MO_FEATURE_VECTORS));
  g_assert_false (supports (told, MO_FEATURE_RETURNING));
  g_assert_false (supports (told, MO_FEATURE_CLONES));
  mo_test_ok (mo_client_disconnect (told));
}

/* What not every MatrixOne has, it is asked, and nothing is left of that. */
static void
test_returning (MoTest *test)
{
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1) RETURNING id");
  g_autoptr (MoResult) result = mo_await_result (mo_execute (test->client, insert), NULL);

  g_assert_cmpint (supports (test->client, MO_FEATURE_RETURNING), ==, result != NULL);
}

static void
test_bad_arguments (MoTest *test)
{
  mo_test_fails (mo_client_supports (NULL, MO_FEATURE_RESET), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_supports (test->client, (MoFeature) 99), MO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client-supports/as-its-kind", test_as_its_kind);
  mo_test_add ("/client-supports/as-said", test_as_said);
  mo_test_add ("/client-supports/returning", test_returning);
  mo_test_add ("/client-supports/bad-arguments", test_bad_arguments);
  return g_test_run ();
}
