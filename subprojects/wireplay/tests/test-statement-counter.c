/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "statement-counter.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *sql;
  guint n;
} Case;

static const Case cases[] = {
  { "empty", "", 0 },
  { "blank", " \n\t", 0 },
  { "one", "select 1", 1 },
  { "one-ended", "select 1;", 1 },
  { "two", "select 1; select 2", 2 },
  { "empty-between", "select 1;; ;select 2; ;", 2 },
  { "only-separators", ";;;", 0 },
  { "single-quotes", "select ';'; select ';;'", 2 },
  { "double-quotes", "select \";\"; select \";'\"", 2 },
  { "backquotes", "select `;`; select `'`", 2 },
  { "doubled-quote", "select 'it''s; one'; select 2", 2 },
  { "escaped-quote", "select 'it\\'s; one'; select 2", 2 },
  { "escaped-backslash", "select 'a\\\\'; select ';'", 2 },
  { "no-escape-in-backquotes", "select `a\\`; select `b`", 2 },
  { "quote-in-other-quotes", "select \"'\"; select '\"'", 2 },
  { "unended-quote", "select 'a; b; c", 1 },
  { "unended-escape", "select 'a\\", 1 },
  { "quote-alone", "'';\"\"", 2 },
  { "dash-comment", "select 1 -- a; b\n; select 2", 2 },
  { "dash-comment-tab", "select 1 --\ta; b\n; select 2", 2 },
  { "dash-comment-at-line-end", "--\nselect 1", 1 },
  { "dash-comment-at-end", "--", 0 },
  { "dashes-without-space", "select 5--2; select 3", 2 },
  { "hash-comment", "select 1 # a; b\n; select 2", 2 },
  { "hash-comment-to-end", "# nothing; at all", 0 },
  { "block-comment", "select /* a; b */ 1; select 2", 2 },
  { "block-comment-alone", "/* a; b */; /**/", 0 },
  { "block-comment-unended", "select 1 /* a; b", 1 },
  { "block-comment-overlap", "/*/ a; b */ select 1", 1 },
  { "quote-in-comment", "/* ' */ select 1; -- it's\nselect 2", 2 },
  { "comment-in-quote", "select '/*'; select '*/'; select '# '; select '-- '", 4 },
  { "executable-comment", "/*!40101 set a = 1 */; select 1", 2 },
  { "executable-comment-mariadb", "/*M!100100 set a = 1 */; select 1", 2 },
  { "division", "select 4/2; select 4*2", 2 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gsize length = strlen (c->sql);
  /* Without the NUL, so that reading too far is noticed. */
  g_autofree char *sql = length > 0 ? g_memdup2 (c->sql, length) : g_strdup ("");

  g_assert_cmpuint (wp_count_statements (sql, length), ==, c->n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/statement-counter/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
