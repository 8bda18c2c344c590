/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool says about itself: who holds its connections, and who waits for one. */

#include "base/mo-error-private.h"
#include "pool/mo-lease-private.h"
#include "pool/mo-worker-private.h"
#include "value/mo-excerpt-private.h"

#define SHOWN_SQL_BYTES 160

static double
seconds_since (gint64 then, gint64 now)
{
  return (double) (now - then) / G_USEC_PER_SEC;
}

/* "connection 4, for 1.2 s, by mo_client_begin at a.c:12, running SELECT …" */
static void
append_holder (GString *text, MoWorker *worker, gint64 now)
{
  gint64 since_usec = 0;
  g_autofree char *sql
      = worker->fence != NULL ? mo_fence_dup_sql (worker->fence, &since_usec) : NULL;

  if (worker->fence != NULL)
    g_string_append_printf (text, "connection %" G_GUINT64_FORMAT, mo_fence_get_id (worker->fence));
  else if (worker->busy_since_usec != 0)
    g_string_append (text, "a connection that is being opened");
  else
    g_string_append (text, "no connection yet, or no more");
  if (worker->busy_since_usec != 0)
    g_string_append_printf (text, ", for %.1f s", seconds_since (worker->busy_since_usec, now));
  if (worker->busy_with != NULL)
    g_string_append_printf (text, ", by %s", worker->busy_with);
  else if (worker->busy_since_usec != 0 && sql == NULL)
    g_string_append (text, ", by a statement");
  if (sql != NULL)
    {
      g_autofree char *excerpt = mo_excerpt (sql, strlen (sql), SHOWN_SQL_BYTES);

      g_string_append_printf (text, ", which runs, for %.1f s, %s",
                              seconds_since (since_usec, now), excerpt);
    }
}

static void
append_outage (GString *text, MoPool *self)
{
  if (self->outage.n_failures > 0)
    g_string_append_printf (text, "; the server could not be reached %u times in a row: %s",
                            self->outage.n_failures, self->outage.error->message);
}

GError *
mo_pool_explain_exhaustion (MoPool *self, gint64 now, const char *what)
{
  guint n_busy;
  MoWorker *longest = mo_pool_find_longest_busy (self, &n_busy);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s: %u of %u are in use, %u idle, %u callers wait", what, n_busy,
                   self->options.max_workers, self->workers->len - n_busy,
                   mo_job_queue_count (self->queue));
  append_outage (text, self);
  if (longest != NULL)
    {
      g_string_append (text, "; longest in use: ");
      append_holder (text, longest, now);
    }
  if (self->outage.n_failures > 0)
    return mo_error_rewrap (self->outage.error, MO_ERROR_CONNECT_FAILED, "%s", text->str);
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_EXHAUSTED, text->str);
}

GError *
mo_pool_explain_deadlock (MoPool *self, gint64 now, const char *asker)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text,
                   "all %u connections are held by transaction bodies, and the one of %s, which "
                   "holds one of them, asked the client for one more: use the transaction itself, "
                   "or raise pool_size. They are: ",
                   self->options.max_workers, asker != NULL ? asker : "this thread");
  for (guint i = 0; i < self->workers->len; i++)
    {
      g_string_append (text, i > 0 ? "; " : "");
      append_holder (text, g_ptr_array_index (self->workers, i), now);
    }
  return g_error_new_literal (MO_ERROR, MO_ERROR_WOULD_DEADLOCK, text->str);
}

static void
append_worker (GString *text, MoWorker *worker, gint64 now)
{
  g_string_append (text, "  ");
  append_holder (text, worker, now);
  if (worker->busy_since_usec == 0)
    g_string_append_printf (text, ", idle for %.1f s",
                            seconds_since (worker->idle_since_usec, now));
  g_string_append_c (text, '\n');
}

static void
append_waiting (GString *text, MoPool *self, gint64 now)
{
  static const char *const names[] = { "urgent", "normal", "background" };

  for (guint i = 0; i < G_N_ELEMENTS (self->queue->lists); i++)
    {
      guint n = 0;
      MoJob *oldest = self->queue->lists[i].oldest;

      for (MoJob *job = oldest; job != NULL; job = job->newer)
        n++;
      if (n > 0)
        g_string_append_printf (text, "  %u %s callers wait, the first one for %.1f s\n", n,
                                names[i], seconds_since (oldest->queued_usec, now));
    }
}

char *
mo_pool_dump (MoPool *self)
{
  g_autofree char *where = mo_endpoint_to_string (self->endpoint);
  GString *text;
  gint64 now = mo_pool_now (self);
  guint n_busy;

  if (mo_pool_is_foreign (self))
    return g_strconcat (where, ": of the process that this one is a fork of\n", NULL);
  text = g_string_new (NULL);
  mo_job_queue_lock (self->queue);
  mo_pool_find_longest_busy (self, &n_busy);
  g_string_append_printf (text, "%s: %u of %u connections in use, %u idle, %u callers wait", where,
                          n_busy, self->options.max_workers, self->workers->len - n_busy,
                          mo_job_queue_count (self->queue));
  append_outage (text, self);
  g_string_append (text, self->closing ? "; closing\n" : "\n");
  for (guint i = 0; i < self->workers->len; i++)
    append_worker (text, g_ptr_array_index (self->workers, i), now);
  append_waiting (text, self, now);
  mo_job_queue_unlock (self->queue);
  return g_string_free (text, FALSE);
}
