/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What takes part in a transaction for a session that has begun it, and so owns it: an open
 * transaction keeps its participants, and the two would keep each other. */

#pragma once

#include "orm/mo-session-private.h"

G_BEGIN_DECLS

/* (transfer full) */
MoParticipant *mo_session_link_new (MoSession     *session);
/* The session has no part in the transaction any more. */
void           mo_session_link_cut (MoParticipant *self);

G_END_DECLS
