/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys as text: as they are, and as a server may compare them, which finds 'DE' and 'de ' equal
 * unless the column's collation says otherwise. */

#pragma once

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* (transfer full): keys that a server may find equal have the same. Only text has another than its
 * own. */
char    *mo_key_fold     (const MoValue *key);
gboolean mo_key_is_alike (const MoValue *a,
                          const MoValue *b);

G_END_DECLS
