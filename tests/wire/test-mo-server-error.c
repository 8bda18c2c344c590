/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Error numbers and what they come to. */

#include "wire/mo-server-error-private.h"

typedef struct
{
  guint number;
  MoError code;
  gboolean retryable;
  gboolean breaks;
} Row;

static const Row rows[] = {
  { 1062, MO_ERROR_DUPLICATE_KEY, FALSE, FALSE },
  { 1586, MO_ERROR_DUPLICATE_KEY, FALSE, FALSE },
  { 20307, MO_ERROR_DUPLICATE_KEY, FALSE, FALSE },
  { 20623, MO_ERROR_DUPLICATE_KEY, FALSE, FALSE },
  { 1048, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 1364, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 1451, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 1452, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 3819, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 4025, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 20304, MO_ERROR_CONSTRAINT, FALSE, FALSE },
  { 1264, MO_ERROR_OUT_OF_RANGE, FALSE, FALSE },
  { 1366, MO_ERROR_OUT_OF_RANGE, FALSE, FALSE },
  { 1406, MO_ERROR_OUT_OF_RANGE, FALSE, FALSE },
  { 20201, MO_ERROR_OUT_OF_RANGE, FALSE, FALSE },
  { 20907, MO_ERROR_OUT_OF_RANGE, FALSE, FALSE },
  { 1064, MO_ERROR_SYNTAX, FALSE, FALSE },
  { 20303, MO_ERROR_SYNTAX, FALSE, FALSE },
  { 1146, MO_ERROR_NO_SUCH_OBJECT, FALSE, FALSE },
  { 1054, MO_ERROR_NO_SUCH_OBJECT, FALSE, FALSE },
  { 20403, MO_ERROR_NO_SUCH_OBJECT, FALSE, FALSE },
  { 1050, MO_ERROR_ALREADY_EXISTS, FALSE, FALSE },
  { 20421, MO_ERROR_ALREADY_EXISTS, FALSE, FALSE },
  { 1213, MO_ERROR_DEADLOCK, TRUE, FALSE },
  { 20701, MO_ERROR_DEADLOCK, TRUE, FALSE },
  { 1205, MO_ERROR_LOCK_TIMEOUT, TRUE, FALSE },
  { 20709, MO_ERROR_LOCK_TIMEOUT, TRUE, FALSE },
  { 20619, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 20628, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 20504, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 20706, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 1412, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 3058, MO_ERROR_DEADLOCK, TRUE, FALSE },
  { 20500, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 20503, MO_ERROR_CONFLICT, TRUE, FALSE },
  { 3032, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 3169, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 1317, MO_ERROR_INTERRUPTED, FALSE, FALSE },
  { 1105, MO_ERROR_SERVER, FALSE, FALSE },
  { 20101, MO_ERROR_SERVER, FALSE, FALSE },
  { 20638, MO_ERROR_OUTCOME_UNKNOWN, FALSE, FALSE },
  { 1142, MO_ERROR_ACCESS_DENIED, FALSE, FALSE },
  { 20105, MO_ERROR_NOT_SUPPORTED, FALSE, FALSE },
  { 1053, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 1153, MO_ERROR_CONNECTION_LOST, FALSE, TRUE },
  { 1927, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 13125, MO_ERROR_CONNECTION_LOST, FALSE, TRUE },
  { 20634, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 2006, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 2013, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 2027, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
  { 2003, MO_ERROR_CONNECT_FAILED, FALSE, TRUE },
  { 2036, MO_ERROR_FAILED, FALSE, FALSE },
  { 2014, MO_ERROR_FAILED, FALSE, TRUE }, /* commands out of sync: nobody knows where we are */
  { 2999, MO_ERROR_FAILED, FALSE, TRUE },
  { 0, MO_ERROR_CONNECTION_LOST, TRUE, TRUE },
};

static void
test_classify (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MoServerErrorClass class =
          mo_server_error_classify (MO_SERVER_KIND_MATRIXONE, rows[i].number, "text");

      g_test_message ("%u", rows[i].number);
      g_assert_cmpint (class.code, ==, rows[i].code);
      g_assert_cmpint (class.retryable, ==, rows[i].retryable);
      g_assert_cmpint (class.breaks, ==, rows[i].breaks);
    }
}

