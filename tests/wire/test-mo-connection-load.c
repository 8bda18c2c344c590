/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LOAD DATA LOCAL: what the server gets, and what it does not where there is no more of it. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "load-rig.h"

/* --- what the statement loads --- */

static void
test_load (void)
{
  static const gsize sizes[] = { 0, 1, 4095, 4096, 4097, 65536, 1000001 };
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      LoadNumbers numbers = { sizes[i] };
      g_autoptr (GError) error = NULL;

      load_rig_begin (&behaviour);
      load_rig_load (&numbers, &error);
      g_assert_no_error (error);
      g_assert_false (mo_connection_is_lost (load_rig.connection));
      load_rig_stop ();
      g_assert_cmpint (load_rig.n_ended, ==, 1);
      load_rig_assert_got (sizes[i]);
      load_rig_end ();
    }
}

static void
test_asked_twice (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE, .asks_twice = TRUE };
  LoadNumbers numbers = { 10 };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_false (load_rig_load (&numbers, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  g_assert_true (mo_connection_is_lost (load_rig.connection));
  load_rig_stop ();
  g_assert_cmpint (load_rig.n_files, ==, 2);
  g_assert_cmpint (load_rig.n_ended, ==, 1);
  load_rig_assert_got (10);
  load_rig_end ();
}

static void
test_never_asked (void)
{
  const LoadBehaviour behaviour = { 0 };
  LoadNumbers numbers = { 10 };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_false (load_rig_load (&numbers, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (numbers.position, ==, 0);
  load_rig_end ();
}

/* The connection goes on. */
static void
test_server_error (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE, .error = 1062 };
  LoadNumbers numbers = { 10 };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_false (load_rig_load (&numbers, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_false (mo_connection_is_lost (load_rig.connection));
  g_assert_true (mo_connection_was_request_sent (load_rig.connection));
  g_assert_true (mo_connection_ping (load_rig.connection, NULL));
  load_rig_end ();
}

static void
test_off (void)
{
  static const guint16 numbers_of_off[] = { 1148, 3948, 4166 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers_of_off); i++)
    {
      const LoadBehaviour behaviour = { .error = numbers_of_off[i] };
      LoadNumbers numbers = { 10 };
      g_autoptr (GError) error = NULL;

      load_rig_begin (&behaviour);
      g_assert_false (load_rig_load (&numbers, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
      g_assert_nonnull (strstr (error->message, "SET GLOBAL local_infile = 1"));
      g_assert_cmpuint (mo_error_get_server_code (error), ==, numbers_of_off[i]);
      g_assert_false (mo_connection_is_lost (load_rig.connection));
      g_assert_false (mo_connection_was_request_sent (load_rig.connection));
      load_rig_end ();
    }
}

/* --- half of it --- */

/* The connection is over, and the server has got no end of the data. */
static void
assert_cut (gsize most_bytes)
{
  g_assert_true (mo_connection_is_lost (load_rig.connection));
  g_assert_false (mo_connection_was_request_sent (load_rig.connection));
  load_rig_stop ();
  g_assert_cmpint (load_rig.n_ended, ==, 0);
  g_assert_cmpuint (load_rig.got->len, <=, most_bytes);
  load_rig_assert_got (load_rig.got->len);
}

static void
test_source_fails (void)
{
  static const gsize sizes[] = { 1, 4096, 65536, 1000001 };
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      LoadNumbers numbers = { sizes[i], .fails = TRUE };
      g_autoptr (GError) error = NULL;

      load_rig_begin (&behaviour);
      g_assert_false (load_rig_load (&numbers, &error));
      g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
      assert_cut (sizes[i]);
      g_assert_true (load_rig.is_gone);
      load_rig_end ();
    }
}

/* Also where it has just come to its end. */
static void
test_source_stopped (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE };

  for (gboolean fails = FALSE; fails <= TRUE; fails++)
    {
      LoadNumbers numbers = { 100000, .fails = fails, .stops = TRUE };
      g_autoptr (GError) error = NULL;

      load_rig_begin (&behaviour);
      g_assert_false (load_rig_load (&numbers, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
      assert_cut (100000);
      g_assert_true (load_rig.is_gone);
      load_rig_end ();
    }
}

static void
test_hang_up_early (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE, .hangs_up_early = TRUE };
  LoadNumbers numbers = { 100 * 1000 * 1000 }; /* more than lies in between */
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_false (load_rig_load (&numbers, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (numbers.position, <, numbers.n_bytes);
  assert_cut (100000);
  load_rig_end ();
}

/* All of it has been sent: it may have taken effect. */
static void
test_hang_up_late (void)
{
  const LoadBehaviour behaviour = { COMMAND_QUERY, LOAD_RIG_FILE, .hangs_up_late = TRUE };
  LoadNumbers numbers = { 10 };
  g_autoptr (GError) error = NULL;

  load_rig_begin (&behaviour);
  g_assert_false (load_rig_load (&numbers, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_is_lost (load_rig.connection));
  g_assert_true (mo_connection_was_request_sent (load_rig.connection));
  load_rig_end ();
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/load/load", test_load);
  g_test_add_func ("/wire/load/asked-twice", test_asked_twice);
  g_test_add_func ("/wire/load/never-asked", test_never_asked);
  g_test_add_func ("/wire/load/server-error", test_server_error);
  g_test_add_func ("/wire/load/off", test_off);
  g_test_add_func ("/wire/load/source-fails", test_source_fails);
  g_test_add_func ("/wire/load/source-stopped", test_source_stopped);
  g_test_add_func ("/wire/load/hang-up-early", test_hang_up_early);
  g_test_add_func ("/wire/load/hang-up-late", test_hang_up_late);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
