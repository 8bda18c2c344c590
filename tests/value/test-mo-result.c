/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results: building, reading, sharing between threads. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>

#include "value/mo-result-builder-private.h"
#include "value/mo-value-private.h"

static MoResult *
make_users (guint n_rows)
{
  MoResultBuilder *builder = mo_result_builder_new (3);

  mo_result_builder_set_column (builder, 0, "id", MO_VALUE_INT64);
  mo_result_builder_set_column (builder, 1, "Name", MO_VALUE_TEXT);
  mo_result_builder_set_column (builder, 2, "name", MO_VALUE_TEXT);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("user %u", i);

      mo_result_builder_add (builder, mo_value_int64 (i));
      mo_result_builder_add (builder, mo_value_text (name));
      memcpy (mo_result_builder_add_space (builder, MO_VALUE_TEXT, 3), "abc", 3);
    }
  return mo_result_builder_finish (builder);
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  MoResultBuilder *builder = mo_result_builder_new (0);
  g_autoptr (MoResult) result = NULL;
  MoValue value;

  mo_result_builder_set_counts (builder, &(MoResultCounts){ G_MAXUINT64, 5, 7, 3 });
  result = mo_result_builder_finish (builder);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 0);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 0);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, G_MAXUINT64);
  g_assert_cmpuint (mo_result_get_changed_rows (result), ==, 5);
  g_assert_cmpuint (mo_result_get_last_insert_id (result), ==, 7);
  g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 3);
  g_assert_cmpint (mo_result_find_column (result, "id"), ==, -1);
  g_assert_false (mo_result_get_scalar (result, &value, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_NO_ROWS);
  g_assert_cmpstr (error->message, ==, "the statement returns no rows");
}

static void
test_rows (void)
{
  g_autoptr (MoResult) result = make_users (10000);

  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 3);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 10000);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("user %u", i);

      g_assert_cmpint (mo_result_get_int64 (result, i, 0), ==, i);
      g_assert_cmpstr (mo_result_get_text (result, i, 1), ==, name);
      g_assert_cmpstr (mo_result_get_text (result, i, 2), ==, "abc");
    }
}

/* Each cell says where it is. */
static MoResult *
make_numbered (guint n_columns, guint n_rows)
{
  MoResultBuilder *builder = mo_result_builder_new (n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = g_strdup_printf ("column %u", i);

      mo_result_builder_set_column (builder, i, name, MO_VALUE_TEXT);
    }
  for (guint i = 0; i < n_rows * n_columns; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      mo_result_builder_add (builder, mo_value_text (text));
    }
  return mo_result_builder_finish (builder);
}

static void
assert_numbered (guint n_columns, guint n_rows)
{
  g_autoptr (MoResult) result = make_numbered (n_columns, n_rows);

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, n_rows);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = g_strdup_printf ("column %u", i);

      g_assert_cmpstr (mo_result_get_column_name (result, i), ==, name);
      g_assert_cmpint (mo_result_get_column_type (result, i), ==, MO_VALUE_TEXT);
    }
  for (guint i = 0; i < n_rows * n_columns; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_cmpstr (mo_result_get_text (result, i / n_columns, i % n_columns), ==, text);
    }
}

/* Small ones are in one piece of memory, and larger ones go on elsewhere. */
static void
test_sizes (void)
{
  for (guint n_columns = 1; n_columns < 70; n_columns++)
    for (guint n_rows = 0; n_rows < 40; n_rows++)
      assert_numbered (n_columns, n_rows);
}

static void
test_columns (void)
{
  g_autoptr (MoResult) result = make_users (0);

  g_assert_cmpstr (mo_result_get_column_name (result, 1), ==, "Name");
  g_assert_cmpint (mo_result_get_column_type (result, 0), ==, MO_VALUE_INT64);
  g_assert_cmpint (mo_result_find_column (result, "id"), ==, 0);
  g_assert_cmpint (mo_result_find_column (result, "ID"), ==, 0);
  g_assert_cmpint (mo_result_find_column (result, "Name"), ==, 1);
  g_assert_cmpint (mo_result_find_column (result, "name"), ==, 2);
  g_assert_cmpint (mo_result_find_column (result, "NAME"), ==, 1);
  g_assert_cmpint (mo_result_find_column (result, "nam"), ==, -1);
}

/* Nothing that the builder was given is needed afterwards. */
static void
test_copies (void)
{
  char text[] = "text";
  char name[] = "column";
  MoResultBuilder *builder = mo_result_builder_new (1);
  g_autoptr (MoResult) result = NULL;
  MoValue value;
  gsize length;

  mo_result_builder_set_column (builder, 0, name, MO_VALUE_BYTES);
  mo_result_builder_add (builder, mo_value_text (text));
  mo_result_builder_add (builder, mo_value_bytes ("a\0b", 3));
  mo_result_builder_add (builder, mo_value_decimal ("1.50"));
  memset (text, 'x', 4);
  memset (name, 'x', 6);
  result = mo_result_builder_finish (builder);
  g_assert_cmpstr (mo_result_get_column_name (result, 0), ==, "column");
  g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, "text");
  value = mo_result_get_value (result, 1, 0);
  g_assert_cmpmem (mo_value_get_text (&value, &length), 4, "a\0b", 4);
  g_assert_cmpuint (length, ==, 3);
  g_assert_cmpstr (mo_result_get_text (result, 2, 0), ==, "1.50");
}

