/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that a server on this host reads and writes. */

#include "file-test.h"

#include <glib/gstdio.h>

void
file_test_open (FileTest *self)
{
  g_autofree char *program = g_path_get_basename (g_get_prgname ());
  g_autofree char *name = mo_test_unique (program);

  self->path = g_build_filename ("/tmp", name, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpint (g_mkdir_with_parents (self->path, 0777), ==, 0);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_DIR))
        remove_folder (inside);
      else
        g_unlink (inside);
    }
  g_rmdir (path);
}

void
file_test_close (FileTest *self)
{
  remove_folder (self->path);
  g_free (self->path);
  g_ptr_array_unref (self->texts);
}

const char *
file_test_path (FileTest *self, const char *name)
{
  char *path = g_build_filename (self->path, name, NULL);

  g_ptr_array_add (self->texts, path);
  return path;
}

/* Another program that plays the same recording may have removed the folder: nobody reads it then,
 * but here it must be there. */
static gboolean
write_file (const char *path, const char *data, gssize length, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0755);
  return g_file_set_contents_full (path, data, length, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

const char *
file_test_write (FileTest *self, const char *name, const char *data, gssize length)
{
  const char *path = file_test_path (self, name);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10 && !write_file (path, data, length, &error); i++)
    {
      g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
      g_clear_error (&error);
    }
  return path;
}

char *
file_test_rows (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute (test->other, mo_test_text (test, "SELECT id, name, n FROM $t ORDER BY id")),
      &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    for (guint column = 0; column < 3; column++)
      {
        MoValue cell = mo_result_get_value (result, row, column);
        g_autofree char *shown = mo_value_to_string (&cell);

        g_string_append_printf (text, "%s%s", shown, column < 2 ? " " : ";");
      }
  return g_string_free (text, FALSE);
}

void
file_test_assert_rows (MoTest *test, const char *expected)
{
  g_autofree char *rows = file_test_rows (test);

  g_assert_cmpstr (rows, ==, expected);
}

gint64
file_test_take_rows (MoTest *test)
{
  gint64 n_rows = mo_test_count (test);

  mo_test_sql (test, "DELETE FROM $t");
  return n_rows;
}
