/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A log handler that keeps what it is given. Workers write to it, tests read it. */

#include "mo-test-log.h"

#include <pthread.h>
#include <string.h>

struct _MoTestLog
{
  pthread_mutex_t lock; /* guards the lines */
  GPtrArray *lines;
  guint handler;
};

static void
collect (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  MoTestLog *self = data;

  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->lines, g_strdup (message));
  pthread_mutex_unlock (&self->lock);
}

MoTestLog *
mo_test_log_new (void)
{
  MoTestLog *self = g_new0 (MoTestLog, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, collect, self);
  return self;
}

void
mo_test_log_free (MoTestLog *self)
{
  g_log_remove_handler (G_LOG_DOMAIN, self->handler);
  g_ptr_array_unref (self->lines);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

guint
mo_test_log_get_n (MoTestLog *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->lines->len;
  pthread_mutex_unlock (&self->lock);
  return n;
}

guint
mo_test_log_count (MoTestLog *self, const char *regex)
{
  guint n = 0;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lines->len; i++)
    n += g_regex_match_simple (regex, g_ptr_array_index (self->lines, i), 0, 0);
  pthread_mutex_unlock (&self->lock);
  return n;
}

void
mo_test_log_assert (MoTestLog *self, const char *const *regexes)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      g_test_message ("%s", line);
      if (regexes[i] == NULL || !g_regex_match_simple (regexes[i], line, 0, 0))
        g_error ("line %u is \"%s\" instead of \"%s\"", i, line, regexes[i]);
    }
  g_assert_cmpuint (self->lines->len, ==, g_strv_length ((char **) regexes));
  g_ptr_array_set_size (self->lines, 0);
  pthread_mutex_unlock (&self->lock);
}

void
mo_test_log_assert_without (MoTestLog *self, const char *part)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lines->len; i++)
    g_assert_null (strstr (g_ptr_array_index (self->lines, i), part));
  pthread_mutex_unlock (&self->lock);
}
