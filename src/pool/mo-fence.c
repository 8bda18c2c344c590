/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFence: who may stop what runs on a connection, and when. */

#include "pool/mo-fence-private.h"

#include <sys/socket.h>
#include <unistd.h>

struct _MoFence
{
  _Atomic guint ref_count;
  /* Immutable. */
  MoKiller *killer;
  pid_t pid; /* the process whose connection it is */
  MoClock clock;
  gint64 limit_usec;
  guint64 id;
  char *node;
  MoMutex lock; /* guards what follows, and MoJob.is_unwanted */
  GCond changed;
  int socket;     /* our own duplicate, so that it can be cut at any time; -1: none */
  MoJob *current; /* the root of what runs; lent; NULL: nothing, or what is nobody's */
  const char *sql;
  gint64 since_usec;
  MoFencePassage passage;
  MoFencePlace place;
  gboolean is_killing; /* the killer is at work */
  gboolean was_killed; /* since the worker entered */
  gboolean is_spent;
  gboolean is_shut;
  gboolean is_upkeep;      /* what runs is no job's */
  gboolean is_overdue;     /* it took too long */
  gint64 end_usec;         /* when what runs is to be over; < 0: whenever */
  gpointer tenant;         /* only compared */
  gboolean is_interrupted; /* nothing more of the tenant's is to run */
};

