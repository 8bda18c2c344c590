/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A clone that is a copy: inside a transaction, with what that has written. */

#pragma once

#include <matrixone-glib/mo-clone.h>

#include "client/mo-program-private.h"

G_BEGIN_DECLS

/* (transfer full): of a whole database, where @target_table and @source_table are NULL; of one
 * table otherwise, whose databases are NULL for that of the connection. NULL and an error for a
 * name that cannot be one. */
MoProgram *mo_clone_copy_new (const char   *target_database,
                              const char   *target_table,
                              const char   *source_database,
                              const char   *source_table,
                              MoCloneFlags  flags,
                              GError      **error);

G_END_DECLS
