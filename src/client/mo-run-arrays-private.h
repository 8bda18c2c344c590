/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading an answer into arrays. */

#pragma once

#include "sql/mo-statement-private.h"
#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

/* Of an answer that has begun. All of its rows are read, whatever becomes of them. */
MoResult *mo_run_take_arrays (MoConnection *connection, MoStatement *statement, GError **error);

G_END_DECLS
