/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an update and a deletion have in common. */

#pragma once

#include <matrixone-glib/mo-write.h>

#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* A column, by its index, and what it becomes. */
typedef struct
{
  guint column;
  MoExpr *value; /* owned */
} MoAssignment;

/* Changed only by who holds its one reference. */
typedef struct
{
  _Atomic guint ref_count;
  GError *error; /* the first; NULL: none so far */
  const MoModel *model; /* NULL: there is an error */
  gboolean is_update;
  GArray *assignments; /* of MoAssignment */
  GPtrArray *wheres;   /* of MoExpr */
  gboolean all_rows;
} MoWriting;

struct _MoUpdate
{
  MoWriting writing;
};

struct _MoDelete
{
  MoWriting writing;
};

/* (transfer full): @self: NULL is INVALID_ARGUMENT. */
MoStatement *mo_writing_to_statement (MoWriting *self, GError **error);
void         mo_writing_unref        (MoWriting *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoWriting, mo_writing_unref)

G_END_DECLS
