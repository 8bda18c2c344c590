/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which threads this process has, by what the system calls them. */

#include "thread-count.h"

int
test_count_threads (const char *prefix)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  int count = 0;

  if (tasks == NULL)
    return -1;
  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *name = NULL;

      /* It may end between the two. */
      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, prefix))
        count++;
    }
  return count;
}
