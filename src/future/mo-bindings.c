/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBindings: which main contexts must run before a future can settle. A thread that owns one of
 * them would wait for itself. So would the main thread for the default context, before it has
 * entered its loop. */

#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

/* Most futures depend on one context. That one is not worth a block: the pointer is the context's
 * own, with a bit that tells. */
#define SINGLE ((gsize)1)

struct _MoBindings
{
  _Atomic guint ref_count;
  guint n_contexts;
  GMainContext *contexts[];
};

static MoBindings *
bindings_of_one (GMainContext *context)
{
  return GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_main_context_ref (context)) | SINGLE);
}

/* NULL: there is a block. */
static GMainContext *
get_single (MoBindings *self)
{
  gsize bits = GPOINTER_TO_SIZE (self);

  return bits & SINGLE ? GSIZE_TO_POINTER (bits & ~SINGLE) : NULL;
}

/* NULL behind the last one. */
static GMainContext *
get_context (MoBindings *self, guint i)
{
  GMainContext *single = get_single (self);

  if (self == NULL || single != NULL)
    return i == 0 ? single : NULL;
  return i < self->n_contexts ? self->contexts[i] : NULL;
}

MoBindings *
mo_bindings_ref (MoBindings *self)
{
  GMainContext *single = get_single (self);

  if (single != NULL)
    g_main_context_ref (single);
  else if (self != NULL)
    /* Relaxed: the caller holds a reference already. */
    atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
bindings_free (MoBindings *self)
{
  for (guint i = 0; i < self->n_contexts; i++)
    g_main_context_unref (self->contexts[i]);
  g_free (self);
}

void
mo_bindings_unref (MoBindings *self)
{
  GMainContext *single = get_single (self);

  if (single != NULL)
    g_main_context_unref (single);
  /* Acquire and release: what others did with the block comes before its end. */
  else if (self != NULL
           && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    bindings_free (self);
}

static gboolean
bindings_contain (MoBindings *self, GMainContext *context)
{
  GMainContext *held;

  for (guint i = 0; (held = get_context (self, i)) != NULL; i++)
    if (held == context)
      return TRUE;
  return FALSE;
}

/* As a block, behind what @self holds. */
static MoBindings *
bindings_grow (MoBindings *self, GMainContext *context)
{
  guint n = get_single (self) != NULL ? 1 : self->n_contexts;
  MoBindings *grown = g_malloc (sizeof *grown + (n + 1) * sizeof (GMainContext *));

  atomic_init (&grown->ref_count, 1);
  grown->n_contexts = n + 1;
  for (guint i = 0; i < n; i++)
    grown->contexts[i] = g_main_context_ref (get_context (self, i));
  grown->contexts[n] = g_main_context_ref (context);
  return grown;
}

/* (transfer full): @self itself where it holds @context already, as all along a chain. */
MoBindings *
mo_bindings_add (MoBindings *self, GMainContext *context)
{
  if (context == NULL || bindings_contain (self, context))
    return mo_bindings_ref (self);
  return self == NULL ? bindings_of_one (context) : bindings_grow (self, context);
}

/* (transfer full) */
MoBindings *
mo_bindings_union (MoBindings *self, MoBindings *other)
{
  MoBindings *all = mo_bindings_ref (self);
  GMainContext *context;

  for (guint i = 0; (context = get_context (other, i)) != NULL; i++)
    {
      MoBindings *more = mo_bindings_add (all, context);

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
  GMainContext *context;

  for (guint i = 0; (context = get_context (self, i)) != NULL; i++)
    if (is_own (context))
      return TRUE;
  return FALSE;
}
