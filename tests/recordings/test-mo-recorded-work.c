/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction of each kind, as it is recorded; and what was recorded, cut after each byte in both
 * directions, and changed in each byte.
 *
 * On a server, each work is done once: that is what is recorded. Where MO_RECORDED_WORK names such
 * a recording, its work is done before a player of it. The player knows which commands have come
 * whole, and the recording what the server answered to them: so it is known what the server would
 * have, and that must be what the library says.
 */

#include <glib/gstdio.h>
#include <wireplay-player.h>

#include "mo-test-server.h"
#include "recorded-text.h"
#include "recorded-work.h"

#define PACKET_OK 0x00

/* --- on a server --- */

static void
test_once (gconstpointer data)
{
  const RecordedWork *work = data;
  g_autoptr (RecordedNames) names = recorded_names_new ();
  g_autoptr (MoClient) client = NULL;
  g_autoptr (GError) error = NULL;

  if (mo_test_uri () == NULL)
    {
      g_test_skip ("MO_TEST_URI names no server");
      return;
    }
  client = mo_test_client_new ("pool_size=1");
  recorded_work_begin (work, names, client);
  error = work->run (names, client);
  if (error != NULL)
    g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
  recorded_work_end (work, names, client);
  mo_test_ok (mo_client_disconnect (client));
  mo_test_assert_no_client_threads_left ();
}

/* --- what was recorded --- */

/* The same for all tests of a recording. */
typedef struct
{
  const char *path;
  RecordedText *text;
  const RecordedWork *work;
  RecordedNames *names;
  guint from; /* packets: the first of the work, the one that decides, and the first behind it */
  guint decisive;
  guint behind;
  CutSizes sizes;
} Fixture;

static guint
count_commands (Fixture *self, guint end)
{
  guint n = 0;

  for (guint i = 0; i < end; i++)
    n += recorded_text_get (self->text, i)->is_command;
  return n;
}

/* What the packets from @first to before @end have in each direction. */
static void
add_sizes (Fixture *self, guint64 *sizes, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      const RecordedPacket *packet = recorded_text_get (self->text, i);

      sizes[packet->is_answer ? WIREPLAY_TO_CLIENT : WIREPLAY_TO_SERVER]
          += recorded_packet_n_bytes (packet);
    }
}

/* Of the answers to what decides, the first is that about the rows. */
static void
fixture_measure (Fixture *self)
{
  CutSizes *sizes = &self->sizes;

  add_sizes (self, sizes->n_bytes, self->from, self->behind);
  add_sizes (self, sizes->begin, self->from, self->decisive);
  add_sizes (self, sizes->end, self->from, self->decisive + 2);
  g_assert_true (recorded_text_get (self->text, self->decisive + 1)->is_answer);
}

/* Before there are threads, as it sets the seed of the names. */
static void
fixture_open (Fixture *self, const char *path)
{
  g_autofree char *seed = NULL;
  g_autofree char *arguments = NULL;

  *self = (Fixture){ .path = path };
  self->text = recorded_text_load (self->path);
  seed = recorded_text_dup_note (self->text, "seed");
  arguments = recorded_text_dup_note (self->text, "arguments");
  g_setenv ("MO_TEST_SEED", seed, TRUE);
  self->work = recorded_work_find (strrchr (arguments, '/') + 1);
  self->names = recorded_names_new ();
  self->from = recorded_text_find (self->text, 0, self->work->from);
  self->decisive = recorded_text_find (self->text, self->from, self->work->decisive);
  self->behind = recorded_text_find (self->text, self->decisive, RECORDED_LOOK);
  fixture_measure (self);
}

static void
fixture_close (Fixture *self)
{
  recorded_text_free (self->text);
  recorded_names_free (self->names);
}

static gboolean
is_ok (const RecordedPacket *packet)
{
  return packet->is_answer && packet->payload->len > 0 && packet->payload->data[0] == PACKET_OK;
}

/* What a server has that answers as the recorded one did, and to which so many commands have come
 * whole: each answer of what decides, and of what follows it, is about one thing, the rows first;
 * what is behind one that is no OK in its packet has not run, and was not answered. */
static CutHas
derive_has (Fixture *self, guint n_arrived)
{
  guint n_things = 1 + self->work->n_commands;
  guint n_commands = count_commands (self, self->decisive);
  CutHas has = CUT_HAS_NOTHING;
  guint thing = 0;

  for (guint i = self->decisive; i < self->behind && thing < n_things; i++)
    {
      const RecordedPacket *packet = recorded_text_get (self->text, i);

      n_commands += packet->is_command;
      if (n_commands > n_arrived)
        break;
      if (packet->is_answer && is_ok (packet))
        has |= CUT_HAS_ROWS << thing;
      thing += packet->is_answer;
    }
  return has & self->work->has;
}

/* --- one run --- */

