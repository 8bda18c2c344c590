/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which row of an INSERT got which key: what the server says is checked, and nothing is guessed. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-result.h>

#include "orm/mo-flush-batch-private.h"

typedef struct
{
  const MoFlushBatch *batch;
  guint first;
  guint n_rows;
  MoServerKind kind;
} MoFlushKeys;

static gboolean G_GNUC_PRINTF (3, 4)
refuse (const MoFlushKeys *self, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "the keys of %u row%s of %s could not be told: %s; nothing was guessed: roll back",
               self->n_rows, self->n_rows == 1 ? "" : "s", self->batch->model->table, why);
  return FALSE;
}

static const MoColumn *
get_key_column (const MoFlushKeys *self)
{
  const MoModel *model = self->batch->model;

  return &model->columns[model->auto_increment];
}

/* A key that the field could not hold would be lost when it is written back. */
static guint64
get_largest_key (const MoColumn *column)
{
  if (column->type == MO_FIELD_INT32)
    return G_MAXINT32;
  if (column->type == MO_FIELD_UINT32)
    return G_MAXUINT32;
  return column->type == MO_FIELD_INT64 ? G_MAXINT64 : G_MAXUINT64;
}

static gboolean
check_key (const MoFlushKeys *self, guint64 key, guint64 last, GError **error)
{
  const MoColumn *column = get_key_column (self);

  if (key <= last)
    return refuse (self, error, "the server names %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT,
                   key, last);
  if (key > get_largest_key (column))
    return refuse (self, error, "%" G_GUINT64_FORMAT " does not fit the field %s", key,
                   column->name);
  return TRUE;
}

/* The row number @row of the server's answer, its key in the first column. */
static gboolean
read_key (const MoFlushKeys *self, MoResult *answer, guint row, guint64 *key, GError **error)
{
  g_autoptr (GError) cause = NULL;
  guint64 last = *key;
  MoValue cell = mo_result_get_value (answer, row, 0);

  if (!mo_value_get_uint64 (&cell, key, &cause))
    return refuse (self, error, "%s", cause->message);
  return check_key (self, *key, last, error);
}

static gboolean
equals_written (const MoValue *written, const MoValue *read)
{
  gint64 signed_number;
  guint64 number;
  gsize length, read_length;
  const char *text = mo_value_get_text (written, &length);
  const char *read_text = mo_value_get_text (read, &read_length);

  if (mo_value_is_null (written) || mo_value_is_null (read))
    return mo_value_is_null (written) && mo_value_is_null (read);
  if (text != NULL)
    return read_text != NULL && length == read_length && memcmp (text, read_text, length) == 0;
  if (written->type == MO_VALUE_INT64)
    return mo_value_get_int64 (read, &signed_number, NULL) && signed_number == written->as.int64;
  if (written->type == MO_VALUE_UINT64)
    return mo_value_get_uint64 (read, &number, NULL) && number == written->as.uint64;
  return written->type == read->type && written->as.packed == read->as.packed;
}

static gboolean
match_row (const MoFlushKeys *self, MoResult *answer, guint row, GError **error)
{
  const MoFlushRow *written = mo_flush_batch_get_row (self->batch, self->first + row);
  guint place = 1;

  for (guint i = 0; i < self->batch->n_columns; i++)
    {
      MoValue wanted, found;

      if (!mo_flush_batch_compares (self->batch, i, self->kind))
        continue;
      found = mo_result_get_value (answer, row, place++);
      if (!mo_flush_value_resolve (&written->values[i], &wanted, error))
        return FALSE;
      if (!equals_written (&wanted, &found))
        return refuse (self, error,
                       "row %u read back has another %s than was written (if the column's type in "
                       "the table is not the field's, say it with .sql_type)",
                       row + 1, mo_flush_batch_get_column (self->batch, i)->name);
    }
  return TRUE;
}

static guint
count_comparable (const MoFlushKeys *self)
{
  guint n = 0;

  for (guint i = 0; i < self->batch->n_columns; i++)
    n += mo_flush_batch_compares (self->batch, i, self->kind) ? 1 : 0;
  return n;
}

static void
set_cell (const MoFlushKeys *self, guint row, guint64 key)
{
  MoKeyCell *cell = mo_flush_batch_get_row (self->batch, self->first + row)->cell;

  cell->key = (gint64) key;
  cell->is_known = TRUE;
}

/* Keys are given to the rows when all are known to be right. */
static gboolean
read_rows (const MoFlushKeys *self, MoResult *answer, gboolean match, GError **error)
{
  g_autofree guint64 *keys = g_new (guint64, self->n_rows);
  guint n_columns = 1 + (match ? count_comparable (self) : 0);
  guint64 key = 0;

  if (mo_result_get_n_rows (answer) != self->n_rows
      || mo_result_get_n_columns (answer) != n_columns)
    return refuse (self, error, "the server names %u rows of %u columns%s",
                   mo_result_get_n_rows (answer), mo_result_get_n_columns (answer),
                   self->kind != MO_SERVER_KIND_MATRIXONE
                       ? ""
                       : ", as it does where the table has a full-text index that the model does "
                         "not have: add MO_FULLTEXT_INDEX() to it");
  for (guint i = 0; i < self->n_rows; i++)
    {
      if (!read_key (self, answer, i, &key, error)
          || (match && !match_row (self, answer, i, error)))
        return FALSE;
      keys[i] = key;
    }
  for (guint i = 0; i < self->n_rows; i++)
    set_cell (self, i, keys[i]);
  return TRUE;
}

static gboolean
read_insert_id (const MoFlushKeys *self, MoResult *answer, GError **error)
{
  guint64 key = mo_result_get_last_insert_id (answer);

  if (!check_key (self, key, 0, error))
    return FALSE;
  set_cell (self, 0, key);
  return TRUE;
}

gboolean
mo_flush_batch_read_keys (const MoFlushBatch *self,
                          guint first,
                          guint n_rows,
                          MoServerKind kind,
                          MoResult *const *answers,
                          GError **error)
{
  MoFlushKeys keys = { self, first, n_rows, kind };

  if (kind == MO_SERVER_KIND_MARIADB)
    return read_rows (&keys, answers[0], FALSE, error);
  if (mo_result_get_affected_rows (answers[0]) != n_rows)
    return refuse (&keys, error, "the server says that it inserted %" G_GUINT64_FORMAT,
                   mo_result_get_affected_rows (answers[0]));
  if (!mo_flush_batch_asks (self, n_rows, kind))
    return read_insert_id (&keys, answers[0], error);
  return read_rows (&keys, answers[1], TRUE, error);
}
