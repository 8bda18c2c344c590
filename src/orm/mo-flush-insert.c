/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* INSERT of many rows, and how the keys that the server gives to them are asked for. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-result.h>

#include "orm/mo-flush-batch-private.h"
#include "orm/mo-flush-words-private.h"

/* Up to so many MatrixOne gives out consecutive numbers in the rows' order, and not above. */
#define MOST_ROWS 8192

/* What is read back may have been converted: a float rounded, an SQL type of its own formatted. */
static gboolean
is_comparable (const MoColumn *column)
{
  return column->sql_type == NULL && column->type != MO_FIELD_FLOAT
         && column->type != MO_FIELD_DOUBLE && column->type != MO_FIELD_NULL_DOUBLE
         && column->type != MO_FIELD_BYTES;
}

gboolean
mo_flush_batch_compares (const MoFlushBatch *self, guint index, MoServerKind kind)
{
  return is_comparable (mo_flush_batch_get_column (self, index))
         && !mo_flush_column_comes_later (self, index, kind);
}

static gboolean
has_comparable_column (const MoFlushBatch *self, MoServerKind kind)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (mo_flush_batch_compares (self, i, kind))
      return TRUE;
  return FALSE;
}

static guint
get_most_rows (const MoFlushBatch *self, MoServerKind kind)
{
  if (self->gives_keys && kind != MO_SERVER_KIND_MARIADB && !has_comparable_column (self, kind))
    return 1; /* nothing would tell which row has which key */
  return mo_flush_batch_has_words (self, kind) ? MO_FLUSH_MOST_BRANCHES : MOST_ROWS;
}

static gsize
estimate (const MoFlushBatch *self, const MoFlushRow *row)
{
  if (row == NULL)
    return 128 + self->model->names.bytes + 2 * self->n_columns
           + (self->on_duplicate != NULL ? strlen (self->on_duplicate) : 0);
  /* Behind the INSERT they may come in an UPDATE, with a key before each. */
  return strlen ("(), ") + row->values_bytes
         + (mo_flush_batch_has_words (self, MO_SERVER_KIND_MATRIXONE)
                ? self->n_columns * strlen (" WHEN CAST(LAST_INSERT_ID() - 8192 AS UNSIGNED) THEN ")
                : 0);
}

static void
append_names (MoFlushText *text, const MoFlushBatch *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      mo_flush_text_append (text, i > 0 ? ", " : "");
      mo_flush_text_append (text, self->model->names.columns[self->columns[i]]);
    }
}

static void
append_row (MoFlushText *text, const MoFlushBatch *self, const MoFlushRow *row, MoServerKind kind)
{
  mo_flush_text_append (text, "(");
  for (guint i = 0; i < row->n_values; i++)
    {
      mo_flush_text_append (text, i > 0 ? ", " : "");
      if (mo_flush_column_comes_later (self, i, kind))
        mo_flush_append_no_words (text, mo_flush_batch_get_column (self, i));
      else
        mo_flush_text_add (text, &row->values[i]);
    }
  mo_flush_text_append (text, ")");
}

static const char *
get_key_name (const MoFlushBatch *self)
{
  return self->model->names.columns[self->model->auto_increment];
}

static MoStatement *
make_insert (
    const MoFlushBatch *self, guint first, guint n_rows, MoServerKind kind, GError **error)
{
  g_auto (MoFlushText) text;

  mo_flush_text_init (&text);
  mo_flush_text_append (&text, "INSERT INTO ");
  mo_flush_text_append (&text, self->model->names.table);
  mo_flush_text_append (&text, " (");
  append_names (&text, self);
  mo_flush_text_append (&text, ") VALUES ");
  for (guint i = 0; i < n_rows; i++)
    {
      mo_flush_text_begin_row (&text);
      append_row (&text, self, mo_flush_batch_get_row (self, first + i), kind);
      mo_flush_text_end_row (&text);
    }
  if (self->on_duplicate != NULL)
    mo_flush_text_append (&text, self->on_duplicate);
  if (self->gives_keys && kind == MO_SERVER_KIND_MARIADB)
    {
      mo_flush_text_append (&text, " RETURNING ");
      mo_flush_text_append (&text, get_key_name (self));
    }
  return mo_flush_text_finish (&text, error);
}

/* LAST_INSERT_ID() is the last of the statement's numbers on MatrixOne, the first on MySQL. The
 * cast lets MatrixOne look the keys up; it would read the whole table to compare decimals. */
