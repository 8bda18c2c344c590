/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program by itself on whichever connection is free. */

#pragma once

#include "client/mo-program-private.h"
#include "pool/mo-job-private.h"
#include "pool/mo-log-options-private.h"

G_BEGIN_DECLS

/* Consumes @program. */
MoJob *mo_program_job_new (MoProgram *program, const MoLogOptions *log);

/* One turn after the other. @run runs the statements of a turn and adds a MoResult for each to
 * @answers; FALSE: it failed. */
gboolean mo_program_run (MoProgram           *self,
                         const MoProgramSite *site,
                         gboolean           (*run) (gpointer    data,
                                                    GPtrArray  *statements,
                                                    GPtrArray  *answers,
                                                    GError    **error),
                         gpointer             data,
                         GError             **error);

/* Settles @job, whose program is done. */
void     mo_program_resolve (MoProgram *self, MoJob *job);

/* Of a program that stopped at @error: which statement that is about, and what became of those
 * before it. */
void     mo_program_tell_place (MoProgram  *self,
                                const char *before,
                                GError    **error);

G_END_DECLS
