/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The source tree keeps to src/layers.txt, and the check of that sees what it should. */

#include "layers.h"

#include <glib/gstdio.h>
#include <string.h>

/* A small tree that keeps every rule; a test breaks one. */
static const char *const good_tree[][2] = {
  { "src/layers.txt", "base <-\nvalue <- base\nwire <- value # transitive\nclient <- wire\n" },
  { "src/base/mo-a.c", "#include <glib.h>\n#include \"base/mo-a-private.h\"\n" },
  { "src/base/mo-a-private.h", "#include <matrixone-glib/mo-a.h>\n" },
  { "src/value/mo-v.c", "#include <matrixone-glib/mo-v.h>\n" },
  { "src/wire/mo-w.c", "#include <mysql.h>\n#include \"base/mo-a-private.h\"\n" },
  { "src/wire/mo-w-private.h", "#include <mysql.h>\n" },
  { "src/client/mo-c.c", "#include \"wire/mo-w-private.h\"\n#include <matrixone-glib/mo-v.h>\n" },
  { "include/matrixone-glib.h", "#include \"matrixone-glib/mo-a.h\"\n" },
  { "include/matrixone-glib/mo-a.h", "#include \"mo-types.h\"\n" },
  { "include/matrixone-glib/mo-v.h", "#include \"mo-a.h\"\n" },
  { "include/matrixone-glib/mo-types.h.in", "#include <glib-object.h>\n" },
};

static void
plant (const char *root, const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (full, text, -1, NULL));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/* Checks the good tree with @path replaced by @text; the problems as one text. */
static char *
check_with (const char *path, const char *text)
{
  g_autofree char *root = g_dir_make_tmp ("mo-layers-XXXXXX", NULL);
  g_autofree char *map = g_build_filename (root, "header-layers.txt", NULL);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_nonnull (root);
  for (guint i = 0; i < G_N_ELEMENTS (good_tree); i++)
    plant (root, good_tree[i][0], good_tree[i][1]);
  plant (root, "header-layers.txt", "mo-types.h base\n");
  if (path != NULL)
    plant (root, path, text);
  problems = layers_check (root, map);
  remove_tree (root);
  g_ptr_array_add (problems, NULL);
  return g_strjoinv ("\n", (char **) problems->pdata);
}

typedef struct
{
  const char *name;
  const char *path;
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  { "upward", "src/base/mo-bad.c", "\n#include \"wire/mo-w-private.h\"\n",
    "src/base/mo-bad.c:2: base may not include wire/mo-w-private.h, which is of wire" },
  { "upward-spaced", "src/value/mo-v.c", "  #  include \"wire/mo-w-private.h\"\n",
    "src/value/mo-v.c:1: value may not include" },
  { "upward-public", "src/base/mo-a.c", "#include <matrixone-glib/mo-v.h>\n",
    "src/base/mo-a.c:1: base may not include matrixone-glib/mo-v.h, which is of value" },
  { "upward-between-public", "include/matrixone-glib/mo-a.h", "#include \"mo-v.h\"\n",
    "include/matrixone-glib/mo-a.h:1: base may not include mo-v.h, which is of value" },
  { "upward-in-deep-folder", "src/base/deep/mo-d.c", "#include \"wire/mo-w-private.h\"\n",
    "src/base/deep/mo-d.c:1: base may not include" },
  { "private-in-public", "include/matrixone-glib/mo-v.h",
    "#include \"matrixone-glib/mo-a.h\"\n#include \"../../src/base/mo-a-private.h\"\n",
    "include/matrixone-glib/mo-v.h:2: there is no" },
  { "umbrella-inside", "src/client/mo-c.c", "#include <matrixone-glib.h>\n",
    "src/client/mo-c.c:1: the umbrella is for programs" },
  { "without-layer", "src/base/mo-a.c", "#include \"mo-a-private.h\"\n",
    "src/base/mo-a.c:1: there is no src/mo-a-private.h" },
  { "missing-file", "src/base/mo-a.c", "#include \"base/mo-gone.h\"\n",
    "src/base/mo-a.c:1: there is no src/base/mo-gone.h" },
  { "mysql-outside-wire", "src/client/mo-c.c", "#include <mysql.h>\n",
    "src/client/mo-c.c:1: only wire may include mysql.h" },
  { "mysql-in-public", "include/matrixone-glib/mo-v.h", "#include <mysql/mysql.h>\n",
    "include/matrixone-glib/mo-v.h:1: only wire may include mysql/mysql.h" },
  { "mysql-errors-outside-wire", "src/base/mo-a.c", "#include \"mysqld_error.h\"\n",
    "src/base/mo-a.c:1: only wire may include mysqld_error.h" },
  { "cycle-of-headers", "include/matrixone-glib/mo-types.h.in", "#include \"mo-a.h\"\n",
    "which leads back to it" },
  { "cycle-of-one", "src/wire/mo-w-private.h", "#include \"wire/mo-w-private.h\"\n",
    "src/wire/mo-w-private.h: includes src/wire/mo-w-private.h, which leads back to it" },
  { "cycle-of-layers", "src/layers.txt",
    "base <- client\nvalue <- base\nwire <- value\nclient <- wire\n",
    "src/layers.txt: a cycle leads from base back to it" },
  { "layer-of-itself", "src/layers.txt",
    "base <- base\nvalue <- base\nwire <- value\nclient <- wire\n",
    "src/layers.txt: a cycle leads from base back to it" },
  { "unknown-folder", "src/orm/mo-o.c", "\n", "src/orm: not in src/layers.txt" },
  { "unknown-layer", "src/layers.txt", "base <-\nvalue <- bass\nwire <- value\nclient <- wire\n",
    "src/layers.txt: value names bass, which is no layer" },
  { "layer-without-folder", "src/layers.txt",
    "base <-\nvalue <- base\nwire <- value\nclient <- wire\norm <- client\n",
    "src/layers.txt: orm has no folder" },
  { "bad-line", "src/layers.txt", "base\nvalue <-\n",
    "src/layers.txt:1: not \"folder <- folders\"" },
  { "header-without-layer", "include/matrixone-glib/mo-lost.h", "\n",
    "include/matrixone-glib/mo-lost.h: of no layer" },
};

static void
test_planted (gconstpointer data)
{
  const Case *planted = data;
  g_autofree char *problems = check_with (planted->path, planted->text);

  if (strstr (problems, planted->expected) == NULL)
    g_test_fail_printf ("expected: %s; problems: %s", planted->expected, problems);
}

static void
test_good_tree (void)
{
  g_autofree char *problems = check_with (NULL, NULL);

  g_assert_cmpstr (problems, ==, "");
}

static void
test_source_tree (void)
{
  const char *root = g_getenv ("MO_SOURCE_ROOT");
  g_autofree char *map = g_test_build_filename (G_TEST_DIST, "lint", "header-layers.txt", NULL);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_nonnull (root);
  problems = layers_check (root, map);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  if (problems->len > 0)
    g_test_fail_printf ("%u rules are broken", problems->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layers/good-tree", test_good_tree);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/layers/planted/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_planted);
    }
  g_test_add_func ("/layers/source-tree", test_source_tree);
  return g_test_run ();
}