static void
test_in_place (void)
{
  MoResultBuilder *builder = mo_result_builder_new (1);
  g_autoptr (MoResult) result = NULL;
  MoValue value;
  gsize length;
  char *space;

  space = mo_result_builder_add_space (builder, MO_VALUE_JSON, 16 * 1024 * 1024);
  memset (space, 'j', 16 * 1024 * 1024);
  space = mo_result_builder_add_space (builder, MO_VALUE_BYTES, 0);
  g_assert_cmpint (*space, ==, '\0');
  result = mo_result_builder_finish (builder);
  value = mo_result_get_value (result, 0, 0);
  g_assert_cmpint (value.type, ==, MO_VALUE_JSON);
  g_assert_cmpuint (strlen (mo_value_get_text (&value, &length)), ==, 16 * 1024 * 1024);
  g_assert_cmpuint (length, ==, 16 * 1024 * 1024);
  value = mo_result_get_value (result, 1, 0);
  g_assert_cmpint (value.type, ==, MO_VALUE_BYTES);
  g_assert_cmpuint (value.length, ==, 0);
}

/* What cannot be read as asked is 0 or NULL; the checked form says why. */
static void
test_lenient_reading (void)
{
  MoResultBuilder *builder = mo_result_builder_new (6);
  g_autoptr (MoResult) result = NULL;

  mo_result_builder_add (builder, mo_value_null ());
  mo_result_builder_add (builder, mo_value_text ("12"));
  mo_result_builder_add (builder, mo_value_decimal ("12.0"));
  mo_result_builder_add (builder, mo_value_double (1.5));
  mo_result_builder_add (builder, mo_value_uint64 (G_MAXUINT64));
  mo_result_builder_add (builder, mo_value_date (&(MoDateTime){ 2026, 11, 22 }));
  result = mo_result_builder_finish (builder);
  g_assert_true (mo_result_is_null (result, 0, 0));
  g_assert_false (mo_result_is_null (result, 0, 1));
  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (result, 0, 1), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (result, 0, 2), ==, 12);
  g_assert_cmpint (mo_result_get_int64 (result, 0, 3), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (result, 0, 4), ==, 0);
  g_assert_cmpfloat (mo_result_get_double (result, 0, 0), ==, 0);
  g_assert_cmpfloat (mo_result_get_double (result, 0, 2), ==, 12);
  g_assert_cmpfloat (mo_result_get_double (result, 0, 3), ==, 1.5);
  g_assert_cmpfloat (mo_result_get_double (result, 0, 4), ==, 18446744073709551616.0);
  g_assert_null (mo_result_get_text (result, 0, 0));
  g_assert_cmpstr (mo_result_get_text (result, 0, 1), ==, "12");
  g_assert_null (mo_result_get_text (result, 0, 5));
}

static void
test_scalar (void)
{
  for (guint n_rows = 0; n_rows < 3; n_rows++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = make_users (n_rows);
      MoValue value = mo_value_int64 (77);
      gboolean ok = mo_result_get_scalar (result, &value, &error);

      g_assert_cmpint (ok, ==, n_rows == 1);
      g_assert_cmpint (value.as.int64, ==, n_rows == 1 ? 0 : 77);
      if (n_rows == 0)
        g_assert_error (error, MO_ERROR, MO_ERROR_NO_ROWS);
      if (n_rows == 2)
        {
          g_assert_error (error, MO_ERROR, MO_ERROR_TOO_MANY_ROWS);
          g_assert_cmpstr (error->message, ==, "one row was asked for and there are 2");
        }
    }
}

static void
test_out_of_range (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (MoResult) result = make_users (1);

      mo_result_get_value (result, 0, 3);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*column < self->n_columns*");
}

static void
test_builder_dropped (void)
{
  g_autoptr (MoResultBuilder) builder = mo_result_builder_new (2);

  mo_result_builder_set_column (builder, 0, "a", MO_VALUE_TEXT);
  mo_result_builder_add (builder, mo_value_text ("never seen"));
}

static void
test_boxed (void)
{
  g_autoptr (MoResult) result = make_users (1);
  GValue value = G_VALUE_INIT;

  g_value_init (&value, MO_TYPE_RESULT);
  g_value_set_boxed (&value, result);
  g_assert_true (g_value_get_boxed (&value) == result);
  g_value_unset (&value);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
}

static gpointer
read_and_drop (gpointer data)
{
  MoResult *result = data;

  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    {
      mo_result_unref (mo_result_ref (result));
      g_assert_cmpint (mo_result_get_int64 (result, i, 0), ==, i);
    }
  mo_result_unref (result);
  return NULL;
}

static void
test_threads (void)
{
  for (guint round = 0; round < 50; round++)
    {
      GThread *threads[4];
      MoResult *result = make_users (100);

      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new (NULL, read_and_drop, mo_result_ref (result));
      mo_result_unref (result);
      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/empty", test_empty);
  g_test_add_func ("/result/rows", test_rows);
  g_test_add_func ("/result/sizes", test_sizes);
  g_test_add_func ("/result/columns", test_columns);
  g_test_add_func ("/result/copies", test_copies);
  g_test_add_func ("/result/in-place", test_in_place);
  g_test_add_func ("/result/lenient-reading", test_lenient_reading);
  g_test_add_func ("/result/scalar", test_scalar);
  g_test_add_func ("/result/out-of-range", test_out_of_range);
  g_test_add_func ("/result/builder-dropped", test_builder_dropped);
  g_test_add_func ("/result/boxed", test_boxed);
  g_test_add_func ("/result/threads", test_threads);
  return g_test_run ();
}
