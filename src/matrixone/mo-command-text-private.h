/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommandText: one of MatrixOne's commands, put together piece by piece. Names are quoted, and
 * values bound: nothing is pasted. The first mistake is kept, and what comes behind it is skipped,
 * so that whoever writes a command asks once, at its end. */

#pragma once

#include "client/mo-executor-private.h"
#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct _MoCommandText MoCommandText;

/* (transfer full): @sql: how it begins, blanks behind words included. */
MoCommandText *mo_command_text_new   (const char    *sql);
void           mo_command_text_free  (MoCommandText *self);
/* Words of ours. */
void           mo_command_text_add   (MoCommandText *self,
                                      const char    *sql);
/* Those, unless @condition is FALSE. */
void           mo_command_text_add_if (MoCommandText *self,
                                       gboolean       condition,
                                       const char    *sql);
/* An identifier; @what is for messages: "the stage's name". */
void           mo_command_text_name  (MoCommandText *self,
                                      const char    *name,
                                      const char    *what);
/* `database`.`table`, or the latter alone where @database is NULL. */
void           mo_command_text_table (MoCommandText *self,
                                      const char    *database,
                                      const char    *table);
/* Names with a comma between them; @names ends with NULL, and may not be empty. */
void           mo_command_text_names (MoCommandText     *self,
                                      const char *const *names,
                                      const char        *what);
/* A word of the server's that is not quoted: letters, digits and underscores. */
void           mo_command_text_word  (MoCommandText *self,
                                      const char    *word,
                                      const char    *what);
/* A string literal; NULL is a mistake. */
void           mo_command_text_value (MoCommandText *self,
                                      const char    *value,
                                      const char    *what);
void           mo_command_text_number (MoCommandText *self,
                                       gint64         number);
/* {snapshot = 'name'} behind a table or database; NULL: nothing. */
void           mo_command_text_snapshot (MoCommandText *self,
                                         const char    *snapshot);
/* A mistake: INVALID_ARGUMENT. */
void           mo_command_text_refuse (MoCommandText *self,
                                       const char    *format,
                                       ...) G_GNUC_PRINTF (2, 3);

/* (transfer full): NULL and an error: there was a mistake. */
MoStatement   *mo_command_text_to_statement (MoCommandText *self,
                                             GError       **error);

/* --- running; each consumes @self --- */

/* (transfer full): rejected where there was a mistake. */
MoFuture      *mo_command_text_run   (MoCommandText  *self,
                                      MoExecutor     *executor,
                                      MoCommandPlace  place);
/* (transfer full): a future of a result, whose rows are instances of @model as well: the columns
 * are found by their names. */
MoFuture      *mo_command_text_list  (MoCommandText  *self,
                                      MoExecutor     *executor,
                                      MoCommandPlace  place,
                                      const MoModel  *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCommandText, mo_command_text_free)

G_END_DECLS
