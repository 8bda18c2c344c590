/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What LOAD DATA reads: a line a row, fields apart by tabs, a backslash before what would be taken
 * for something else. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "base/mo-server-kind-private.h"

G_BEGIN_DECLS

/* Behind which a server takes \N for NULL, and what stands behind a backslash for itself. In hex
 * where it can be, as what a backslash means in a literal depends on the sql_mode. */
#define MO_BULK_FORMAT "FIELDS TERMINATED BY 0x09 ESCAPED BY 0x5C LINES TERMINATED BY 0x0A"
#define MO_BULK_FORMAT_MATRIXONE                                                                   \
  "FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n'"

/* One field, of a value that was checked, in UTF-8. Bytes are in hex, for UNHEX(), where the server
 * reads characters; MatrixOne reads them as they are, and knows no UNHEX() there. */
void mo_bulk_text_append (GString       *out,
                          const MoValue *value,
                          MoServerKind   kind);

G_END_DECLS
