/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommandText: the text of a command, its values, and the first mistake. */

#include "matrixone/mo-command-text-private.h"

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>

#include "orm/mo-select-private.h"
#include "sql/mo-quoting-private.h"

struct _MoCommandText
{
  GString *sql;
  GPtrArray *texts; /* of char, owned: those that are bound, in their order */
  GError *error;    /* the first mistake; NULL: none so far */
};

MoCommandText *
mo_command_text_new (const char *sql)
{
  MoCommandText *self = g_new0 (MoCommandText, 1);

  self->sql = g_string_new (sql);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mo_command_text_free (MoCommandText *self)
{
  g_string_free (self->sql, TRUE);
  g_ptr_array_unref (self->texts);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- pieces --- */

void
mo_command_text_add (MoCommandText *self, const char *sql)
{
  g_string_append (self->sql, sql);
}

void
mo_command_text_add_if (MoCommandText *self, gboolean condition, const char *sql)
{
  if (condition)
    mo_command_text_add (self, sql);
}

void
mo_command_text_name (MoCommandText *self, const char *name, const char *what)
{
  if (self->error == NULL)
    mo_quote_identifier (self->sql, name, what, &self->error);
}

void
mo_command_text_table (MoCommandText *self, const char *database, const char *table)
{
  if (database != NULL)
    {
      mo_command_text_name (self, database, "the database's name");
      mo_command_text_add (self, ".");
    }
  mo_command_text_name (self, table, "the table's name");
}

void
mo_command_text_names (MoCommandText *self, const char *const *names, const char *what)
{
  if (names == NULL || names[0] == NULL)
    mo_command_text_refuse (self, "there is none of %s: name one at least", what);
  for (guint i = 0; self->error == NULL && names[i] != NULL; i++)
    {
      mo_command_text_add_if (self, i > 0, ", ");
      mo_command_text_name (self, names[i], what);
    }
}

static gboolean
is_word (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '_')
      return FALSE;
  return TRUE;
}

void
mo_command_text_word (MoCommandText *self, const char *word, const char *what)
{
  if (is_word (word))
    mo_command_text_add (self, word);
  else
    mo_command_text_refuse (self, "%s, \"%s\", is no word of letters, digits and underscores", what,
                            word != NULL ? word : "NULL");
}

void
mo_command_text_value (MoCommandText *self, const char *value, const char *what)
{
  if (value == NULL)
    {
      mo_command_text_refuse (self, "%s is NULL", what);
      return;
    }
  g_string_append_c (self->sql, '?');
  g_ptr_array_add (self->texts, g_strdup (value));
}

void
mo_command_text_number (MoCommandText *self, gint64 number)
{
  g_string_append_printf (self->sql, "%" G_GINT64_FORMAT, number);
}

void
mo_command_text_snapshot (MoCommandText *self, const char *snapshot)
{
  if (snapshot == NULL || self->error != NULL)
    return;
  mo_command_text_add (self, " ");
  mo_quote_snapshot (self->sql, snapshot, &self->error);
}

void
mo_command_text_refuse (MoCommandText *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->error == NULL)
    self->error = g_error_new_valist (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
}

/* --- running --- */

MoStatement *
mo_command_text_to_statement (MoCommandText *self, GError **error)
{
  g_autofree MoValue *values = g_new (MoValue, self->texts->len + 1);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }
  for (guint i = 0; i < self->texts->len; i++)
    values[i] = mo_value_text (g_ptr_array_index (self->texts, i));
  return mo_statement_new (self->sql->str, values, self->texts->len, MO_STATEMENT_DEFAULT, error);
}

/* (transfer full): NULL and an error: a mistake. */
static MoCommand *
make_command (MoCommandText *self, MoCommandPlace place, GError **error)
{
  MoStatement *statement = mo_command_text_to_statement (self, error);

  return statement != NULL ? mo_command_new_for (statement, place) : NULL;
}

MoFuture *
mo_command_text_run (MoCommandText *self, MoExecutor *executor, MoCommandPlace place)
{
  g_autoptr (MoCommandText) owned = self;
  GError *error = NULL;
  MoCommand *command = make_command (owned, place, &error);

  return command != NULL ? mo_executor_command (executor, command)
                         : mo_executor_refuse (executor, error);
}

MoFuture *
mo_command_text_list (MoCommandText *self,
                      MoExecutor *executor,
                      MoCommandPlace place,
                      const MoModel *model)
{
  g_autoptr (MoCommandText) owned = self;
  GError *error = NULL;
  MoCommand *command = make_command (owned, place, &error);

  return command != NULL
             ? mo_select_hydrate_future (model, mo_executor_command (executor, command))
             : mo_executor_refuse (executor, error);
}
