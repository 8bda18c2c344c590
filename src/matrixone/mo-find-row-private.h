/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one row of a name, from a SHOW that has no condition for it, or one that is no good. */

#pragma once

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

/* (transfer full): a future of a result of those rows that have @name in @column, and which are
 * instances of @model; large letters and small ones are the same. Consumes @text. */
MoFuture *mo_find_row (MoCommandText  *text,
                       MoExecutor     *executor,
                       MoCommandPlace  place,
                       const MoModel  *model,
                       const char     *column,
                       const char     *name);

G_END_DECLS
