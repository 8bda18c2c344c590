/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of instances without a session share. */

#pragma once

#include "entity-models.h"
#include "orm/mo-entity-private.h"

#define column_of(Type, field)                                                                     \
  ((guint) mo_model_find_offset (MO_MODEL (Type), offsetof (Type, field)))

/* The first fault that @entity keeps; it keeps none any more. */
void assert_fault (gpointer    entity,
                   MoError     code,
                   const char *part);
