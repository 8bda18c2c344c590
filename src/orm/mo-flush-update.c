/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UPDATE of many rows: with the same values in each, or with values of its own in each. */

#include "orm/mo-flush-where-private.h"

/* A list of keys is looked up. */
#define MOST_EQUAL_ROWS 8192

/* --- values --- */

/* MatrixOne reads a CASE of 1 and 18446744073709551615 as signed, and refuses the latter. */
static void
append_branch_value (MoFlushText *text, const MoColumn *column, const MoFlushValue *value)
{
  gboolean cast = column->type == MO_FIELD_UINT64 && column->sql_type == NULL;

  mo_flush_text_append (text, cast ? "CAST(" : "");
  mo_flush_text_add (text, value);
  mo_flush_text_append (text, cast ? " AS UNSIGNED)" : "");
}

static void
append_case (MoFlushText *text, const MoFlushBatch *self, guint index, guint first, guint n_rows)
{
  gboolean is_simple = mo_flush_get_n_keys (self) == 1;

  mo_flush_text_append (text, "CASE");
  if (is_simple)
    {
      mo_flush_text_append (text, " ");
      mo_flush_text_append (text, mo_flush_get_key_name (self, 0));
    }
  for (guint i = 0; i < n_rows; i++)
    {
      const MoFlushRow *row = mo_flush_batch_get_row (self, first + i);

      mo_flush_text_append (text, " WHEN ");
      if (is_simple)
        mo_flush_text_add (text, mo_flush_get_key (row, 0));
      else
        mo_flush_append_key (text, self, row);
      mo_flush_text_append (text, " THEN ");
      append_branch_value (text, mo_flush_batch_get_column (self, index), &row->values[index]);
    }
  mo_flush_text_append (text, " END");
}

/* Also because MatrixOne gives a CASE of nothing but NULL a type that a DATETIME cannot take. */
static gboolean
is_same_in_all (const MoFlushBatch *self, guint index, guint first, guint n_rows)
{
  const MoFlushValue *value = &mo_flush_batch_get_row (self, first)->values[index];

  for (guint i = 1; i < n_rows; i++)
    if (!mo_flush_value_equal (value, &mo_flush_batch_get_row (self, first + i)->values[index]))
      return FALSE;
  return TRUE;
}

/* Whatever it is in each row. A row that is all key, and takes the place of another with that key,
 * is asked for by setting the key to what it is. */
static void
append_version (MoFlushText *text, const MoFlushBatch *self)
{
  const MoModel *model = self->model;
  const char *name;

  if (model->version < 0 && self->n_columns > 0)
    return;
  name = model->version >= 0 ? self->model->names.columns[model->version]
                             : mo_flush_get_key_name (self, 0);
  mo_flush_text_append (text, self->n_columns > 0 ? ", " : " SET ");
  mo_flush_text_append (text, name);
  mo_flush_text_append (text, " = ");
  mo_flush_text_append (text, name);
  mo_flush_text_append (text, model->version >= 0 ? " + 1" : "");
}

static MoStatement *
make_update (const MoFlushBatch *self, guint first, guint n_rows, GError **error)
{
  g_auto (MoFlushText) text;

  mo_flush_text_init (&text);
  mo_flush_text_append (&text, "UPDATE ");
  mo_flush_text_append (&text, self->model->names.table);
  for (guint i = 0; i < self->n_columns; i++)
    {
      mo_flush_text_append (&text, i > 0 ? ", " : " SET ");
      mo_flush_text_append (&text, self->model->names.columns[self->columns[i]]);
      mo_flush_text_append (&text, " = ");
      if (is_same_in_all (self, i, first, n_rows))
        mo_flush_text_add (&text, &mo_flush_batch_get_row (self, first)->values[i]);
      else
        append_case (&text, self, i, first, n_rows);
    }
  append_version (&text, self);
  mo_flush_append_where (&text, self, first, n_rows);
  return mo_flush_text_finish (&text, error);
}

/* --- as a batch --- */

static gboolean
write_rows (const MoFlushBatch *self,
            guint first,
            guint n_rows,
            MoServerKind kind,
            GPtrArray *statements,
            GError **error)
{
  (void) kind;
  return mo_program_add_statement (statements, make_update (self, first, n_rows, error));
}

/* Every connection counts the rows that were found, whether or not they had the values before. */
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
  return mo_flush_check_found (self, "updating", n_rows, answers[0], error);
}

static gsize
estimate_statement (const MoFlushBatch *self)
{
  return 128 + self->model->names.bytes + self->n_columns * strlen (", = CASE  END")
         + mo_flush_get_n_keys (self) * 2 * (64 + 2);
}

static guint
get_most_equal_rows (const MoFlushBatch *self, MoServerKind kind)
{
  (void) self;
  (void) kind;
  return MOST_EQUAL_ROWS;
}

static gsize
estimate_equal (const MoFlushBatch *self, const MoFlushRow *row)
{
  if (row == NULL)
    return estimate_statement (self) + mo_flush_batch_get_row (self, 0)->values_bytes;
  return mo_flush_estimate_where (self, row);
}

static guint
get_most_other_rows (const MoFlushBatch *self, MoServerKind kind)
{
  (void) self;
  (void) kind;
  return MO_FLUSH_MOST_BRANCHES;
}

static gsize
estimate_each (const MoFlushBatch *self, const MoFlushRow *row)
{
  gsize branch;

  if (row == NULL)
    return estimate_statement (self);
  branch = mo_flush_estimate_where (self, row) + strlen (" WHEN  THEN CAST( AS UNSIGNED)");
  return mo_flush_estimate_where (self, row) + row->values_bytes + self->n_columns * branch;
}

const MoFlushBatchClass mo_flush_update_equal_class = {
  .get_most_rows = get_most_equal_rows,
  .estimate = estimate_equal,
  .write = write_rows,
  .read = read_answer,
};

const MoFlushBatchClass mo_flush_update_each_class = {
  .get_most_rows = get_most_other_rows,
  .estimate = estimate_each,
  .write = write_rows,
  .read = read_answer,
};
