/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which functions are the server's own. One that somebody has made may write. */

#pragma once

#include "sql/mo-words-private.h"

G_BEGIN_DECLS

/* Whether a function is called at @i that is none of those that are known to change nothing. */
gboolean mo_known_call_is_other (const MoWords *words, gsize i);

G_END_DECLS
