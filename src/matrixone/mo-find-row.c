/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a SHOW by a name. Its LIKE is pasted into a statement of the server's own, is for some
 * accounts only, or fails where there is nothing: so all rows are read, and looked at here. */

#include "matrixone/mo-find-row-private.h"

#include <matrixone-glib/mo-select.h>
#include <matrixone-glib/mo-subquery.h>

#include "future/mo-future-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-select-private.h"
#include "value/mo-result-builder-private.h"

typedef struct
{
  const MoModel *model;
  const char *column; /* static */
  char *lower;       /* the name */
} MoFindRow;

static void
find_row_free (gpointer data)
{
  MoFindRow *self = data;

  g_free (self->lower);
  g_free (self);
}

/* As the server folds what it keeps: each character by itself, whatever the locale. What
 * g_utf8_strdown() makes of some is another name. */
static char *
fold (const char *name)
{
  GString *folded = g_string_new (NULL);

  for (; *name != '\0'; name = g_utf8_next_char (name))
    g_string_append_unichar (folded, g_unichar_tolower (g_utf8_get_char (name)));
  return g_string_free (folded, FALSE);
}

/* n_columns: there is none, and nothing is found in it. */
static guint
find_column (MoResult *all, const char *name)
{
  guint n_columns = mo_result_get_n_columns (all);

  for (guint i = 0; i < n_columns; i++)
    if (g_str_equal (mo_result_get_column_name (all, i), name))
      return i;
  return n_columns;
}

static gboolean
is_found (MoFindRow *self, MoResult *all, guint row, guint column)
{
  const char *text
      = column < mo_result_get_n_columns (all) ? mo_result_get_text (all, row, column) : NULL;
  g_autofree char *lower = text != NULL ? fold (text) : NULL;

  return g_strcmp0 (lower, self->lower) == 0;
}

static MoResult *
pick (MoFindRow *self, MoResult *all)
{
  guint n_columns = mo_result_get_n_columns (all);
  guint column = find_column (all, self->column);
  g_autoptr (MoResultBuilder) builder = mo_result_builder_new (n_columns);

  for (guint i = 0; i < n_columns; i++)
    mo_result_builder_set_column (builder, i, mo_result_get_column_name (all, i),
                                  mo_result_get_column_type (all, i));
  for (guint row = 0; row < mo_result_get_n_rows (all); row++)
    {
      if (!is_found (self, all, row, column))
        continue;
      for (guint i = 0; i < n_columns; i++)
        mo_result_builder_add (builder, mo_result_get_value (all, row, i));
    }
  return mo_result_builder_finish (g_steal_pointer (&builder));
}

/* On the worker that has read the rows. */
static MoFuture *
pick_and_hydrate (MoFuture *raw, gpointer data)
{
  MoFindRow *self = data;
  g_autoptr (MoResult) found = NULL;
  g_autoptr (MoSelect) select = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GError *error = NULL;

  if (mo_future_peek_status (raw) != MO_FUTURE_RESOLVED)
    return NULL;
  found = pick (self, g_value_get_boxed (mo_future_get_value (raw, NULL)));
  select = mo_select_new_sql (self->model, "SELECT 1", NULL, 0); /* as a text has them */
  if (!mo_hydrate_detached (found, select, &error))
    return mo_future_new_for_error (error);
  g_value_init (&value, MO_TYPE_RESULT);
  g_value_set_boxed (&value, found);
  return mo_future_new_for_value (&value);
}

MoFuture *
mo_find_row (MoCommandText *text,
             MoExecutor *executor,
             MoCommandPlace place,
             const MoModel *model,
             const char *column,
             const char *name)
{
  MoFindRow *self = g_new0 (MoFindRow, 1);

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    mo_command_text_refuse (text, "the name to be found is %s",
                            name == NULL ? "NULL" : "not UTF-8");
  else
    self->lower = fold (name);
  self->model = model;
  self->column = column;
  return mo_future_continue_at_once (mo_command_text_run (text, executor, place),
                                     pick_and_hydrate, self, find_row_free);
}
