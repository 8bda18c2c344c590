/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program: runs one proxy until it is told to stop, and prints its counts; or one player, and
 * says whether all went as recorded. */

#include "wireplay-player.h"
#include "wireplay.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define USEC_PER_MSEC 1000
#define MAX_LATENCY_MSEC (60.0 * 1000)

/* Of an option that was not given. */
#define NO_BYTES (-1)

typedef struct
{
  char *listen_address;
  char *connect_address;
  double latency_msec;
  char *log_path;
  char *record_path;
  char *play_path;
  gint64 cut_to_server;
  gint64 cut_to_client;
  int cut_connection;
  int cut_command;
  gboolean cut_reset;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen_address);
  g_free (options->connect_address);
  g_free (options->log_path);
  g_free (options->record_path);
  g_free (options->play_path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
cuts (const Options *options)
{
  return options->cut_to_server != NO_BYTES || options->cut_to_client != NO_BYTES;
}

static gboolean
check_cut (const Options *options, GError **error)
{
  const char *problem = NULL;

  if (options->cut_to_server < NO_BYTES || options->cut_to_client < NO_BYTES
      || options->cut_connection < 1 || options->cut_command < 0)
    problem = "--cut-to-server, --cut-to-client and --cut-command are from 0, --cut-connection "
              "from 1";
  else if (options->cut_to_server != NO_BYTES && options->cut_to_client != NO_BYTES)
    problem = "--cut-to-server and --cut-to-client do not go together";
  else if (!cuts (options)
           && (options->cut_connection != 1 || options->cut_command != 0 || options->cut_reset))
    problem = "how to cut is nothing without --cut-to-server or --cut-to-client";
  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
  return FALSE;
}

static WireplayCut
get_cut (const Options *options)
{
  gboolean to_server = options->cut_to_server != NO_BYTES;

  return (WireplayCut){
    .direction = to_server ? WIREPLAY_TO_SERVER : WIREPLAY_TO_CLIENT,
    .connection = options->cut_connection,
    .command = options->cut_command,
    .bytes = to_server ? options->cut_to_server : options->cut_to_client,
    .reset = options->cut_reset,
  };
}

static gboolean
check_options (const Options *options, GError **error)
{
  const char *missing = NULL;

  if (options->listen_address == NULL)
    missing = "--listen";
  else if (options->connect_address == NULL && options->play_path == NULL)
    missing = "--connect";
  if (missing != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s ADDRESS is missing",
                   missing);
      return FALSE;
    }

  if (options->play_path != NULL
      && (options->connect_address != NULL || options->record_path != NULL
          || options->log_path != NULL || options->latency_msec != 0))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--play goes with --listen and --cut-… alone");
      return FALSE;
    }

  /* Written so that it is also false for what is not a number. */
  if (!(options->latency_msec >= 0 && options->latency_msec <= MAX_LATENCY_MSEC))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--latency-ms must be from 0 to %.0f", MAX_LATENCY_MSEC);
      return FALSE;
    }

  return check_cut (options, error);
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen_address,
      "Where to listen: tcp:HOST:PORT (port 0 chooses one) or unix:PATH", "ADDRESS" },
    { "connect", 0, 0, G_OPTION_ARG_STRING, &options->connect_address,
      "Where to connect each client to", "ADDRESS" },
    { "latency-ms", 0, 0, G_OPTION_ARG_DOUBLE, &options->latency_msec,
      "Milliseconds to add to each round trip, half in each direction", "N" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log_path,
      "Write a line for each command to FILE", "FILE" },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options->record_path,
      "Write all packets of all connections to FILE", "FILE" },
    { "play", 0, 0, G_OPTION_ARG_FILENAME, &options->play_path,
      "Be the server that FILE was recorded from, until stopped; fail if the clients did not do "
      "what they did then",
      "FILE" },
    { "cut-to-server", 0, 0, G_OPTION_ARG_INT64, &options->cut_to_server,
      "Cut a connection when N bytes of the client's have been passed on", "N" },
    { "cut-to-client", 0, 0, G_OPTION_ARG_INT64, &options->cut_to_client,
      "Cut a connection when N bytes of the server's have been passed on", "N" },
    { "cut-connection", 0, 0, G_OPTION_ARG_INT, &options->cut_connection,
      "The one to be cut, as clients come (default: 1)", "NUMBER" },
    { "cut-command", 0, 0, G_OPTION_ARG_INT, &options->cut_command,
      "Count from the beginning of this command on (default: 0, of the connection)", "NUMBER" },
    { "cut-reset", 0, 0, G_OPTION_ARG_NONE, &options->cut_reset,
      "Cut with RST instead of FIN", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "A proxy for tests of programs that speak the MySQL "
                                         "protocol: adds latency, counts round trips and "
                                         "statements, cuts connections, records, and plays what was "
                                         "recorded.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "Unexpected argument “%s”",
                   (*argv)[1]);
      return FALSE;
    }
  return check_options (options, error);
}

static Wireplay *
start (const Options *options, GError **error)
{
  g_autoptr (Wireplay) wireplay =
      wireplay_new (options->listen_address, options->connect_address, error);
  const WireplayCut cut = get_cut (options);

  if (wireplay == NULL)
    return NULL;

  /* Nobody asks for the records here, and the program may run for days. */
  wireplay_set_keep_records (wireplay, FALSE);
  wireplay_set_latency_usec (wireplay, options->latency_msec * USEC_PER_MSEC + 0.5);
  wireplay_set_cut (wireplay, cuts (options) ? &cut : NULL);
  if (options->log_path != NULL && !wireplay_set_log_file (wireplay, options->log_path, error))
    return NULL;
  if (options->record_path != NULL
      && !wireplay_set_recording (wireplay, options->record_path, error))
    return NULL;

  return g_steal_pointer (&wireplay);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
run (GMainLoop *loop, const char *address)
{
  printf ("listening on %s\n", address);
  fflush (stdout);
  g_main_loop_run (loop);
}

static gboolean
run_proxy (const Options *options, GMainLoop *loop, GError **error)
{
  g_autoptr (Wireplay) wireplay = start (options, error);

  if (wireplay == NULL)
    return FALSE;

  run (loop, wireplay_get_address (wireplay));
  printf ("connections %u\n", wireplay_get_n_connections (wireplay));
  printf ("commands %u\n", wireplay_get_n_commands (wireplay));
  printf ("round-trips %u\n", wireplay_get_n_round_trips (wireplay));
  printf ("statements %u\n", wireplay_get_n_statements (wireplay));
  printf ("cuts %u\n", wireplay_get_n_cuts (wireplay));
  return TRUE;
}

static gboolean
run_player (const Options *options, GMainLoop *loop, GError **error)
{
  g_autoptr (WireplayPlayer) player =
      wireplay_player_new (options->listen_address, options->play_path, error);
  const WireplayCut cut = get_cut (options);

  if (player == NULL)
    return FALSE;

  wireplay_player_set_cut (player, cuts (options) ? &cut : NULL);

  run (loop, wireplay_player_get_address (player));
  return wireplay_player_finish (player, error);
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = {
    .cut_to_server = NO_BYTES,
    .cut_to_client = NO_BYTES,
    .cut_connection = 1,
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  setlocale (LC_CTYPE, "");

  /* Before anybody is told that it runs, and so may stop it. */
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);

  if (parse_options (&options, &argc, &argv, &error))
    done = options.play_path != NULL ? run_player (&options, loop, &error)
                                     : run_proxy (&options, loop, &error);
  if (done)
    return EXIT_SUCCESS;

  g_printerr ("wireplay: %s\n", error->message);
  return EXIT_FAILURE;
}
