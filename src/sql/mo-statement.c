/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: one statement's text, its parameters' places and their values. */

#include "sql/mo-statement-core-private.h"

#include "base/mo-error-private.h"
#include "sql/mo-load-file-private.h"
#include "sql/mo-secret-private.h"
#include "value/mo-excerpt-private.h"

#define SHOWN_SQL_BYTES 200
#define ERROR_SQL_BYTES 160 /* as mo_error_get_sql() says */

/* The protocol counts them in 16 bits. */
#define MOST_PREPARED_PARAMETERS 65535

static const char *
shown_sql (const MoStatement *self)
{
  return self->shown_sql != NULL ? self->shown_sql : self->sql;
}

/* Returns @ok. */
static gboolean
note_sql (const MoStatement *self, gboolean ok, GError **error)
{
  const char *sql = shown_sql (self);
  g_autofree char *excerpt = NULL;

  if (ok || error == NULL)
    return ok;
  excerpt = mo_excerpt (sql, strlen (sql), ERROR_SQL_BYTES);
  mo_error_set_sql (*error, excerpt);
  return FALSE;
}

gboolean
mo_statement_refuse (const MoStatement *self,
                     MoError code,
                     GError **error,
                     const char *format,
                     ...)
{
  const char *sql = shown_sql (self);
  g_autofree char *excerpt = mo_excerpt (sql, strlen (sql), SHOWN_SQL_BYTES);
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, (gint) code, "%s: %s", why, excerpt);
  return note_sql (self, FALSE, error);
}

static void
append_sql (const MoStatement *self, MoServerKind kind, gboolean as_marks, GString *out)
{
  gsize position = 0;

  for (gsize i = 0; i < self->n_markers; i++)
    {
      const MoStatementMarker *marker = &self->markers[i];

      g_string_append_len (out, self->sql + position, (gssize) (marker->start - position));
      if (marker->space_before)
        g_string_append_c (out, ' ');
      mo_statement_values_append (&self->values, i, kind, as_marks, out);
      if (marker->space_behind)
        g_string_append_c (out, ' ');
      position = marker->start + marker->length;
    }
  g_string_append_len (out, self->sql + position, (gssize) (self->end - position));
}

static char *
make_prepared_sql (const MoStatement *self)
{
  GString *out = g_string_sized_new (self->end + 1);

  append_sql (self, MO_SERVER_KIND_UNKNOWN, TRUE, out);
  return g_string_free (out, FALSE);
}

/* Where servers may read the quotes otherwise, what is in them is not known. */
static char *
make_shown_sql (const MoStatement *self)
{
  return self->depends_on_backslashes || self->depends_on_ansi_quotes
             ? g_strdup ("a statement with a secret")
             : mo_secret_hide (self->sql);
}

static gboolean
is_prepared_as_written (const MoStatement *self)
{
  if (self->sql[self->end] != '\0' || self->values.places != NULL
      || (self->style != MO_TOKEN_POSITIONAL && self->style != MO_TOKEN_END))
    return FALSE;
  for (gsize i = 0; i < self->n_markers; i++)
    if (self->markers[i].space_before || self->markers[i].space_behind)
      return FALSE;
  return TRUE;
}

/* A server gets no file, and so has to be given something else where it asks for one. */
static gboolean
check_file (const MoStatement *self, GError **error)
{
  if ((self->flags & MO_STATEMENT_LOADS) == 0)
    return !self->class.asks_for_file
           || mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                   "the server would ask for a file of this machine, and never "
                                   "gets one: what is to be loaded is given to mo_load_data()");
  return self->file != NULL
         || mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                 "mo_load_data() runs one statement that begins with LOAD DATA "
                                 "LOCAL INFILE 'name', LOCAL included; the name may be any without "
                                 "a backslash");
}

MoStatement *
mo_statement_parse (const char *sql, MoStatementFlags flags, gboolean has_list, GError **error)
{
  g_auto (MoStatementScan) scan = { 0 };
  g_autoptr (MoStatement) self = NULL;
  const MoClassToken *tokens;
  MoListPlace *places;

  if (sql == NULL || !g_utf8_validate (sql, -1, NULL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the statement's text is not %s",
                   sql == NULL ? "there (NULL)" : "UTF-8");
      return NULL;
    }
  if (!mo_statement_scan_init (&scan, sql, strlen (sql), (flags & MO_STATEMENT_SCRIPTED) != 0,
                               error))
    return NULL;
  self = g_new0 (MoStatement, 1);
  atomic_init (&self->ref_count, 1);
  self->flags = flags;
  self->sql = g_strdup (sql);
  self->end = scan.end;
  self->style = scan.style;
  self->n_markers = scan.markers->len;
  places = has_list ? mo_list_places_find (&scan) : NULL;
  mo_statement_values_init (&self->values, self->n_markers, places);
  self->markers =
      (MoStatementMarker *) (void *) g_array_free (g_steal_pointer (&scan.markers), FALSE);
  self->depends_on_backslashes = scan.depends_on_backslashes;
  self->depends_on_ansi_quotes = scan.depends_on_ansi_quotes;
  self->has_semicolons = scan.has_semicolons;
  tokens = (const MoClassToken *) (const void *) scan.tokens->data;
  mo_statement_class_init (&self->class, tokens, scan.tokens->len, scan.n_comments);
  if ((flags & MO_STATEMENT_OPAQUE) != 0)
    mo_statement_class_set_opaque (&self->class);
  if (self->class.has_secret)
    self->shown_sql = make_shown_sql (self);
  if ((flags & MO_STATEMENT_LOADS) != 0)
    self->file = mo_load_file_dup_name (tokens, scan.tokens->len);
  if (!check_file (self, error))
    return NULL;
  /* What a script keeps in a variable, it has from the connection; it is asked for later. */
  if (self->class.sets_charset
      || (self->class.copies_charset && (flags & MO_STATEMENT_SCRIPTED) == 0))
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "values are written for a connection that reads utf8mb4, as this one "
                           "does already");
      return NULL;
    }
  return g_steal_pointer (&self);
}