MoFence *
mo_fence_new (MoKiller *killer, const MoClock *clock, MoConnection *connection, gint64 limit_usec)
{
  MoFence *self = g_new0 (MoFence, 1);

  atomic_init (&self->ref_count, 1);
  self->killer = mo_killer_ref (killer);
  self->clock = *clock;
  self->limit_usec = limit_usec;
  self->pid = getpid ();
  self->id = mo_connection_get_id (connection);
  self->node = g_strdup (mo_connection_get_node (connection));
  self->socket = mo_connection_dup_socket (connection);
  self->end_usec = -1;
  mo_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

MoFence *
mo_fence_ref (MoFence *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_fence_unref (MoFence *self)
{
  /* Acquire and release: what others did with it comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  mo_fence_close (self);
  g_free (self->node);
  g_cond_clear (&self->changed);
  mo_mutex_clear (&self->lock);
  mo_killer_unref (self->killer);
  g_free (self);
}

static MoJob *
root_of (MoJob *job)
{
  return job != NULL && job->root != NULL ? job->root : job;
}

/* With the lock held. */
static void
set_current (MoFence *self, MoJob *job, const char *sql)
{
  self->current = job;
  self->sql = sql;
  self->since_usec = sql != NULL ? mo_clock_now (&self->clock) : 0;
}

static void
order (MoFence *self, MoJob *job, MoFencePassage passage)
{
  if (MO_JOB_CLASS (job)->wake != NULL)
    MO_JOB_CLASS (job)->wake (job);
  mo_killer_order (self->killer, self, job, passage == MO_FENCE_COMMIT, 0);
}

/* With the lock held. */
static gboolean
is_unwanted (MoFence *self, MoJob *root)
{
  return self->is_shut || self->is_interrupted || (root != NULL && root->is_unwanted);
}

/* --- the worker --- */

void
mo_fence_let (MoFence *self, gpointer tenant)
{
  mo_mutex_lock (&self->lock);
  self->tenant = tenant;
  self->is_interrupted = FALSE;
  mo_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
come_in (MoFence *self, MoJob *root, const char *sql, MoFencePassage passage)
{
  set_current (self, root, sql);
  self->passage = passage;
  self->place.n_entered++;
  self->was_killed = FALSE;
}

gboolean
mo_fence_enter (MoFence *self, MoJob *job, const char *sql, MoFencePassage passage)
{
  MoJob *root = root_of (job);
  gboolean wanted;

  mo_mutex_lock (&self->lock);
  wanted = !is_unwanted (self, root);
  if (wanted)
    come_in (self, root, sql, passage);
  mo_mutex_unlock (&self->lock);
  return wanted;
}

void
mo_fence_enter_to_stop (MoFence *self, MoJob *job, const char *sql, gint64 grace_usec)
{
  MoJob *root = root_of (job);

  mo_mutex_lock (&self->lock);
  root->is_unwanted = TRUE; /* who else wants it stopped need not order that again */
  come_in (self, root, sql, MO_FENCE_STATEMENT);
  mo_mutex_unlock (&self->lock);
  mo_killer_order (self->killer, self, root, FALSE, grace_usec);
}

void
mo_fence_move (MoFence *self, MoJob *job, const char *sql)
{
  MoJob *root = root_of (job);
  gboolean unwanted;

  mo_mutex_lock (&self->lock);
  /* Of a program with several statements in the packet, it was ordered for the first one. */
  unwanted = root != NULL && root != self->current && is_unwanted (self, root);
  if (unwanted)
    root->is_unwanted = TRUE;
  set_current (self, root, sql);
  self->place.n_moved++;
  mo_mutex_unlock (&self->lock);
  if (unwanted)
    order (self, root, MO_FENCE_STATEMENT);
}

gboolean
mo_fence_leave (MoFence *self)
{
  gboolean was_killed;

  mo_mutex_lock (&self->lock);
  set_current (self, NULL, NULL);
  self->end_usec = -1;
  while (self->is_killing)
    mo_cond_wait_until (&self->changed, &self->lock, -1);
  was_killed = self->was_killed;
  mo_mutex_unlock (&self->lock);
  return was_killed;
}

/* With the lock held. */
static MoFenceUpkeep
find_upkeep (MoFence *self)
{
  if (self->is_overdue)
    return MO_FENCE_UPKEEP_OVERDUE;
  return self->is_shut ? MO_FENCE_UPKEEP_SHUT : MO_FENCE_UPKEEP_DONE;
}

/* With the lock held. */
static void
limit (MoFence *self)
{
  self->end_usec = self->limit_usec > 0 ? self->since_usec + self->limit_usec : -1;
}

MoFenceUpkeep
mo_fence_begin_upkeep (MoFence *self, const char *what)
{
  MoFenceUpkeep upkeep;

  mo_mutex_lock (&self->lock);
  upkeep = find_upkeep (self);
  self->is_upkeep = upkeep == MO_FENCE_UPKEEP_DONE;
  if (self->is_upkeep)
    {
      set_current (self, NULL, what);
      limit (self);
    }
  mo_mutex_unlock (&self->lock);
  return upkeep;
}

MoFenceUpkeep
mo_fence_end_upkeep (MoFence *self)
{
  MoFenceUpkeep upkeep;

  mo_mutex_lock (&self->lock);
  self->is_upkeep = FALSE;
  self->end_usec = -1;
  set_current (self, NULL, NULL);
  upkeep = find_upkeep (self);
  mo_mutex_unlock (&self->lock);
  return upkeep;
}

void
mo_fence_enter_aside (MoFence *self, MoJob *job, const char *what)
{
  MoJob *root = root_of (job);
  gboolean unwanted;

  mo_mutex_lock (&self->lock);
  unwanted = is_unwanted (self, root);
  come_in (self, root, what, MO_FENCE_COMMIT);
  limit (self);
  mo_mutex_unlock (&self->lock);
  if (unwanted)
    order (self, root, MO_FENCE_COMMIT);
}

void
mo_fence_give_up (MoFence *self)
{
  mo_mutex_lock (&self->lock);
  self->is_spent = TRUE;
  mo_mutex_unlock (&self->lock);
  mo_killer_end_connection (self->killer, self);
}

gboolean
mo_fence_is_unwanted (MoFence *self, MoJob *job)
{
  gboolean unwanted;

  mo_mutex_lock (&self->lock);
  unwanted = is_unwanted (self, root_of (job));
  mo_mutex_unlock (&self->lock);
  return unwanted;
}

gboolean
mo_fence_is_spent (MoFence *self)
{
  gboolean spent;

  mo_mutex_lock (&self->lock);
  spent = self->is_spent;
  mo_mutex_unlock (&self->lock);
  return spent;
}

/* --- anybody --- */

void
mo_fence_stop (MoFence *self, MoJob *job)
{
  MoFencePassage passage;
  gboolean runs;

  if (self->pid != getpid ()) /* in a fork the lock may be held for ever, and it is not our work */
    return;
  mo_mutex_lock (&self->lock);
  runs = self->current == job && !job->is_unwanted;
  job->is_unwanted = TRUE;
  passage = self->passage;
  mo_mutex_unlock (&self->lock);
  if (runs)
    order (self, job, passage);
}

/* With the lock held. */
static void
cut (MoFence *self)
{
  if (self->socket >= 0)
    shutdown (self->socket, SHUT_RDWR); /* does not block */
}

/* With the lock held, which it gives up: what runs is stopped, if nothing is to. */
static void
stop_unwanted (MoFence *self)
{
  g_autoptr (MoFuture) current = NULL;
  MoFencePassage passage;

  if (is_unwanted (self, NULL) && self->current != NULL && !self->current->is_unwanted)
    {
      self->current->is_unwanted = TRUE;
      current = mo_job_dup_future (self->current);
    }
  passage = self->passage;
  mo_mutex_unlock (&self->lock);
  if (current != NULL)
    order (self, (MoJob *) current, passage);
}

void
mo_fence_interrupt (MoFence *self, gpointer tenant)
{
  mo_mutex_lock (&self->lock);
  if (self->tenant == tenant)
    self->is_interrupted = TRUE;
  stop_unwanted (self);
}

void
mo_fence_shut (MoFence *self)
{
  gboolean is_to_end;

  mo_mutex_lock (&self->lock);
  is_to_end = self->is_upkeep && !self->is_spent;
  self->is_shut = TRUE;
  if (is_to_end)
    {
      self->is_spent = TRUE;
      cut (self);
    }
  stop_unwanted (self);
  if (is_to_end)
    mo_killer_end_connection (self->killer, self);
}

gint64
mo_fence_get_limit (MoFence *self)
{
  gint64 end;

  mo_mutex_lock (&self->lock);
  end = self->end_usec;
  mo_mutex_unlock (&self->lock);
  return end;
}

void
mo_fence_cut_overdue (MoFence *self, gint64 now)
{
  gboolean is_to_end;

  mo_mutex_lock (&self->lock);
  is_to_end = self->end_usec >= 0 && now >= self->end_usec && !self->is_spent;
  if (is_to_end)
    {
      self->is_overdue = self->is_spent = TRUE;
      cut (self);
    }
  mo_mutex_unlock (&self->lock);
  if (is_to_end)
    mo_killer_end_connection (self->killer, self);
}

char *
mo_fence_dup_sql (MoFence *self, gint64 *since_usec)
{
  char *sql;

  mo_mutex_lock (&self->lock);
  sql = g_strdup (self->sql);
  *since_usec = self->since_usec;
  mo_mutex_unlock (&self->lock);
  return sql;
}

/* --- the killer --- */

gboolean
mo_fence_begin_kill (MoFence *self, MoJob *job, gboolean is_cut)
{
  mo_mutex_lock (&self->lock);
  self->is_killing = self->current == job && (self->passage == MO_FENCE_STATEMENT || is_cut);
  mo_mutex_unlock (&self->lock);
  return self->is_killing; /* the killer's own: it works on one at a time */
}

gboolean
mo_fence_begin_cut (MoFence *self, const MoFencePlace *place)
{
  mo_mutex_lock (&self->lock);
  self->is_killing = self->current != NULL && self->place.n_entered == place->n_entered
                     && self->place.n_moved == place->n_moved;
  mo_mutex_unlock (&self->lock);
  return self->is_killing; /* as above */
}

gboolean
mo_fence_find_place (MoFence *self, MoFencePlace *place)
{
  gboolean inside;

  mo_mutex_lock (&self->lock);
  inside = self->current != NULL;
  *place = self->place;
  mo_mutex_unlock (&self->lock);
  return inside;
}

void
mo_fence_end_kill (MoFence *self, gboolean is_spent)
{
  mo_mutex_lock (&self->lock);
  self->is_killing = FALSE;
  self->was_killed = TRUE;
  if (is_spent)
    self->is_spent = TRUE;
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
}

guint64
mo_fence_get_id (MoFence *self)
{
  return self->id;
}

const char *
mo_fence_get_node (MoFence *self)
{
  return self->node;
}

void
mo_fence_cut (MoFence *self)
{
  mo_mutex_lock (&self->lock);
  cut (self);
  mo_mutex_unlock (&self->lock);
}

void
mo_fence_close (MoFence *self)
{
  int descriptor;

  mo_mutex_lock (&self->lock);
  descriptor = self->socket;
  self->socket = -1;
  mo_mutex_unlock (&self->lock);
  if (descriptor >= 0)
    close (descriptor);
}
