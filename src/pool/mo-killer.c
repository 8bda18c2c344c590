/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKiller: a thread, a connection, and what is to be stopped next. */

#include "pool/mo-killer-private.h"

#include "base/mo-mutex-private.h"
#include "pool/mo-fence-private.h"

/* The means, in their order. */
typedef enum
{
  MO_KILL_QUERY,
  MO_KILL_CONNECTION,
  MO_KILL_SOCKET,
} MoKillRung;

typedef struct
{
  MoFence *fence; /* owned */
  MoJob *job;     /* owned; NULL: the connection is to end, whatever runs */
  MoKillRung rung;
  gint64 due_usec;
  MoFencePlace place;  /* when a KILL was sent, or when the server was looked at */
  gboolean was_asleep; /* it was, then */
} MoKillOrder;

/* A server that lets nobody in within this time will not do so for a KILL. */
#define CONNECT_SEC 2
/* One that does not answer a KILL within this time will not save the statement's connection.
 * MariaDB itself may try for two seconds to wake its victim. */
#define ANSWER_SEC 3
/* How often a connection that is kept for later is looked at. */
#define LOOK_USEC (30 * G_USEC_PER_SEC)
/* How long one that could not be opened is not tried again. */
#define RETRY_USEC (1 * G_USEC_PER_SEC)

struct _MoKiller
{
  _Atomic guint ref_count;
  /* Immutable. */
  const MoMysqlApi *api;
  MoEndpoint *endpoint;
  MoClock clock;
  gint64 patience_usec;
  MoMutex lock; /* guards what follows */
  GCond changed;
  GQueue orders; /* MoKillOrder */
  GThread *thread;
  gboolean is_reserved;
  gboolean is_woken;
  gboolean quits;
  _Atomic guint64 n_kills;
  /* The thread's own. */
  MoConnection *connection;
  gint64 failed_usec; /* when it could not be opened; 0: it could */
};

static void
order_free (MoKillOrder *self)
{
  mo_fence_unref (self->fence);
  if (self->job != NULL)
    mo_future_unref (&self->job->parent);
  g_free (self);
}

MoKiller *
mo_killer_new (const MoMysqlApi *api,
               const MoEndpoint *endpoint,
               const MoClock *clock,
               gint64 patience_usec)
{
  MoKiller *self = g_new0 (MoKiller, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->n_kills, 0);
  self->api = api;
  self->endpoint = mo_endpoint_copy (endpoint);
  self->endpoint->connect_timeout_sec = MIN (endpoint->connect_timeout_sec, CONNECT_SEC);
  self->endpoint->answer_timeout_sec = ANSWER_SEC;
  self->clock = *clock;
  self->patience_usec = patience_usec;
  mo_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->orders);
  return self;
}

