/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server says of a write in words, beside the counts. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of an UPDATE's "Rows matched: 3  Changed: 1  Warnings: 0". FALSE, and @n_rows is as it was, for
 * any other text, such as an INSERT's or one in another language, and for none. */
gboolean mo_info_find_changed_rows (const char *info, guint64 *n_rows);

G_END_DECLS
