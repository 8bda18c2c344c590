/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One of MatrixOne's own commands: its text, and when it may run. */

#pragma once

#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* What becomes of it in a transaction. */
typedef enum
{
  MO_COMMAND_RUNS,      /* there, at once */
  MO_COMMAND_AT_COMMIT, /* it travels behind COMMIT, since the server refuses it before */
  MO_COMMAND_REFUSED,   /* the server refuses it, and its answer is wanted */
} MoCommandPlace;

typedef struct
{
  MoStatement *statement;
  char *what;         /* "CREATE SNAPSHOT `s`" or "mo_snapshot_list()": for messages */
  MoCommandPlace place;
  gboolean alone;     /* the server runs it only as a packet of its own */
  MoStatement *probe; /* fails with NO_SUCH_OBJECT while the target's name is free; or NULL */
  gboolean may_exist; /* ALREADY_EXISTS is no failure: the server may not heed IF NOT EXISTS */
} MoCommand;

/* NULL and an error if @sql is not one statement. */
MoCommand *mo_command_new  (const char    *sql,
                            const char    *what,
                            MoCommandPlace place,
                            GError       **error);
/* (transfer full): @what: NULL: called by its text. Consumes @statement. */
MoCommand *mo_command_new_for (MoStatement   *statement,
                               const char    *what,
                               MoCommandPlace place);
/* Whether @error says no more than that the target was there, and that is fine. */
gboolean   mo_command_forgives (const MoCommand *self,
                                const GError    *error);
void       mo_command_free (MoCommand  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCommand, mo_command_free)

G_END_DECLS
