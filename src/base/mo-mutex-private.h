/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GMutex and GCond that the thread sanitizer can see through.
 *
 * A GMutex is a futex of its own, which the sanitizer does not intercept.
 */

#pragma once

#include <glib.h>

#include "base/mo-sanitizer-private.h"

typedef struct
{
  GMutex mutex;
} MoMutex;

static inline void
mo_mutex_init (MoMutex *self)
{
  g_mutex_init (&self->mutex);
  MO_TSAN (__tsan_mutex_create (self, __tsan_mutex_not_static));
}

static inline void
mo_mutex_clear (MoMutex *self)
{
  MO_TSAN (__tsan_mutex_destroy (self, __tsan_mutex_not_static));
  g_mutex_clear (&self->mutex);
}

static inline void
mo_mutex_lock (MoMutex *self)
{
  MO_TSAN (__tsan_mutex_pre_lock (self, 0));
  g_mutex_lock (&self->mutex);
  MO_TSAN (__tsan_mutex_post_lock (self, 0, 0));
}

/* FALSE: somebody else holds it. */
static inline gboolean
mo_mutex_trylock (MoMutex *self)
{
  gboolean locked;

  MO_TSAN (__tsan_mutex_pre_lock (self, __tsan_mutex_try_lock));
  locked = g_mutex_trylock (&self->mutex);
  MO_TSAN (__tsan_mutex_post_lock (
      self, __tsan_mutex_try_lock | (locked ? 0 : __tsan_mutex_try_lock_failed), 0));
  return locked;
}

static inline void
mo_mutex_unlock (MoMutex *self)
{
  MO_TSAN (__tsan_mutex_pre_unlock (self, 0));
  g_mutex_unlock (&self->mutex);
  MO_TSAN (__tsan_mutex_post_unlock (self, 0));
}

/* FALSE once @end_time (monotonic, microseconds) has passed; a negative one never does. */
static inline gboolean
mo_cond_wait_until (GCond *cond, MoMutex *self, gint64 end_time)
{
  gboolean signalled = TRUE;

  MO_TSAN (__tsan_mutex_pre_unlock (self, 0));
  MO_TSAN (__tsan_mutex_post_unlock (self, 0));
  if (end_time < 0)
    g_cond_wait (cond, &self->mutex);
  else
    signalled = g_cond_wait_until (cond, &self->mutex, end_time);
  MO_TSAN (__tsan_mutex_pre_lock (self, 0));
  MO_TSAN (__tsan_mutex_post_lock (self, 0, 0));
  return signalled;
}
