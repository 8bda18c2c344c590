/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of loads. What is as it is expected, a number that fits or plain text, is stored by a few
 * instructions; everything else goes the way that knows all types and all errors. */

#include "orm/mo-hydrate-plan-private.h"

#include <math.h>
#include <string.h>

#include "orm/mo-entity-private.h"

typedef struct
{
  MoFieldType type;
  gboolean is_known; /* there is a short way for its type */
  guint column;      /* of the model */
  guint cell;        /* of the row */
  gsize offset;
} Load;

struct _MoHydratePlan
{
  guint n_keys;
  guint n_loads;
  Load loads[]; /* the key first */
};

static void
add_load (MoHydratePlan *self, const MoModel *model, guint cell, guint column)
{
  const MoColumn *from = &model->columns[column];

  self->loads[self->n_loads++] = (Load){
    .type = from->type,
    /* One with a fault may have fields outside of its struct. */
    .is_known = model->fault == NULL,
    .column = column,
    .cell = cell,
    .offset = from->offset,
  };
}

MoHydratePlan *
mo_hydrate_plan_new_at (const MoModel *model, const guint *cells)
{
  MoHydratePlan *self = g_malloc0 (sizeof (MoHydratePlan) + model->n_columns * sizeof (Load));

  for (guint i = 0; i < model->n_keys; i++)
    add_load (self, model, cells[model->keys[i]], model->keys[i]);
  self->n_keys = self->n_loads;
  for (guint i = 0; i < model->n_columns; i++)
    if (!(model->columns[i].flags & MO_PRIMARY_KEY))
      add_load (self, model, cells[i], i);
  return self;
}

MoHydratePlan *
mo_hydrate_plan_new (const MoModel *model, guint first_column)
{
  g_autofree guint *cells = g_new (guint, model->n_columns);

  for (guint i = 0; i < model->n_columns; i++)
    cells[i] = first_column + i;
  return mo_hydrate_plan_new_at (model, cells);
}

void
mo_hydrate_plan_free (MoHydratePlan *self)
{
  g_free (self);
}

gboolean
mo_hydrate_plan_has_key (const MoHydratePlan *self, const MoValue *row)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (row[self->loads[i].cell].type != MO_VALUE_NULL)
      return TRUE;
  return FALSE;
}

/* --- short ways: FALSE, and nothing is stored, where the cell is not as expected --- */

#define ONES G_GUINT64_CONSTANT (0x0101010101010101)
#define HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)

/* FALSE also of some text that is: it is looked at again. */
static inline gboolean
is_plain_ascii (const char *text, gsize length)
{
  for (; length >= 8; text += 8, length -= 8)
    {
      guint64 word;

      memcpy (&word, text, sizeof word);
      if ((((word - ONES) | word) & HIGH_BITS) != 0) /* a high bit, or a NUL */
        return FALSE;
    }
  for (; length > 0; text++, length--)
    if (*text == '\0' || (*text & 0x80) != 0)
      return FALSE;
  return TRUE;
}

static inline gboolean
store_text (const MoValue *cell, char *field)
{
  char *old;
  char *copy;

  if (cell->type != MO_VALUE_TEXT || !is_plain_ascii (cell->as.text, cell->length))
    return FALSE;
  copy = g_malloc ((gsize) cell->length + 1);
  memcpy (copy, cell->as.text, cell->length);
  copy[cell->length] = '\0';
  memcpy (&old, field, sizeof old);
  g_free (old);
  memcpy (field, &copy, sizeof copy);
  return TRUE;
}

static inline gboolean
store_int64 (const MoValue *cell, char *field)
{
  if (cell->type != MO_VALUE_INT64)
    return FALSE;
  memcpy (field, &cell->as.int64, sizeof cell->as.int64);
  return TRUE;
}

static inline gboolean
store_uint64 (const MoValue *cell, char *field)
{
  if (cell->type != MO_VALUE_UINT64)
    return FALSE;
  memcpy (field, &cell->as.uint64, sizeof cell->as.uint64);
  return TRUE;
}

static inline gboolean
store_int32 (const MoValue *cell, char *field)
{
  gint32 number = (gint32) cell->as.int64;

  if (cell->type != MO_VALUE_INT64 || number != cell->as.int64)
    return FALSE;
  memcpy (field, &number, sizeof number);
  return TRUE;
}

static inline gboolean
store_double (const MoValue *cell, char *field)
{
  if (cell->type != MO_VALUE_DOUBLE || !isfinite (cell->as.number))
    return FALSE;
  memcpy (field, &cell->as.number, sizeof cell->as.number);
  return TRUE;
}

static inline gboolean
store (const Load *self, const MoValue *cell, char *field)
{
  switch (self->type)
    {
    case MO_FIELD_INT32:
      return store_int32 (cell, field);
    case MO_FIELD_INT64:
      return store_int64 (cell, field);
    case MO_FIELD_UINT64:
      return store_uint64 (cell, field);
    case MO_FIELD_DOUBLE:
      return store_double (cell, field);
    case MO_FIELD_TEXT:
      return store_text (cell, field);
    case MO_FIELD_BOOLEAN:
    case MO_FIELD_INT8:
    case MO_FIELD_INT16:
    case MO_FIELD_UINT8:
    case MO_FIELD_UINT16:
    case MO_FIELD_UINT32:
    case MO_FIELD_FLOAT:
    case MO_FIELD_NULL_INT64:
    case MO_FIELD_NULL_DOUBLE:
    case MO_FIELD_BYTES:
    case MO_FIELD_DATE_TIME:
    default:
      return FALSE;
    }
}

static gboolean
load (const MoHydratePlan *self,
      guint first,
      guint end,
      const MoValue *row,
      gpointer entity,
      GError **error)
{
  for (guint i = first; i < end; i++)
    {
      const Load *each = &self->loads[i];
      const MoValue *cell = &row[each->cell];

      if (!(each->is_known && store (each, cell, (char *) entity + each->offset))
          && !mo_entity_load (entity, each->column, cell, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mo_hydrate_plan_load_key (const MoHydratePlan *self,
                          const MoValue *row,
                          gpointer entity,
                          GError **error)
{
  return load (self, 0, self->n_keys, row, entity, error);
}

gboolean
mo_hydrate_plan_load_rest (const MoHydratePlan *self,
                           const MoValue *row,
                           gpointer entity,
                           GError **error)
{
  return load (self, self->n_keys, self->n_loads, row, entity, error);
}

gboolean
mo_hydrate_plan_refresh (const MoHydratePlan *self,
                         const MoValue *row,
                         gpointer entity,
                         GError **error)
{
  for (guint i = 0; i < self->n_loads; i++)
    {
      const Load *each = &self->loads[i];

      if (!mo_entity_is_changed (entity, each->column)
          && !mo_entity_load (entity, each->column, &row[each->cell], error))
        return FALSE;
    }
  return TRUE;
}
