/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a query to a statement, and where in its rows the instances are. */

#pragma once

#include <matrixone-glib/mo-select.h>

#include "client/mo-executor-private.h"
#include "sql/mo-expr-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* The columns of one instance in each row. */
typedef struct
{
  const MoModel *model;
  const char *alias;   /* NULL: the table's own name; borrowed from the query */
  guint first_column;  /* in the result; as many follow as the model has, in its order */
} MoSelectEntity;

/* (transfer full): the statement of the query; @max_rows: 0 without, or a LIMIT unless the query's
 * own is lower, or it is a text. What is wrong with the query: an error in one of its expressions,
 * an unusable model, an alias used twice, a column of a table that is not in it. */
MoStatement *mo_select_to_statement  (MoSelect *self, guint64 max_rows, GError **error);
/* In the order in which they were selected. */
const MoSelectEntity *mo_select_get_entities (MoSelect *self, guint *n_entities);
/* Whether relations are loaded behind it; or are in its rows; or many are, so that rows of one
 * instance are several. */
gboolean     mo_select_has_loads         (MoSelect *self);
gboolean     mo_select_has_joined        (MoSelect *self);
gboolean     mo_select_repeats_instances (MoSelect *self);
/* FALSE: its rows are limited, and are not its instances. @max_rows: as above. */
gboolean     mo_select_check_joined      (MoSelect *self, guint64 max_rows, GError **error);
/* Whether columns are found by their names, as those of a text are. */
gboolean     mo_select_is_text       (MoSelect *self);
/* Whether its rows are what tables once held. */
gboolean     mo_select_is_of_past    (MoSelect *self);

/* (transfer full): a future of the same result, whose rows are detached instances of @model as
 * well: their columns are found by their names. Consumes @future. */
MoFuture    *mo_select_hydrate_future (const MoModel *model,
                                       MoFuture      *future);

/* Appends an expression as it stands in a query that is from @model alone, and to @needs what the
 * queries inside it need. */
gboolean     mo_select_render_for_model (const MoModel *model,
                                         MoExpr        *expr,
                                         GString       *sql,
                                         GArray        *values,
                                         guint32       *needs,
                                         GError       **error);

G_END_DECLS
