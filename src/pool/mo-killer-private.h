/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stops statements over a connection of its own: KILL QUERY, then KILL CONNECTION, then the socket.
 *
 * One thread a pool. Its connection is reserved, unless the settings say otherwise: one that would
 * have to be opened first cannot be had when the server has no more to give.
 */

#pragma once

#include "base/mo-clock-private.h"
#include "pool/mo-job-private.h"

G_BEGIN_DECLS

typedef struct _MoKiller MoKiller;

/* @patience_usec: how long each means has until the next, harsher one. */
MoKiller *mo_killer_new   (const MoMysqlApi *api,
                           const MoEndpoint *endpoint,
                           const MoClock    *clock,
                           gint64            patience_usec);
MoKiller *mo_killer_ref   (MoKiller         *self);
void      mo_killer_unref (MoKiller         *self);

/* Opens the connection before there is need for it, and keeps it. */
void      mo_killer_reserve (MoKiller       *self);
/* Stops what @job runs behind @fence, if it still does when @delay_usec are over. @only_cut: by the
 * last means alone, and not before the others would have had their time. Any thread; never
 * blocks. */
void      mo_killer_order (MoKiller         *self,
                           MoFence          *fence,
                           MoJob            *job,
                           gboolean          only_cut,
                           gint64            delay_usec);
/* Has the server end @fence's connection, which was cut from our side while something ran there
 * that no job asked for: by itself it may not notice for long. As above. */
void      mo_killer_end_connection (MoKiller *self,
                                    MoFence  *fence);
/* For tests: look at the clock again. */
void      mo_killer_wake  (MoKiller         *self);
/* Closes the connection and waits for the thread. What is ordered from here on, by somebody who is
 * late, is over, and dropped. */
void      mo_killer_end   (MoKiller         *self);

/* KILLs sent so far. */
guint64   mo_killer_get_n_kills (MoKiller   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoKiller, mo_killer_unref)

G_END_DECLS