static void
append_key_range (MoFlushText *text, const MoFlushBatch *self, guint n_rows, MoServerKind kind)
{
  const MoModel *model = self->model;
  const char *key = get_key_name (self);

  mo_flush_text_append (text, key);
  if (kind != MO_SERVER_KIND_MATRIXONE)
    {
      mo_flush_text_append (text, " >= LAST_INSERT_ID() AND ");
      mo_flush_text_append (text, key);
      mo_flush_text_append (text, " < LAST_INSERT_ID() + ");
      mo_flush_text_add_number (text, n_rows);
      return;
    }
  mo_flush_text_append (text, " > CAST(LAST_INSERT_ID() - ");
  mo_flush_text_add_number (text, n_rows);
  mo_flush_text_append (text, mo_flush_column_is_unsigned (&model->columns[model->auto_increment])
                                  ? " AS UNSIGNED) AND "
                                  : " AS SIGNED) AND ");
  mo_flush_text_append (text, key);
  mo_flush_text_append (text, " <= LAST_INSERT_ID()");
}

static MoStatement *
make_select (const MoFlushBatch *self, guint n_rows, MoServerKind kind, GError **error)
{
  const char *key = get_key_name (self);
  g_auto (MoFlushText) text;

  mo_flush_text_init (&text);
  mo_flush_text_append (&text, "SELECT ");
  mo_flush_text_append (&text, key);
  for (guint i = 0; i < self->n_columns; i++)
    if (mo_flush_batch_compares (self, i, kind))
      {
        mo_flush_text_append (&text, ", ");
        mo_flush_text_append (&text, self->model->names.columns[self->columns[i]]);
      }
  mo_flush_text_append (&text, " FROM ");
  mo_flush_text_append (&text, self->model->names.table);
  mo_flush_text_append (&text, " WHERE ");
  append_key_range (&text, self, n_rows, kind);
  mo_flush_text_append (&text, " ORDER BY ");
  mo_flush_text_append (&text, key);
  return mo_flush_text_finish (&text, error);
}

/* MatrixOne is asked for one row, too: of a table with a full-text index that the model does not
 * have, it names the key of a word. */
gboolean
mo_flush_batch_asks (const MoFlushBatch *self, guint n_rows, MoServerKind kind)
{
  return self->gives_keys && kind != MO_SERVER_KIND_MARIADB
         && (n_rows > 1 || kind == MO_SERVER_KIND_MATRIXONE);
}

static gboolean
write_rows (const MoFlushBatch *self,
            guint first,
            guint n_rows,
            MoServerKind kind,
            GPtrArray *statements,
            GError **error)
{
  if (!mo_program_add_statement (statements, make_insert (self, first, n_rows, kind, error))
      || (mo_flush_batch_asks (self, n_rows, kind)
          && !mo_program_add_statement (statements, make_select (self, n_rows, kind, error))))
    return FALSE;
  return !mo_flush_batch_has_words (self, kind)
         || mo_program_add_statement (
             statements, mo_flush_batch_write_words (self, first, n_rows, kind, error));
}

static gboolean
read_words (const MoFlushBatch *self,
            guint n_rows,
            MoServerKind kind,
            MoResult *const *answers,
            GError **error)
{
  guint64 affected;

  if (!mo_flush_batch_has_words (self, kind))
    return TRUE;
  affected = mo_result_get_affected_rows (
      answers[mo_flush_batch_asks (self, n_rows, kind) ? 2 : 1]);
  if (affected == n_rows)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "the words of %u rows of %s were to be written behind them, and the server says "
               "that it wrote %" G_GUINT64_FORMAT ": roll back",
               n_rows, self->model->table, affected);
  return FALSE;
}

static gboolean
read_answers (const MoFlushBatch *self,
              guint first,
              guint n_rows,
              MoServerKind kind,
              MoResult *const *answers,
              GError **error)
{
  guint64 affected;

  if (self->gives_keys)
    return mo_flush_batch_read_keys (self, first, n_rows, kind, answers, error)
           && read_words (self, n_rows, kind, answers, error);
  if (self->on_duplicate != NULL)
    return TRUE; /* servers count those that are there in different ways */
  affected = mo_result_get_affected_rows (answers[0]);
  if (affected == n_rows)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "inserting %u rows into %s: the server says that it inserted %" G_GUINT64_FORMAT
               ": roll back",
               n_rows, self->model->table, affected);
  return FALSE;
}

const MoFlushBatchClass mo_flush_insert_class = {
  .get_most_rows = get_most_rows,
  .estimate = estimate,
  .write = write_rows,
  .read = read_answers,
};
