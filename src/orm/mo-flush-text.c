/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushText: keeps the first fault, so that its callers need not look each time. */

#include "orm/mo-flush-text-private.h"

void
mo_flush_text_init (MoFlushText *self)
{
  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  self->fault = NULL;
  self->row_start = self->row_end = 0;
  self->n_rows = 0;
  self->is_repeating = FALSE;
}

void
mo_flush_text_clear (MoFlushText *self)
{
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
  g_clear_error (&self->fault);
}

void
mo_flush_text_append (MoFlushText *self, const char *text)
{
  if (!self->is_repeating)
    g_string_append (self->sql, text);
}

static void
add_place (MoFlushText *self, MoValue value)
{
  mo_flush_text_append (self, "?");
  g_array_append_val (self->values, value);
}

void
mo_flush_text_add (MoFlushText *self, const MoFlushValue *value)
{
  MoValue resolved = mo_value_null ();

  if (self->fault == NULL)
    mo_flush_value_resolve (value, &resolved, &self->fault);
  add_place (self, resolved);
}

void
mo_flush_text_add_number (MoFlushText *self, guint64 number)
{
  add_place (self, mo_value_uint64 (number));
}

void
mo_flush_text_begin_row (MoFlushText *self)
{
  if (self->n_rows == 0)
    self->row_start = self->sql->len;
  self->is_repeating = self->n_rows > 0;
}

void
mo_flush_text_end_row (MoFlushText *self)
{
  if (self->n_rows == 0)
    self->row_end = self->sql->len;
  self->is_repeating = FALSE;
  self->n_rows++;
}

MoStatement *
mo_flush_text_finish (MoFlushText *self, GError **error)
{
  const MoValue *values = (const MoValue *) (const void *) self->values->data;

  if (self->fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->fault));
      return NULL;
    }
  if (self->n_rows > 1)
    return mo_statement_new_rows (self->sql->str, self->row_start, self->row_end, self->n_rows,
                                  values, self->values->len, error);
  return mo_statement_new (self->sql->str, values, self->values->len, MO_STATEMENT_DEFAULT, error);
}
