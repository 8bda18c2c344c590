/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of a statement: one for each of its places, or as many as a list has. */

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
  MoListPlace *places; /* NULL: no place has a list, and each has one value */
  GArray *ranges;      /* of MoValueRange, one a place; NULL as well */
  GArray *bound;       /* of MoValue: those that are sent as parameters; NULL: all */
  MoArena arena;
} MoStatementValues;

/* @places: (transfer full) (nullable): needed where one of the values is a list. */
void mo_statement_values_init   (MoStatementValues *self,
                                 gsize              n_places,
                                 MoListPlace       *places);
void mo_statement_values_clear  (MoStatementValues *self);

/* The value, which was checked, or list, of the next place; copied. A list only where it may be. */
void mo_statement_values_add    (MoStatementValues *self,
                                 const MoValue     *value);
/* That of an earlier place. */
void mo_statement_values_repeat (MoStatementValues *self,
                                 gsize              place);

/* To be called once all are there. */
void mo_statement_values_finish (MoStatementValues *self);

/* What stands at a place: literals, as @kind reads them, or a `?` for each value that is sent as a
 * parameter. */
void mo_statement_values_append (const MoStatementValues *self,
                                 gsize                    place,
                                 MoServerKind             kind,
                                 gboolean                 as_marks,
                                 GString                 *out);

G_END_DECLS
