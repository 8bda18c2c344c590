/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads src/layers.txt and every #include of src/ and include/, and lists what breaks the rules.
 *
 * A node is a file, named by its path below the root. A public header belongs to the layer that
 * has src/<layer>/<its name>.c, or to the one that header-layers.txt gives it.
 */

#include "layers.h"

#include <string.h>

#define PUBLIC_DIR "include/matrixone-glib/"
#define UMBRELLA "include/matrixone-glib.h"

typedef struct
{
  const char *root;
  GHashTable *allowed;       /* layer -> GHashTable set of layers that it may include */
  GHashTable *header_layers; /* name of a public header -> layer */
  GHashTable *files;         /* path -> GPtrArray of the paths that it includes */
  GPtrArray *problems;
} Check;

static void G_GNUC_PRINTF (2, 3)
report (Check *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static GHashTable *
new_map (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
}

static GHashTable *
new_set (void)
{
  return new_map (NULL);
}

static char **
read_lines (Check *self, const char *path)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (full, &text, NULL, NULL))
    {
      report (self, "%s: cannot be read", path);
      return g_new0 (char *, 1);
    }
  return g_strsplit (text, "\n", -1);
}

/* The words of a line without its comment; the caller frees them. */
static char **
split_words (const char *line)
{
  g_autofree char *plain = g_strndup (line, strcspn (line, "#"));
  g_auto (GStrv) raw = g_strsplit_set (plain, " \t\r", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; raw[i] != NULL; i++)
    if (*raw[i] != '\0')
      g_ptr_array_add (words, g_strdup (raw[i]));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* --- layers.txt --------------------------------------------------------------------------------*/

static void
read_layers (Check *self)
{
  g_auto (GStrv) lines = read_lines (self, "src/layers.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = split_words (lines[i]);
      GHashTable *set;

      if (words[0] == NULL)
        continue;
      if (g_strcmp0 (words[1], "<-") != 0)
        {
          report (self, "src/layers.txt:%u: not \"folder <- folders\"", i + 1);
          continue;
        }
      if (g_hash_table_contains (self->allowed, words[0]))
        report (self, "src/layers.txt:%u: %s is there twice", i + 1, words[0]);
      set = new_set ();
      for (guint w = 2; words[w] != NULL; w++)
        g_hash_table_add (set, g_strdup (words[w]));
      g_hash_table_insert (self->allowed, g_strdup (words[0]), set);
    }
}

/* Adds to @set what its members may include; returns whether it grew. */
static gboolean
widen (Check *self, GHashTable *set)
{
  g_autoptr (GList) members = g_hash_table_get_keys (set);
  gboolean grew = FALSE;

  for (GList *l = members; l != NULL; l = l->next)
    {
      GHashTable *more = g_hash_table_lookup (self->allowed, l->data);
      GHashTableIter iter;
      gpointer name;

      if (more == NULL)
        continue;
      g_hash_table_iter_init (&iter, more);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        if (!g_hash_table_contains (set, name))
          grew |= g_hash_table_add (set, g_strdup (name));
      if (grew)
        return TRUE;
    }
  return FALSE;
}

static void
close_layers (Check *self)
{
  GHashTableIter layers;
  gpointer layer, set;

  g_hash_table_iter_init (&layers, self->allowed);
  while (g_hash_table_iter_next (&layers, &layer, &set))
    {
      GHashTableIter members;
      gpointer member;

      g_hash_table_iter_init (&members, set);
      while (g_hash_table_iter_next (&members, &member, NULL))
        if (!g_hash_table_contains (self->allowed, member))
          report (self, "src/layers.txt: %s names %s, which is no layer", (char *) layer,
                  (char *) member);
      while (widen (self, set))
        ;
      if (g_hash_table_contains (set, layer))
        report (self, "src/layers.txt: a cycle leads from %s back to it", (char *) layer);
    }
}

/* --- files and their layers --------------------------------------------------------------------*/

static void
find_files (Check *self, const char *folder)
{
  g_autofree char *full = g_build_filename (self->root, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (full, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *full_path = g_build_filename (full, name, NULL);

      if (g_file_test (full_path, G_FILE_TEST_IS_DIR))
        find_files (self, path);
      else if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".h")
               || g_str_has_suffix (name, ".h.in"))
        g_hash_table_insert (self->files, g_steal_pointer (&path),
                             g_ptr_array_new_with_free_func (g_free));
    }
}

