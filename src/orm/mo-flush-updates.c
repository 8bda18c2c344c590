/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which updates share a statement: those with the same columns, by whether their values are equal.
 */

#include <string.h>

#include "orm/mo-flush-plan-private.h"

/* Fewer rows with the same values are not worth a statement of their own. */
#define FEWEST_EQUAL_ROWS 8

/* A CASE of text is converted to these as the text itself would be (ENUM, on MatrixOne, is not). */
static const char *const plain_types[]
    = { "BIGINT",    "BLOB",  "CHAR",   "DATE",   "DATETIME", "DECIMAL", "DOUBLE",    "FLOAT",
        "INT",       "JSON",  "NUMERIC", "SMALLINT", "TEXT",    "TIME",    "TIMESTAMP", "TINYINT",
        "UUID",      "VARBINARY", "VARCHAR", "VECF32", "VECF64", NULL };

static gboolean
is_plain (const MoColumn *column)
{
  g_autofree char *name = NULL;
  gsize length;

  if (column->sql_type == NULL)
    return TRUE;
  if (column->type == MO_FIELD_UINT64)
    return FALSE;
  length = strspn (column->sql_type, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS);
  name = g_ascii_strup (column->sql_type, (gssize) length);
  return g_strv_contains (plain_types, name);
}

static gboolean
can_differ_in_one_statement (const MoFlushEntry *like)
{
  for (guint i = 0; i < like->n_columns; i++)
    if (!is_plain (&like->model->columns[like->columns[i]]))
      return FALSE;
  return TRUE;
}

/* Arrays of rows with equal values, in the order of their first rows. */
static GPtrArray *
sort_by_values (GPtrArray *entries)
{
  GPtrArray *lots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) by_values = g_hash_table_new (mo_flush_row_hash, mo_flush_row_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushRow *row = ((MoFlushEntry *) g_ptr_array_index (entries, i))->row;
      GPtrArray *lot = g_hash_table_lookup (by_values, row);

      if (lot == NULL)
        {
          lot = g_ptr_array_new ();
          g_hash_table_insert (by_values, row, lot);
          g_ptr_array_add (lots, lot);
        }
      g_ptr_array_add (lot, row);
    }
  return lots;
}

static MoFlushBatch *
add_batch (const MoFlushBatchClass *klass, const MoFlushEntry *like, GPtrArray *batches)
{
  MoFlushBatch *batch = mo_flush_batch_new (klass, like->model, like->columns, like->n_columns);

  g_ptr_array_add (batches, batch);
  return batch;
}

void
mo_flush_batch_updates (GPtrArray *entries, GPtrArray *batches)
{
  const MoFlushEntry *like = g_ptr_array_index (entries, 0);
  g_autoptr (GPtrArray) lots = sort_by_values (entries);
  gboolean mixed = lots->len > 1 && can_differ_in_one_statement (like);
  MoFlushBatch *others = NULL;

  for (guint i = 0; i < lots->len; i++)
    {
      GPtrArray *lot = g_ptr_array_index (lots, i);
      MoFlushBatch *batch;

      if (!mixed || lot->len >= FEWEST_EQUAL_ROWS)
        batch = add_batch (&mo_flush_update_equal_class, like, batches);
      else if (others != NULL)
        batch = others;
      else
        batch = others = add_batch (&mo_flush_update_each_class, like, batches);
      for (guint j = 0; j < lot->len; j++)
        mo_flush_batch_add (batch, g_ptr_array_index (lot, j));
    }
}
