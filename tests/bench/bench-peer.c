/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A peer that is another program, by pipes. */

#include "bench-peer.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

struct _BenchPeer
{
  GPid pid;
  FILE *in;
  FILE *out;
};

/* FALSE: it has ended. */
static gboolean
read_line (BenchPeer *self, char line[256])
{
  if (fgets (line, 256, self->out) == NULL)
    return FALSE;
  g_strchomp (line);
  return TRUE;
}

void
bench_peer_stop (BenchPeer *self)
{
  fclose (self->in);
  fclose (self->out);
  waitpid (self->pid, NULL, 0);
  g_spawn_close_pid (self->pid);
  g_free (self);
}

BenchPeer *
bench_peer_start (const char *const *arguments, const char *needs)
{
  BenchPeer *self = g_new0 (BenchPeer, 1);
  g_autoptr (GError) error = NULL;
  char line[256] = "it ended at once";
  int in;
  int out;

  if (!g_spawn_async_with_pipes (NULL, (char **) arguments, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                 &self->pid, &in, &out, NULL, &error))
    {
      g_print ("no peer: %s\n", error->message);
      g_free (self);
      return NULL;
    }
  self->in = fdopen (in, "w");
  self->out = fdopen (out, "r");
  if (read_line (self, line) && g_str_has_prefix (line, "ready"))
    {
      g_print ("peer %s\n", line);
      return self;
    }
  g_print ("no peer: %s; %s\n", line, needs);
  bench_peer_stop (self);
  return NULL;
}

BenchAnswer
bench_peer_ask (BenchPeer *self, const char *command)
{
  BenchAnswer answer = { 0 };
  char line[256];
  char *rest;

  if (fprintf (self->in, "%s\n", command) < 0 || fflush (self->in) != 0
      || !read_line (self, line))
    g_error ("the peer has ended at: %s", command);
  answer.seconds = g_ascii_strtod (line, &rest);
  answer.count = g_ascii_strtoull (rest, &rest, 10);
  answer.sum = g_ascii_strtoull (rest, &rest, 10);
  return answer;
}