static void
check_folders (Check *self)
{
  g_autofree char *full = g_build_filename (self->root, "src", NULL);
  g_autoptr (GDir) dir = g_dir_open (full, 0, NULL);
  GHashTableIter iter;
  gpointer layer;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (full, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_hash_table_contains (self->allowed, name))
        report (self, "src/%s: not in src/layers.txt", name);
    }

  g_hash_table_iter_init (&iter, self->allowed);
  while (g_hash_table_iter_next (&iter, &layer, NULL))
    {
      g_autofree char *path = g_build_filename (full, layer, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        report (self, "src/layers.txt: %s has no folder", (char *) layer);
    }
}

static void
read_header_layers (Check *self, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      report (self, "%s: cannot be read", path);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = split_words (lines[i]);

      if (words[0] != NULL && words[1] != NULL)
        g_hash_table_insert (self->header_layers, g_strdup (words[0]), g_strdup (words[1]));
    }
}

/* The layer of a public header, by the .c of its name. */
static char *
find_header_layer (Check *self, const char *name)
{
  g_autofree char *stem = g_strndup (name, strcspn (name, "."));
  const char *given = g_hash_table_lookup (self->header_layers, name);
  GHashTableIter iter;
  gpointer layer;

  if (given != NULL)
    return g_strdup (given);

  g_hash_table_iter_init (&iter, self->allowed);
  while (g_hash_table_iter_next (&iter, &layer, NULL))
    {
      g_autofree char *source = g_strdup_printf ("src/%s/%s.c", (char *) layer, stem);

      if (g_hash_table_contains (self->files, source))
        return g_strdup (layer);
    }
  return NULL;
}

/* NULL if the file has none: the umbrella, a file of src/ itself, an unknown header. */
static char *
find_layer (Check *self, const char *path)
{
  const char *slash;

  if (g_str_has_prefix (path, PUBLIC_DIR))
    {
      g_autofree char *name = g_strdup (path + strlen (PUBLIC_DIR));

      if (g_str_has_suffix (name, ".in"))
        name[strlen (name) - strlen (".in")] = '\0';
      return find_header_layer (self, name);
    }
  if (!g_str_has_prefix (path, "src/") || (slash = strchr (path + 4, '/')) == NULL)
    return NULL;
  return g_strndup (path + 4, slash - (path + 4));
}

/* --- includes ----------------------------------------------------------------------------------*/

/* What a line includes, with the character that opens it in @kind; NULL if it is no #include. */
static char *
parse_include (const char *line, char *kind)
{
  const char *end;

  line += strspn (line, " \t");
  if (*line++ != '#')
    return NULL;
  line += strspn (line, " \t");
  if (!g_str_has_prefix (line, "include"))
    return NULL;
  line += strlen ("include");
  line += strspn (line, " \t");
  if (*line != '"' && *line != '<')
    return NULL;
  *kind = *line++;
  end = strchr (line, *kind == '"' ? '"' : '>');
  return end != NULL ? g_strndup (line, end - line) : NULL;
}

static gboolean
is_client_library (const char *name)
{
  return g_str_equal (name, "mysql.h") || g_str_has_prefix (name, "mysql/")
         || g_str_has_prefix (name, "mariadb/") || g_str_equal (name, "errmsg.h")
         || g_str_equal (name, "mysqld_error.h");
}

/* The path below the root of a file of ours; NULL for a header of the system. */
static char *
resolve (Check *self, const char *from, const char *name, char kind)
{
  g_autofree char *path = NULL;

  if (g_str_equal (name, "matrixone-glib.h"))
    return g_strdup (UMBRELLA);
  if (g_str_has_prefix (name, "matrixone-glib/"))
    path = g_build_filename ("include", name, NULL);
  else if (kind == '<')
    return NULL;
  else if (g_str_has_prefix (from, PUBLIC_DIR))
    path = g_build_filename (PUBLIC_DIR, name, NULL);
  else
    path = g_build_filename ("src", name, NULL);

  if (!g_hash_table_contains (self->files, path))
    {
      g_autofree char *template = g_strconcat (path, ".in", NULL);

      if (g_hash_table_contains (self->files, template))
        return g_steal_pointer (&template);
    }
  return g_steal_pointer (&path);
}