static MoError
code_of (MoServerKind kind, guint number, const char *text)
{
  return mo_server_error_classify (kind, number, text).code;
}

static void
test_missing_table (void)
{
  const char *missing = "SQL parser error: table \"t\" does not exist";

  g_assert_cmpint (code_of (MO_SERVER_KIND_MATRIXONE, 1064, missing), ==, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (code_of (MO_SERVER_KIND_MARIADB, 1064, missing), ==, MO_ERROR_SYNTAX);
  g_assert_cmpint (code_of (MO_SERVER_KIND_MATRIXONE, 1064, "near \"t\" does not exist"), ==,
                   MO_ERROR_SYNTAX);
  g_assert_cmpint (code_of (MO_SERVER_KIND_MATRIXONE, 1064, NULL), ==, MO_ERROR_SYNTAX);
  g_assert_cmpint (code_of (MO_SERVER_KIND_MATRIXONE, 20101, missing), ==, MO_ERROR_SERVER);
}

static void
test_connect (void)
{
  g_assert_cmpint (mo_server_error_classify_connect (1045), ==, MO_ERROR_ACCESS_DENIED);
  g_assert_cmpint (mo_server_error_classify_connect (20101), ==, MO_ERROR_ACCESS_DENIED);
  g_assert_cmpint (mo_server_error_classify_connect (1698), ==, MO_ERROR_ACCESS_DENIED);
  g_assert_cmpint (mo_server_error_classify_connect (1049), ==, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (mo_server_error_classify_connect (2003), ==, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (mo_server_error_classify_connect (1040), ==, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (mo_server_error_classify_connect (0), ==, MO_ERROR_CONNECT_FAILED);
}

static void
test_aborts (void)
{
  static const guint gone[] = { 1205,  1213,  20502, 20504, 20505, 20619, 20628, 20631, 20634,
                                20638, 20701, 20702, 20703, 20704, 20706, 20709, 20710 };

  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_true (mo_server_error_aborts_transaction (MO_SERVER_KIND_MATRIXONE, gone[i]));
  g_assert_false (mo_server_error_aborts_transaction (MO_SERVER_KIND_MATRIXONE, 1062));
  g_assert_false (mo_server_error_aborts_transaction (MO_SERVER_KIND_MATRIXONE, 20101));
  g_assert_true (mo_server_error_aborts_transaction (MO_SERVER_KIND_MARIADB, 1213));
  g_assert_true (mo_server_error_aborts_transaction (MO_SERVER_KIND_MYSQL, 1213));
  g_assert_false (mo_server_error_aborts_transaction (MO_SERVER_KIND_MARIADB, 1205));
  g_assert_false (mo_server_error_aborts_transaction (MO_SERVER_KIND_MYSQL, 20701));
}

static void
test_commit_unknown (void)
{
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20638));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20502));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20504));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20505));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20500));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20503));
  g_assert_true (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 1105));
  g_assert_false (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MARIADB, 1105));
  g_assert_true (mo_server_error_is_write_unknown (MO_SERVER_KIND_MATRIXONE, 1105,
                                                   "context canceled (server error 1105)"));
  g_assert_false (mo_server_error_is_write_unknown (MO_SERVER_KIND_MATRIXONE, 1105,
                                                    "data out of range (server error 1105)"));
  g_assert_true (mo_server_error_is_write_unknown (MO_SERVER_KIND_MATRIXONE, 20500, "x"));
  g_assert_false (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 20619));
  g_assert_false (mo_server_error_is_commit_unknown (MO_SERVER_KIND_MATRIXONE, 1062));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/server-error/classify", test_classify);
  g_test_add_func ("/wire/server-error/missing-table", test_missing_table);
  g_test_add_func ("/wire/server-error/connect", test_connect);
  g_test_add_func ("/wire/server-error/aborts-transaction", test_aborts);
  g_test_add_func ("/wire/server-error/commit-unknown", test_commit_unknown);
  return g_test_run ();
}
