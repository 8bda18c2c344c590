/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session does as a participant of nested scopes; all on its owner. */

#pragma once

#include "orm/mo-session-private.h"

G_BEGIN_DECLS

gpointer mo_session_mark      (MoSession *self);
/* @mark: NULL: it was not there yet. */
void     mo_session_rewind    (MoSession *self, gpointer mark);
void     mo_session_mark_free (gpointer   mark);

G_END_DECLS
