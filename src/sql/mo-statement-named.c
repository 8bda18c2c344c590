/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: values by name. */

#include "sql/mo-statement-core-private.h"

#include "value/mo-value-private.h"

/* What the caller gave, by name; checked. The table maps a name to its index plus one. */
static GHashTable *
index_params (const MoStatement *self, const MoParam *params, gsize n_params, GError **error)
{
  g_autoptr (GHashTable) indexes = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n_params; i++)
    {
      g_autofree char *place = NULL;

      if (params[i].name == NULL || !g_utf8_validate (params[i].name, -1, NULL))
        {
          mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                               "parameter %" G_GSIZE_FORMAT " has no name, or one that is not "
                               "UTF-8",
                               i + 1);
          return NULL;
        }
      if (!g_hash_table_insert (indexes, (gpointer) params[i].name, GSIZE_TO_POINTER (i + 1)))
        {
          mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                               "parameter :%s was given twice", params[i].name);
          return NULL;
        }
      place = g_strdup_printf ("parameter :%s", params[i].name);
      if (!mo_value_check (&params[i].value, place, error))
        return NULL;
    }
  return g_steal_pointer (&indexes);
}

/* Each name's value is copied once and shared by its places. */
static gboolean
bind_named (
    MoStatement *self, GHashTable *indexes, const MoParam *params, gsize n_params, GError **error)
{
  g_autofree MoValue *copies = g_new (MoValue, n_params);
  g_autofree gboolean *used = g_new0 (gboolean, n_params);

  for (gsize i = 0; i < self->n_markers; i++)
    {
      const MoStatementMarker *marker = &self->markers[i];
      g_autofree char *name = g_strndup (self->sql + marker->start + 1, marker->length - 1);
      gsize index = GPOINTER_TO_SIZE (g_hash_table_lookup (indexes, name));

      if (index == 0)
        return mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                    "no value was given for parameter :%s", name);
      index--;
      if (!used[index])
        copies[index] = mo_statement_copy_value (self, params[index].value);
      used[index] = TRUE;
      self->values[i] = copies[index];
    }
  for (gsize i = 0; i < n_params; i++)
    if (!used[i])
      return mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                  "a value was given for parameter :%s, which the statement does "
                                  "not have",
                                  params[i].name);
  return TRUE;
}

MoStatement *
mo_statement_new_named (
    const char *sql, const MoParam *params, gsize n_params, MoStatementFlags flags, GError **error)
{
  g_autoptr (MoStatement) self = NULL;
  g_autoptr (GHashTable) indexes = NULL;
  MoTokenType style;

  if (n_params > 0 && params == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "NULL was given instead of an array of %" G_GSIZE_FORMAT " parameters",
                   n_params);
      return NULL;
    }
  self = mo_statement_parse (sql, flags, &style, error);
  if (self == NULL)
    return NULL;
  if (style != MO_TOKEN_NAMED && style != MO_TOKEN_END)
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "the statement's parameters have no names: write them as :name, or give "
                           "values to the call for positional parameters");
      return NULL;
    }
  indexes = index_params (self, params, n_params, error);
  if (indexes == NULL || !bind_named (self, indexes, params, n_params, error))
    return NULL;
  return g_steal_pointer (&self);
}