static MoClient *
client_of (Fixture *self, WireplayPlayer *player)
{
  g_autofree char *uri = g_strdup_printf (
      "mysql://%s:any@127.0.0.1:%u/%s?pool_size=1&kill_connection=false&connect_retry=0",
      self->text->user, wireplay_player_get_port (player), self->text->database);
  g_autoptr (GError) error = NULL;
  MoClient *client = mo_client_new (uri, &error);

  g_assert_no_error (error);
  return client;
}

static WireplayPlayer *
play (const char *path)
{
  g_autoptr (GError) error = NULL;
  WireplayPlayer *player = wireplay_player_new ("tcp:127.0.0.1:0", path, &error);

  g_assert_no_error (error);
  return player;
}

/* Does all that was recorded up to the end of the work. */
static GError *
run_work (Fixture *self, WireplayPlayer *player)
{
  g_autoptr (MoClient) client = client_of (self, player);
  GError *error;

  recorded_work_begin (self->work, self->names, client);
  error = self->work->run (self->names, client);
  mo_test_ok (mo_client_disconnect (client));
  return error;
}

/* --- cut --- */

static void
check (Fixture *self, const CutPoint *point, const GError *error, CutHas has)
{
  const char *names[4];

  recorded_work_get_names (self->work, self->names, names);
  if (self->work->check != NULL)
    self->work->check (&self->sizes, point, error, has);
  else
    cut_check_commands (&self->sizes, point, error, has, names);
}

static void
cut_at (Fixture *self, const CutPoint *point, CutCounts *counts)
{
  const WireplayCut cut = {
    .direction = point->direction,
    .connection = 1,
    .command = count_commands (self, self->from) + 1,
    .bytes = point->bytes,
    .reset = point->reset,
  };
  g_autoptr (WireplayPlayer) player = play (self->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = NULL;
  CutHas has;

  wireplay_player_set_cut (player, &cut);
  error = run_work (self, player);
  wireplay_player_finish (player, &problem);
  g_assert_no_error (problem); /* nothing else was sent, nor anything again */
  g_assert_cmpuint (wireplay_player_get_n_cuts (player), ==, 1);
  has = derive_has (self, wireplay_player_get_n_commands (player));
  cut_counts_add (counts, point, error, has);
  check (self, point, error, has);
}

static void
cut_everywhere (Fixture *self, WireplayDirection direction)
{
  CutPoint point = { .direction = direction };
  CutCounts counts = { 0 };

  for (; point.bytes <= self->sizes.n_bytes[direction]; point.bytes++)
    {
      point.reset = point.bytes % 2 != 0;
      cut_at (self, &point, &counts);
    }
  cut_counts_report (&counts, &self->sizes, direction);
}

static void
test_cut_to_server (gconstpointer data)
{
  cut_everywhere ((Fixture *) data, WIREPLAY_TO_SERVER);
}

static void
test_cut_to_client (gconstpointer data)
{
  cut_everywhere ((Fixture *) data, WIREPLAY_TO_CLIENT);
}

/* --- changed --- */

/* A recording that says another thing is not what is done. */
static void
change (Fixture *self, guint index, guint byte)
{
  g_autofree char *changed = recorded_text_change (self->text, index, byte);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (WireplayPlayer) player = NULL;
  int descriptor = g_file_open_tmp ("mo-recorded-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (descriptor, NULL));
  g_file_set_contents (path, changed, -1, &error);
  g_assert_no_error (error);
  player = play (path);
  g_assert_cmpint (g_unlink (path), ==, 0);
  error = run_work (self, player);
  if (wireplay_player_finish (player, &problem))
    g_error ("byte %u of packet %u may be another one", byte, index);
  g_assert_error (problem, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (problem->message, "Connection 1 does not go as recorded."));
}

static void
test_changed (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  guint n = 0;

  for (guint i = self->from; i < self->behind; i++)
    {
      const RecordedPacket *packet = recorded_text_get (self->text, i);

      for (guint byte = 0; packet->is_command && byte <= packet->payload->len; byte++)
        {
          change (self, i, byte);
          n++;
        }
    }
  g_test_message ("%s: %u changes, each was seen", self->work->name, n);
}

static void
add_once (const RecordedWork *work)
{
  g_autofree char *path = g_strconcat ("/recorded-work/", work->name, NULL);

  g_test_add_data_func (path, work, test_once);
}

static int
run_once (void)
{
  for (guint i = 0; recorded_work_get (i) != NULL; i++)
    add_once (recorded_work_get (i));
  return g_test_run ();
}

static int
run_recorded (const char *path)
{
  Fixture fixture;
  int status;

  fixture_open (&fixture, path);
  g_test_add_data_func ("/recorded-work/cut/to-server", &fixture, test_cut_to_server);
  g_test_add_data_func ("/recorded-work/cut/to-client", &fixture, test_cut_to_client);
  g_test_add_data_func ("/recorded-work/changed", &fixture, test_changed);
  status = g_test_run ();
  fixture_close (&fixture);
  return status;
}

int
main (int argc, char **argv)
{
  const char *path = g_getenv ("MO_RECORDED_WORK");

  g_test_init (&argc, &argv, NULL);
  return path != NULL ? run_recorded (path) : run_once ();
}
