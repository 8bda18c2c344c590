/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoOwner: a pinned worker, a main context, or a thread that blocks. */

#include "orm/mo-owner-private.h"

#include "future/mo-inbox-private.h"
#include "future/mo-thread-state-private.h"

struct _MoOwner
{
  MoScheduler parent; /* its context is set where a context owns */
  MoScheduler *inner;
  GThread *thread; /* NULL: whoever runs the context */
};

/* At once where the owner itself settles: its own outcomes need no way round. */
static void
owner_post (MoScheduler *scheduler, MoTask *task)
{
  MoOwner *self = (MoOwner *) scheduler;

  if (self->thread == g_thread_self ())
    task->run (task);
  else
    mo_scheduler_post (self->inner, task);
}

static void
owner_finalize (MoScheduler *scheduler)
{
  MoOwner *self = (MoOwner *) scheduler;

  mo_scheduler_unref (self->inner);
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

/* (transfer full): where what belongs to the calling thread is run. */
static MoScheduler *
find_scheduler (MoThreadState *thread, GMainContext **context)
{
  if (thread->scheduler != NULL)
    return mo_scheduler_ref (thread->scheduler);
  if (thread->is_dispatcher)
    return mo_scheduler_dup_dispatcher ();
  if (!has_loop ())
    return mo_scheduler_ref (&mo_inbox_get (thread)->parent);
  *context = g_main_context_ref_thread_default ();
  return mo_scheduler_for_context (*context);
}

MoOwner *
mo_owner_new (void)
{
  MoOwner *self = g_new0 (MoOwner, 1);

  mo_scheduler_init (&self->parent, &owner_class);
  self->inner = find_scheduler (mo_thread_state_get (), &self->parent.context);
  if (self->parent.context == NULL)
    self->thread = g_thread_ref (g_thread_self ());
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
