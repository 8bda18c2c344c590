/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the rows of a query to instances, one for each row and model. */

#pragma once

#include <matrixone-glib/mo-result.h>

#include "orm/mo-identity-map-private.h"
#include "orm/mo-select-private.h"

G_BEGIN_DECLS

/* Makes the instances of every row of @result and attaches them to it; nobody else may have the
 * result yet. A row whose instance is in @map gives that one, and overwrites it only if it is
 * expired and was not flushed after the query, the operation @number, was submitted. A new one is
 * put into @map and shown to @keep, which says what becomes of it. Those of the past are detached,
 * and known to this result alone. Columns that cannot be read: TYPE_MISMATCH, OUT_OF_RANGE, naming
 * row and column. */
gboolean mo_hydrate (MoResult      *result,
                     MoSelect      *select,
                     guint64        number,
                     MoIdentityMap *map,
                     void         (*keep) (gpointer entity, gpointer data),
                     gpointer       data,
                     GError       **error);
/* The same for instances of no session, which are known to this result alone. */
gboolean mo_hydrate_detached (MoResult      *result,
                              MoSelect      *select,
                              GError       **error);

/* What becomes of those, for mo_hydrate() with a map of a caller's own. */
void     mo_hydrate_keep_detached (gpointer   entity,
                                   gpointer   data);

/* (transfer full): a result as of a query that found @entity, or nothing where that is NULL. */
MoResult *mo_hydrate_known     (const MoModel *model,
                                gpointer       entity);

/* (transfer none): the instance of a row; NULL: the row has none. @alias: NULL for the table's own
 * name. */
gpointer mo_hydrated_get       (MoResult      *result,
                                guint          row,
                                const MoModel *model,
                                const char    *alias);
/* That of the query's entity of that number. */
gpointer mo_hydrated_get_at    (MoResult      *result,
                                guint          row,
                                guint          entity);
/* The first instance of a row, whatever its model. */
gpointer mo_hydrated_get_first (MoResult      *result,
                                guint          row);
gboolean mo_result_is_hydrated (MoResult      *result);
/* Whether rows have instances again that rows before them have, since they have related ones. */
gboolean mo_hydrated_repeats   (MoResult      *result);
/* How many first instances there are, each once. */
guint    mo_hydrated_count_first (MoResult    *result);
/* (transfer full) (element-type gpointer): the first instance of each row that has one, each once.
 * Consumes @result, and moves them out of it where nobody else has it. */
GPtrArray *mo_hydrated_to_array (MoResult     *result);

G_END_DECLS
