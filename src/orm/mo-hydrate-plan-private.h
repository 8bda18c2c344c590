/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the cells of a row get into an instance, thought out once for a query instead of for each
 * cell. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct _MoHydratePlan MoHydratePlan;

/* @first_column: where the columns of @model begin in a row. */
MoHydratePlan *mo_hydrate_plan_new       (const MoModel       *model,
                                          guint                first_column);
/* @cells: where each column of @model is in a row. */
MoHydratePlan *mo_hydrate_plan_new_at    (const MoModel       *model,
                                          const guint         *cells);
void           mo_hydrate_plan_free      (MoHydratePlan       *self);

/* FALSE: every column of the key is NULL, as where a left join found no partner. */
gboolean       mo_hydrate_plan_has_key   (const MoHydratePlan *self,
                                          const MoValue       *row);
/* Loads the key, or all other columns, as mo_entity_load() does; for an instance of which no row is
 * known. */
gboolean       mo_hydrate_plan_load_key  (const MoHydratePlan *self,
                                          const MoValue       *row,
                                          gpointer             entity,
                                          GError             **error);
gboolean       mo_hydrate_plan_load_rest (const MoHydratePlan *self,
                                          const MoValue       *row,
                                          gpointer             entity,
                                          GError             **error);
/* Loads what the instance has no change of its own in. */
gboolean       mo_hydrate_plan_refresh   (const MoHydratePlan *self,
                                          const MoValue       *row,
                                          gpointer             entity,
                                          GError             **error);

G_END_DECLS
