/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* EchoCase: what is sent, what is to come back, and whether it did. */

#include <string.h>

#include "echo-case.h"

static void
clear_want (gpointer data)
{
  EchoWant *want = data;

  if (want->bytes != NULL)
    g_string_free (want->bytes, TRUE);
}

EchoCase *
echo_case_new (const EchoMode *mode)
{
  EchoCase *self = g_new0 (EchoCase, 1);

  self->mode = *mode;
  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  self->params = g_array_new (FALSE, FALSE, sizeof (MoParam));
  self->wants = g_array_new (FALSE, FALSE, sizeof (EchoWant));
  g_array_set_clear_func (self->wants, clear_want);
  self->kept = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
echo_case_free (EchoCase *self)
{
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
  g_array_unref (self->params);
  g_array_unref (self->wants);
  g_ptr_array_unref (self->kept);
  g_free (self);
}

void
echo_case_values (EchoCase *self, guint n_values)
{
  g_string_append (self->sql, "SELECT ");
  for (guint i = 0; i < n_values; i++)
    {
      EchoWant want;
      MoValue value = echo_value_random (self, &want);

      g_string_append (self->sql, i > 0 ? ",?" : "?");
      g_array_append_val (self->values, value);
      g_array_append_val (self->wants, want);
    }
}

/* --- what came --- */

/* (transfer full): written as the wanted ones are. */
static GString *
write_date_time (const MoValue *cell)
{
  GString *out = g_string_new (NULL);
  MoDateTime fields;

  g_assert_true (mo_value_get_date_time (cell, &fields, NULL));
  if (cell->type == MO_VALUE_TIME)
    g_string_append (out, fields.negative ? "-" : "");
  else
    g_string_append_printf (out, "%04u-%02u-%02u", fields.year, fields.month, fields.day);
  if (cell->type == MO_VALUE_DATE)
    return out;
  g_string_append_printf (out, "%s%02u:%02u:%02u", cell->type == MO_VALUE_TIME ? "" : " ",
                          fields.hour, fields.minute, fields.second);
  if (fields.microsecond > 0)
    g_string_append_printf (out, ".%06u", fields.microsecond);
  return out;
}

static GString *
write_cell (const MoValue *cell)
{
  GString *out;
  gsize length;
  const char *text = mo_value_get_text (cell, &length);

  if (text != NULL)
    return g_string_new_len (text, (gssize) length);
  if (cell->type == MO_VALUE_DATE || cell->type == MO_VALUE_TIME || cell->type == MO_VALUE_DATETIME)
    return write_date_time (cell);
  out = g_string_new (NULL);
  if (cell->type == MO_VALUE_INT64)
    g_string_printf (out, "%" G_GINT64_FORMAT, cell->as.int64);
  else if (cell->type == MO_VALUE_UINT64)
    g_string_printf (out, "%" G_GUINT64_FORMAT, cell->as.uint64);
  else
    g_string_printf (out, "%s", mo_value_type_get_name ((MoValueType) cell->type));
  return out;
}

static gboolean
is_double (const MoValue *cell, double wanted)
{
  double number = 0;
  gsize length;
  const char *text = mo_value_get_text (cell, &length);

  if (cell->type == MO_VALUE_DOUBLE)
    number = cell->as.number;
  else if (text != NULL)
    number = g_ascii_strtod (text, NULL);
  else
    return FALSE;
  /* MariaDB writes no sign of a zero. */
  return memcmp (&number, &wanted, sizeof number) == 0 || (number == 0 && wanted == 0);
}

static gboolean
is_wanted (const MoValue *cell, const EchoWant *want)
{
  g_autoptr (GString) came = NULL;

  if (want->kind == ECHO_NULL || mo_value_is_null (cell))
    return want->kind == ECHO_NULL && mo_value_is_null (cell);
  if (want->kind == ECHO_DOUBLE)
    return is_double (cell, want->number);
  came = write_cell (cell);
  return g_string_equal (came, want->bytes);
}

static void
fail (const EchoCase *self, MoResult *result, guint column)
{
  const EchoWant *want = &g_array_index (self->wants, EchoWant, column);
  MoValue cell = mo_result_get_value (result, 0, column);
  g_autofree char *sql = g_strescape (self->sql->str, NULL);
  g_autofree char *came = mo_value_to_string (&cell);
  g_autofree char *escaped = g_strescape (came, NULL);
  g_autofree char *wanted =
      g_strescape (want->kind == ECHO_BYTES ? want->bytes->str : "(no text)", NULL);

  g_error ("column %u of [%s] is %s \"%s\", and should be \"%s\" (%.17g)", column, sql,
           mo_value_type_get_name (mo_value_get_value_type (&cell)), escaped, wanted, want->number);
}

void
echo_case_check (EchoCase *self, MoResult *result)
{
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  if (mo_result_get_n_columns (result) != self->wants->len)
    g_error ("[%s] has %u columns, and should have %u", self->sql->str,
             mo_result_get_n_columns (result), self->wants->len);
  for (guint i = 0; i < self->wants->len; i++)
    {
      MoValue cell = mo_result_get_value (result, 0, i);

      if (!is_wanted (&cell, &g_array_index (self->wants, EchoWant, i)))
        fail (self, result, i);
    }
}
