/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatementText: one pass over the text, and what its words tell. */

#include "sql/mo-statement-text-private.h"

#include "base/mo-error-private.h"
#include "sql/mo-load-file-private.h"
#include "sql/mo-secret-private.h"
#include "value/mo-excerpt-private.h"

#define SHOWN_SQL_BYTES 200
#define ERROR_SQL_BYTES 160 /* as mo_error_get_sql() says */

const char *
mo_statement_text_get_shown (const MoStatementText *self)
{
  return self->shown_sql != NULL ? self->shown_sql : self->sql;
}

/* --- errors --- */

gboolean
mo_statement_text_note (const MoStatementText *self, gboolean ok, GError **error)
{
  const char *sql = mo_statement_text_get_shown (self);
  g_autofree char *excerpt = NULL;

  if (ok || error == NULL)
    return ok;
  excerpt = mo_excerpt (sql, strlen (sql), ERROR_SQL_BYTES);
  mo_error_set_sql (*error, excerpt);
  return FALSE;
}

gboolean
mo_statement_text_refuse (const MoStatementText *self,
                          MoError code,
                          GError **error,
                          const char *format,
                          ...)
{
  const char *sql = mo_statement_text_get_shown (self);
  g_autofree char *excerpt = mo_excerpt (sql, strlen (sql), SHOWN_SQL_BYTES);
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, (gint) code, "%s: %s", why, excerpt);
  return mo_statement_text_note (self, FALSE, error);
}

/* --- the text with something in the places of its parameters --- */

void
mo_statement_text_append (const MoStatementText *self,
                          void (*append_value) (gpointer data, gsize i, GString *out),
                          gpointer data,
                          GString *out)
{
  gsize position = 0;

  for (gsize i = 0; i < self->n_markers; i++)
    {
      const MoStatementMarker *marker = &self->markers[i];

      g_string_append_len (out, self->sql + position, (gssize) (marker->start - position));
      if (marker->space_before)
        g_string_append_c (out, ' ');
      append_value (data, i, out);
      if (marker->space_behind)
        g_string_append_c (out, ' ');
      position = marker->start + marker->length;
    }
  g_string_append_len (out, self->sql + position, (gssize) (self->end - position));
}

static void
append_mark (gpointer data, gsize i, GString *out)
{
  (void) data;
  (void) i;
  g_string_append_c (out, '?');
}

static gboolean
is_prepared_as_written (const MoStatementText *self)
{
  if (self->sql[self->end] != '\0'
      || (self->style != MO_TOKEN_POSITIONAL && self->style != MO_TOKEN_END))
    return FALSE;
  for (gsize i = 0; i < self->n_markers; i++)
    if (self->markers[i].space_before || self->markers[i].space_behind)
      return FALSE;
  return TRUE;
}

static char *
make_prepared_sql (const MoStatementText *self)
{
  GString *out;

  if (is_prepared_as_written (self))
    return NULL;
  out = g_string_sized_new (self->end + 1);
  mo_statement_text_append (self, append_mark, NULL, out);
  return g_string_free (out, FALSE);
}

/* --- reading it --- */

/* Where servers may read the quotes otherwise, what is in them is not known. */
static char *
make_shown_sql (const MoStatementText *self)
{
  return self->depends_on_backslashes || self->depends_on_ansi_quotes
             ? g_strdup ("a statement with a secret")
             : mo_secret_hide (self->sql);
}

/* A server gets no file, and so has to be given something else where it asks for one. */
static const char *
find_wrong_file (const MoStatementText *self, MoStatementFlags flags)
{
  if ((flags & MO_STATEMENT_LOADS) == 0)
    return self->class.asks_for_file
               ? "the server would ask for a file of this machine, and never gets one: what is to "
                 "be loaded is given to mo_load_data()"
               : NULL;
  return self->file == NULL
             ? "mo_load_data() runs one statement that begins with LOAD DATA LOCAL INFILE 'name', "
               "LOCAL included; the name may be any without a backslash"
             : NULL;
}

/* What a script keeps in a variable, it has from the connection; it is asked for later. */
static const char *
find_wrong_charset (const MoStatementText *self, MoStatementFlags flags)
{
  return self->class.sets_charset
                 || (self->class.copies_charset && (flags & MO_STATEMENT_SCRIPTED) == 0)
             ? "values are written for a connection that reads utf8mb4, as this one does already"
             : NULL;
}

static gboolean
check (const MoStatementText *self, MoStatementFlags flags, GError **error)
{
  const char *wrong = find_wrong_file (self, flags);

  if (wrong == NULL)
    wrong = find_wrong_charset (self, flags);
  return wrong == NULL
         || mo_statement_text_refuse (self, MO_ERROR_INVALID_ARGUMENT, error, "%s", wrong);
}

static void
take_scan (MoStatementText *self, MoStatementScan *scan)
{
  self->end = scan->end;
  self->style = scan->style;
  self->n_markers = scan->markers->len;
  self->markers =
      (MoStatementMarker *) (void *) g_array_free (g_steal_pointer (&scan->markers), FALSE);
  self->depends_on_backslashes = scan->depends_on_backslashes;
  self->depends_on_ansi_quotes = scan->depends_on_ansi_quotes;
  self->has_semicolons = scan->has_semicolons;
}

static void
classify (MoStatementText *self, const MoStatementScan *scan, MoStatementFlags flags)
{
  const MoClassToken *tokens = (const MoClassToken *) (const void *) scan->tokens->data;

  mo_statement_class_init (&self->class, tokens, scan->tokens->len, scan->n_comments);
  if ((flags & MO_STATEMENT_OPAQUE) != 0)
    mo_statement_class_set_opaque (&self->class);
  if (self->class.has_secret)
    self->shown_sql = make_shown_sql (self);
  if ((flags & MO_STATEMENT_LOADS) != 0)
    self->file = mo_load_file_dup_name (tokens, scan->tokens->len);
}

MoStatementText *
mo_statement_text_new (const char *sql,
                       MoStatementFlags flags,
                       MoListPlace **places,
                       GError **error)
{
  g_auto (MoStatementScan) scan = { 0 };
  g_autoptr (MoStatementText) self = NULL;
  g_autofree MoListPlace *found = NULL;

  if (sql == NULL || !g_utf8_validate (sql, -1, NULL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the statement's text is not %s",
                   sql == NULL ? "there (NULL)" : "UTF-8");
      return NULL;
    }
  if (!mo_statement_scan_init (&scan, sql, strlen (sql), (flags & MO_STATEMENT_SCRIPTED) != 0,
                               error))
    return NULL;
  self = g_new0 (MoStatementText, 1);
  atomic_init (&self->ref_count, 1);
  self->sql = g_strdup (sql);
  found = places != NULL ? mo_list_places_find (&scan) : NULL;
  take_scan (self, &scan);
  classify (self, &scan, flags);
  if (!check (self, flags, error))
    return NULL;
  self->prepared_sql = make_prepared_sql (self);
  if (places != NULL)
    *places = g_steal_pointer (&found);
  return g_steal_pointer (&self);
}

MoStatementText *
mo_statement_text_ref (MoStatementText *self)
{
  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_statement_text_unref (MoStatementText *self)
{
  /* Release: our reads come before the drop. Acquire: the last drop comes after everyone's. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_free (self->file);
  g_free (self->sql);
  g_free (self->prepared_sql);
  g_free (self->shown_sql);
  g_free (self->markers);
  g_free (self);
}