MoKiller *
mo_killer_ref (MoKiller *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_killer_unref (MoKiller *self)
{
  /* Acquire and release: what others did with it comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_assert (self->thread == NULL && self->orders.length == 0);
  mo_endpoint_free (self->endpoint);
  g_cond_clear (&self->changed);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

/* --- its connection --- */

static void
drop_connection_if_stale (MoKiller *self)
{
  if (self->connection != NULL && mo_connection_is_stale (self->connection))
    g_clear_pointer (&self->connection, mo_connection_close);
}

/* NULL: there is none to be had. Not tried again for each of many statements. */
static MoConnection *
ensure_connection (MoKiller *self)
{
  gboolean failed_just_now
      = self->failed_usec != 0 && mo_clock_now (&self->clock) < self->failed_usec + RETRY_USEC;

  drop_connection_if_stale (self);
  if (self->connection != NULL || failed_just_now)
    return self->connection;
  self->connection = mo_connection_open (self->api, self->endpoint, NULL);
  /* Behind the attempt, which may have taken longer than the pause. */
  self->failed_usec = self->connection == NULL ? mo_clock_now (&self->clock) : 0;
  return self->connection;
}

/* Ids are a node's: the same one may be somebody else's on another node behind the same address. */
static gboolean
reaches (MoKiller *self, MoFence *fence)
{
  MoConnection *connection = ensure_connection (self);
  const char *node = connection != NULL ? mo_connection_get_node (connection) : NULL;

  return node != NULL && g_strcmp0 (node, mo_fence_get_node (fence)) == 0;
}

/* --- an order --- */

/* FALSE: it was not done, or may be done at any later time. */
static gboolean
send_kill (MoKiller *self, MoFence *fence, const char *what)
{
  g_autofree char *text
      = g_strdup_printf ("KILL %s %" G_GUINT64_FORMAT, what, mo_fence_get_id (fence));
  g_autoptr (MoResult) result = mo_connection_query (self->connection, text, -1, NULL);

  /* Relaxed: a count. */
  atomic_fetch_add_explicit (&self->n_kills, 1, memory_order_relaxed);
  return result != NULL;
}

/* Does what the order's rung says, or where that cannot be done, what the next one says. */
static void
climb (MoKiller *self, MoKillOrder *order)
{
  MoFence *fence = order->fence;

  if (order->rung != MO_KILL_SOCKET && !reaches (self, fence))
    order->rung = MO_KILL_SOCKET;
  if (order->rung == MO_KILL_QUERY && !send_kill (self, fence, "QUERY"))
    order->rung = mo_connection_is_lost (self->connection) ? MO_KILL_SOCKET : MO_KILL_CONNECTION;
  if (order->rung == MO_KILL_CONNECTION && !send_kill (self, fence, "CONNECTION"))
    order->rung = MO_KILL_SOCKET;
  if (order->rung == MO_KILL_SOCKET)
    mo_fence_cut (fence);
}

/* --- what a KILL may leave behind --- */

/* Whether the server has nothing to do for that connection. */
static gboolean
is_asleep (MoKiller *self, MoFence *fence)
{
  g_autofree char *text = NULL;
  g_autoptr (MoResult) result = NULL;

  if (!reaches (self, fence)
      || mo_connection_get_server_kind (self->connection) == MO_SERVER_KIND_MATRIXONE)
    return FALSE;
  text = g_strdup_printf ("SELECT id FROM information_schema.processlist WHERE id = "
                          "%" G_GUINT64_FORMAT " AND command = 'Sleep'",
                          mo_fence_get_id (fence));
  result = mo_connection_query (self->connection, text, -1, NULL);
  return result != NULL && mo_result_get_n_rows (result) == 1;
}

/* A KILL that meets a packet just between two of its statements makes MariaDB and MySQL drop the
 * rest without a word, although the last answer said that more would come: the worker would wait
 * for ever. If nothing comes while the server sleeps, the connection is cut. TRUE: there is nothing
 * more to look at. */
static gboolean
look_after (MoKiller *self, MoKillOrder *order)
{
  MoFencePlace place;
  gboolean asleep;

  if (!mo_fence_find_place (order->fence, &place) || place.n_entered != order->place.n_entered)
    return TRUE;
  asleep = is_asleep (self, order->fence);
  if (asleep && order->was_asleep && mo_fence_begin_cut (order->fence, &order->place))
    {
      mo_fence_cut (order->fence);
      mo_fence_end_kill (order->fence, TRUE);
      return TRUE;
    }
  order->place = place;
  order->was_asleep = asleep;
  order->due_usec = mo_clock_now (&self->clock) + self->patience_usec / 2;
  return FALSE;
}

/* TRUE: it is done with. */
static gboolean
execute (MoKiller *self, MoKillOrder *order)
{
  gboolean is_last;

  if (order->job == NULL)
    {
      if (reaches (self, order->fence))
        send_kill (self, order->fence, "CONNECTION");
      return TRUE;
    }
  if (!mo_fence_begin_kill (order->fence, order->job, order->rung == MO_KILL_SOCKET))
    return look_after (self, order);
  mo_fence_find_place (order->fence, &order->place);
  climb (self, order);
  is_last = order->rung == MO_KILL_SOCKET;
  mo_fence_end_kill (order->fence, order->rung != MO_KILL_QUERY);
  order->rung++;
  order->due_usec = mo_clock_now (&self->clock) + self->patience_usec;
  return is_last;
}

/* --- the thread --- */

/* With the lock held: the first that is due, unlinked; or NULL, and when to look again. */
static MoKillOrder *
take_due (MoKiller *self, gint64 now, gint64 *wait_usec)
{
  *wait_usec = self->is_reserved ? LOOK_USEC : -1;
  for (GList *link = self->orders.head; link != NULL; link = link->next)
    {
      MoKillOrder *order = link->data;
      gint64 wait = order->due_usec - now;

      if (wait <= 0 || self->quits)
        {
          g_queue_delete_link (&self->orders, link);
          return order;
        }
      if (*wait_usec < 0 || wait < *wait_usec)
        *wait_usec = wait;
    }
  return NULL;
}

/* NULL: nothing is due; look at the connection, or end. */
static MoKillOrder *
next_order (MoKiller *self, gboolean *quits)
{
  MoKillOrder *order;
  gboolean in_time = TRUE;
  gint64 wait_usec;

  mo_mutex_lock (&self->lock);
  while ((order = take_due (self, mo_clock_now (&self->clock), &wait_usec)) == NULL
         && !self->quits && in_time)
    {
      if (!self->is_woken)
        in_time = mo_cond_wait_until (&self->changed, &self->lock,
                                      wait_usec < 0 ? -1 : g_get_monotonic_time () + wait_usec)
                  || self->orders.length > 0;
      self->is_woken = FALSE;
    }
  *quits = self->quits;
  mo_mutex_unlock (&self->lock);
  return order;
}

static void
put_back (MoKiller *self, MoKillOrder *order)
{
  mo_mutex_lock (&self->lock);
  g_queue_push_tail (&self->orders, order);
  mo_mutex_unlock (&self->lock);
}

static gboolean
is_reserved (MoKiller *self)
{
  gboolean reserved;

  mo_mutex_lock (&self->lock);
  reserved = self->is_reserved;
  mo_mutex_unlock (&self->lock);
  return reserved;
}

static gpointer
killer_main (gpointer data)
{
  MoKiller *self = data;
  gboolean quits = FALSE;
  MoKillOrder *order;

  mo_connection_thread_init (self->api);
  do
    {
      if (!quits && is_reserved (self))
        ensure_connection (self);
      order = next_order (self, &quits);
      if (order != NULL && (!quits || order->job == NULL) && !execute (self, order))
        put_back (self, order);
      else if (order != NULL)
        order_free (order);
    }
  while (order != NULL || !quits);
  g_clear_pointer (&self->connection, mo_connection_close);
  mo_connection_thread_end (self->api);
  return NULL;
}

/* With the lock held. */
static void
start (MoKiller *self)
{
  if (self->thread == NULL && !self->quits)
    self->thread = g_thread_new ("mo-killer", killer_main, self);
}

void
mo_killer_reserve (MoKiller *self)
{
  mo_mutex_lock (&self->lock);
  self->is_reserved = TRUE;
  start (self);
  mo_mutex_unlock (&self->lock);
}

/* Consumes @order. */
static void
push (MoKiller *self, MoKillOrder *order)
{
  gboolean comes_late;

  mo_mutex_lock (&self->lock);
  comes_late = self->quits;
  if (!comes_late)
    {
      g_queue_push_tail (&self->orders, order);
      start (self);
      g_cond_signal (&self->changed);
    }
  mo_mutex_unlock (&self->lock);
  if (comes_late) /* it would be kept for ever, and keep the fence, which keeps us */
    order_free (order);
}

void
mo_killer_order (MoKiller *self,
                 MoFence *fence,
                 MoJob *job,
                 gboolean only_cut,
                 gint64 delay_usec)
{
  MoKillOrder *order = g_new0 (MoKillOrder, 1);

  order->fence = mo_fence_ref (fence);
  order->job = (MoJob *) mo_job_dup_future (job);
  order->rung = only_cut ? MO_KILL_SOCKET : MO_KILL_QUERY;
  order->due_usec = mo_clock_now (&self->clock) + delay_usec
                    + (only_cut ? MO_KILL_SOCKET * self->patience_usec : 0);
  push (self, order);
}

void
mo_killer_end_connection (MoKiller *self, MoFence *fence)
{
  MoKillOrder *order = g_new0 (MoKillOrder, 1);

  order->fence = mo_fence_ref (fence);
  order->due_usec = mo_clock_now (&self->clock);
  push (self, order);
}

void
mo_killer_wake (MoKiller *self)
{
  mo_mutex_lock (&self->lock);
  self->is_woken = TRUE;
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
}

void
mo_killer_end (MoKiller *self)
{
  GThread *thread;

  mo_mutex_lock (&self->lock);
  self->quits = TRUE;
  thread = g_steal_pointer (&self->thread);
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
  if (thread != NULL)
    g_thread_join (thread);
}

guint64
mo_killer_get_n_kills (MoKiller *self)
{
  /* Relaxed: a count. */
  return atomic_load_explicit (&self->n_kills, memory_order_relaxed);
}
