/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBindings: which main contexts must run before a future can settle. A thread that owns one of
 * them would wait for itself. So would the main thread for the default context, before it has
 * entered its loop. */

#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

struct _MoBindings
{
  _Atomic guint ref_count;
  guint n_contexts;
  GMainContext *contexts[];
};

MoBindings *
mo_bindings_ref (MoBindings *self)
{
  /* Relaxed: the caller holds a reference already. */
  if (self != NULL)
    atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_bindings_unref (MoBindings *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  for (guint i = 0; i < self->n_contexts; i++)
    g_main_context_unref (self->contexts[i]);
  g_free (self);
}

static gboolean
bindings_contain (MoBindings *self, GMainContext *context)
{
  for (guint i = 0; self != NULL && i < self->n_contexts; i++)
    if (self->contexts[i] == context)
      return TRUE;
  return FALSE;
}

/* (transfer full): @self itself where it holds @context already, as all along a chain. */
MoBindings *
mo_bindings_add (MoBindings *self, GMainContext *context)
{
  guint n = self != NULL ? self->n_contexts : 0;
  MoBindings *grown;

  if (context == NULL || bindings_contain (self, context))
    return mo_bindings_ref (self);
  grown = g_malloc (sizeof *grown + (n + 1) * sizeof (GMainContext *));
  atomic_init (&grown->ref_count, 1);
  grown->n_contexts = n + 1;
  for (guint i = 0; i < n; i++)
    grown->contexts[i] = g_main_context_ref (self->contexts[i]);
  grown->contexts[n] = g_main_context_ref (context);
  return grown;
}

/* (transfer full) */
MoBindings *
mo_bindings_union (MoBindings *self, MoBindings *other)
{
  MoBindings *all = mo_bindings_ref (self);

  for (guint i = 0; other != NULL && i < other->n_contexts; i++)
    {
      MoBindings *more = mo_bindings_add (all, other->contexts[i]);

      mo_bindings_unref (all);
      all = more;
    }
  return all;
}

static gboolean
is_own (GMainContext *context)
{
  if (g_main_context_is_owner (context))
    return TRUE;
  /* Of any other context, that nobody owns it yet says nothing: its thread may be about to start,
   * and must not find it taken. */
  if (context != g_main_context_default () || !mo_thread_is_main ()
      || !g_main_context_acquire (context))
    return FALSE;
  g_main_context_release (context);
  return TRUE;
}

gboolean
mo_bindings_has_own (MoBindings *self)
{
  for (guint i = 0; self != NULL && i < self->n_contexts; i++)
    if (is_own (self->contexts[i]))
      return TRUE;
  return FALSE;
}
