/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one pass over a statement's text finds: where it ends, its parameters, its words. */

#pragma once

#include <glib.h>

#include "sql/mo-statement-class-private.h"

G_BEGIN_DECLS

/* The place of a parameter, as offsets into the text. */
typedef struct
{
  gsize start;
  gsize length;
  gboolean space_before; /* a value there would run into its neighbour */
  gboolean space_behind;
} MoStatementMarker;

typedef struct
{
  MoTokenType style; /* of all markers; MO_TOKEN_END if there are none */
  GArray *markers;   /* of MoStatementMarker */
  GArray *tokens;    /* of MoClassToken */
  guint n_comments;
  gsize end; /* what is behind is white space, a semicolon or a comment to the end of the line */
  gboolean depends_on_backslashes;
  gboolean depends_on_ansi_quotes;
  gboolean has_semicolons; /* with something behind them */
} MoStatementScan;

/* @is_scripted: it may have semicolons, and has no parameters. */
gboolean mo_statement_scan_init  (MoStatementScan *self,
                                  const char      *sql,
                                  gsize            length,
                                  gboolean         is_scripted,
                                  GError         **error);
/* Also after mo_statement_scan_init() failed. */
void     mo_statement_scan_clear (MoStatementScan *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MoStatementScan, mo_statement_scan_clear)

G_END_DECLS
