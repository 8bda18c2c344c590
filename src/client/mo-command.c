/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommand: a statement that only MatrixOne knows. */

#include "client/mo-command-private.h"

#include <matrixone-glib/mo-error.h>

MoCommand *
mo_command_new (const char *sql, const char *what, gboolean at_commit, GError **error)
{
  g_autoptr (MoStatement) statement = NULL;
  MoCommand *self;

  statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, error);
  if (statement == NULL)
    return NULL;
  self = g_new0 (MoCommand, 1);
  self->statement = g_steal_pointer (&statement);
  self->what = g_strdup (what);
  self->at_commit = at_commit;
  return self;
}

gboolean
mo_command_forgives (const MoCommand *self, const GError *error)
{
  return self->may_exist && g_error_matches (error, MO_ERROR, MO_ERROR_ALREADY_EXISTS);
}

void
mo_command_free (MoCommand *self)
{
  mo_statement_unref (self->statement);
  g_clear_pointer (&self->probe, mo_statement_unref);
  g_free (self->what);
  g_free (self);
}
