/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One row that a flush writes: its values as they were at the call, or the cells that they follow.
 */

#pragma once

#include "orm/mo-entity-private.h"
#include "value/mo-arena-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoValue value;   /* text and bytes in the flush's arena; of a cell, only the type of its key */
  MoKeyCell *cell; /* owned; not NULL: the value is the key that will be in it */
} MoFlushValue;

typedef struct
{
  MoKeyCell *cell;    /* owned; where the key goes that the server gives to the row; NULL: none */
  gboolean waits;     /* for a key that the same flush is to bring */
  guint n_values;     /* of the columns that are written */
  guint n_keys;       /* of an UPDATE or DELETE, behind them: the key's columns, and the version */
  gsize values_bytes; /* estimates of them as literals */
  gsize keys_bytes;
  MoFlushValue values[];
} MoFlushRow;

/* All NULL. */
MoFlushRow *mo_flush_row_new  (guint       n_values,
                               guint       n_keys);
void        mo_flush_row_free (MoFlushRow *self);
/* Takes over a value of the row and copies what it borrows into @arena. */
void        mo_flush_row_set  (MoFlushRow         *self,
                               guint               index,
                               const MoFlushValue *value,
                               MoArena            *arena);
/* By the columns' values, the keys aside; for hash tables. */
guint       mo_flush_row_hash  (gconstpointer row);
gboolean    mo_flush_row_equal (gconstpointer a,
                                gconstpointer b);

gboolean mo_flush_value_equal   (const MoFlushValue *a,
                                 const MoFlushValue *b);
/* Whether a key of the column has no sign. */
gboolean mo_flush_column_is_unsigned (const MoColumn *column);
/* The value of a cell that holds @key. */
MoValue  mo_flush_value_of_key  (const MoFlushValue *self,
                                 gint64              key);
/* On the worker. FAILED: the row that it follows was not written. */
gboolean mo_flush_value_resolve (const MoFlushValue *self,
                                 MoValue            *out,
                                 GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlushRow, mo_flush_row_free)

G_END_DECLS
