/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: each place gets its value, by its position or by its name. */

#include "base/mo-error-private.h"
#include "sql/mo-statement-core-private.h"
#include "value/mo-value-private.h"

static gboolean
check_value (const MoValue *value, const char *place, GError **error)
{
  return value->type == MO_VALUE_LIST ? mo_value_check_list (value, place, error)
                                      : mo_value_check (value, place, error);
}

/* Whether a list may stand where the next value is to be. */
static gboolean
check_place (const MoStatement *self, gsize i, const char *place, GError **error)
{
  return self->values.places[i].kind != MO_LIST_NOWHERE
         || mo_statement_refuse (self, MO_ERROR_TYPE_MISMATCH, error,
                                 "%s, at byte %" G_GSIZE_FORMAT ", is a list, which can only stand "
                                 "alone behind IN, as in \"id IN ?\"",
                                 place, self->markers[i].start + 1);
}

static gboolean
bind_value (MoStatement *self, gsize i, const MoValue *value, GError **error)
{
  char place[40];

  g_snprintf (place, sizeof place, "parameter %" G_GSIZE_FORMAT, i + 1);
  if (!check_value (value, place, error)
      || (value->type == MO_VALUE_LIST && !check_place (self, i, place, error)))
    return FALSE;
  mo_statement_values_add (&self->values, value);
  return TRUE;
}

static gboolean
has_list (const MoValue *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++)
    if (values[i].type == MO_VALUE_LIST)
      return TRUE;
  return FALSE;
}

MoStatement *
mo_statement_new (
    const char *sql, const MoValue *values, gsize n_values, MoStatementFlags flags, GError **error)
{
  g_autoptr (MoStatement) self = NULL;

  if (n_values > 0 && values == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "NULL was given instead of an array of %" G_GSIZE_FORMAT " values", n_values);
      return NULL;
    }
  self = mo_statement_parse (sql, flags, has_list (values, n_values), error);
  if (self == NULL)
    return NULL;
  if (self->style == MO_TOKEN_NAMED)
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "the statement's parameters have names: give values with MO_PARAM() to "
                           "the call for named parameters");
      return NULL;
    }
  if (n_values != self->n_markers)
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "the statement has %" G_GSIZE_FORMAT " parameter%s but %" G_GSIZE_FORMAT
                           " value%s given",
                           self->n_markers, self->n_markers == 1 ? "" : "s", n_values,
                           n_values == 1 ? " was" : "s were");
      return NULL;
    }
  for (gsize i = 0; i < n_values; i++)
    if (!bind_value (self, i, &values[i], error))
      return NULL;
  return mo_statement_finish (g_steal_pointer (&self), error);
}

MoStatement *
mo_statement_new_load (const char *sql, MoLoadSource *source, GError **error)
{
  g_autoptr (MoLoadSource) owned = source;
  MoStatement *self = mo_statement_new (sql, NULL, 0, MO_STATEMENT_LOADS, error);

  if (self != NULL)
    self->source = g_steal_pointer (&owned);
  return self;
}

MoStatement *
mo_statement_new_scripted (const char *sql, gsize length, MoStatementFlags flags, GError **error)
{
  g_autofree char *text = g_strndup (sql, length);
  MoStatement *self = mo_statement_parse (text, flags | MO_STATEMENT_SCRIPTED, FALSE, error);

  return self != NULL ? mo_statement_finish (self, error) : NULL;
}

/* --- by name --- */

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
      if (*params[i].name == ':')
        {
          mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                               "parameter %s is named without its colon: \"%s\"", params[i].name,
                               params[i].name + 1);
          return NULL;
        }
      if (!g_hash_table_insert (indexes, (gpointer) params[i].name, GSIZE_TO_POINTER (i + 1)))
        {
          mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                               "parameter :%s was given twice", params[i].name);
          return NULL;
        }
      place = g_strdup_printf ("parameter :%s", params[i].name);
      if (!check_value (&params[i].value, place, error))
        return NULL;
    }
  return g_steal_pointer (&indexes);
}

/* Each name's value is copied once and shared by its places. */
static gboolean
bind_named (
    MoStatement *self, GHashTable *indexes, const MoParam *params, gsize n_params, GError **error)
{
  g_autofree gsize *used = g_new0 (gsize, n_params); /* the first place, plus one */

  for (gsize i = 0; i < self->n_markers; i++)
    {
      const MoStatementMarker *marker = &self->markers[i];
      g_autofree char *name = g_strndup (self->sql + marker->start, marker->length);
      gsize index = GPOINTER_TO_SIZE (g_hash_table_lookup (indexes, name + 1));
      g_autofree char *place = NULL;

      if (index == 0)
        return mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                    "no value was given for parameter %s", name);
      index--;
      place = g_strdup_printf ("parameter %s", name);
      if (params[index].value.type == MO_VALUE_LIST && !check_place (self, i, place, error))
        return FALSE;
      if (used[index] != 0)
        mo_statement_values_repeat (&self->values, used[index] - 1);
      else
        mo_statement_values_add (&self->values, &params[index].value);
      if (used[index] == 0)
        used[index] = i + 1;
    }
  for (gsize i = 0; i < n_params; i++)
    if (used[i] == 0)
      return mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                  "a value was given for parameter :%s, which the statement does "
                                  "not have",
                                  params[i].name);
  return TRUE;
}

static gboolean
params_have_list (const MoParam *params, gsize n_params)
{
  for (gsize i = 0; i < n_params; i++)
    if (has_list (&params[i].value, 1))
      return TRUE;
  return FALSE;
}

MoStatement *
mo_statement_new_named (
    const char *sql, const MoParam *params, gsize n_params, MoStatementFlags flags, GError **error)
{
  g_autoptr (MoStatement) self = NULL;
  g_autoptr (GHashTable) indexes = NULL;

  if (n_params > 0 && params == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "NULL was given instead of an array of %" G_GSIZE_FORMAT " parameters",
                   n_params);
      return NULL;
    }
  self = mo_statement_parse (sql, flags, params_have_list (params, n_params), error);
  if (self == NULL)
    return NULL;
  if (self->style != MO_TOKEN_NAMED && self->style != MO_TOKEN_END)
    {
      mo_statement_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                           "the statement's parameters have no names: write them as :name, or give "
                           "values to the call for positional parameters");
      return NULL;
    }
  indexes = index_params (self, params, n_params, error);
  if (indexes == NULL || !bind_named (self, indexes, params, n_params, error))
    return NULL;
  return mo_statement_finish (g_steal_pointer (&self), error);
}
