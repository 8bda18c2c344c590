/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatementLists: they fall into their values when they are added, and stand behind IN as such.
 */

#include "sql/mo-statement-lists-private.h"

#include "sql/mo-quoting-private.h"
#include "value/mo-value-private.h"

MoStatementLists *
mo_statement_lists_new (gsize n_places, MoListPlace *places)
{
  MoStatementLists *self = g_new0 (MoStatementLists, 1);

  self->values = g_array_sized_new (FALSE, FALSE, sizeof (MoValue), (guint) n_places);
  self->places = places;
  self->ranges = g_array_sized_new (FALSE, FALSE, sizeof (MoValueRange), (guint) n_places);
  return self;
}

void
mo_statement_lists_free (MoStatementLists *self)
{
  mo_arena_clear (&self->arena);
  g_clear_pointer (&self->values, g_array_unref);
  g_clear_pointer (&self->ranges, g_array_unref);
  g_clear_pointer (&self->bound, g_array_unref);
  g_free (self->prepared_sql);
  g_free (self->places);
  g_free (self);
}

static void
add_flat (MoStatementLists *self, const MoValue *value)
{
  MoValue copy;

  if (value->type == MO_VALUE_LIST)
    {
      for (gsize i = 0; i < value->length; i++)
        {
          MoValue element = mo_value_list_get (value, i);

          add_flat (self, &element);
        }
      return;
    }
  copy = mo_value_copy (value, &self->arena);
  g_array_append_val (self->values, copy);
}

static guint
row_width (const MoValue *value)
{
  MoValue first;

  if (value->type != MO_VALUE_LIST || value->length == 0)
    return 1;
  first = mo_value_list_get (value, 0);
  return first.type == MO_VALUE_LIST ? first.length : 1;
}

void
mo_statement_lists_add (MoStatementLists *self, const MoValue *value)
{
  MoValueRange range = { self->values->len, 0, row_width (value) };

  if (value->type != MO_VALUE_LIST)
    self->places[self->ranges->len].kind = MO_LIST_NOWHERE;
  add_flat (self, value);
  range.n_values = self->values->len - range.first;
  g_array_append_val (self->ranges, range);
}

void
mo_statement_lists_repeat (MoStatementLists *self, gsize place)
{
  MoValueRange range = g_array_index (self->ranges, MoValueRange, place);
  guint n_before = self->values->len;

  if (self->places[place].kind == MO_LIST_NOWHERE)
    self->places[self->ranges->len].kind = MO_LIST_NOWHERE;
  g_array_set_size (self->values, n_before + (guint) range.n_values);
  if (range.n_values > 0)
    memcpy (&g_array_index (self->values, MoValue, n_before),
            &g_array_index (self->values, MoValue, range.first), range.n_values * sizeof (MoValue));
  range.first = n_before;
  g_array_append_val (self->ranges, range);
}

/* NULL in a list is no parameter; see append_null(). */
void
mo_statement_lists_finish (MoStatementLists *self)
{
  self->bound = g_array_sized_new (FALSE, FALSE, sizeof (MoValue), self->values->len);
  for (guint place = 0; place < self->ranges->len; place++)
    {
      const MoValueRange *range = &g_array_index (self->ranges, MoValueRange, place);
      gboolean in_list = self->places[place].kind != MO_LIST_NOWHERE;

      for (gsize i = 0; i < range->n_values; i++)
        {
          MoValue value = g_array_index (self->values, MoValue, range->first + i);

          if (!in_list || !mo_value_is_null (&value))
            g_array_append_val (self->bound, value);
        }
    }
}

/* --- rendering --- */

typedef struct
{
  const MoStatementLists *values;
  MoServerKind kind;
  gboolean as_marks;
  GString *out;
} Rendering;

/* MatrixOne 1.3 is wrong about a list that has NULL. Of constants it loses one: no row is found by
 * id IN (1, NULL); so it is given an expression, which it does not look into. Of parameters it does
 * not see that one is NULL, and finds rows by id NOT IN (?, ?); so none is. */
static void
append_null (const Rendering *self)
{
  gboolean hidden = self->kind == MO_SERVER_KIND_MATRIXONE && !self->as_marks;

  g_string_append (self->out, hidden ? "NULLIF('', '')" : "NULL");
}

static void
append_value (const Rendering *self, gsize index, gboolean in_list)
{
  const MoValue *value = &g_array_index (self->values->values, MoValue, index);

  if (in_list && mo_value_is_null (value))
    append_null (self);
  else if (self->as_marks)
    g_string_append_c (self->out, '?');
  else
    mo_quote_value (self->out, value, self->kind == MO_SERVER_KIND_MATRIXONE);
}

/* 1, 2 or (1, 2), (3, 4) */
static void
append_list (const Rendering *self, const MoValueRange *range)
{
  for (gsize i = 0; i < range->n_values; i++)
    {
      gboolean is_first = i % range->row == 0;
      gboolean is_last = (i + 1) % range->row == 0;

      if (i > 0)
        g_string_append (self->out, ", ");
      if (range->row > 1 && is_first)
        g_string_append_c (self->out, '(');
      append_value (self, range->first + i, TRUE);
      if (range->row > 1 && is_last)
        g_string_append_c (self->out, ')');
    }
}

/* No server knows IN (). Of a query without rows IN is false and NOT IN true whatever stands before
 * it, SQL NULL too. */
static void
append_nothing (const Rendering *self, guint n_columns)
{
  g_string_append (self->out, "SELECT NULL");
  for (guint i = 1; i < n_columns; i++)
    g_string_append (self->out, ", NULL");
  g_string_append (self->out, " FROM DUAL WHERE 1 = 0");
}

void
mo_statement_lists_append (
    const MoStatementLists *self, gsize place, MoServerKind kind, gboolean as_marks, GString *out)
{
  const Rendering rendering = { self, kind, as_marks, out };
  const MoValueRange *range = &g_array_index (self->ranges, MoValueRange, place);

  if (self->places[place].kind == MO_LIST_NOWHERE)
    {
      append_value (&rendering, range->first, FALSE);
      return;
    }
  if (self->places[place].kind == MO_LIST_BARE)
    g_string_append_c (out, '(');
  if (range->n_values > 0)
    append_list (&rendering, range);
  else
    append_nothing (&rendering, self->places[place].n_columns);
  if (self->places[place].kind == MO_LIST_BARE)
    g_string_append_c (out, ')');
}
