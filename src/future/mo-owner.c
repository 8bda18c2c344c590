/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoOwner: a pinned worker, a main context, or a thread that blocks. */

#include "future/mo-owner-private.h"

#include "future/mo-inbox-private.h"
#include "future/mo-thread-state-private.h"

struct _MoOwner
{
  MoScheduler parent; /* its context is set where a context owns */
  MoScheduler *inner;
  GThread *thread; /* NULL: whoever runs the context */
  /* A thread that may come to run a loop, and would not look into its inbox then: NULL, or the
   * loop's scheduler, which wakes it. */
  MoScheduler *loop;
  MoTask wake;
  _Atomic gboolean is_waking; /* wake is on its way */
};

/* Looks into the inbox, if the loop is run by the owner. */
static void
wake_run (MoTask *task)
{
  MoOwner *self = (MoOwner *) ((char *) task - G_STRUCT_OFFSET (MoOwner, wake));

  /* Release and acquire: pairs with the exchange in wake_loop(). Who comes later posts again; what
   * was posted before is seen below. */
  atomic_exchange_explicit (&self->is_waking, FALSE, memory_order_acq_rel);
  if (self->thread == g_thread_self ())
    mo_inbox_run ((MoInbox *) self->inner);
  mo_owner_unref (self);
}

static void
wake_loop (MoOwner *self)
{
  /* Acquire and release: pairs with the exchange in wake_run(). */
  if (atomic_exchange_explicit (&self->is_waking, TRUE, memory_order_acq_rel))
    return;
  mo_owner_ref (self);
  mo_scheduler_post (self->loop, &self->wake);
}

/* At once where the owner itself settles: its own outcomes need no way round. */
static void
owner_post (MoScheduler *scheduler, MoTask *task)
{
  MoOwner *self = (MoOwner *) scheduler;

  if (self->thread == g_thread_self ())
    {
      task->run (task);
      return;
    }
  mo_owner_ref (self); /* the task may hold the last one, and be done before this returns */
  mo_scheduler_post (self->inner, task);
  if (self->loop != NULL)
    wake_loop (self);
  mo_owner_unref (self);
}

static void
owner_finalize (MoScheduler *scheduler)
{
  MoOwner *self = (MoOwner *) scheduler;

  mo_scheduler_unref (self->inner);
  g_clear_pointer (&self->loop, mo_scheduler_unref);
  g_clear_pointer (&self->thread, g_thread_unref);
  g_clear_pointer (&self->parent.context, g_main_context_unref);
  g_free (self);
}

static const MoSchedulerClass owner_class = { owner_post, owner_finalize };

static gboolean
has_loop (void)
{
  return g_main_depth () > 0 || g_main_context_get_thread_default () != NULL;
}

/* Consumes @inner; @context: (transfer full) (nullable): the owner, if it is one. */
static MoOwner *
owner_new (MoScheduler *inner, GMainContext *context)
{
  MoOwner *self = g_new0 (MoOwner, 1);

  mo_scheduler_init (&self->parent, &owner_class);
  self->inner = inner;
  self->parent.context = context;
  if (context == NULL)
    self->thread = g_thread_ref (g_thread_self ());
  return self;
}

MoOwner *
mo_owner_new_for_body (void)
{
  MoThreadState *thread = mo_thread_state_get ();

  return owner_new (mo_scheduler_ref (thread->scheduler != NULL ? thread->scheduler
                                                                : &mo_inbox_get (thread)->parent),
                    NULL);
}

/* main() may ask before it runs its loop. There is one for all that asks, so that a program which
 * never runs a loop leaves one wake in it, and not one for each. */
static MoOwner *
dup_for_main (MoThreadState *thread)
{
  if (thread->owner == NULL)
    {
      thread->owner = mo_owner_new_for_body ();
      thread->owner->wake.run = wake_run;
      thread->owner->loop = mo_scheduler_for_context (g_main_context_default ());
    }
  return mo_owner_ref (thread->owner);
}

MoOwner *
mo_owner_new (void)
{
  MoThreadState *thread = mo_thread_state_get ();
  GMainContext *context;

  if (thread->scheduler == NULL && thread->is_dispatcher)
    return owner_new (mo_scheduler_dup_dispatcher (), NULL);
  if (thread->scheduler != NULL || thread->body_pool != NULL)
    return mo_owner_new_for_body ();
  if (!has_loop ())
    return mo_thread_is_main () ? dup_for_main (thread) : mo_owner_new_for_body ();
  context = g_main_context_ref_thread_default ();
  return owner_new (mo_scheduler_for_context (context), context);
}

MoOwner *
mo_owner_ref (MoOwner *self)
{
  mo_scheduler_ref (&self->parent);
  return self;
}

gboolean
mo_owner_is_current (MoOwner *self)
{
  return self->thread != NULL ? self->thread == g_thread_self ()
                              : g_main_context_is_owner (self->parent.context);
}

MoScheduler *
mo_owner_get_scheduler (MoOwner *self)
{
  return &self->parent;
}

void
mo_owner_unref (MoOwner *self)
{
  mo_scheduler_unref (&self->parent);
}
