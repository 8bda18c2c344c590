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
/* (transfer full): messages call it by the name of the function that this stands in, as a long
 * SELECT says little to who did not write it. */
#define        mo_command_text_call(sql) mo_command_text_new_called (G_STRFUNC, sql)
MoCommandText *mo_command_text_new_called (const char *function,
                                           const char *sql);
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
/* The same of what the server writes into its own tables, and looks for there. It takes blanks off
 * both ends, and reads a backslash as the beginning of an escape: such a name would be another's.
 */
void           mo_command_text_object (MoCommandText *self,
                                       const char    *name,
                                       const char    *what);
/* The same of what the server pastes into a statement of its own: what would end a literal there
 * is a mistake, and not for the server to find. */
void           mo_command_text_plain (MoCommandText *self,
                                       const char    *name,
                                       const char    *what);
/* Those mistakes, of a name that is said otherwise. */
void           mo_command_text_check_object (MoCommandText *self,
                                             const char    *name,
                                             const char    *what);
void           mo_command_text_check_pasted (MoCommandText *self,
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
/* Any value as a literal; what it points to is borrowed until the command runs. */
void           mo_command_text_bind   (MoCommandText *self,
                                       const MoValue *value);
void           mo_command_text_number (MoCommandText *self,
                                       gint64         number);
/* A whole statement with its values, to go on behind it. (transfer full) */
void           mo_command_text_statement (MoCommandText *self,
                                          MoStatement   *statement);
/* {snapshot = `name`} behind a table or database; NULL: nothing. */
void           mo_command_text_snapshot (MoCommandText *self,
                                         const char    *snapshot);
/* The name of a database or a table as a string, as the server keeps it: in small letters if that
 * is how it does. */
void           mo_command_text_kept   (MoCommandText *self,
                                       const char    *name,
                                       const char    *what);
/* The same for 'database.table' and what there is behind further dots, for functions of the server
 * that find tables by such. @more ends with NULL. */
void           mo_command_text_dotted (MoCommandText     *self,
                                       const char        *database,
                                       const char        *table,
                                       const char *const *more);
/* A mistake: INVALID_ARGUMENT. */
void           mo_command_text_refuse (MoCommandText *self,
                                       const char    *format,
                                       ...) G_GNUC_PRINTF (2, 3);

/* Whether @name could be an identifier, to be added later. */
void           mo_command_text_check_name (MoCommandText *self,
                                           const char    *name,
                                           const char    *what);
/* Whether there was a mistake so far. */
gboolean       mo_command_text_is_refused (MoCommandText *self);

/* --- running; each consumes @self --- */

/* (transfer full): for a program; NULL and an error: a mistake. */
MoStatement   *mo_command_text_to_statement (MoCommandText *self,
                                             GError       **error);
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
