/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session prints: nothing, unless echo is on; and then no value. */

#include "orm-test.h"

#define SECRET "hunter2"

static gboolean
body (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  User *user = mo_new (User, .name = SECRET, .email = SECRET "@example.com");

  mo_session_take (session, user);
  mo_test_ok (mo_session_flush (session));
  mo_set (user, name, SECRET "!");
  mo_test_ok (mo_session_flush (session));
  user_unref (orm_load_user (session, user->id));
  mo_test_ok (mo_gather (mo_session_execute (session, mo_select (User)),
                         mo_execute (tx, "SELECT %s", SECRET)));
  return TRUE;
}

/* In a process of its own: what it prints is looked at. */
static void
run_apart (const char *options)
{
  OrmTest orm;

  orm_test_open (&orm, NULL, options);
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_run (&orm, body, NULL);
  mo_test_fails (mo_execute (orm.client, "SELECT * FROM no_such_table"), MO_ERROR_NO_SUCH_OBJECT);
  orm_test_close (&orm);
}

static gboolean
can_run (void)
{
  if (mo_test_uri () != NULL)
    return TRUE;
  g_test_skip ("MO_TEST_URI names no server");
  return FALSE;
}

static void
test_off (void)
{
  if (!can_run ())
    return;
  if (g_test_subprocess ())
    {
      run_apart ("echo=false&pool_pre_ping=true&pool_recycle=300");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
  g_test_trap_assert_stdout_unmatched ("*users*");
}

static void
test_on (void)
{
  if (!can_run ())
    return;
  if (g_test_subprocess ())
    {
      run_apart ("echo=true");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*INSERT INTO*");
  g_test_trap_assert_stderr ("*UPDATE*");
  g_test_trap_assert_stderr ("*SELECT*");
  g_test_trap_assert_stderr ("*COMMIT*");
  g_test_trap_assert_stderr_unmatched ("*" SECRET "*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/echo/off", test_off);
  g_test_add_func ("/orm/echo/on", test_on);
  return g_test_run ();
}