MoStatement *
mo_statement_finish (MoStatement *self, GError **error)
{
  g_autoptr (MoStatement) owned = self;
  gsize n_values;

  mo_statement_values_finish (&self->values);
  mo_statement_get_values (self, &n_values);
  if ((self->flags & MO_STATEMENT_PREPARED) != 0 && n_values > MOST_PREPARED_PARAMETERS)
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "a prepared statement takes at most %d parameters and this one has "
                           "%" G_GSIZE_FORMAT "%s",
                           MOST_PREPARED_PARAMETERS, n_values,
                           self->values.places != NULL ? ", since each element of a list is one"
                                                       : "");
      return NULL;
    }
  if (!is_prepared_as_written (self))
    self->prepared_sql = make_prepared_sql (self);
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
  mo_statement_values_clear (&self->values);
  g_free (self->file);
  g_free (self->sql);
  g_free (self->prepared_sql);
  g_free (self->shown_sql);
  g_free (self->markers);
  g_free (self);
}

const char *
mo_statement_get_sql (MoStatement *self)
{
  return self->sql;
}

const char *
mo_statement_get_shown_sql (MoStatement *self)
{
  return shown_sql (self);
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
  return self->class.has_secret || binds_secret (self);
}

char *
mo_statement_hide_in_answer (MoStatement *self, const char *answer)
{
  gsize n_values;
  const MoValue *values = mo_statement_get_values (self, &n_values);

  return mo_secret_hide_in_answer (self->sql, values, n_values, answer);
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

MoLoadSource *
mo_statement_get_source (MoStatement *self)
{
  return self->source;
}

const char *
mo_statement_get_file (MoStatement *self)
{
  return self->file;
}

void
mo_statement_render (MoStatement *self, MoServerKind kind, GString *out)
{
  append_sql (self, kind, FALSE, out);
}

const char *
mo_statement_get_prepared_sql (MoStatement *self)
{
  return self->prepared_sql != NULL ? self->prepared_sql : self->sql;
}

const MoValue *
mo_statement_get_values (MoStatement *self, gsize *n_values)
{
  const GArray *values = self->values.bound != NULL ? self->values.bound : self->values.values;

  *n_values = values->len;
  return (const MoValue *) (const void *) values->data;
}

gboolean
mo_statement_depends_on_charset (MoStatement *self)
{
  return self->n_markers > 0
         || ((self->flags & MO_STATEMENT_SCRIPTED) != 0 && !g_str_is_ascii (self->sql));
}

gboolean
mo_statement_check_backslashes (MoStatement *self, GError **error)
{
  return !self->depends_on_backslashes
         || mo_statement_refuse (self, MO_ERROR_SYNTAX, error,
                                 "a backslash before a quote means something else under this "
                                 "connection's sql_mode: double the quote, or pass the text as a "
                                 "parameter");
}

gboolean
mo_statement_check_ansi_quotes (MoStatement *self, GError **error)
{
  return !self->depends_on_ansi_quotes
         || mo_statement_refuse (self, MO_ERROR_SYNTAX, error,
                                 "a backslash before a double quote, in double quotes, would end a "
                                 "name where sql_mode has ANSI_QUOTES: use single quotes, or a "
                                 "parameter");
}

gboolean
mo_statement_is_read_only (MoStatement *self)
{
  return self->class.read_only;
}

gboolean
mo_statement_may_share_packet (MoStatement *self)
{
  return self->class.may_share_packet
         && (self->flags & (MO_STATEMENT_PREPARED | MO_STATEMENT_WARNINGS)) == 0;
}

gboolean
mo_statement_names_columns (MoStatement *self)
{
  return self->class.names_columns;
}

gboolean
mo_statement_leaves_state (MoStatement *self)
{
  return self->class.leaves_state;
}

gboolean
mo_statement_changes_database (MoStatement *self)
{
  return self->class.changes_database;
}

gboolean
mo_statement_is_unknown (MoStatement *self)
{
  return self->class.is_unknown;
}

gboolean
mo_statement_hides_text (MoStatement *self)
{
  return self->class.hides_text;
}

gboolean
mo_statement_changes_zone (MoStatement *self)
{
  return self->class.changes_zone;
}

gboolean
mo_statement_check_alone (MoStatement *self, GError **error)
{
  return note_sql (self, mo_statement_class_check_alone (&self->class, shown_sql (self), error),
                   error);
}

MoStatementEnd
mo_statement_get_end (MoStatement *self, MoServerKind kind)
{
  return mo_statement_class_get_end (&self->class, kind);
}

gboolean
mo_statement_ends_savepoint (MoStatement *self)
{
  return self->class.ends_savepoint;
}

gboolean
mo_statement_check_in_transaction (MoStatement *self, MoServerKind kind, GError **error)
{
  if (!mo_statement_class_check (&self->class, kind, shown_sql (self), error))
    return note_sql (self, FALSE, error);
  return (!self->has_semicolons && (self->flags & MO_STATEMENT_OPAQUE) == 0)
         || mo_statement_refuse (self, MO_ERROR_ENDS_TRANSACTION, error,
                                 "a statement with others in it may end the open transaction: run "
                                 "those by themselves, or the whole outside of the transaction");
}
