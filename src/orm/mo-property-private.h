/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The columns of a model as properties of a class: of items, and of records. */

#pragma once

#include <glib-object.h>

#include "orm/mo-field-private.h"
#include "orm/mo-model-private.h"

G_BEGIN_DECLS

/* Two numbers a column: its property, and whether a number that may be NULL is set. */
#define MO_PROPERTIES_PER_COLUMN 2

/* Adds the properties to a class, with numbers from @first_id on. What they are goes to @made, two
 * for each column, NULL where it has none; a property that the class itself has of that name is
 * its column's. */
void mo_properties_install   (GObjectClass  *klass,
                              const MoModel *model,
                              guint          first_id,
                              GParamFlags    flags,
                              GParamSpec   **made);
/* Reads the property of that number, less the first one's. */
void mo_property_get         (const MoModel *model,
                              guint          property,
                              gconstpointer  entity,
                              GValue        *out);
void mo_property_set         (const MoModel *model,
                              guint          property,
                              gpointer       entity,
                              const GValue  *in);
/* Adds those of the record's properties that say something else than with the field @old, a loose
 * one. */
void mo_property_add_changed (const MoModel *model,
                              guint          column,
                              gconstpointer  old,
                              gconstpointer  record,
                              GPtrArray     *properties);

G_END_DECLS
