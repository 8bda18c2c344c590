/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The arena, and the excerpts that messages show. */

#include <glib.h>
#include <string.h>

#include "value/mo-arena-private.h"
#include "value/mo-excerpt-private.h"

static void
test_many_sizes (void)
{
  MoArena arena = { 0 };
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (gsize size = 0; size < 3000; size++)
    {
      char *text = mo_arena_try_alloc (&arena, size + 1);

      memset (text, 'a' + (int) (size % 26), size);
      text[size] = '\0';
      g_ptr_array_add (texts, text);
    }
  for (gsize size = 0; size < texts->len; size++)
    {
      const char *text = texts->pdata[size];

      g_assert_cmpuint (strlen (text), ==, size);
      for (gsize i = 0; i < size; i++)
        g_assert_cmpint (text[i], ==, 'a' + (int) (size % 26));
    }
  mo_arena_clear (&arena);
  g_assert_null (arena.chunks);
}

static void
test_small_after_large (void)
{
  MoArena arena = { 0 };
  char *first = mo_arena_try_alloc (&arena, 8);
  char *large = mo_arena_try_alloc (&arena, 5000000);
  char *second = mo_arena_try_alloc (&arena, 8);

  memset (large, 'x', 5000000);
  /* The large one did not throw away the chunk that was being filled. */
  g_assert_true (second == first + 8);
  mo_arena_clear (&arena);
}

/* What does not fit in the space that it begins in shares chunks from the first on. */
static void
test_begun_in_space (void)
{
  _Alignas (MO_ARENA_ALIGNMENT) char space[500];
  MoArena arena;
  char *first;

  mo_arena_begin_in (&arena, space, sizeof space);
  g_assert_true (mo_arena_alloc_aligned (&arena, 400) == (gpointer) space);
  first = mo_arena_alloc_aligned (&arena, 600);
  for (guint i = 1; i < 10; i++)
    g_assert_true (mo_arena_alloc_aligned (&arena, 600) == (gpointer) (first + i * 600));
  mo_arena_clear (&arena);
}

/* Between texts of all lengths, and in chunks of its own. */
static void
test_aligned (void)
{
  MoArena arena = { 0 };
  MoArena empty = { 0 };
  guint64 *numbers[500];

  g_assert_nonnull (mo_arena_alloc_aligned (&empty, 0)); /* as of a vector without numbers */
  mo_arena_clear (&empty);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint n = i % 50 == 49 ? 100000 : 1 + i % 7;

      memset (mo_arena_try_alloc (&arena, i % 13), 'x', i % 13);
      numbers[i] = mo_arena_alloc_aligned (&arena, n * sizeof (guint64));
      g_assert_cmpuint ((guintptr) numbers[i] % MO_ARENA_ALIGNMENT, ==, 0);
      numbers[i][0] = i;
      numbers[i][n - 1] = i;
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpuint (numbers[i][0], ==, i);
  mo_arena_clear (&arena);
}

static void
test_too_large (void)
{
  MoArena arena = { 0 };

  g_assert_null (mo_arena_try_alloc (&arena, G_MAXSIZE));
  g_assert_null (mo_arena_try_alloc (&arena, G_MAXSIZE - 4));
  g_assert_cmpstr (mo_arena_copy (&arena, "still works", 11), ==, "still works");
  mo_arena_clear (&arena);
}

static void
test_copy (void)
{
  MoArena arena = { 0 };
  const char *copy = mo_arena_copy (&arena, "a\0b", 3);

  g_assert_cmpmem (copy, 4, "a\0b", 4);
  g_assert_cmpstr (mo_arena_copy (&arena, NULL, 0), ==, "");
  mo_arena_clear (&arena);
}

static void
assert_excerpt (const char *text, gsize length, gsize max_bytes, const char *expected)
{
  g_autofree char *excerpt = mo_excerpt (text, length, max_bytes);

  g_assert_cmpstr (excerpt, ==, expected);
}

static void
test_excerpt (void)
{
  assert_excerpt ("abc", 3, 3, "abc");
  assert_excerpt ("abcd", 4, 3, "abc...");
  assert_excerpt ("", 0, 3, "");
  assert_excerpt ("aé", 3, 2, "a...");
  assert_excerpt ("aéb", 4, 3, "aé...");
  assert_excerpt ("中文字", 9, 5, "中...");
  assert_excerpt ("a\0b", 3, 9, "a\357\277\275b");
  assert_excerpt ("a\377b", 3, 9, "a\357\277\275b");
  assert_excerpt ("\200\200\200\200", 4, 2, "\357\277\275\357\277\275...");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/many-sizes", test_many_sizes);
  g_test_add_func ("/arena/small-after-large", test_small_after_large);
  g_test_add_func ("/arena/begun-in-space", test_begun_in_space);
  g_test_add_func ("/arena/aligned", test_aligned);
  g_test_add_func ("/arena/too-large", test_too_large);
  g_test_add_func ("/arena/copy", test_copy);
  g_test_add_func ("/excerpt/cut-between-characters", test_excerpt);
  return g_test_run ();
}
