/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A script as a program: its statements go one after the other, each by itself. */

#pragma once

#include "client/mo-program-private.h"
#include "sql/mo-script-private.h"

G_BEGIN_DECLS

/* Consumes @script. Its result is that of the first statement, with all others behind it. */
MoProgram *mo_script_program_new (MoScript *script);

/* Of a script that is to run on @connection, where nothing of it has been sent: FALSE where a
 * statement would be refused on its turn, as far as can be seen now. */
gboolean   mo_script_check       (const MoScript *script,
                                  MoConnection   *connection,
                                  gboolean        in_transaction,
                                  GError        **error);

G_END_DECLS
