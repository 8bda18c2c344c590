/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included before the tour, so that it runs on the server that MO_TEST_URI names, in a database of
 * its own, with names of its own, and on MariaDB without the commands that only MatrixOne has. */

#pragma once

#include <matrixone-glib.h>
#include <stdlib.h>
#include <unistd.h>

/* Names a part of this run; with MO_TEST_SEED, of every run with that seed. */
static const char *
tour_name (const char *part)
{
  const char *seed = g_getenv ("MO_TEST_SEED");
  int run = seed != NULL && *seed != '\0' ? atoi (seed) : (int) getpid ();
  g_autofree char *name = g_strdup_printf ("tour_%d_%s", run, part);

  return g_intern_string (name);
}

static void
tour_sql (const char *format, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) admin = mo_client_new (g_getenv ("MO_TEST_URI"), &error);
  g_autofree char *sql = g_strdup_printf (format, name);

  if (admin == NULL || !mo_await (mo_execute (admin, sql), &error))
    g_printerr ("%s: %s\n", sql, error->message);
}

static gboolean tour_on_matrixone;

static void
tour_clean_up (void)
{
  tour_sql ("DROP DATABASE IF EXISTS %s", tour_name ("test"));
  if (!tour_on_matrixone)
    return;
  tour_sql ("DROP DATABASE IF EXISTS %s", tour_name ("backup"));
  tour_sql ("DROP SNAPSHOT IF EXISTS %s", tour_name ("async_snapshot"));
  tour_sql ("DROP SNAPSHOT IF EXISTS %s", tour_name ("concurrent_snapshot"));
}

static MoClient *
tour_client_new (GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (g_getenv ("MO_TEST_URI"), G_URI_FLAGS_HAS_PASSWORD, error);
  g_autofree char *path = g_strconcat ("/", tour_name ("test"), NULL);
  g_autofree char *text = NULL;

  if (uri == NULL)
    return NULL;
  tour_sql ("CREATE DATABASE %s", tour_name ("test"));
  tour_sql ("CREATE TABLE %s.login_logs (id BIGINT PRIMARY KEY AUTO_INCREMENT, user_id BIGINT,"
            " login_time DATETIME(6))",
            tour_name ("test"));
  atexit (tour_clean_up);
  text = g_uri_join_with_user (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), g_uri_get_user (uri),
                               g_uri_get_password (uri), NULL, g_uri_get_host (uri),
                               g_uri_get_port (uri), path, g_uri_get_query (uri), NULL);
  return mo_client_new (text, error);
}

static MoFuture *
tour_forgive (MoFuture *refused, gpointer data)
{
  return g_error_matches (mo_future_get_error (refused), MO_ERROR, MO_ERROR_NOT_SUPPORTED)
             ? mo_future_new_true ()
             : NULL;
}

static MoFuture *
tour_accept (MoFuture *accepted, gpointer data)
{
  tour_on_matrixone = TRUE;
  return NULL;
}

/* Where the server is none that knows the command, the tour goes on. */
static MoFuture *
tour_command (MoFuture *command)
{
  return mo_catch (mo_then (command, tour_accept, NULL, NULL), tour_forgive, NULL, NULL);
}

#undef mo_snapshot_create_database
#define mo_snapshot_create_database(tx, name, database)                                            \
  tour_command ((mo_snapshot_create_database) (MO_AS_EXECUTOR_ (tx), tour_name (name),             \
                                               tour_name (database)))
#undef mo_clone_database
#define mo_clone_database(tx, target, source)                                                      \
  tour_command (                                                                                   \
      (mo_clone_database) (MO_AS_EXECUTOR_ (tx), tour_name (target), tour_name (source)))
#define mo_client_new(uri, error) tour_client_new (error)
