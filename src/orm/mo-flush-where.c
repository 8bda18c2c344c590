/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The WHERE clause of a flush: a list of keys if it can be one, since lists are looked up. */

#include "orm/mo-flush-where-private.h"

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-result.h>

#include "base/mo-error-private.h"

/* With more of them, each in few rows, lists by version are not worth it. */
#define MOST_VERSIONS 16

guint
mo_flush_get_n_keys (const MoFlushBatch *self)
{
  return self->model->n_keys;
}

const char *
mo_flush_get_key_name (const MoFlushBatch *self, guint index)
{
  return self->model->names.columns[self->model->keys[index]];
}

const MoFlushValue *
mo_flush_get_key (const MoFlushRow *row, guint index)
{
  return &row->values[row->n_values + index];
}

static gboolean
has_version (const MoFlushBatch *self)
{
  return self->model->version >= 0;
}

static const char *
get_version_name (const MoFlushBatch *self)
{
  return self->model->names.columns[self->model->version];
}

/* It stands behind the keys. */
static const MoFlushValue *
get_version (const MoFlushBatch *self, guint index)
{
  return mo_flush_get_key (mo_flush_batch_get_row (self, index), mo_flush_get_n_keys (self));
}

static void
append_equal (MoFlushText *text, const char *name, const MoFlushValue *value)
{
  mo_flush_text_append (text, name);
  mo_flush_text_append (text, " = ");
  mo_flush_text_add (text, value);
}

void
mo_flush_append_key (MoFlushText *text, const MoFlushBatch *self, const MoFlushRow *row)
{
  for (guint i = 0; i < mo_flush_get_n_keys (self); i++)
    {
      mo_flush_text_append (text, i > 0 ? " AND " : "");
      append_equal (text, mo_flush_get_key_name (self, i), mo_flush_get_key (row, i));
    }
}

/* --- one row, or a key of several columns --- */

static void
append_row (MoFlushText *text, const MoFlushBatch *self, guint index)
{
  mo_flush_append_key (text, self, mo_flush_batch_get_row (self, index));
  if (!has_version (self))
    return;
  mo_flush_text_append (text, " AND ");
  append_equal (text, get_version_name (self), get_version (self, index));
}

static void
append_rows (MoFlushText *text, const MoFlushBatch *self, guint first, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      mo_flush_text_append (text, i > 0 ? " OR (" : "(");
      append_row (text, self, first + i);
      mo_flush_text_append (text, ")");
    }
}

/* --- many rows with a key of one column --- */

static guint64
get_version_number (const MoFlushBatch *self, guint index)
{
  return get_version (self, index)->value.as.uint64;
}

/* "id IN (?, …)"; with @version, of those rows that have it. */
static void
append_keys (MoFlushText *text,
             const MoFlushBatch *self,
             guint first,
             guint n_rows,
             const guint64 *version)
{
  const char *before = " IN (";

  mo_flush_text_append (text, mo_flush_get_key_name (self, 0));
  for (guint i = first; i < first + n_rows; i++)
    {
      if (version != NULL && get_version_number (self, i) != *version)
        continue;
      mo_flush_text_append (text, before);
      mo_flush_text_add (text, mo_flush_get_key (mo_flush_batch_get_row (self, i), 0));
      before = ", ";
    }
  mo_flush_text_append (text, ")");
}

/* Those of the rows, each once, of element-type guint64; NULL: they are too many. */
static GArray *
find_versions (const MoFlushBatch *self, guint first, guint n_rows)
{
  g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = first; i < first + n_rows; i++)
    {
      guint64 version = get_version_number (self, i);
      guint known = 0;

      while (known < versions->len && g_array_index (versions, guint64, known) != version)
        known++;
      if (known == MOST_VERSIONS)
        return NULL;
      if (known == versions->len)
        g_array_append_val (versions, version);
    }
  return g_steal_pointer (&versions);
}

/* "id IN (…) AND version = 1 OR id IN (…) AND version = 2": MatrixOne looks these up, but goes
 * through the table for a list of pairs. */
