/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushRow: copies of values, so that the instance may change while the flush runs. */

#include "orm/mo-flush-row-private.h"

#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

#define NULL_BYTES 4
#define NUMBER_BYTES 24

MoFlushRow *
mo_flush_row_new (guint n_values, guint n_keys)
{
  gsize n = (gsize) n_values + n_keys;
  MoFlushRow *self = g_malloc0 (sizeof (MoFlushRow) + n * sizeof (MoFlushValue));

  self->n_values = n_values;
  self->n_keys = n_keys;
  for (gsize i = 0; i < n; i++)
    self->values[i].value = mo_value_null ();
  return self;
}

void
mo_flush_row_free (MoFlushRow *self)
{
  for (guint i = 0; i < self->n_values + self->n_keys; i++)
    g_clear_pointer (&self->values[i].cell, mo_key_cell_unref);
  g_clear_pointer (&self->cell, mo_key_cell_unref);
  g_free (self);
}

/* How long the literal may become; a decimal is no longer than its text. */
static gsize
estimate_bytes (const MoFlushValue *value)
{
  gsize length;

  if (value->cell != NULL)
    return NUMBER_BYTES;
  if (mo_value_is_null (&value->value))
    return NULL_BYTES;
  if (value->value.type == MO_VALUE_VECF32)
    return NUMBER_BYTES * (gsize) value->value.length + 4;
  if (mo_value_get_text (&value->value, &length) == NULL)
    return NUMBER_BYTES + 4; /* a time: 26 characters in quotes */
  return 2 * length + 4;
}

void
mo_flush_row_set (MoFlushRow *self, guint index, const MoFlushValue *value, MoArena *arena)
{
  MoFlushValue *own = &self->values[index];
  gsize bytes = estimate_bytes (value) + strlen (", ");

  *own = *value;
  own->value = mo_value_copy (&value->value, arena);
  if (index < self->n_values)
    self->values_bytes += bytes;
  else
    self->keys_bytes += bytes;
}

static guint
hash_text (const char *text, gsize length)
{
  guint hash = 5381;

  for (gsize i = 0; i < length; i++)
    hash = hash * 33 + (guchar) text[i];
  return hash;
}

static guint
hash_value (const MoFlushValue *value)
{
  gsize length;
  const char *text;
  guint64 bits;

  if (value->cell != NULL)
    return g_direct_hash (value->cell);
  text = mo_value_get_text (&value->value, &length);
  if (text != NULL)
    return hash_text (text, length);
  bits = mo_value_is_null (&value->value) ? 0 : value->value.as.packed;
  return (guint) (bits ^ bits >> 32) * 2654435761u + value->value.type;
}

guint
mo_flush_row_hash (gconstpointer row)
{
  const MoFlushRow *self = row;
  guint hash = self->n_values;

  for (guint i = 0; i < self->n_values; i++)
    hash = hash * 31 + hash_value (&self->values[i]);
  return hash;
}

gboolean
mo_flush_value_equal (const MoFlushValue *a, const MoFlushValue *b)
{
  gsize a_length, b_length;
  const char *a_text = mo_value_get_text (&a->value, &a_length);
  const char *b_text = mo_value_get_text (&b->value, &b_length);

  if (a->cell != b->cell || a->value.type != b->value.type)
    return FALSE;
  if (a->cell != NULL || mo_value_is_null (&a->value))
    return TRUE;
  if (a_text != NULL)
    return a_length == b_length && memcmp (a_text, b_text, a_length) == 0;
  return a->value.as.packed == b->value.as.packed; /* bit by bit: -0.0 is not 0.0 */
}

gboolean
mo_flush_row_equal (gconstpointer a, gconstpointer b)
{
  const MoFlushRow *first = a;
  const MoFlushRow *second = b;

  if (first->n_values != second->n_values)
    return FALSE;
  for (guint i = 0; i < first->n_values; i++)
    if (!mo_flush_value_equal (&first->values[i], &second->values[i]))
      return FALSE;
  return TRUE;
}

gboolean
mo_flush_column_is_unsigned (const MoColumn *column)
{
  return column->type == MO_FIELD_UINT32 || column->type == MO_FIELD_UINT64;
}

MoValue
mo_flush_value_of_key (const MoFlushValue *self, gint64 key)
{
  return self->value.type == MO_VALUE_UINT64 ? mo_value_uint64 ((guint64) key)
                                             : mo_value_int64 (key);
}

gboolean
mo_flush_value_resolve (const MoFlushValue *self, MoValue *out, GError **error)
{
  if (self->cell == NULL)
    {
      *out = self->value;
      return TRUE;
    }
  if (!self->cell->is_known)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED,
                           "a row could not be written because the one that it refers to, or its "
                           "own in an earlier flush, was not written and has no key: roll back");
      return FALSE;
    }
  *out = mo_flush_value_of_key (self, self->cell->key);
  return TRUE;
}
