/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words that MatrixOne takes for something else, from @start to @end. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* It would take what stands between two $ signs for a string. */
gboolean mo_word_is_dollar_quote (const char *start, const char *end);

/* Behind _utf8mb4, in lower case, it expects a string in single quotes; anything else it takes for
 * a name, and then for another one, of which the first characters may be quotes. Either ends before
 * a second $. */
gboolean mo_word_is_cut (const char *start, const char *end, const char *text_end);

G_END_DECLS