static void
append_by_version (
    MoFlushText *text, const MoFlushBatch *self, guint first, guint n_rows, GArray *versions)
{
  for (guint i = 0; i < versions->len; i++)
    {
      const guint64 *version = &g_array_index (versions, guint64, i);

      mo_flush_text_append (text, i > 0 ? " OR " : "");
      append_keys (text, self, first, n_rows, version);
      mo_flush_text_append (text, " AND ");
      mo_flush_text_append (text, get_version_name (self));
      mo_flush_text_append (text, " = ");
      mo_flush_text_add_number (text, *version);
    }
}

/* "id IN (…) AND (id, version) IN ((?, ?), …)" */
static void
append_pairs (MoFlushText *text, const MoFlushBatch *self, guint first, guint n_rows)
{
  append_keys (text, self, first, n_rows, NULL);
  mo_flush_text_append (text, " AND (");
  mo_flush_text_append (text, mo_flush_get_key_name (self, 0));
  mo_flush_text_append (text, ", ");
  mo_flush_text_append (text, get_version_name (self));
  mo_flush_text_append (text, ") IN (");
  for (guint i = 0; i < n_rows; i++)
    {
      mo_flush_text_append (text, i > 0 ? ", (" : "(");
      mo_flush_text_add (text, mo_flush_get_key (mo_flush_batch_get_row (self, first + i), 0));
      mo_flush_text_append (text, ", ");
      mo_flush_text_add (text, get_version (self, first + i));
      mo_flush_text_append (text, ")");
    }
  mo_flush_text_append (text, ")");
}

static void
append_list (MoFlushText *text, const MoFlushBatch *self, guint first, guint n_rows)
{
  g_autoptr (GArray) versions = NULL;

  if (!has_version (self))
    {
      append_keys (text, self, first, n_rows, NULL);
      return;
    }
  versions = find_versions (self, first, n_rows);
  if (versions != NULL)
    append_by_version (text, self, first, n_rows, versions);
  else
    append_pairs (text, self, first, n_rows);
}

/* --- all --- */

void
mo_flush_append_where (MoFlushText *text, const MoFlushBatch *self, guint first, guint n_rows)
{
  mo_flush_text_append (text, " WHERE ");
  if (n_rows == 1)
    append_row (text, self, first);
  else if (mo_flush_get_n_keys (self) == 1)
    append_list (text, self, first, n_rows);
  else
    append_rows (text, self, first, n_rows);
}

gsize
mo_flush_estimate_where (const MoFlushBatch *self, const MoFlushRow *row)
{
  gsize bytes = row->keys_bytes;

  for (guint i = 0; mo_flush_get_n_keys (self) > 1 && i < mo_flush_get_n_keys (self); i++)
    bytes += strlen (mo_flush_get_key_name (self, i)) + strlen (" AND  = ");
  if (has_version (self)) /* a key twice at the most, or a term of its own */
    bytes += row->keys_bytes + strlen (mo_flush_get_key_name (self, 0))
             + strlen (get_version_name (self)) + strlen (" OR  IN () AND  = ");
  return bytes + strlen (" OR ()");
}

gboolean
mo_flush_check_found (const MoFlushBatch *self,
                      const char *doing,
                      guint n_rows,
                      MoResult *answer,
                      GError **error)
{
  guint64 found = mo_result_get_affected_rows (answer);
  g_autofree char *what = NULL;

  if (found == n_rows)
    return TRUE;
  what = g_strdup_printf ("%s %u row%s of %s found %" G_GUINT64_FORMAT, doing, n_rows,
                          n_rows == 1 ? "" : "s", self->model->table, found);
  if (found > n_rows)
    g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s: the key is not unique in the table", what);
  else if (has_version (self))
    g_propagate_error (error, mo_error_new_retryable (
                                  MO_ERROR_STALE_OBJECT,
                                  "%s: others have changed or deleted some since they were read: "
                                  "read them again, in another transaction",
                                  what));
  else
    g_set_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT,
                 "%s: others have deleted some, or changed a key: read them again, in another "
                 "transaction",
                 what);
  return FALSE;
}
