/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of a statement of which at least one is a list. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "base/mo-server-kind-private.h"
#include "sql/mo-list-place-private.h"
#include "value/mo-arena-private.h"

G_BEGIN_DECLS

/* Where the values of a place are. */
typedef struct
{
  gsize first;
  gsize n_values;
  guint row; /* how many make a row; 1: there are none */
} MoValueRange;

typedef struct
{
  GArray *values;      /* of MoValue, none of them a list; text and bytes in the arena */
  MoListPlace *places;
  GArray *ranges;      /* of MoValueRange, one a place */
  GArray *bound;       /* of MoValue: those that are sent as parameters */
  char *prepared_sql;  /* with a mark for each of those */
  MoArena arena;
} MoStatementLists;

/* @places: (transfer full): one each. */
MoStatementLists *mo_statement_lists_new (gsize        n_places,
                                          MoListPlace *places);
void mo_statement_lists_free   (MoStatementLists  *self);

/* The value, which was checked, or list, of the next place; copied. A list only where it may be. */
void mo_statement_lists_add    (MoStatementLists  *self,
                                const MoValue     *value);
/* That of an earlier place. */
void mo_statement_lists_repeat (MoStatementLists  *self,
                                gsize              place);

/* To be called once all are there. */
void mo_statement_lists_finish (MoStatementLists  *self);

/* What stands at a place: literals, as @kind reads them, or a `?` for each value that is sent as a
 * parameter. */
void mo_statement_lists_append (const MoStatementLists *self,
                                gsize                   place,
                                MoServerKind            kind,
                                gboolean                as_marks,
                                GString                *out);

G_END_DECLS
