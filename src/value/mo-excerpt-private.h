/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The beginning of a long text, for messages. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): at most @max_bytes of @text, cut between two characters and then followed by
 * an ellipsis; always UTF-8 without a NUL, whatever @text holds. */
char *mo_excerpt (const char *text, gsize length, gsize max_bytes);

G_END_DECLS
