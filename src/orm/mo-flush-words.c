/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text in a full-text index, of rows whose keys MatrixOne gives out: there the keys of the words,
 * which it keeps in a table of its own, take the place of the rows' in LAST_INSERT_ID(). So the
 * rows come without words, and get them by their keys in the same packet. */

#include "orm/mo-flush-words-private.h"

static gboolean
has_field (const MoColumn *entry, gsize offset)
{
  for (guint i = 0; i < entry->fields.n; i++)
    if (entry->fields.offsets[i] == offset)
      return TRUE;
  return FALSE;
}

static gboolean
is_in_fulltext (const MoModel *model, const MoColumn *column)
{
  for (guint i = 0; i < model->n_entries; i++)
    if (model->entries[i].kind == MO_ENTRY_INDEX
        && model->entries[i].index.kind == MO_INDEX_FULLTEXT
        && has_field (&model->entries[i], column->offset))
      return TRUE;
  return FALSE;
}

gboolean
mo_flush_column_comes_later (const MoFlushBatch *batch, guint index, MoServerKind kind)
{
  return kind == MO_SERVER_KIND_MATRIXONE && batch->gives_keys
         && is_in_fulltext (batch->model, mo_flush_batch_get_column (batch, index));
}

gboolean
mo_flush_batch_has_words (const MoFlushBatch *self, MoServerKind kind)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (mo_flush_column_comes_later (self, i, kind))
      return TRUE;
  return FALSE;
}

void
mo_flush_append_no_words (MoFlushText *text, const MoColumn *column)
{
  mo_flush_text_append (text, mo_column_is_nullable (column) ? "NULL" : "''");
}

/* The key of the row that is @before rows before the last one. */
static void
append_key (MoFlushText *text, const MoFlushBatch *self, guint before)
{
  const MoModel *model = self->model;
  const MoColumn *key = &model->columns[model->auto_increment];

  mo_flush_text_append (text, "CAST(LAST_INSERT_ID() - ");
  mo_flush_text_add_number (text, before);
  mo_flush_text_append (text, mo_flush_column_is_unsigned (key) ? " AS UNSIGNED)" : " AS SIGNED)");
}

static void
append_words (MoFlushText *text, const MoFlushBatch *self, guint index, guint first, guint n_rows)
{
  mo_flush_text_append (text, self->model->names.columns[self->columns[index]]);
  mo_flush_text_append (text, " = CASE ");
  mo_flush_text_append (text, self->model->names.columns[self->model->auto_increment]);
  for (guint i = 0; i < n_rows; i++)
    {
      mo_flush_text_append (text, " WHEN ");
      append_key (text, self, n_rows - 1 - i);
      mo_flush_text_append (text, " THEN ");
      mo_flush_text_add (text, &mo_flush_batch_get_row (self, first + i)->values[index]);
    }
  mo_flush_text_append (text, " END");
}

MoStatement *
mo_flush_batch_write_words (const MoFlushBatch *self,
                            guint first,
                            guint n_rows,
                            MoServerKind kind,
                            GError **error)
{
  const char *key = self->model->names.columns[self->model->auto_increment];
  const char *separator = " SET ";
  g_auto (MoFlushText) text;

  mo_flush_text_init (&text);
  mo_flush_text_append (&text, "UPDATE ");
  mo_flush_text_append (&text, self->model->names.table);
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!mo_flush_column_comes_later (self, i, kind))
        continue;
      mo_flush_text_append (&text, separator);
      append_words (&text, self, i, first, n_rows);
      separator = ", ";
    }
  mo_flush_text_append (&text, " WHERE ");
  mo_flush_text_append (&text, key);
  mo_flush_text_append (&text, " > ");
  append_key (&text, self, n_rows);
  mo_flush_text_append (&text, " AND ");
  mo_flush_text_append (&text, key);
  mo_flush_text_append (&text, " <= LAST_INSERT_ID()");
  return mo_flush_text_finish (&text, error);
}
