/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which parameters of a statement may be lists. */

#pragma once

#include "sql/mo-statement-scan-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_LIST_NOWHERE,
  MO_LIST_BARE,     /* IN ?, which needs parentheses */
  MO_LIST_ENCLOSED, /* IN (?), which has them */
} MoListPlaceKind;

typedef struct
{
  MoListPlaceKind kind;
  guint n_columns; /* that are compared with an element: more than one of a row, (a, b) IN ? */
} MoListPlace;

/* (transfer full): one a parameter, in order. */
MoListPlace *mo_list_places_find (const MoStatementScan *scan);

G_END_DECLS
