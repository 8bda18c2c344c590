/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table of a DATA BRANCH command. */

#pragma once

#include <matrixone-glib/mo-branch.h>

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

/* `database`.`table` {snapshot = `…`}; NULL is a mistake. */
void mo_branch_table_add    (MoCommandText       *text,
                             const MoBranchTable *table);
/* The same for one that is written: a snapshot is a mistake. */
void mo_branch_table_add_to (MoCommandText       *text,
                             const MoBranchTable *table);

G_END_DECLS
