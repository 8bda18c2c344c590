/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One instance that a flush writes: the owner's side of a row. */

#pragma once

#include <matrixone-glib/mo-error.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-flush-row-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_FLUSH_INSERT,
  MO_FLUSH_UPDATE,
  MO_FLUSH_DELETE,
} MoFlushKind;

typedef struct _MoFlushEntry MoFlushEntry;

struct _MoFlushEntry
{
  gpointer entity; /* owned */
  const MoModel *model;
  MoFlushKind kind;
  MoFlushEntry *other; /* borrowed; of an INSERT, the deletion of the row with its key, which it
                        * updates instead; of that deletion, the INSERT; NULL: none */
  MoKeyCell *cell; /* owned; where the server gives out the key */
  guint *columns;  /* those that are written; indexes in the model */
  guint n_columns;
  guint64 version; /* the row's behind this, where the model has one */
  GArray *links;   /* of MoFlushLink; NULL: none */
  MoFlushRow *row; /* not owned, it is the program's; NULL: not made yet */
  GPtrArray *parents; /* of MoFlushEntry, borrowed: of the same model and kind, whose rows this one
                       * refers to; NULL: none */
  guint level;     /* how many of them stand above it */
  guint visit;     /* while levels are found */
};

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
  GHashTable *entries; /* instance to MoFlushEntry */
  MoArena *arena;
  MoValue now;
} MoFlushSources;

/* *@entry is NULL where there is nothing to write. The fault of the instance, or INVALID_ARGUMENT:
 * its key is changed. */
gboolean      mo_flush_entry_new      (gpointer       entity,
                                       MoFlushEntry **entry,
                                       GError       **error);
void          mo_flush_entry_free     (MoFlushEntry  *self);
/* The row of @deleted, with the same key, becomes that of @self, instead of one row that goes and
 * one that comes. */
void          mo_flush_entry_take_over (MoFlushEntry *self,
                                        MoFlushEntry *deleted);
/* Whether it is written as an INSERT. */
gboolean      mo_flush_entry_adds_row (const MoFlushEntry *self);
/* (transfer full): self->row from here on. */
MoFlushRow   *mo_flush_entry_make_row (MoFlushEntry         *self,
                                       const MoFlushSources *sources,
                                       GError              **error);
/* When it was submitted. */
void          mo_flush_entry_mark     (MoFlushEntry  *self);
/* When it has succeeded. */
void          mo_flush_entry_settle   (MoFlushEntry  *self);

/* --- between the files of this type --- */

const char   *mo_flush_entry_get_verb (const MoFlushEntry *self);
/* FALSE, and an error that says what was to be done with an instance of what. */
gboolean      mo_flush_entry_refuse   (const MoFlushEntry *self,
                                       MoError             code,
                                       GError            **error,
                                       const char         *format,
                                       ...) G_GNUC_PRINTF (4, 5);
/* 0, with the type of a value that follows a cell, or of a version. */
MoValue       mo_flush_make_key_type  (const MoColumn     *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlushEntry, mo_flush_entry_free)

G_END_DECLS
