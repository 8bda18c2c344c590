/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of a model's table and columns, quoted once for all statements of a flush. */

#pragma once

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct
{
  const MoModel *model;
  char *name;
  char **columns; /* one a column of the model */
  gsize bytes;    /* of all names together */
} MoFlushTable;

/* INVALID_ARGUMENT: a name that cannot be quoted. */
MoFlushTable *mo_flush_table_new  (const MoModel *model,
                                   GError       **error);
void          mo_flush_table_free (MoFlushTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlushTable, mo_flush_table_free)

G_END_DECLS
