/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows that go into the same statement, or into several where one would be too long. */

#pragma once

#include "client/mo-program-private.h"
#include "orm/mo-flush-row-private.h"
#include "orm/mo-model-private.h"

G_BEGIN_DECLS

typedef struct _MoFlushBatch MoFlushBatch;

typedef struct
{
  guint (*get_most_rows) (const MoFlushBatch *self, MoServerKind kind);
  /* How long a row may make the statement; NULL: what stands around the rows. */
  gsize (*estimate) (const MoFlushBatch *self, const MoFlushRow *row);
  /* Adds the statements for some rows: three at most. */
  gboolean (*write) (const MoFlushBatch *self,
                     guint first,
                     guint n_rows,
                     MoServerKind kind,
                     GPtrArray *statements,
                     GError **error);
  /* Reads the answers to them. */
  gboolean (*read) (const MoFlushBatch *self,
                    guint first,
                    guint n_rows,
                    MoServerKind kind,
                    MoResult *const *answers,
                    GError **error);
} MoFlushBatchClass;

struct _MoFlushBatch
{
  const MoFlushBatchClass *klass;
  const MoModel *model;
  guint *columns; /* those that are written: indexes in the model, in the rows' order */
  guint n_columns;
  GPtrArray *rows;     /* of MoFlushRow, borrowed */
  gboolean gives_keys; /* the server gives out the rows' keys */
  char *on_duplicate;  /* of an INSERT: what becomes of rows that are there; NULL: it fails */
  gboolean waits;      /* one of the rows does */
};

#define MO_FLUSH_MOST_STATEMENTS 3
/* Those of a CASE, which are tried one after the other for each row. */
#define MO_FLUSH_MOST_BRANCHES 500

extern const MoFlushBatchClass mo_flush_insert_class;
extern const MoFlushBatchClass mo_flush_update_equal_class; /* the same values in each row */
extern const MoFlushBatchClass mo_flush_update_each_class;  /* other values in each row */
extern const MoFlushBatchClass mo_flush_delete_class;

MoFlushBatch *mo_flush_batch_new  (const MoFlushBatchClass *klass,
                                   const MoModel           *model,
                                   const guint             *columns,
                                   guint                    n_columns);
void          mo_flush_batch_free (MoFlushBatch *self);
void          mo_flush_batch_add  (MoFlushBatch *self,
                                   MoFlushRow   *row);
/* How many of the rows from @first on go into one statement of at most @most_bytes; always one.
 * Gives the estimate of its length. */
guint         mo_flush_batch_take (const MoFlushBatch *self,
                                   guint               first,
                                   MoServerKind        kind,
                                   gsize               most_bytes,
                                   gsize              *bytes);
MoFlushRow   *mo_flush_batch_get_row (const MoFlushBatch *self,
                                      guint               index);
const MoColumn *mo_flush_batch_get_column (const MoFlushBatch *self,
                                           guint               index);
/* Reads the answer to the INSERT (and the one to the SELECT behind it) into the rows' cells. */
gboolean      mo_flush_batch_read_keys (const MoFlushBatch *self,
                                        guint               first,
                                        guint               n_rows,
                                        MoServerKind        kind,
                                        MoResult *const    *answers,
                                        GError            **error);
/* Whether an INSERT is followed by a SELECT of what it inserted. */
gboolean      mo_flush_batch_asks    (const MoFlushBatch *self,
                                      guint               n_rows,
                                      MoServerKind        kind);
/* Whether a column comes back by that as it was written, so that it can be compared. */
gboolean      mo_flush_batch_compares (const MoFlushBatch *self,
                                       guint               index,
                                       MoServerKind        kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoFlushBatch, mo_flush_batch_free)

G_END_DECLS
