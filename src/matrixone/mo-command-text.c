/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommandText: the text of a command, its values, and the first mistake. */

#include "matrixone/mo-command-text-private.h"

#include <string.h>

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>

#include "orm/mo-select-private.h"
#include "sql/mo-quoting-private.h"

struct _MoCommandText
{
  GString *sql;
  char *function;        /* what messages call it; NULL: its text */
  GArray *values;        /* of MoValue: those that are bound, in their order */
  GPtrArray *texts;      /* of char, owned: what values borrow */
  GPtrArray *statements; /* of MoStatement: the same */
  guint32 needs;         /* of those */
  GError *error;         /* the first mistake; NULL: none so far */
};

MoCommandText *
mo_command_text_new (const char *sql)
{
  MoCommandText *self = g_new0 (MoCommandText, 1);

  self->sql = g_string_new (sql);
  self->values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);
  return self;
}

MoCommandText *
mo_command_text_new_called (const char *function, const char *sql)
{
  MoCommandText *self = mo_command_text_new (sql);

  self->function = g_strconcat (function, "()", NULL);
  return self;
}

void
mo_command_text_free (MoCommandText *self)
{
  g_string_free (self->sql, TRUE);
  g_free (self->function);
  g_array_unref (self->values);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->statements);
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

/* Go's TrimSpace() takes more than GLib calls blank. */
static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || c == 0x0b || c == 0x85;
}

/* A quotation mark in it makes the server refuse the name. */
static gboolean
has_blank_end (const char *name)
{
  const char *last;

  if (*name == '\0' || !g_utf8_validate (name, -1, NULL) || strpbrk (name, "'\"`") != NULL)
    return FALSE; /* refused, but not for this */
  last = g_utf8_prev_char (name + strlen (name));
  return is_blank (g_utf8_get_char (name)) || is_blank (g_utf8_get_char (last));
}

void
mo_command_text_check_object (MoCommandText *self, const char *name, const char *what)
{
  if (name == NULL)
    return; /* refused, but not for this */
  if (has_blank_end (name))
    mo_command_text_refuse (self, "%s, \"%s\", begins or ends with a blank, which would be lost",
                            what, name);
  if (strchr (name, '\\') != NULL)
    mo_command_text_refuse (self, "%s, \"%s\", has a backslash, which would be lost", what, name);
}

void
mo_command_text_check_pasted (MoCommandText *self, const char *name, const char *what)
{
  if (name != NULL && strpbrk (name, "'\"`\\") != NULL)
    mo_command_text_refuse (self, "%s, \"%s\", has a quotation mark or a backslash, as none can",
                            what, name);
}

void
mo_command_text_object (MoCommandText *self, const char *name, const char *what)
{
  mo_command_text_check_object (self, name, what);
  mo_command_text_name (self, name, what);
}

void
mo_command_text_plain (MoCommandText *self, const char *name, const char *what)
{
  mo_command_text_check_pasted (self, name, what);
  mo_command_text_object (self, name, what);
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
  MoValue bound;
  char *text;

  if (value == NULL)
    {
      mo_command_text_refuse (self, "%s is NULL", what);
      return;
    }
  text = g_strdup (value);
  g_ptr_array_add (self->texts, text);
  bound = mo_value_text (text);
  mo_command_text_bind (self, &bound);
}

void
mo_command_text_bind (MoCommandText *self, const MoValue *value)
{
  g_string_append_c (self->sql, '?');
  g_array_append_vals (self->values, value, 1);
}

/* Its text has no end that would swallow what comes behind it: no semicolon, and no comment. */
void
mo_command_text_statement (MoCommandText *self, MoStatement *statement)
{
  gsize n_values;
  const MoValue *values = mo_statement_get_values (statement, &n_values);

  g_string_append (self->sql, mo_statement_get_prepared_sql (statement));
  g_array_append_vals (self->values, values, (guint) n_values);
  self->needs |= mo_statement_get_needs (statement);
  g_ptr_array_add (self->statements, statement);
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

static void
add_kept (MoCommandText *self, const char *name)
{
  mo_command_text_add (self, "IF(@@lower_case_table_names = 0, ");
  mo_command_text_value (self, name, "the name");
  mo_command_text_add (self, ", LOWER(");
  mo_command_text_value (self, name, "the name");
  mo_command_text_add (self, "))");
}

void
mo_command_text_kept (MoCommandText *self, const char *name, const char *what)
{
  mo_command_text_check_name (self, name, what);
  if (self->error == NULL)
    add_kept (self, name);
}

/* There is no way to quote a dot. */
static void
append_dotted (MoCommandText *self, GString *dotted, const char *name, const char *what)
{
  mo_command_text_check_name (self, name, what);
  if (self->error != NULL)
    return;
  if (strchr (name, '.') != NULL)
    mo_command_text_refuse (self, "%s, \"%s\", has a dot, with which it cannot be said here", what,
                            name);
  g_string_append_printf (dotted, "%s%s", dotted->len > 0 ? "." : "", name);
}

void
mo_command_text_dotted (MoCommandText *self,
                        const char *database,
                        const char *table,
                        const char *const *more)
{
  g_autoptr (GString) dotted = g_string_new (NULL);

  append_dotted (self, dotted, database, "the database's name");
  append_dotted (self, dotted, table, "the table's name");
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    append_dotted (self, dotted, more[i], "the index's name");
  add_kept (self, dotted->str);
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

void
mo_command_text_check_name (MoCommandText *self, const char *name, const char *what)
{
  g_autoptr (GString) unused = g_string_new (NULL);

  if (self->error == NULL)
    mo_quote_identifier (unused, name, what, &self->error);
}

gboolean
mo_command_text_is_refused (MoCommandText *self)
{
  return self->error != NULL;
}

/* --- running --- */

/* (transfer full): NULL and an error: a mistake. */
static MoStatement *
make_statement (MoCommandText *self, GError **error)
{
  MoStatement *statement;

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }
  statement = mo_statement_new (self->sql->str, (const MoValue *) (gpointer) self->values->data,
                                self->values->len, MO_STATEMENT_DEFAULT, error);
  if (statement != NULL)
    mo_statement_set_needs (statement, self->needs);
  return statement;
}

MoStatement *
mo_command_text_to_statement (MoCommandText *self, GError **error)
{
  g_autoptr (MoCommandText) owned = self;

  return make_statement (owned, error);
}

/* (transfer full): NULL and an error: a mistake. */
static MoCommand *
make_command (MoCommandText *self, MoCommandPlace place, GError **error)
{
  MoStatement *statement = make_statement (self, error);

  return statement != NULL ? mo_command_new_for (statement, self->function, place) : NULL;
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
