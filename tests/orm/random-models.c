/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Three models that refer to each other, and their rows as plain cells. */

#include "random-models.h"

#include <string.h>

MO_DEFINE_MODEL (Team, team, "teams",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (parent_id, MO_NULLABLE, .references = MO_REFERENCES (Team, id)),
                 MO_COLUMN (version, MO_VERSION),
                 MO_COLUMN (name, MO_NULLABLE, .length = 20))

MO_DEFINE_MODEL (Member, member, "members",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (team_id, MO_NULLABLE, .references = MO_REFERENCES (Team, id)),
                 MO_COLUMN (badge, MO_UNIQUE),
                 MO_COLUMN (name, MO_NULLABLE, .length = 20))

MO_DEFINE_MODEL (Note, note, "notes",
                 MO_COLUMN (code, MO_PRIMARY_KEY, .length = 20),
                 MO_COLUMN (member_id, MO_NOT_NULL, .references = MO_REFERENCES (Member, id)),
                 MO_COLUMN (version, MO_VERSION),
                 MO_COLUMN (body, MO_NULLABLE, .length = 20))

const RndKindInfo rnd_kinds[RND_N_KINDS] = {
  [RND_TEAM] = { "teams", mo_model_of_Team, RND_TEAM, TRUE, FALSE },
  [RND_MEMBER] = { "members", mo_model_of_Member, RND_TEAM, FALSE, FALSE },
  [RND_NOTE] = { "notes", mo_model_of_Note, RND_MEMBER, TRUE, TRUE },
};

/* --- cells --- */

RndCell
rnd_number (gint64 number)
{
  return (RndCell){ RND_CELL_NUMBER, number, NULL };
}

RndCell
rnd_text (const char *text)
{
  return (RndCell){ text != NULL ? RND_CELL_TEXT : RND_CELL_NULL, 0, g_intern_string (text) };
}

RndCell
rnd_from_value (const MoValue *value)
{
  gint64 number;

  if (mo_value_is_null (value))
    return rnd_text (NULL);
  if (mo_value_get_int64 (value, &number, NULL) && mo_value_get_text (value, NULL) == NULL)
    return rnd_number (number);
  {
    g_autofree char *text = mo_value_to_string (value);

    return rnd_text (text);
  }
}

MoValue
rnd_to_value (const RndCell *cell)
{
  if (cell->type == RND_CELL_NUMBER)
    return mo_value_int64 (cell->number);
  return cell->type == RND_CELL_TEXT ? mo_value_text (cell->text) : mo_value_null ();
}

gboolean
rnd_cell_equal (const RndCell *a, const RndCell *b)
{
  return a->type == b->type && a->number == b->number && a->text == b->text;
}

gboolean
rnd_row_equal (const RndRow *a, const RndRow *b)
{
  for (guint i = 0; i < RND_N_COLUMNS; i++)
    if (!rnd_cell_equal (&a->cells[i], &b->cells[i]))
      return FALSE;
  return TRUE;
}

gboolean
rnd_cell_is_unset (const RndCell *cell)
{
  return cell->type == RND_CELL_NULL || (cell->type == RND_CELL_NUMBER && cell->number == 0);
}

gboolean
rnd_cell_is_open (const RndCell *cell)
{
  return cell->type == RND_CELL_UNKNOWN || (cell->type == RND_CELL_NUMBER && cell->number < 0);
}

void
rnd_row_append (const RndRow *row, GString *text)
{
  for (guint i = 0; i < RND_N_COLUMNS; i++)
    {
      const RndCell *cell = &row->cells[i];

      g_string_append (text, i > 0 ? ", " : "(");
      if (cell->type == RND_CELL_NUMBER)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, cell->number);
      else
        g_string_append (text, cell->type == RND_CELL_TEXT   ? cell->text
                               : cell->type == RND_CELL_NULL ? "NULL"
                                                             : "?");
    }
  g_string_append (text, ")");
}

/* --- instances --- */

static const MoColumn *
get_column (RndKind kind, guint column)
{
  gsize n_columns;

  return &mo_model_get_columns (rnd_kinds[kind].get_model (), &n_columns)[column];
}

gpointer
rnd_entity_new (RndKind kind, const RndRow *row)
{
  gpointer entity = mo_entity_new (rnd_kinds[kind].get_model (), NULL);

  for (guint i = 0; i < RND_N_COLUMNS; i++)
    if (!rnd_cell_is_unset (&row->cells[i]) && row->cells[i].type != RND_CELL_UNKNOWN)
      g_assert_true (rnd_entity_set (kind, entity, i, &row->cells[i]));
  return entity;
}

static RndCell
read_cell (const MoColumn *column, gconstpointer entity)
{
  const char *field = (const char *) entity + column->offset;
  const MoNullInt64 *null_number = (gconstpointer) field;

  if (column->type == MO_FIELD_TEXT)
    return rnd_text (*(char *const *) (gconstpointer) field);
  if (column->type == MO_FIELD_INT64)
    return rnd_number (*(const gint64 *) (gconstpointer) field);
  return null_number->is_set ? rnd_number (null_number->value) : rnd_text (NULL);
}

RndRow
rnd_entity_read (RndKind kind, gconstpointer entity)
{
  RndRow row;

  for (guint i = 0; i < RND_N_COLUMNS; i++)
    row.cells[i] = read_cell (get_column (kind, i), entity);
  return row;
}

gboolean
rnd_entity_set (RndKind kind, gpointer entity, guint column, const RndCell *cell)
{
  return mo_entity_set_value (entity, get_column (kind, column)->offset, rnd_to_value (cell));
}

void
rnd_entity_assign (gpointer entity, gint64 badge)
{
  Member *member = entity;

  member->badge = badge;
}

gboolean
rnd_entity_link (RndKind kind, gpointer entity, gpointer parent)
{
  return mo_entity_set_reference (entity, get_column (kind, RND_REFERENCE)->offset, parent);
}