static void
check_layer (Check *self, const char *from, guint line, const char *to, const char *name)
{
  g_autofree char *from_layer = find_layer (self, from);
  g_autofree char *to_layer = find_layer (self, to);
  GHashTable *allowed;

  if (from_layer == NULL || to_layer == NULL || g_str_equal (from_layer, to_layer))
    return;
  allowed = g_hash_table_lookup (self->allowed, from_layer);
  if (allowed != NULL && !g_hash_table_contains (allowed, to_layer))
    report (self, "%s:%u: %s may not include %s, which is of %s", from, line, from_layer, name,
            to_layer);
}

static void
check_include (Check *self, const char *from, guint line, const char *name, char kind)
{
  g_autofree char *layer = find_layer (self, from);
  g_autofree char *to = NULL;

  if (is_client_library (name))
    {
      if (g_strcmp0 (layer, "wire") != 0)
        report (self, "%s:%u: only wire may include %s", from, line, name);
      return;
    }
  if ((to = resolve (self, from, name, kind)) == NULL)
    return;

  if (g_str_equal (to, UMBRELLA))
    report (self, "%s:%u: the umbrella is for programs", from, line);
  else if (!g_hash_table_contains (self->files, to))
    report (self, "%s:%u: there is no %s; an include is \"layer/file.h\"", from, line, to);
  else if (g_str_has_prefix (from, "include/") && !g_str_has_prefix (to, "include/"))
    report (self, "%s:%u: a public header includes the private %s", from, line, name);
  else
    {
      check_layer (self, from, line, to, name);
      g_ptr_array_add (g_hash_table_lookup (self->files, from), g_steal_pointer (&to));
    }
}

static void
check_file (Check *self, const char *path)
{
  g_auto (GStrv) lines = read_lines (self, path);

  if (g_str_has_prefix (path, PUBLIC_DIR))
    {
      g_autofree char *layer = find_layer (self, path);

      if (layer == NULL)
        report (self, "%s: of no layer: neither a .c in src/ nor header-layers.txt has its name",
                path);
    }
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char kind = 0;
      g_autofree char *name = parse_include (lines[i], &kind);

      if (name != NULL)
        check_include (self, path, i + 1, name, kind);
    }
}

/* --- cycles between files ----------------------------------------------------------------------*/

/* Walks on from the last file of @trail, which holds the way there. */
static void
walk (Check *self, GPtrArray *trail, GHashTable *done)
{
  const char *path = g_ptr_array_index (trail, trail->len - 1);
  GPtrArray *included = g_hash_table_lookup (self->files, path);

  for (guint i = 0; i < included->len; i++)
    {
      const char *next = g_ptr_array_index (included, i);
      guint at;

      if (g_ptr_array_find_with_equal_func (trail, next, g_str_equal, &at))
        report (self, "%s: includes %s, which leads back to it", path, next);
      else if (!g_hash_table_contains (done, next))
        {
          g_ptr_array_add (trail, (char *) next);
          walk (self, trail, done);
          g_ptr_array_set_size (trail, trail->len - 1);
        }
    }
  g_hash_table_add (done, g_strdup (path));
}

static void
check_cycles (Check *self, GList *paths)
{
  g_autoptr (GHashTable) done = new_set ();

  for (GList *l = paths; l != NULL; l = l->next)
    {
      g_autoptr (GPtrArray) trail = g_ptr_array_new ();

      g_ptr_array_add (trail, l->data);
      if (!g_hash_table_contains (done, l->data))
        walk (self, trail, done);
    }
}

/*
 * layers_check:
 * @root: folder that holds src/ and include/
 * @header_layers: file that gives a layer to public headers without a .c
 *
 * Returns: (transfer full): a line for each rule that is broken, "file:line: what is wrong"
 */
GPtrArray *
layers_check (const char *root, const char *header_layers)
{
  g_autoptr (GHashTable) allowed = new_map ((GDestroyNotify) g_hash_table_unref);
  g_autoptr (GHashTable) headers = new_map (g_free);
  g_autoptr (GHashTable) files = new_map ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList) paths = NULL;
  Check self = { root, allowed, headers, files, problems };

  read_layers (&self);
  close_layers (&self);
  check_folders (&self);
  read_header_layers (&self, header_layers);
  find_files (&self, "src");
  find_files (&self, "include");

  paths = g_list_sort (g_hash_table_get_keys (files), (GCompareFunc) strcmp);
  for (GList *l = paths; l != NULL; l = l->next)
    if (!g_str_equal (l->data, UMBRELLA))
      check_file (&self, l->data);
  check_cycles (&self, paths);
  return g_steal_pointer (&problems);
}
