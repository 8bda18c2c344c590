/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoThreadState: one record a thread, made on first use and freed when the thread ends. */

#include "future/mo-inbox-private.h"
#include "future/mo-owner-private.h"
#include "future/mo-thread-state-private.h"

#include <unistd.h>

struct _MoThreadCall
{
  MoThreadCall *outer;
  GDestroyNotify abandon;
  gpointer data;
};

static gpointer
pop_call (MoThreadState *self, GDestroyNotify *abandon)
{
  MoThreadCall *call = self->calls;
  gpointer data = call->data;

  self->calls = call->outer;
  *abandon = call->abandon;
  g_free (call);
  return data;
}

static void
thread_state_free (gpointer data)
{
  MoThreadState *self = data;

  while (self->calls != NULL)
    {
      GDestroyNotify abandon;
      gpointer given = pop_call (self, &abandon);

      abandon (given);
    }
  g_clear_pointer (&self->gatherings, g_ptr_array_unref);
  g_clear_pointer (&self->corks_by_key, g_hash_table_unref);
  g_clear_pointer (&self->owner, mo_owner_unref);
  g_clear_pointer (&self->inbox, mo_inbox_close);
  g_free (self);
}

MoThreadState *
mo_thread_state_get (void)
{
  /* A key, written once by GLib; what it leads to belongs to the calling thread alone. */
  static GPrivate key = G_PRIVATE_INIT (thread_state_free);
  MoThreadState *self = g_private_get (&key);

  if (G_UNLIKELY (self == NULL))
    {
      self = g_new0 (MoThreadState, 1);
      g_private_set (&key, self);
    }
  return self;
}

void
mo_thread_call_enter (GDestroyNotify abandon, gpointer data)
{
  MoThreadState *self = mo_thread_state_get ();
  MoThreadCall *call = g_new (MoThreadCall, 1);

  *call = (MoThreadCall){ self->calls, abandon, data };
  self->calls = call;
}

gpointer
mo_thread_call_leave (void)
{
  GDestroyNotify abandon;

  return pop_call (mo_thread_state_get (), &abandon);
}

gboolean
mo_thread_is_main (void)
{
#ifdef __linux__
  return gettid () == getpid ();
#else
  return FALSE;
#endif
}

MoCork *
mo_thread_state_find_cork (MoThreadState *self, gconstpointer key)
{
  return self->corks != NULL ? g_hash_table_lookup (self->corks_by_key, key) : NULL;
}

void
mo_thread_state_add_cork (MoThreadState *self, MoCork *cork)
{
  if (self->corks_by_key == NULL)
    self->corks_by_key = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (self->corks_by_key, (gpointer) cork->key, cork);
  cork->next = self->corks;
  self->corks = cork;
}

void
mo_thread_state_release_corks (MoThreadState *self)
{
  MoCork *cork = self->corks;

  if (cork == NULL)
    return;
  self->corks = NULL;
  g_hash_table_remove_all (self->corks_by_key);
  while (cork != NULL)
    {
      MoCork *next = cork->next;

      cork->release (cork);
      cork = next;
    }
}
