/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoResultBuilder: a result that one thread fills before anyone else sees it. */

#include "value/mo-result-builder-private.h"

#include <string.h>

#include "value/mo-moment-private.h"
#include "value/mo-result-private.h"
#include "value/mo-value-private.h"

/* A small result is one piece of memory, which one thread asks for and another one frees. It is one
 * that malloc() takes for small: from 1 KiB on, that of glibc tidies up all others first. */
#define SMALL_BYTES ((gsize) 960)

static MoResult *
new_result (guint n_columns)
{
  gsize n_bytes = sizeof (MoResult) + n_columns * sizeof (MoResultColumn);
  gsize n_left = n_columns > 0 && n_bytes < SMALL_BYTES ? SMALL_BYTES - n_bytes : 0;
  MoResult *self = g_malloc (n_bytes + n_left);

  *self = (MoResult){ .n_columns = n_columns };
  atomic_init (&self->ref_count, 1);
  self->rows = self->few_rows;
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = (MoResultColumn){ "", MO_VALUE_NULL };
  if (n_left > 0)
    mo_arena_begin_in (&self->arena, (char *) self + n_bytes, n_left);
  return self;
}

MoResultBuilder *
mo_result_builder_new (guint n_columns)
{
  MoResultBuilder *self = g_new (MoResultBuilder, 1);

  *self = (MoResultBuilder){ .result = new_result (n_columns),
                             .n_cells = n_columns,
                             .n_allocated = MO_RESULT_FEW_ROWS };
  return self;
}

void
mo_result_builder_free (MoResultBuilder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->result, mo_result_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

void
mo_result_builder_set_column (MoResultBuilder *self,
                              guint column,
                              const char *name,
                              MoValueType type)
{
  g_return_if_fail (column < self->result->n_columns);

  self->result->columns[column].name = mo_arena_copy (&self->result->arena, name, strlen (name));
  self->result->columns[column].type = type;
}

void
mo_result_builder_set_zone (MoResultBuilder *self, GTimeZone *zone)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
}

static void
add_room (MoResultBuilder *self)
{
  MoResult *result = self->result;
  gboolean is_first = result->rows == result->few_rows;

  self->n_allocated *= 2;
  result->rows = g_renew (MoValue *, is_first ? NULL : result->rows, self->n_allocated);
  if (is_first)
    memcpy (result->rows, result->few_rows, sizeof result->few_rows);
}

void
mo_result_builder_add_row (MoResultBuilder *self)
{
  g_assert (self->result->n_columns > 0);
  if (self->n_rows == self->n_allocated)
    add_room (self);
  self->row
      = mo_arena_alloc_aligned (&self->result->arena, self->result->n_columns * sizeof (MoValue));
  self->result->rows[self->n_rows++] = self->row;
  self->n_cells = 0;
}

void
mo_result_builder_add (MoResultBuilder *self, MoValue value)
{
  gsize length;

  g_return_if_fail (self->result->n_columns > 0);

  mo_result_builder_begin_cell (self);
  if (self->zone != NULL)
    value = mo_moment_place (value, self->zone);
  value = mo_value_copy (&value, &self->result->arena);
  if (mo_value_get_text (&value, &length) != NULL)
    self->n_text_bytes += length + 1;
  self->row[self->n_cells++] = value;
}

void
mo_result_builder_set_counts (MoResultBuilder *self, const MoResultCounts *counts)
{
  self->result->affected_rows = counts->affected_rows;
  self->result->changed_rows = counts->changed_rows;
  self->result->last_insert_id = counts->last_insert_id;
  self->result->n_warnings = counts->n_warnings;
}

void
mo_result_builder_set_out_parameters (MoResultBuilder *self)
{
  self->result->has_out_parameters = TRUE;
}

gsize
mo_result_builder_get_bytes (MoResultBuilder *self)
{
  return self->n_rows * self->result->n_columns * sizeof (MoValue) + self->n_text_bytes;
}

MoResult *
mo_result_builder_finish (MoResultBuilder *self)
{
  MoResult *result = g_steal_pointer (&self->result);

  if (self->n_cells < result->n_columns)
    {
      g_critical ("the last row of a result has %u of %u cells", self->n_cells, result->n_columns);
      self->n_rows--;
    }
  g_assert (self->n_rows <= G_MAXUINT);
  result->n_rows = (guint) self->n_rows;
  if (self->n_rows < self->n_allocated && result->rows != result->few_rows)
    result->rows = g_renew (MoValue *, result->rows, self->n_rows);
  mo_result_builder_free (self);
  return result;
}
