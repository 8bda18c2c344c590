/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommandSteps: commands that go one behind the other on one connection, each of which may look
 * at its answer, and put another one behind itself. MatrixOne alone runs them. */

#pragma once

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

typedef struct _MoCommandSteps MoCommandSteps;

/* On the worker. FALSE and an error: no further. */
typedef gboolean (*MoCommandTake) (MoCommandSteps      *self,
                                   const MoProgramSite *site,
                                   MoResult            *answer,
                                   GError             **error);

/* @what begins messages: "an index of vectors is". */
MoCommandSteps *mo_command_steps_new    (const char     *what);
/* Consumes @text and @data. @take: NULL: its answer does not matter, unless it is the last. */
void            mo_command_steps_add    (MoCommandSteps *self,
                                         MoCommandText  *text,
                                         MoCommandTake   take,
                                         gpointer        data,
                                         GDestroyNotify  free_data);

/* Each consumes @self; a future of TRUE, or of the last answer as instances of @model. */
MoFuture       *mo_command_steps_run    (MoCommandSteps *self,
                                         MoExecutor     *executor);
MoFuture       *mo_command_steps_list   (MoCommandSteps *self,
                                         MoExecutor     *executor,
                                         const MoModel  *model);

/* --- in a MoCommandTake --- */

/* What the step was added with. */
gpointer        mo_command_steps_get_data (MoCommandSteps *self);
/* The next step is this one. FALSE: there is a mistake in it. */
gboolean        mo_command_steps_insert (MoCommandSteps *self,
                                         const char     *sql,
                                         GError        **error);
/* Consumes @text. */
gboolean        mo_command_steps_insert_text (MoCommandSteps *self,
                                              MoCommandText  *text,
                                              GError        **error);

G_END_DECLS
