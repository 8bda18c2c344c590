/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program, as a program. */

#include "conversation.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define READY "listening on "

/* The program while it runs. Its first line has been taken. */
typedef struct
{
  GPid pid;
  FILE *output;
  char *address;
} Program;

/* NULL at the end of the output. */
static char *
read_line (Program *self)
{
  char buffer[200];

  if (fgets (buffer, sizeof buffer, self->output) == NULL)
    return NULL;

  return g_strdup (g_strchomp (buffer));
}

/* A test that fails must not leave the program running. */
static void
end_with_parent (gpointer user_data)
{
  (void) user_data;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Not by GSubprocess: it has a thread, in which the thread sanitizer sees races that are none. */
static void
start (Program *self, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  int fd;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, end_with_parent,
                            NULL, &self->pid, NULL, &fd, NULL, &error);
  g_assert_no_error (error);
  self->output = fdopen (fd, "r");
  g_assert_nonnull (self->output);
  line = read_line (self);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, READY));
  self->address = g_strdup (line + strlen (READY));
}

static void
expect_line (Program *self, const char *expected)
{
  g_autofree char *line = read_line (self);

  g_assert_cmpstr (line, ==, expected);
}

/* Ends the program by a signal, which it takes for the end of its work, and returns its status. */
static int
stop_with_status (Program *self, int signal_number, const char *const *lines)
{
  int status;

  g_assert_cmpint (kill (self->pid, signal_number), ==, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    expect_line (self, lines[i]);
  expect_line (self, NULL);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_assert_true (WIFEXITED (status));

  g_spawn_close_pid (self->pid);
  fclose (self->output);
  g_free (self->address);
  return WEXITSTATUS (status);
}

static void
stop (Program *self, int signal_number, const char *const *lines)
{
  g_assert_cmpint (stop_with_status (self, signal_number, lines), ==, 0);
}

/* Talks through the program as if it were the stage's own proxy. */
static Conversation *
log_in (Stage *stage, Program *program)
{
  Conversation *conversation = g_new0 (Conversation, 1);

  conversation->client = wire_connect (program->address);
  conversation->server = wire_accept (stage->server);
  conversation_answer (conversation, packet_new_greeting (42, 0));
  conversation_say (conversation, packet_new_login (0));
  conversation_answer (conversation, packet_new_ok (2));
  return conversation;
}

static char *
dup_server_address (Stage *stage)
{
  g_autofree char *path = stage_dup_path (stage, "server");

  return g_strconcat ("unix:", path, NULL);
}

static void
test_run (void)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", "unix");
  g_autofree char *server = dup_server_address (stage);
  g_autofree char *log = stage_dup_path (stage, "log");
  g_autofree char *contents = NULL;
  const char *argv[] = { g_getenv ("WIREPLAY"), "--listen", "tcp:127.0.0.1:0", "--connect", server,
                         "--latency-ms",        "12.5",     "--log",           log,         NULL };
  const char *lines[] = { "connections 1", "commands 2", "round-trips 2",
                          "statements 3",  "cuts 0",     NULL };
  Program program = { 0 };
  g_autoptr (Conversation) conversation = NULL;
  gint64 before;

  start (&program, argv);
  g_assert_true (g_str_has_prefix (program.address, "tcp:127.0.0.1:"));
  conversation = log_in (stage, &program);
  before = g_get_monotonic_time ();
  conversation_query (conversation, "select 1;\nselect 2");
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 12500);
  conversation_query (conversation, "select 3");

  g_assert_true (g_file_get_contents (log, &contents, NULL, NULL));
  g_assert_true (g_regex_match_simple (
      "^[0-9]+\\.[0-9]{6} conn=42 trip=1 COM_QUERY statements=2 select 1;\\\\nselect 2\n"
      "[0-9]+\\.[0-9]{6} conn=42 trip=2 COM_QUERY statements=1 select 3\n$",
      contents, G_REGEX_DOLLAR_ENDONLY, 0));
  stop (&program, SIGTERM, lines);
}

