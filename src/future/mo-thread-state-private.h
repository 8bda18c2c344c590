/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library knows of the running thread: whether it may block, where its continuations run,
 * and what it holds back while a gather is being written down. Owned by its thread, never shared.
 */

#pragma once

#include <matrixone-glib/mo-types.h>

G_BEGIN_DECLS

typedef struct _MoCork MoCork;
typedef struct _MoInbox MoInbox;
typedef struct _MoOwner MoOwner;
typedef struct _MoScheduler MoScheduler;

/* Work that this thread has submitted inside mo_gather() and that is let go as one piece when the
 * last argument has been evaluated, or when the thread is about to block. */
struct _MoCork
{
  MoCork *next;
  gconstpointer key;              /* whom it is for */
  void (*release) (MoCork *self); /* consumes it */
};

/* A call of ours that runs a function of the program's, which may end the thread. */
typedef struct _MoThreadCall MoThreadCall;

typedef struct
{
  /* NULL, or why this thread must not block: "on a worker", "on the dispatcher". */
  const char *no_waiting;
  /* Whether the caller may insist, with MO_WAIT_IN_CALLBACK. */
  gboolean may_insist;
  /* This is the thread that runs the callbacks which name no context. */
  gboolean is_dispatcher;
  /* Where mo_then() delivers; NULL: the dispatcher thread. */
  MoScheduler *scheduler;
  /* The pool whose connection a blocking transaction body on this thread holds; or NULL. */
  gpointer body_pool;
  const char *body_label; /* and where that body was begun; lent */
  /* What is submitted now is cancelled already: it is not to begin. */
  gboolean submits_cancelled;
  /* What wakes this thread where it blocks, and what it has to run then; NULL until it does. */
  MoInbox *inbox;
  /* What is made on this thread belongs to; NULL until something is. */
  MoOwner *owner;
  /* Stack of the gathers being written down; see mo-combinators.c. */
  GPtrArray *gatherings;
  MoCork *corks; /* the newest first */
  GHashTable *corks_by_key; /* gconstpointer => MoCork; NULL until there is one */
  /* Futures whose last reference is gone and that wait to be freed; see mo_future_unref(). */
  MoFuture *dying;
  gboolean reaping;
  /* What the library is changing in instances, on the stack of the thread; see orm/mo-changes.c. */
  gpointer changes;
  /* Instances of models whose last reference is gone, and that wait to be freed, of element-type
   * gpointer; NULL: none is being freed. See mo_entity_unref(). */
  GSList **dead;
  /* Those that the thread is in, the innermost first. */
  MoThreadCall *calls;
} MoThreadState;

MoThreadState *mo_thread_state_get (void);

/* The one that usually runs the default main context. */
gboolean mo_thread_is_main (void);

static inline gboolean
mo_thread_state_is_corked (const MoThreadState *self)
{
  return self->gatherings != NULL && self->gatherings->len > 0;
}

/* Gives @data up to the thread for as long as the function runs, since nothing on the stack is
 * cleaned up where that calls g_thread_exit(): then @abandon gets it, in the thread's last moments.
 * The stack must hold nothing else that is owned. */
void     mo_thread_call_enter (GDestroyNotify abandon,
                               gpointer       data);
/* Gives it back, to the call that entered last. */
gpointer mo_thread_call_leave (void);

MoCork *mo_thread_state_find_cork     (MoThreadState *self,
                                       gconstpointer  key);
/* Consumes @cork, whose key and release() are set. */
void    mo_thread_state_add_cork      (MoThreadState *self,
                                       MoCork        *cork);
void    mo_thread_state_release_corks (MoThreadState *self);

G_END_DECLS
