/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: one statement's text, its parameters' places and their values. */

#include "sql/mo-statement-core-private.h"

#include "sql/mo-quoting-private.h"
#include "sql/mo-secret-private.h"
#include "value/mo-value-private.h"

/* The protocol counts them in 16 bits. */
#define MOST_PREPARED_PARAMETERS 65535

/* --- its text --- */

typedef struct
{
  const MoStatement *statement;
  MoServerKind kind;
} Rendering;

static void
append_literal (gpointer data, gsize i, GString *out)
{
  const Rendering *self = data;
  const MoStatement *statement = self->statement;

  if (statement->lists != NULL)
    mo_statement_lists_append (statement->lists, i, self->kind, FALSE, out);
  else
    mo_quote_value (out, &statement->values[i], self->kind == MO_SERVER_KIND_MATRIXONE);
}

void
mo_statement_render (MoStatement *self, MoServerKind kind, GString *out)
{
  Rendering rendering = { self, kind };

  mo_statement_text_append (self->text, append_literal, &rendering, out);
}

static void
append_marks (gpointer data, gsize i, GString *out)
{
  mo_statement_lists_append (data, i, MO_SERVER_KIND_UNKNOWN, TRUE, out);
}

static char *
make_prepared_sql (const MoStatement *self)
{
  GString *out = g_string_sized_new (self->text->end + 1);

  mo_statement_text_append (self->text, append_marks, self->lists, out);
  return g_string_free (out, FALSE);
}

/* --- its life --- */

MoStatement *
mo_statement_alloc (MoStatementText *text,
                    MoStatementFlags flags,
                    MoStatementLists *lists,
                    guint n_values,
                    gsize n_bytes,
                    MoArena *space)
{
  gsize size = sizeof (MoStatement) + n_values * sizeof (MoValue);
  MoStatement *self = g_malloc (size + n_bytes);

  *self = (MoStatement){ .flags = flags, .text = text, .lists = lists, .n_values = n_values };
  atomic_init (&self->ref_count, 1);
  mo_arena_begin_in (space, (char *) self + size, n_bytes);
  return self;
}

MoStatement *
mo_statement_finish (MoStatement *self, GError **error)
{
  g_autoptr (MoStatement) owned = self;
  gsize n_values;

  if (self->lists != NULL)
    mo_statement_lists_finish (self->lists);
  mo_statement_get_values (self, &n_values);
  if ((self->flags & MO_STATEMENT_PREPARED) != 0 && n_values > MOST_PREPARED_PARAMETERS)
    {
      mo_statement_text_refuse (self->text, MO_ERROR_INVALID_ARGUMENT, error,
                           "a prepared statement takes at most %d parameters and this one has "
                           "%" G_GSIZE_FORMAT "%s",
                           MOST_PREPARED_PARAMETERS, n_values,
                           self->lists != NULL ? ", since each element of a list is one" : "");
      return NULL;
    }
  if (self->lists != NULL)
    self->lists->prepared_sql = make_prepared_sql (self);
  return g_steal_pointer (&owned);
}

