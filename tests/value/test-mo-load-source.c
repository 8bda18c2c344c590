/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A source of bytes: pieces of any size, its end, its errors, and being stopped. */

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "value/mo-load-source-private.h"

/* Gives what it is told to, again and again. */
typedef struct
{
  gssize returns;
  gsize n_bytes; /* so many are written, all 'x' */
  GQuark domain; /* of the error that it sets; 0: none */
  gint code;
  guint n_reads;
  gsize size; /* that it was offered last */
  guint n_freed;
  MoLoadSource *stops; /* while it reads */
} Script;

static gssize
read_script (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  Script *self = data;

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  self->n_reads++;
  self->size = size;
  memset (buffer, 'x', MIN (self->n_bytes, size));
  if (self->domain != 0)
    g_set_error_literal (error, self->domain, self->code, "no more of it");
  if (self->stops != NULL)
    mo_load_source_stop (self->stops);
  return self->returns;
}

static void
free_script (gpointer data)
{
  ((Script *) data)->n_freed++;
}

static MoLoadSource *
source_new (Script *script)
{
  return mo_load_source_new (read_script, script, free_script);
}

/* Everything, by buffers of @size. */
static gsize
drain (MoLoadSource *source, gsize size)
{
  g_autofree char *buffer = g_malloc (size);
  gsize total = 0;
  gsize n = 1;

  while (n > 0)
    {
      g_assert_true (mo_load_source_fill (source, NULL));
      n = mo_load_source_take (source, buffer, size);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpint (buffer[i], ==, 'x');
      total += n;
    }
  return total;
}

typedef struct
{
  Script parent;
  guint n_pieces;
} Pieces;

static gssize
read_pieces (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  Pieces *self = data;

  return self->n_pieces-- > 0 ? read_script (buffer, size, cancellable, data, error) : 0;
}

static void
test_pieces (void)
{
  static const gsize sizes[] = { 1, 7, 4096, 65536 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        Pieces pieces = { { (gssize) sizes[i], sizes[i] }, 5 };
        g_autoptr (MoLoadSource) source = mo_load_source_new (read_pieces, &pieces, NULL);

        g_assert_cmpuint (drain (source, sizes[j]), ==, 5 * sizes[i]);
        g_assert_cmpuint (pieces.parent.size, ==, 65536);
      }
}

/* It is read once more for nobody. */
static void
test_end (void)
{
  Script script = { 0 };
  g_autoptr (MoLoadSource) source = source_new (&script);
  char byte;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (mo_load_source_fill (source, NULL));
      g_assert_cmpuint (mo_load_source_take (source, &byte, 1), ==, 0);
    }
  g_assert_cmpuint (script.n_reads, ==, 1);
}

/* What is there is taken before more is read. */
static void
test_fill_twice (void)
{
  Script script = { 3, 3 };
  g_autoptr (MoLoadSource) source = source_new (&script);
  char bytes[8];

  g_assert_true (mo_load_source_fill (source, NULL));
  g_assert_true (mo_load_source_fill (source, NULL));
  g_assert_cmpuint (script.n_reads, ==, 1);
  g_assert_cmpuint (mo_load_source_take (source, bytes, 2), ==, 2);
  g_assert_true (mo_load_source_fill (source, NULL));
  g_assert_cmpuint (script.n_reads, ==, 1);
  g_assert_cmpuint (mo_load_source_take (source, bytes, sizeof bytes), ==, 1);
  g_assert_cmpuint (mo_load_source_take (source, bytes, sizeof bytes), ==, 0);
}

static void
assert_fails (Script *script, GQuark domain, gint code, const char *says)
{
  g_autoptr (MoLoadSource) source = source_new (script);
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_load_source_fill (source, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_errors (void)
{
  Script own = { -1, 0, G_FILE_ERROR, G_FILE_ERROR_IO };
  Script silent = { -1 };
  Script odd = { -77, 0, G_FILE_ERROR, G_FILE_ERROR_IO };
  Script too_much = { 65537 };
  Script cancelled = { -1, 0, G_IO_ERROR, G_IO_ERROR_CANCELLED };

  assert_fails (&own, G_FILE_ERROR, G_FILE_ERROR_IO, "no more of it");
  assert_fails (&odd, G_FILE_ERROR, G_FILE_ERROR_IO, "no more of it");
  assert_fails (&silent, MO_ERROR, MO_ERROR_FAILED, "without saying why");
  assert_fails (&too_much, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "returned 65537");
  /* Nobody has cancelled the load. */
  assert_fails (&cancelled, MO_ERROR, MO_ERROR_FAILED, "no more of it");
}

/* An error beside data means nothing. */
static void
test_error_beside_data (void)
{
  Script script = { 2, 2, G_FILE_ERROR, G_FILE_ERROR_IO };
  g_autoptr (MoLoadSource) source = source_new (&script);
  g_autoptr (GError) error = NULL;
  char bytes[8];

  g_assert_true (mo_load_source_fill (source, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mo_load_source_take (source, bytes, sizeof bytes), ==, 2);
}

static void
test_stopped_before (void)
{
  Script script = { 2, 2 };
  g_autoptr (MoLoadSource) source = source_new (&script);
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_load_source_is_stopped (source));
  mo_load_source_stop (source);
  g_assert_true (mo_load_source_is_stopped (source));
  g_assert_false (mo_load_source_fill (source, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (script.n_reads, ==, 0);
}

/* Data, the end, or an error: it is stopped. */
static void
test_stopped_meanwhile (void)
{
  Script scripts[] = { { 2, 2 }, { 0 }, { -1, 0, G_FILE_ERROR, G_FILE_ERROR_IO } };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (MoLoadSource) source = source_new (&scripts[i]);
      g_autoptr (GError) error = NULL;

      scripts[i].stops = source;
      g_assert_false (mo_load_source_fill (source, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_close (void)
{
  Script script = { 2, 2 };
  MoLoadSource *source = source_new (&script);

  g_assert_true (mo_load_source_fill (source, NULL));
  g_assert_cmpuint (script.n_freed, ==, 0);
  mo_load_source_close (source);
  g_assert_cmpuint (script.n_freed, ==, 1);
  mo_load_source_close (source);
  mo_load_source_free (source);
  g_assert_cmpuint (script.n_freed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/load-source/pieces", test_pieces);
  g_test_add_func ("/load-source/end", test_end);
  g_test_add_func ("/load-source/fill-twice", test_fill_twice);
  g_test_add_func ("/load-source/errors", test_errors);
  g_test_add_func ("/load-source/error-beside-data", test_error_beside_data);
  g_test_add_func ("/load-source/stopped-before", test_stopped_before);
  g_test_add_func ("/load-source/stopped-meanwhile", test_stopped_meanwhile);
  g_test_add_func ("/load-source/close", test_close);
  return g_test_run ();
}
