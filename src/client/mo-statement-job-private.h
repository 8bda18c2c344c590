/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs of the client alone: one statement or one command by itself. */

#pragma once

#include "client/mo-command-private.h"
#include "pool/mo-job-private.h"
#include "pool/mo-log-options-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* Each consumes what it is given. */
MoJob *mo_statement_job_new (MoStatement *statement, const MoLogOptions *log);
MoJob *mo_command_job_new   (MoCommand *command, const MoLogOptions *log);
/* A job that needs nothing but a connection. */
MoJob *mo_connect_job_new   (void);

G_END_DECLS