static void
test_interrupt (void)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", "unix");
  g_autofree char *server = dup_server_address (stage);
  g_autofree char *path = stage_dup_path (stage, "listening");
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  const char *argv[] = { g_getenv ("WIREPLAY"), "--listen", address, "--connect", server, NULL };
  const char *lines[] = { "connections 0", "commands 0", "round-trips 0",
                          "statements 0",  "cuts 0",     NULL };
  Program program = { 0 };

  start (&program, argv);
  g_assert_cmpstr (program.address, ==, address);
  stop (&program, SIGINT, lines);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static const char *const no_lines[] = { NULL };

/* What the program has recorded, it plays without the server. */
static void
record (const char *path)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", "unix");
  g_autofree char *server = dup_server_address (stage);
  const char *argv[] = { g_getenv ("WIREPLAY"),
                         "--listen",
                         "tcp:127.0.0.1:0",
                         "--connect",
                         server,
                         "--record",
                         path,
                         NULL };
  const char *lines[] = { "connections 1", "commands 1", "round-trips 1",
                          "statements 1",  "cuts 0",     NULL };
  Program program = { 0 };
  g_autoptr (Conversation) conversation = NULL;

  start (&program, argv);
  conversation = log_in (stage, &program);
  conversation_query (conversation, "select 1");
  stop (&program, SIGTERM, lines);
}

static void
expect_packet (GSocket *client, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  wire_expect (client, owned);
}

static int
play (const char *path, const char *sql)
{
  const char *argv[] = {
    g_getenv ("WIREPLAY"), "--listen", "tcp:127.0.0.1:0", "--play", path, NULL
  };
  g_autoptr (GByteArray) login = packet_new_login (0);
  g_autoptr (GByteArray) query = packet_new_query (sql);
  g_autoptr (GSocket) client = NULL;
  Program program = { 0 };

  start (&program, argv);
  client = wire_connect (program.address);
  expect_packet (client, packet_new_greeting (42, 0));
  wire_send (client, login);
  expect_packet (client, packet_new_ok (2));
  wire_send (client, query);
  if (g_str_equal (sql, "select 1"))
    expect_packet (client, packet_new_ok (1));
  else
    wire_expect_end (client);
  return stop_with_status (&program, SIGTERM, no_lines);
}

static void
test_record_and_play (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autofree char *path = stage_dup_path (stage, "recording");

  record (path);
  g_assert_cmpint (play (path, "select 1"), ==, 0);
  g_assert_cmpint (play (path, "select 2"), ==, 1);
}

static void
test_cut (void)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", "unix");
  g_autofree char *server = dup_server_address (stage);
  const char *argv[] = { g_getenv ("WIREPLAY"), "--listen",      "tcp:127.0.0.1:0",  "--connect",
                         server,                "--cut-command", "2",                "--cut-reset",
                         "--cut-to-server",     "3",             "--cut-connection", "2",
                         NULL };
  const char *lines[] = { "connections 2", "commands 3", "round-trips 3",
                          "statements 3",  "cuts 1",     NULL };
  g_autoptr (GByteArray) query = packet_new_query ("select 2");
  Program program = { 0 };
  g_autoptr (Conversation) whole = NULL;
  g_autoptr (Conversation) conversation = NULL;

  start (&program, argv);
  whole = log_in (stage, &program);
  conversation = log_in (stage, &program);
  conversation_query (conversation, "select 1");
  wire_send (conversation->client, query);
  wire_expect_begin (conversation->server, query, 3);
  wire_expect_end (conversation->server);
  wire_expect_end (conversation->client);
  conversation_query (whole, "select 3");
  stop (&program, SIGTERM, lines);
}

/* The player, too: of the answer, nobody gets more than was asked for, and no more is missed. */
static void
test_play_cut (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autofree char *path = stage_dup_path (stage, "recording");
  const char *argv[] = { g_getenv ("WIREPLAY"), "--listen",      "tcp:127.0.0.1:0",
                         "--play",              path,            "--cut-to-client",
                         "5",                   "--cut-command", "1",
                         NULL };
  g_autoptr (GByteArray) login = packet_new_login (0);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");
  g_autoptr (GByteArray) answer = packet_new_ok (1);
  g_autoptr (GSocket) client = NULL;
  Program program = { 0 };

  record (path);
  start (&program, argv);
  client = wire_connect (program.address);
  expect_packet (client, packet_new_greeting (42, 0));
  wire_send (client, login);
  expect_packet (client, packet_new_ok (2));
  wire_send (client, query);
  wire_expect_begin (client, answer, 5);
  wire_expect_end (client);
  g_assert_cmpint (stop_with_status (&program, SIGTERM, no_lines), ==, 0);
}

