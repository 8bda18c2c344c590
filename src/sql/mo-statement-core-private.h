/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ways to make a statement share: its inside, and the parts of the work. */

#pragma once

#include "sql/mo-statement-lists-private.h"
#include "sql/mo-statement-private.h"
#include "sql/mo-statement-text-private.h"

G_BEGIN_DECLS

struct _MoStatement
{
  atomic_uint ref_count;
  MoStatementFlags flags;
  MoStatementText *text;   /* owned, shared with others */
  MoStatementLists *lists; /* owned: the values, of which some are lists; NULL: none is */
  MoLoadSource *source;    /* owned: what the server gets for the file that it asks for */
  char **vectors;          /* owned; NULL: it has none */
  guint32 needs;           /* bits 1 << MoFeature, without which a server does not understand it */
  guint n_values;
  /* Without lists: one for each marker. Their texts and vectors are behind them in the block. */
  MoValue values[];
};

/* With its values to come. @lists: (transfer full) (nullable): NULL: there will be @n_values, whose
 * texts and vectors take @n_bytes of @space. */
MoStatement *mo_statement_alloc (MoStatementText  *text,
                                 MoStatementFlags  flags,
                                 MoStatementLists *lists,
                                 guint             n_values,
                                 gsize             n_bytes,
                                 MoArena          *space);
/* With @values, of which none is a list, in the places of @text, which is consumed. */
MoStatement *mo_statement_bind   (MoStatementText  *text,
                                  const MoValue    *values,
                                  gsize             n_values,
                                  MoStatementFlags  flags,
                                  GError          **error);
/* Consumes one that has them: what is known only then. */
MoStatement *mo_statement_finish (MoStatement      *self,
                                  GError          **error);

G_END_DECLS
