/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that is cut off after each byte. */

#include "cut-rig.h"

#include <string.h>

/* Behind the work, on the same client. */
#define BEHIND "SELECT 'behind'"

#define N_DIRECTIONS 2

/* An OK of the server's has as many. */
#define NEAR_BYTES 12

/* --- one run --- */

/* That the connection is gone may show only when it is used, and then it can be tried again. */
static void
go_on (MoClient *client)
{
  g_autoptr (GError) error = NULL;

  if (mo_await (mo_execute (client, BEHIND), &error))
    return;
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_execute (client, BEHIND));
}

/* The index of the first command from @first on that begins with @text. */
static guint
find_command (GPtrArray *log, guint first, const char *text)
{
  for (guint i = first; i < log->len; i++)
    if (g_str_has_prefix (((WireplayRecord *) g_ptr_array_index (log, i))->text, text))
      return i;
  g_error ("nothing was sent that begins with \"%s\"", text);
}

/* That of the work, which is not the one that the client went on with, nor the one on which the
 * client of the run before may have said good-bye a little late. */
static guint64
get_connection_id (CutRig *self)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (self->proxy);
  guint first = find_command (log, 0, self->work->from);

  return ((WireplayRecord *) g_ptr_array_index (log, first))->connection_id;
}

static void
check_once (CutRig *self)
{
  for (guint i = 0; self->work->once[i] != NULL; i++)
    if (mo_test_proxy_count (self->proxy, self->work->once[i]) > 1)
      {
        mo_test_proxy_print (self->proxy);
        g_error ("more than one command holds \"%s\"", self->work->once[i]);
      }
}

/* @cut: NULL for none. Returns the error, and sets what the server has. */
static GError *
run_once (CutRig *self, const WireplayCut *cut, CutHas *has)
{
  g_autoptr (MoClient) client = NULL;
  GError *error;
  guint64 id;

  wireplay_reset (self->proxy);
  wireplay_set_cut (self->proxy, cut);
  client = mo_test_proxy_client (self->proxy, NULL, "pool_size=1");
  mo_test_ok (mo_client_connect (client));
  error = self->work->run (self, client);
  id = get_connection_id (self);
  go_on (client);
  g_assert_cmpuint (wireplay_get_n_cuts (self->proxy), ==, cut != NULL);
  if (cut_outcome_of (error) == CUT_UNKNOWN)
    g_assert_cmpuint (mo_error_get_connection_id (error), ==, id);
  /* Up to there, COMMIT may be at work. */
  if (cut != NULL)
    mo_test_wait_for_end (self->test, id);
  *has = self->work->look (self);
  check_once (self);
  mo_test_ok (mo_client_disconnect (client));
  self->work->clean (self, *has);
  return error;
}

/* --- all of them --- */

/* What had gone each way on the connection since @first, and before @end. */
static void
note_sizes (guint64 *bytes, const WireplayRecord *first, const WireplayRecord *end)
{
  g_assert_cmpuint (end->connection_id, ==, first->connection_id);
  bytes[WIREPLAY_TO_SERVER] = end->bytes_to_server - first->bytes_to_server;
  bytes[WIREPLAY_TO_CLIENT] = end->bytes_to_client - first->bytes_to_client;
}

static guint
count_before (GPtrArray *log, const WireplayRecord *first)
{
  guint n = 0;

  for (guint i = 0; g_ptr_array_index (log, i) != first; i++)
    n += ((WireplayRecord *) g_ptr_array_index (log, i))->connection_id == first->connection_id;
  return n;
}

/* A command ends where the next one begins, and its answer, too. */
static void
measure (CutRig *self)
{
  CutHas has;
  g_autoptr (GError) error = run_once (self, NULL, &has);
  g_autoptr (GPtrArray) log = wireplay_dup_log (self->proxy);
  guint first_index = find_command (log, 0, self->work->from);
  guint decisive = find_command (log, first_index, self->work->decisive);
  guint behind = find_command (log, decisive, BEHIND);
  const WireplayRecord *first = g_ptr_array_index (log, first_index);

  g_assert_no_error (error);
  self->first = count_before (log, first) + 1;
  note_sizes (self->sizes.n_bytes, first, g_ptr_array_index (log, behind));
  note_sizes (self->sizes.begin, first, g_ptr_array_index (log, decisive));
  note_sizes (self->sizes.end, first, g_ptr_array_index (log, decisive + 1));
  if (self->work->answer_bytes > 0)
    self->sizes.end[WIREPLAY_TO_CLIENT]
        = self->sizes.begin[WIREPLAY_TO_CLIENT] + self->work->answer_bytes;
}

static void
check_at (CutRig *self, const CutPoint *point)
{
  const WireplayCut cut = {
    .direction = point->direction,
    .command = self->first,
    .bytes = point->bytes,
    .reset = point->reset,
  };
  CutHas has;
  g_autoptr (GError) error = run_once (self, &cut, &has);

  cut_counts_add (&self->counts[point->direction], point, error, has);
  if (self->work->check != NULL)
    self->work->check (&self->sizes, point, error, has);
  else
    cut_check_commands (&self->sizes, point, error, has, self->names);
}

static gboolean
is_near (guint64 bytes, guint64 place)
{
  return MAX (bytes, place) - MIN (bytes, place) <= NEAR_BYTES;
}

/* Where what decides begins and ends is always worth a run. */
static gboolean
is_chosen (CutRig *self, const CutPoint *point)
{
  return self->work->step <= 1 || mo_test_is_full () || point->bytes % self->work->step == 0
         || is_near (point->bytes, self->sizes.begin[point->direction])
         || is_near (point->bytes, self->sizes.end[point->direction])
         || point->bytes == self->sizes.n_bytes[point->direction];
}

static void
check_both_ways (CutRig *self, CutPoint point)
{
  point.reset = point.bytes % 2 != 0;
  check_at (self, &point);
  point.reset = !point.reset;
  if (mo_test_is_full ())
    check_at (self, &point);
}

static void
cut_rig_close (CutRig *self)
{
  g_clear_pointer (&self->proxy, wireplay_free);
}

void
cut_rig_measure (CutRig *self, MoTest *test, const CutWork *work, gpointer data)
{
  *self = (CutRig){ .test = test, .work = work, .data = data };
  self->proxy = mo_test_proxy_new ();
  measure (self);
  cut_rig_close (self);
}

void
cut_rig_run (CutRig *self, MoTest *test, const CutWork *work, gpointer data)
{
  *self = (CutRig){ .test = test, .work = work, .data = data };
  self->proxy = mo_test_proxy_new ();
  measure (self);
  for (guint i = 0; i < N_DIRECTIONS; i++)
    {
      CutPoint point = { .direction = (WireplayDirection) i };

      for (; point.bytes <= self->sizes.n_bytes[i]; point.bytes++)
        if (is_chosen (self, &point))
          check_both_ways (self, point);
      cut_counts_report (&self->counts[i], &self->sizes, point.direction);
    }
  cut_rig_close (self);
}
