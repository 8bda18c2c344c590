/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running one statement on one connection, with errors that name the statement. */

#pragma once

#include "client/mo-command-private.h"
#include "sql/mo-statement-private.h"
#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

/* FALSE where the connection's sql_mode would read the statement's own strings in another way than
 * our lexer did. */
gboolean  mo_run_check_statement (MoConnection *connection,
                                  MoStatement  *statement,
                                  GError      **error);

/* By the protocol that the statement asks for. */
MoResult *mo_run_statement     (MoConnection *connection,
                                MoStatement  *statement,
                                gboolean      echo,
                                GError      **error);

/* Puts the beginning of the statement's text, never a value, in front of what the server said. */
void      mo_run_name_statement (GError     **error,
                                 MoStatement *statement);

void      mo_run_echo          (MoConnection *connection,
                                const char   *text);

/* No server is set up to take less than this. */
#define MO_SMALL_PACKET_BYTES (16 * 1024)

/* How much may go into one packet; asks the server where @wanted is more than a small one. */
gsize     mo_run_packet_bytes  (MoConnection *connection, gsize wanted);

/* FALSE, with the server's name in the error, where it is no MatrixOne. */
gboolean  mo_run_check_command (MoConnection    *connection,
                                const MoCommand *command,
                                GError         **error);

G_END_DECLS
