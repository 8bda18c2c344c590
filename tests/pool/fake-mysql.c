/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client library without a server: what tests set and read. */

#include "fake-mysql-private.h"

#include <string.h>

pthread_mutex_t fake_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t fake_changed = PTHREAD_COND_INITIALIZER;
FakeState fake;

void
fake_mysql_reset (void)
{
  pthread_mutex_lock (&fake_lock);
  g_clear_pointer (&fake.queries, g_ptr_array_unref);
  g_clear_pointer (&fake.handles, g_ptr_array_unref);
  g_clear_pointer (&fake.nodes, g_strfreev);
  memset (&fake, 0, sizeof fake);
  fake.queries = g_ptr_array_new_with_free_func (g_free);
  fake.handles = g_ptr_array_new ();
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_open_gate (void)
{
  pthread_mutex_lock (&fake_lock);
  fake.gate_open = TRUE;
  pthread_cond_broadcast (&fake_changed);
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_kill_all (void)
{
  pthread_mutex_lock (&fake_lock);
  fake.generation++;
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_set_connect_error (guint number)
{
  pthread_mutex_lock (&fake_lock);
  fake.connect_error = number;
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_set_hold (gboolean hold)
{
  pthread_mutex_lock (&fake_lock);
  fake.hold = hold;
  pthread_cond_broadcast (&fake_changed);
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_set_refuse_reset (gboolean refuse)
{
  pthread_mutex_lock (&fake_lock);
  fake.refuse_reset = refuse;
  pthread_mutex_unlock (&fake_lock);
}

void
fake_mysql_set_nodes (const char *const *nodes)
{
  pthread_mutex_lock (&fake_lock);
  g_strfreev (fake.nodes);
  fake.nodes = g_strdupv ((char **) nodes);
  fake.next_node = 0;
  pthread_mutex_unlock (&fake_lock);
}

static guint
read_count (const guint *count)
{
  guint value;

  pthread_mutex_lock (&fake_lock);
  value = *count;
  pthread_mutex_unlock (&fake_lock);
  return value;
}

#define DEFINE_COUNT(type, count)                                                                  \
  type fake_mysql_get_##count (void) { return (type) read_count (&fake.count); }

DEFINE_COUNT (guint, n_at_gate)
DEFINE_COUNT (guint, n_opened)
DEFINE_COUNT (guint, n_attempts)
DEFINE_COUNT (guint, n_resets)
DEFINE_COUNT (guint, n_held)
DEFINE_COUNT (guint, n_open)
DEFINE_COUNT (guint, n_pings)
DEFINE_COUNT (guint, n_foreign)
DEFINE_COUNT (gint, n_threads)

guint
fake_mysql_count (const char *text)
{
  guint n = 0;

  pthread_mutex_lock (&fake_lock);
  for (guint i = 0; i < fake.queries->len; i++)
    n += g_str_equal (g_ptr_array_index (fake.queries, i), text);
  pthread_mutex_unlock (&fake_lock);
  return n;
}

char **
fake_mysql_dup_queries (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  pthread_mutex_lock (&fake_lock);
  for (guint i = 0; i < fake.queries->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (fake.queries, i));
  pthread_mutex_unlock (&fake_lock);
  return g_strv_builder_end (builder);
}
