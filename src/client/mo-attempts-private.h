/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How often the body of a transaction is run, and what is to be said of one that fails. */

#pragma once

#include "client/mo-transaction-options-private.h"

G_BEGIN_DECLS

/* On the one thread at a time that sees to the attempts. */
typedef struct
{
  MoTransactionOptions options;
  gint64 deadline_usec; /* on the monotonic clock; < 0: none */
  guint n;              /* of the attempt that runs or was run last, from 1 on */
} MoAttempts;

/* The first is about to begin. */
void     mo_attempts_init  (MoAttempts                 *self,
                            const MoTransactionOptions *options,
                            gint64                      deadline_usec);
/* An attempt failed with @error. @is_undone: nothing of it stands; @cause: (nullable): what the
 * server had ended it with. TRUE: there is to be another one, in @wait_usec. FALSE: @error says how
 * often it was tried. */
gboolean mo_attempts_go_on (MoAttempts                 *self,
                            gboolean                    is_undone,
                            const GError               *cause,
                            GError                     *error,
                            gint64                     *wait_usec);

/* (transfer full): @last is what the last run failed with; the client is disconnected since, and
 * the body cannot be run once more. */
GError  *mo_attempts_new_closed_error (const GError *last);

/* FALSE, INVALID_ARGUMENT: there is none. */
gboolean mo_body_check (gboolean   has_body,
                        GError   **error);
/* (transfer full): of a body that was content and had rolled back by itself. */
GError  *mo_body_new_rolled_back_error   (void);
/* (transfer full): what a body failed with that had committed by itself: run once more, it would
 * write again. */
GError  *mo_body_new_behind_commit_error (const GError *cause);
/* Of a body that failed with @error, which is consumed, and whose transaction ended with @end, or
 * with NULL: (transfer full): what there is to be told. Where it may be committed, and @error does
 * not say so, both. */
GError  *mo_body_add_end                 (GError       *error,
                                          const GError *end);

G_END_DECLS
