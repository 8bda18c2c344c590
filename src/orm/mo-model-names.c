/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoModelNames: a model's names, quoted once for what is selected and written by models. */

#include "orm/mo-model-private.h"

#include "sql/mo-quoting-private.h"

/* NULL: it cannot be quoted, and so the model cannot be used. */
static char *
quote (MoModel *self, const char *name, const char *what)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (mo_quote_identifier (out, name, what, &error))
    {
      self->names.bytes += out->len;
      return g_string_free (g_steal_pointer (&out), FALSE);
    }
  if (self->fault == NULL)
    mo_model_set_fault (self, "%s", error->message);
  return NULL;
}

void
mo_model_quote_names (MoModel *self)
{
  self->names.table = quote (self, self->table, "the table's name");
  self->names.columns = g_new0 (char *, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *what = g_strdup_printf ("the name of column %u", i + 1);

      self->names.columns[i] = quote (self, self->columns[i].name, what);
    }
}
