/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a statement's text says without its values. Immutable, so that all statements of one text,
 * on whichever thread, share it. */

#pragma once

#include <matrixone-glib/mo-error.h>
#include <stdatomic.h>

#include "sql/mo-list-place-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

typedef struct
{
  atomic_uint ref_count;
  char *sql;
  char *prepared_sql; /* where no value is a list; NULL: the same as sql */
  char *shown_sql;    /* NULL: the same as sql */
  char *file;         /* that the server asks for; NULL: none */
  gsize end;          /* how much of sql is sent */
  MoTokenType style;  /* of its markers; MO_TOKEN_END if there are none */
  MoStatementMarker *markers;
  gsize n_markers;
  MoStatementClass class;
  gboolean depends_on_backslashes;
  gboolean depends_on_ansi_quotes;
  gboolean has_semicolons;
} MoStatementText;

/* Of the flags, LOADS, OPAQUE and SCRIPTED matter. @places: (out) (optional) (transfer full): where
 * lists may stand. */
MoStatementText *mo_statement_text_new (const char       *sql,
                                        MoStatementFlags  flags,
                                        MoListPlace     **places,
                                        GError          **error);
/* The same; without @places it is not read again where this thread has done so lately. */
MoStatementText *mo_statement_text_find (const char      *sql,
                                         MoStatementFlags flags,
                                         MoListPlace    **places,
                                         GError         **error);
MoStatementText *mo_statement_text_ref   (MoStatementText *self);
void             mo_statement_text_unref (MoStatementText *self);

const char *mo_statement_text_get_shown (const MoStatementText *self);

/* With what append_value() has for each marker in its place. */
void mo_statement_text_append (const MoStatementText *self,
                               void (*append_value) (gpointer data, gsize i, GString *out),
                               gpointer               data,
                               GString               *out);

/* FALSE with the error: what is wrong, and the text's excerpt behind it, which is what
 * mo_error_get_sql() gives, too; never a value. */
gboolean mo_statement_text_refuse (const MoStatementText *self,
                                   MoError                code,
                                   GError               **error,
                                   const char            *format,
                                   ...) G_GNUC_PRINTF (4, 5);
/* Returns @ok; if it is FALSE, notes the text in the error. */
gboolean mo_statement_text_note (const MoStatementText *self,
                                 gboolean               ok,
                                 GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoStatementText, mo_statement_text_unref)

G_END_DECLS
