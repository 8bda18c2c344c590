/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One instance that a flush writes: the owner's side of a row. */

#pragma once

#include "orm/mo-entity-private.h"
#include "orm/mo-flush-row-private.h"

G_BEGIN_DECLS

typedef struct
{
  gpointer entity; /* owned */
  const MoModel *model;
  gboolean is_insert;
  MoKeyCell *cell; /* owned; where the server gives out the key */
  guint *columns;  /* those that are written; indexes in the model */
  guint n_columns;
  GArray *links;   /* of MoFlushLink; NULL: none */
  MoFlushRow *row; /* not owned, it is the program's; NULL: not made yet */
  guint level;     /* how many pending instances of the same model stand above it */
  guint visit;     /* while levels are found */
} MoFlushEntry;

/* A link of an instance as it was written. */
typedef struct
{
  guint column;
  guint index;     /* of the value in the row */
  gpointer parent; /* owned */
} MoFlushLink;

/* What the rows of one flush share. */
typedef struct
{
  GHashTable *pending; /* instance to MoFlushEntry: those that are inserted */
  MoArena *arena;
  MoValue now;
} MoFlushSources;

/* *@entry is NULL where there is nothing to write. The fault of the instance, or INVALID_ARGUMENT:
 * its key is changed. */
gboolean      mo_flush_entry_new      (gpointer       entity,
                                       MoFlushEntry **entry,
                                       GError       **error);
void          mo_flush_entry_free     (MoFlushEntry  *self);
/* (transfer full): self->row from here on. */
MoFlushRow   *mo_flush_entry_make_row (MoFlushEntry         *self,
                                       const MoFlushSources *sources,
                                       GError              **error);
/* When it was submitted. */
void          mo_flush_entry_mark     (MoFlushEntry  *self);
/* When it has succeeded. */
void          mo_flush_entry_settle   (MoFlushEntry  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlushEntry, mo_flush_entry_free)

G_END_DECLS