MoStatement *
mo_statement_ref (MoStatement *self)
{
  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_statement_unref (MoStatement *self)
{
  /* Release: our reads come before the drop. Acquire: the last drop comes after everyone's. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_clear_pointer (&self->source, mo_load_source_free);
  g_strfreev (self->vectors);
  g_clear_pointer (&self->lists, mo_statement_lists_free);
  mo_statement_text_unref (self->text);
  g_free (self);
}

/* --- what others ask --- */

const char *
mo_statement_get_sql (MoStatement *self)
{
  return self->text->sql;
}

const char *
mo_statement_get_shown_sql (MoStatement *self)
{
  return mo_statement_text_get_shown (self->text);
}

/* Asked for where it is logged or has failed, so that others do not wait for it. */
static gboolean
binds_secret (MoStatement *self)
{
  gsize n_values;
  const MoValue *values = mo_statement_get_values (self, &n_values);

  for (gsize i = 0; i < n_values; i++)
    {
      gsize length;
      const char *text = mo_value_get_text (&values[i], &length);

      if (text != NULL && mo_secret_is_in_value (text, length))
        return TRUE;
    }
  return FALSE;
}

gboolean
mo_statement_has_secret (MoStatement *self)
{
  return self->text->class.has_secret || binds_secret (self);
}

char *
mo_statement_hide_in_answer (MoStatement *self, const char *answer)
{
  gsize n_values;
  const MoValue *values = mo_statement_get_values (self, &n_values);

  return mo_secret_hide_in_answer (self->text->sql, values, n_values, answer);
}

MoStatementFlags
mo_statement_get_flags (MoStatement *self)
{
  return self->flags;
}

gboolean
mo_statement_is_prepared (MoStatement *self)
{
  return (self->flags & MO_STATEMENT_PREPARED) != 0;
}

void
mo_statement_set_needs (MoStatement *self, guint32 needs)
{
  self->needs = needs;
}

guint32
mo_statement_get_needs (MoStatement *self)
{
  return self->needs;
}

void
mo_statement_set_vectors (MoStatement *self, const char *const *vectors)
{
  self->vectors = g_strdupv ((char **) vectors);
}

const char *const *
mo_statement_get_vectors (MoStatement *self)
{
  return (const char *const *) self->vectors;
}

MoLoadSource *
mo_statement_get_source (MoStatement *self)
{
  return self->source;
}

const char *
mo_statement_get_file (MoStatement *self)
{
  return self->text->file;
}

const char *
mo_statement_get_prepared_sql (MoStatement *self)
{
  if (self->lists != NULL)
    return self->lists->prepared_sql;
  return self->text->prepared_sql != NULL ? self->text->prepared_sql : self->text->sql;
}

const MoValue *
mo_statement_get_values (MoStatement *self, gsize *n_values)
{
  if (self->lists == NULL)
    {
      *n_values = self->n_values;
      return self->values;
    }
  *n_values = self->lists->bound->len;
  return (const MoValue *) (const void *) self->lists->bound->data;
}

gboolean
mo_statement_depends_on_charset (MoStatement *self)
{
  return self->text->n_markers > 0
         || ((self->flags & MO_STATEMENT_SCRIPTED) != 0 && !g_str_is_ascii (self->text->sql));
}

gboolean
mo_statement_check_backslashes (MoStatement *self, GError **error)
{
  return !self->text->depends_on_backslashes
         || mo_statement_text_refuse (self->text, MO_ERROR_SYNTAX, error,
                                 "a backslash before a quote means something else under this "
                                 "connection's sql_mode: double the quote, or pass the text as a "
                                 "parameter");
}

gboolean
mo_statement_check_ansi_quotes (MoStatement *self, GError **error)
{
  return !self->text->depends_on_ansi_quotes
         || mo_statement_text_refuse (self->text, MO_ERROR_SYNTAX, error,
                                 "a backslash before a double quote, in double quotes, would end a "
                                 "name where sql_mode has ANSI_QUOTES: use single quotes, or a "
                                 "parameter");
}

gboolean
mo_statement_is_read_only (MoStatement *self)
{
  return self->text->class.read_only;
}

gboolean
mo_statement_may_share_packet (MoStatement *self)
{
  return self->text->class.may_share_packet
         && (self->flags & (MO_STATEMENT_PREPARED | MO_STATEMENT_WARNINGS | MO_STATEMENT_ARRAYS))
                == 0;
}

gboolean
mo_statement_names_columns (MoStatement *self)
{
  return self->text->class.names_columns;
}

gboolean
mo_statement_leaves_state (MoStatement *self)
{
  return self->text->class.leaves_state;
}

gboolean
mo_statement_changes_database (MoStatement *self)
{
  return self->text->class.changes_database;
}

gboolean
mo_statement_is_unknown (MoStatement *self)
{
  return self->text->class.is_unknown;
}

gboolean
mo_statement_hides_text (MoStatement *self)
{
  return self->text->class.hides_text;
}

gboolean
mo_statement_changes_zone (MoStatement *self)
{
  return self->text->class.changes_zone;
}

gboolean
mo_statement_check_alone (MoStatement *self, GError **error)
{
  const MoStatementText *text = self->text;
  gboolean ok
      = mo_statement_class_check_alone (&text->class, mo_statement_text_get_shown (text), error);

  return mo_statement_text_note (text, ok, error);
}

MoStatementEnd
mo_statement_get_end (MoStatement *self, MoServerKind kind)
{
  return mo_statement_class_get_end (&self->text->class, kind);
}

gboolean
mo_statement_ends_savepoint (MoStatement *self)
{
  return self->text->class.ends_savepoint;
}

gboolean
mo_statement_check_in_transaction (MoStatement *self, MoServerKind kind, GError **error)
{
  const MoStatementText *text = self->text;

  if (!mo_statement_class_check (&text->class, kind, mo_statement_text_get_shown (text), error))
    return mo_statement_text_note (text, FALSE, error);
  return (!text->has_semicolons && (self->flags & MO_STATEMENT_OPAQUE) == 0)
         || mo_statement_text_refuse (self->text, MO_ERROR_ENDS_TRANSACTION, error,
                                 "a statement with others in it may end the open transaction: run "
                                 "those by themselves, or the whole outside of the transaction");
}
