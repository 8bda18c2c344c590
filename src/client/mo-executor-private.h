/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interface behind MoExecutor: all that a session or a command sees of client and transaction.
 */

#pragma once

#include <matrixone-glib/mo-executor.h>

#include "client/mo-command-private.h"
#include "client/mo-program-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

typedef struct _MoExecutorInterface MoExecutorInterface;

struct _MoExecutorInterface
{
  GTypeInterface parent;
  /* Each consumes what it is given and returns a future, never NULL. */
  MoFuture *(*execute) (MoExecutor *self, MoStatement *statement);
  MoFuture *(*command) (MoExecutor *self, MoCommand *command);
  MoFuture *(*run) (MoExecutor *self, MoProgram *program); /* a future of TRUE */
  MoFuture *(*open) (MoExecutor *self, MoStatement *statement); /* a future of a MoCursor */
  /* What could not even be made: a future that is rejected with @error. */
  MoFuture *(*refuse) (MoExecutor *self, GError *error);
};

/* Reject where @executor is no executor; otherwise call the interface. Consume their arguments. */
MoFuture *mo_executor_execute (MoExecutor *executor, MoStatement *statement);
MoFuture *mo_executor_command (MoExecutor *executor, MoCommand *command);
MoFuture *mo_executor_run     (MoExecutor *executor, MoProgram *program);
MoFuture *mo_executor_open    (MoExecutor *executor, MoStatement *statement);
MoFuture *mo_executor_refuse  (MoExecutor *executor, GError *error);

/* What the caller says of a statement, as it is made with. */
MoStatementFlags mo_executor_get_statement_flags (MoExecuteFlags flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoExecutor, g_object_unref)

G_END_DECLS
