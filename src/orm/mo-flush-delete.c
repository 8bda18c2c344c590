/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DELETE of many rows. */

#include "orm/mo-flush-where-private.h"

/* As of an UPDATE with the same values in each row. */
#define MOST_ROWS 8192

static guint
get_most_rows (const MoFlushBatch *self, MoServerKind kind)
{
  (void) self;
  (void) kind;
  return MOST_ROWS;
}

static gsize
estimate (const MoFlushBatch *self, const MoFlushRow *row)
{
  return row == NULL ? 128 + self->model->names.bytes : mo_flush_estimate_where (self, row);
}

static gboolean
write_rows (const MoFlushBatch *self,
            guint first,
            guint n_rows,
            MoServerKind kind,
            GPtrArray *statements,
            GError **error)
{
  g_auto (MoFlushText) text;

  (void) kind;
  mo_flush_text_init (&text);
  mo_flush_text_append (&text, "DELETE FROM ");
  mo_flush_text_append (&text, self->model->names.table);
  mo_flush_append_where (&text, self, first, n_rows);
  return mo_program_add_statement (statements, mo_flush_text_finish (&text, error));
}

static gboolean
read_answer (const MoFlushBatch *self,
             guint first,
             guint n_rows,
             MoServerKind kind,
             MoResult *const *answers,
             GError **error)
{
  (void) first;
  (void) kind;
  return mo_flush_check_found (self, "deleting", n_rows, answers[0], error);
}

const MoFlushBatchClass mo_flush_delete_class = {
  .get_most_rows = get_most_rows,
  .estimate = estimate,
  .write = write_rows,
  .read = read_answer,
};
