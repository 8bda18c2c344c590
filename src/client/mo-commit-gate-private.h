/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between a COMMIT that is about to be sent and those who would rather have it cancelled: whoever
 * comes first, wins. */

#pragma once

#include "pool/mo-lease-private.h"

G_BEGIN_DECLS

typedef struct _MoCommitGate MoCommitGate;

/* Of the transaction on @lease. */
MoCommitGate *mo_commit_gate_new   (MoLease      *lease);
MoCommitGate *mo_commit_gate_ref   (MoCommitGate *self);
void          mo_commit_gate_unref (MoCommitGate *self);

/* Nothing more is sent, and what runs is stopped. FALSE: too late. */
gboolean      mo_commit_gate_close (MoCommitGate *self);
/* The same, since the time of the transaction is over; TRUE also if it was closed before. */
gboolean      mo_commit_gate_expire (MoCommitGate *self);
/* From here on it is too late. FALSE: it is closed. */
gboolean      mo_commit_gate_pass  (MoCommitGate *self);
gboolean      mo_commit_gate_is_closed (MoCommitGate *self);
/* Whether it is closed because the time was over. */
gboolean      mo_commit_gate_is_expired (MoCommitGate *self);

G_END_DECLS