typedef struct
{
  const char *name;
  const char *arguments;
  const char *message;
} BadCase;

#define LISTEN "--listen tcp:127.0.0.1:0 "
#define CONNECT "--connect tcp:127.0.0.1:3306 "

static const BadCase bad_cases[] = {
  { "nothing", "", "--listen ADDRESS is missing" },
  { "no-listen", CONNECT, "--listen ADDRESS is missing" },
  { "no-connect", LISTEN, "--connect ADDRESS is missing" },
  { "bad-listen", "--listen tcp:x " CONNECT, "“tcp:x” is not of the form tcp:HOST:PORT" },
  { "bad-connect", LISTEN "--connect x", "“x” is neither tcp:HOST:PORT nor unix:PATH" },
  { "far-listen", "--listen tcp:0.0.0.0:0 " CONNECT, "not of the loopback interface" },
  { "negative-latency", LISTEN CONNECT "--latency-ms -1", "--latency-ms must be from 0 to 60000" },
  { "huge-latency", LISTEN CONNECT "--latency-ms 1e9", "--latency-ms must be from 0 to 60000" },
  { "nan-latency", LISTEN CONNECT "--latency-ms nan", "--latency-ms must be from 0 to 60000" },
  { "no-number", LISTEN CONNECT "--latency-ms x", "--latency-ms" },
  { "bad-log", LISTEN CONNECT "--log /no/such/folder/log", "/no/such/folder/log" },
  { "bad-record", LISTEN CONNECT "--record /no/such/folder/file", "/no/such/folder/file" },
  { "bad-play", LISTEN "--play /no/such/folder/file", "/no/such/folder/file" },
  { "play-and-connect", LISTEN CONNECT "--play x", "--play goes with --listen and --cut-… alone" },
  { "play-and-record", LISTEN "--record y --play x",
    "--play goes with --listen and --cut-… alone" },
  { "cut-both", LISTEN CONNECT "--cut-to-server 1 --cut-to-client 1", "do not go together" },
  { "cut-nothing", LISTEN CONNECT "--cut-command 1", "is nothing without --cut-to-server" },
  { "cut-negative", LISTEN CONNECT "--cut-to-server -2", "are from 0" },
  { "cut-no-connection", LISTEN CONNECT "--cut-to-client 1 --cut-connection 0", "from 1" },
  { "cut-no-command", LISTEN CONNECT "--cut-to-client 1 --cut-command -1", "are from 0" },
  { "cut-no-number", LISTEN CONNECT "--cut-to-client x", "--cut-to-client" },
  { "unknown-option", LISTEN CONNECT "--nonsense", "--nonsense" },
  { "extra", LISTEN CONNECT "nonsense", "Unexpected argument “nonsense”" },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autofree char *command = g_strdup_printf ("'%s' %s", g_getenv ("WIREPLAY"), c->arguments);
  g_autofree char *output = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (command, &output, &message, &status, &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, &error));
  g_assert_error (error, G_SPAWN_EXIT_ERROR, 1);
  g_assert_cmpstr (output, ==, "");
  g_assert_true (g_str_has_prefix (message, "wireplay: "));
  if (strstr (message, c->message) == NULL)
    g_error ("“%s” does not contain “%s”", message, c->message);
}

int
main (int argc, char **argv)
{
  /* The messages are compared. */
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/run", test_run);
  g_test_add_func ("/cli/interrupt", test_interrupt);
  g_test_add_func ("/cli/record-and-play", test_record_and_play);
  g_test_add_func ("/cli/cut", test_cut);
  g_test_add_func ("/cli/play-cut", test_play_cut);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/cli/bad/", bad_cases[i].name, NULL);

      g_test_add_data_func (path, &bad_cases[i], test_bad);
    }

  return g_test_run ();
}
