/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "delay-line.h"

#include <string.h>

static void
push (WpDelayLine *line, const char *text, gint64 due)
{
  wp_delay_line_push (line, (const guint8 *) text, strlen (text), due);
}

static void
expect (WpDelayLine *line, const char *text, gint64 due)
{
  gsize length;
  const guint8 *data = wp_delay_line_peek (line, &length);

  g_assert_cmpint (wp_delay_line_get_due (line), ==, due);
  g_assert_cmpmem (data, length, text, strlen (text));
  wp_delay_line_drop (line, length);
}

static void
test_empty (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  g_assert_cmpint (wp_delay_line_get_due (line), ==, WP_NEVER);
  g_assert_cmpuint (wp_delay_line_get_size (line), ==, 0);
}

/* Each piece has its own delay, not that of those before it as well. */
static void
test_not_cumulative (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  push (line, "first", 100);
  push (line, "second", 101);
  push (line, "third", 102);
  expect (line, "first", 100);
  expect (line, "second", 101);
  expect (line, "third", 102);
  g_assert_cmpint (wp_delay_line_get_due (line), ==, WP_NEVER);
}

static void
test_no_overtaking (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  push (line, "slow", 100);
  push (line, "fast", 50);
  push (line, "later", 110);
  expect (line, "slow", 100);
  expect (line, "fast", 100);
  expect (line, "later", 110);
}

/* Neither may what comes when the one before has left already, as that may be in the same moment.
 */
static void
test_no_overtaking_when_empty (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  push (line, "slow", 100);
  expect (line, "slow", 100);
  push (line, "fast", 50);
  expect (line, "fast", 100);
}

static void
test_partly (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  push (line, "abcdef", 100);
  push (line, "gh", 200);
  g_assert_cmpuint (wp_delay_line_get_size (line), ==, 8);
  wp_delay_line_drop (line, 4);
  g_assert_cmpuint (wp_delay_line_get_size (line), ==, 4);
  expect (line, "ef", 100);
  expect (line, "gh", 200);
  g_assert_cmpuint (wp_delay_line_get_size (line), ==, 0);
}

static void
test_end (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();
  gsize length = 1;

  push (line, "last", 100);
  wp_delay_line_push_end (line, 150);
  expect (line, "last", 100);
  g_assert_cmpint (wp_delay_line_get_due (line), ==, 150);
  wp_delay_line_peek (line, &length);
  g_assert_cmpuint (length, ==, 0);
}

static void
test_clear (void)
{
  g_autoptr (WpDelayLine) line = wp_delay_line_new ();

  push (line, "dropped", 100);
  wp_delay_line_clear (line);
  g_assert_cmpuint (wp_delay_line_get_size (line), ==, 0);
  g_assert_cmpint (wp_delay_line_get_due (line), ==, WP_NEVER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delay-line/empty", test_empty);
  g_test_add_func ("/delay-line/not-cumulative", test_not_cumulative);
  g_test_add_func ("/delay-line/no-overtaking", test_no_overtaking);
  g_test_add_func ("/delay-line/no-overtaking-when-empty", test_no_overtaking_when_empty);
  g_test_add_func ("/delay-line/partly", test_partly);
  g_test_add_func ("/delay-line/end", test_end);
  g_test_add_func ("/delay-line/clear", test_clear);

  return g_test_run ();
}
