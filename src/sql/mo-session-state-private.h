/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a statement leaves behind in the session of the connection that it ran on. */

#pragma once

#include "sql/mo-words-private.h"

G_BEGIN_DECLS

/* All for one reading of a statement, without parentheses around it. */
gboolean mo_session_state_is_left          (const MoWords *words);
/* Only where mo_session_state_is_left(). */
gboolean mo_session_state_changes_database (const MoWords *words);
gboolean mo_session_state_hides_text       (const MoWords *words);
/* Where its words do not tell; those that do are mo_transaction_rule_find()'s. */
gboolean mo_session_state_may_end_transaction (const MoWords *words);
gboolean mo_session_state_changes_zone     (const MoWords *words);
gboolean mo_session_state_is_unknown       (const MoWords *words);

G_END_DECLS
