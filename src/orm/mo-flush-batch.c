/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushBatch: what is the same for all kinds of statements. */

#include "orm/mo-flush-batch-private.h"

MoFlushBatch *
mo_flush_batch_new (const MoFlushBatchClass *klass,
                    const MoModel *model,
                    const guint *columns,
                    guint n_columns)
{
  MoFlushBatch *self = g_new0 (MoFlushBatch, 1);

  self->klass = klass;
  self->model = model;
  self->columns = g_memdup2 (columns, n_columns * sizeof (guint));
  self->n_columns = n_columns;
  self->rows = g_ptr_array_new ();
  return self;
}

void
mo_flush_batch_free (MoFlushBatch *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->columns);
  g_free (self->on_duplicate);
  g_free (self);
}

void
mo_flush_batch_add (MoFlushBatch *self, MoFlushRow *row)
{
  g_ptr_array_add (self->rows, row);
  self->waits |= row->waits;
}

guint
mo_flush_batch_take (
    const MoFlushBatch *self, guint first, MoServerKind kind, gsize most_bytes, gsize *bytes)
{
  guint left = self->rows->len - first;
  guint most_rows = MIN (left, self->klass->get_most_rows (self, kind));
  guint n_rows;

  *bytes = self->klass->estimate (self, NULL);
  for (n_rows = 0; n_rows < most_rows; n_rows++)
    {
      gsize more = self->klass->estimate (self, mo_flush_batch_get_row (self, first + n_rows));

      if (n_rows > 0 && *bytes + more > most_bytes)
        break;
      *bytes += more;
    }
  return n_rows;
}

MoFlushRow *
mo_flush_batch_get_row (const MoFlushBatch *self, guint index)
{
  return g_ptr_array_index (self->rows, index);
}

const MoColumn *
mo_flush_batch_get_column (const MoFlushBatch *self, guint index)
{
  return &self->model->columns[self->columns[index]];
}
