/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors in the style of GIO: each call with its pair, and what is cancelled before it begins. */

#include "mo-test-cursor.h"

typedef struct
{
  GMainLoop *loop;
  MoCursor *cursor;
  guint n_rows;
  gboolean closed;
} Gio;

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;

  self->closed = mo_cursor_close_finish (MO_CURSOR (source), result, NULL);
  g_main_loop_quit (self->loop);
}

static void
on_rows (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_cursor_fetch_finish (MO_CURSOR (source), result, &error);

  g_assert_no_error (error);
  self->n_rows += mo_result_get_n_rows (rows);
  if (mo_result_get_n_rows (rows) > 0)
    mo_cursor_fetch_async (self->cursor, 30, NULL, on_rows, self);
  else
    mo_cursor_close_async (self->cursor, NULL, on_closed, self);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;
  g_autoptr (GError) error = NULL;

  self->cursor = mo_open_cursor_values_finish (MO_EXECUTOR (source), result, &error);
  g_assert_no_error (error);
  mo_cursor_fetch_async (self->cursor, 30, NULL, on_rows, self);
}

/* Nothing of it was sent, and it is in nobody's way. */
static void
on_no_cursor (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_open_cursor_values_finish (MO_EXECUTOR (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_main_loop_quit (self->loop);
}

static void
test_open_cancelled (MoTest *test)
{
  Gio gio = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  const char *sql = mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)");

  g_cancellable_cancel (cancelled);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_open_cursor_values_async (MO_EXECUTOR (tx), sql, NULL, 0, 0, cancelled, on_no_cursor,
                                   &gio);
      g_main_loop_run (gio.loop);
      mo_test_ok (mo_transaction_commit (tx));
      mo_open_cursor_values_async (MO_EXECUTOR (test->client), sql, NULL, 0, 0, cancelled,
                                   on_no_cursor, &gio);
      g_main_loop_run (gio.loop);
    }
  g_assert_cmpint (mo_test_count (test), ==, 0);
  g_main_loop_unref (gio.loop);
}

static void
on_open_params (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;
  g_autoptr (GError) error = NULL;

  self->cursor = mo_open_cursor_params_finish (MO_EXECUTOR (source), result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_main_loop_quit (self->loop);
}

static void
on_no_rows (GObject *source, GAsyncResult *result, gpointer data)
{
  Gio *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_cursor_fetch_finish (MO_CURSOR (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_main_loop_quit (self->loop);
}

/* With a cancellable that is cancelled already, nothing begins, and no row is lost. */
static void
test_fetch_cancelled (MoTest *test)
{
  Gio gio = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (test->client), mo_test_rows_sql (test, 3), 0);

  g_cancellable_cancel (cancelled);
  for (gint64 first = 0; first < 1000; first += 10)
    {
      mo_cursor_fetch_async (cursor, 10, cancelled, on_no_rows, &gio);
      g_main_loop_run (gio.loop);
      mo_test_fetch_rows (cursor, 10, first);
    }
  g_main_loop_unref (gio.loop);
}

static void
test_pairs (MoTest *test)
{
  Gio gio = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  MoParam param = MO_PARAM ("x", 1);

  mo_open_cursor_values_async (MO_EXECUTOR (test->client), mo_test_rows_sql (test, 2), NULL, 0, 0,
                               NULL, on_open, &gio);
  g_main_loop_run (gio.loop);
  g_assert_cmpuint (gio.n_rows, ==, 100);
  g_assert_true (gio.closed);
  g_clear_object (&gio.cursor);
  g_cancellable_cancel (cancelled);
  mo_open_cursor_params_async (MO_EXECUTOR (test->client), "SELECT :x", &param, 1, 0, cancelled,
                               on_open_params, &gio);
  g_main_loop_run (gio.loop);
  g_main_loop_unref (gio.loop);
  mo_test_wait_for_idle (test->client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-gio/pairs", test_pairs);
  mo_test_add ("/client/cursor-gio/open-cancelled", test_open_cancelled);
  mo_test_add ("/client/cursor-gio/fetch-cancelled", test_fetch_cancelled);
  return g_test_run ();
}
