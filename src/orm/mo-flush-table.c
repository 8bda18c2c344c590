/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushTable: quoted names. */

#include "orm/mo-flush-table-private.h"

#include "sql/mo-quoting-private.h"

static char *
quote (MoFlushTable *self, const char *name, const char *what, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!mo_quote_identifier (out, name, what, error))
    {
      g_prefix_error (error, "model %s: ", self->model->name);
      return NULL;
    }
  self->bytes += out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

MoFlushTable *
mo_flush_table_new (const MoModel *model, GError **error)
{
  g_autoptr (MoFlushTable) self = g_new0 (MoFlushTable, 1);

  self->model = model;
  self->columns = g_new0 (char *, model->n_columns + 1);
  self->name = quote (self, model->table, "the table's name", error);
  if (self->name == NULL)
    return NULL;
  for (guint i = 0; i < model->n_columns; i++)
    {
      self->columns[i] = quote (self, model->columns[i].name, "a column's name", error);
      if (self->columns[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
mo_flush_table_free (MoFlushTable *self)
{
  g_free (self->name);
  g_strfreev (self->columns);
  g_free (self);
}
