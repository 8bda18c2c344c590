/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommand: a statement that only MatrixOne knows. */

#include "client/mo-command-private.h"

#include <matrixone-glib/mo-error.h>

/* Consumes @statement. */
static MoCommand *
command_new (MoStatement *statement, const char *what, MoCommandPlace place)
{
  MoCommand *self = g_new0 (MoCommand, 1);

  self->statement = statement;
  self->what = g_strdup (what);
  self->place = place;
  return self;
}

MoCommand *
mo_command_new (const char *sql, const char *what, MoCommandPlace place, GError **error)
{
  MoStatement *statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, error);

  return statement != NULL ? command_new (statement, what, place) : NULL;
}

MoCommand *
mo_command_new_for (MoStatement *statement, const char *what, MoCommandPlace place)
{
  return command_new (statement, what != NULL ? what : mo_statement_get_shown_sql (statement),
                      place);
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
