/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoModelNames: quoted once, when a model is registered, for all the SQL that names it. */

#include "orm/mo-model-private.h"

#include "sql/mo-quoting-private.h"

/* NULL: it cannot be quoted, and the first fault is kept. */
static char *
quote (MoModel *self, const char *name, const char *what)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!mo_quote_identifier (out, name, what, &error))
    {
      g_prefix_error (&error, "model %s: ", self->name);
      if (self->names.fault == NULL)
        self->names.fault = g_steal_pointer (&error);
      return NULL;
    }
  self->names.bytes += out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
mo_model_quote_names (MoModel *self)
{
  self->names.table = quote (self, self->table, "the table's name");
  self->names.columns = g_new0 (char *, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->names.columns[i] = quote (self, self->columns[i].name, "a column's name");
}

gboolean
mo_model_check_names (const MoModel *self, GError **error)
{
  if (self->names.fault == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->names.fault));
  return FALSE;
}
