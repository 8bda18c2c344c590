/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ways to make a statement share: its inside, and the parts of the work. */

#pragma once

#include <matrixone-glib/mo-error.h>
#include <stdatomic.h>

#include "sql/mo-statement-private.h"
#include "sql/mo-statement-values-private.h"

G_BEGIN_DECLS

struct _MoStatement
{
  atomic_uint ref_count;
  MoStatementFlags flags;
  char *sql;
  char *prepared_sql; /* NULL: the same as sql */
  char *shown_sql;    /* NULL: the same as sql */
  gsize end;          /* how much of sql is sent */
  MoTokenType style;  /* of its markers; MO_TOKEN_END if there are none */
  MoStatementMarker *markers;
  gsize n_markers;
  MoStatementValues values; /* one place a marker */
  MoStatementClass class;
  gboolean depends_on_backslashes;
  gboolean depends_on_ansi_quotes;
  gboolean has_semicolons;
  guint32 needs;        /* bits 1 << MoFeature, without which a server does not understand it */
  char *file;           /* that the server asks for; NULL: none */
  MoLoadSource *source; /* owned: what it gets then */
};

/* Without its values. @has_list: one of them will be a list. */
MoStatement *mo_statement_parse  (const char       *sql,
                                  MoStatementFlags  flags,
                                  gboolean          has_list,
                                  GError          **error);
/* Consumes one that has them: what is known only then. */
MoStatement *mo_statement_finish (MoStatement      *self,
                                  GError          **error);

/* FALSE with the error. The text is in the message, its values never. */
gboolean mo_statement_refuse (const MoStatement *self,
                              MoError            code,
                              GError           **error,
                              const char        *format,
                              ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
