/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that asks for a file which nobody offers gets nothing, whenever it does. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "load-rig.h"

/* --- a file that nobody offers --- */

/* The server has asked once, and got neither a byte nor an end. */
static void
assert_got_nothing (const GError *error, const char *says)
{
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_false (mo_error_is_retryable (error));
  if (load_rig.connection != NULL)
    g_assert_true (mo_connection_is_lost (load_rig.connection));
  load_rig_stop ();
  g_assert_cmpint (load_rig.n_files, ==, 1);
  g_assert_cmpint (load_rig.n_ended, ==, 0);
  g_assert_true (load_rig.is_gone);
  load_rig_assert_got (0);
}

#define NOTHING "and got nothing"

static void
test_query (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, "/etc/passwd" };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_null (mo_connection_query (load_rig.connection, "SELECT 1", -1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  assert_got_nothing (error, "the file '/etc/passwd' of this machine, " NOTHING);
  load_rig_end ();
}

/* Not even in answer to a LOAD DATA LOCAL for that very name. */
static void
test_load_without_source (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_null (mo_connection_query (load_rig.connection, LOAD_RIG_SQL, -1, &error));
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

static void
test_later_result (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE, .asks_behind_ok = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) first = NULL;
  gboolean more = FALSE;

  load_rig_begin (&behaviour);
  g_assert_true (mo_connection_send (load_rig.connection, "SELECT 1", 8, &error));
  first = mo_connection_read (load_rig.connection, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
  g_assert_null (mo_connection_read (load_rig.connection, &more, &error));
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

static void
test_execute (void)
{
  const LoadBehaviour behaviour = { COMMAND_EXECUTE, "/etc/passwd" };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_null (mo_connection_execute (load_rig.connection, "DO 1", 4, NULL, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

/* What is asked of a server when it is connected. */
static void
test_set_up (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, "/etc/passwd" };
  g_autoptr (GError) error = NULL;

  load_rig_start (&behaviour, "5.5.5-10.11.0-MariaDB");
  g_assert_null (load_rig_open (&error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

/* The library's own handler, which opens files, is gone with the next statement of ours. */
static void
test_native (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, "/etc/hostname" };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  mysql_set_local_infile_default (mo_connection_get_native (load_rig.connection));
  g_assert_null (mo_connection_query (load_rig.connection, "SELECT 1", -1, &error));
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

/* Whose answers the libraries take for something else. All that comes is the end of the
 * connection, by COM_QUIT. */
static void
test_other_commands (void)
{
  static const guint8 commands[] = { COMMAND_PING, COMMAND_RESET };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const LoadBehaviour behaviour = { commands[i], "/etc/passwd" };

      load_rig_begin (&behaviour);
      if (commands[i] == COMMAND_PING)
        mo_connection_ping (load_rig.connection, NULL);
      else
        load_rig.connection->api->reset_connection (load_rig.connection->mysql);
      load_rig_stop ();
      g_assert_cmpint (load_rig.n_files, ==, 1);
      g_assert_cmpint (load_rig.n_ended, ==, 0);
      g_assert_cmpuint (load_rig.got->len, ==, 1);
      g_assert_cmpuint (load_rig.got->data[0], ==, 1);
      load_rig_end ();
    }
}

/* Connector/C takes what a handler says for a format. */
static void
test_odd_names (void)
{
  static const char *const names[] = { "%s%n%s%n", "", "\xff\xfe", "rows ", "ROWS", "./rows" };
  LoadNumbers numbers = { 10 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const LoadBehaviour behaviour = { COMMAND_QUERY, names[i] };
      g_autoptr (GError) error = NULL;

      load_rig_begin (&behaviour);
      g_assert_false (load_rig_load (&numbers, &error));
      g_assert_false (mo_connection_was_request_sent (load_rig.connection));
      assert_got_nothing (error, NOTHING);
      load_rig_end ();
    }
}

static void
test_long_name (void)
{
  g_autofree char *name = g_strnfill (100000, 'x');
  const LoadBehaviour behaviour = { COMMAND_QUERY, name };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_null (mo_connection_query (load_rig.connection, "SELECT 1", -1, &error));
  g_assert_cmpuint (strlen (error->message), <, 500);
  assert_got_nothing (error, NOTHING);
  load_rig_end ();
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/file/query", test_query);
  g_test_add_func ("/wire/file/load-without-source", test_load_without_source);
  g_test_add_func ("/wire/file/later-result", test_later_result);
  g_test_add_func ("/wire/file/execute", test_execute);
  g_test_add_func ("/wire/file/set-up", test_set_up);
  g_test_add_func ("/wire/file/native", test_native);
  g_test_add_func ("/wire/file/other-commands", test_other_commands);
  g_test_add_func ("/wire/file/odd-names", test_odd_names);
  g_test_add_func ("/wire/file/long-name", test_long_name);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
