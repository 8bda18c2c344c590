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

/* Whether the value, which is called @place, may stand at the marker. */
static gboolean
check_place (
    const MoStatement *self, gsize i, const MoValue *value, const char *place, GError **error)
{
  return value->type != MO_VALUE_LIST || self->lists->places[i].kind != MO_LIST_NOWHERE
         || mo_statement_text_refuse (self->text, MO_ERROR_TYPE_MISMATCH, error,
                                 "%s, at byte %" G_GSIZE_FORMAT ", is a list, which can only stand "
                                 "alone behind IN, as in \"id IN ?\"",
                                 place, self->text->markers[i].start + 1);
}

static gboolean
has_list (const MoValue *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++)
    if (values[i].type == MO_VALUE_LIST)
      return TRUE;
  return FALSE;
}

static MoStatement *
new_with_lists (MoStatementText *text, MoStatementFlags flags, MoListPlace *places)
{
  MoArena space;

  return mo_statement_alloc (text, flags, mo_statement_lists_new (text->n_markers, places), 0, 0,
                             &space);
}

/* --- by position --- */

static gboolean
check_count (const MoStatementText *text, gsize n_values, GError **error)
{
  if (text->style == MO_TOKEN_NAMED)
    return mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                     "the statement's parameters have names: give values with "
                                     "MO_PARAM() to the call for named parameters");
  return n_values == text->n_markers
         || mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                      "the statement has %" G_GSIZE_FORMAT
                                      " parameter%s but %" G_GSIZE_FORMAT " value%s given",
                                      text->n_markers, text->n_markers == 1 ? "" : "s", n_values,
                                      n_values == 1 ? " was" : "s were");
}

static gboolean
check_values (const MoValue *values, gsize n_values, gsize *n_bytes, GError **error)
{
  *n_bytes = 0;
  for (gsize i = 0; i < n_values; i++)
    {
      char place[40];

      if (!mo_value_check (&values[i], "", NULL))
        {
          g_snprintf (place, sizeof place, "parameter %" G_GSIZE_FORMAT, i + 1);
          return check_value (&values[i], place, error);
        }
      *n_bytes += mo_value_get_copy_size (&values[i]);
    }
  return TRUE;
}

/* Consumes @text. */
static MoStatement *
bind_values (MoStatementText *text,
             const MoValue *values,
             gsize n_values,
             MoStatementFlags flags,
             GError **error)
{
  g_autoptr (MoStatementText) owned = text;
  MoStatement *self;
  MoArena space;
  gsize n_bytes;

  if (!check_values (values, n_values, &n_bytes, error))
    return NULL;
  self = mo_statement_alloc (g_steal_pointer (&owned), flags, NULL, (guint) n_values, n_bytes,
                             &space);
  for (gsize i = 0; i < n_values; i++)
    self->values[i] = mo_value_copy (&values[i], &space);
  return mo_statement_finish (self, error);
}

MoStatement *
mo_statement_bind (MoStatementText *text,
                   const MoValue *values,
                   gsize n_values,
                   MoStatementFlags flags,
                   GError **error)
{
  g_autoptr (MoStatementText) owned = text;

  return check_count (text, n_values, error)
             ? bind_values (g_steal_pointer (&owned), values, n_values, flags, error)
             : NULL;
}

/* Consumes @text and @places. */
static MoStatement *
bind_lists (MoStatementText *text,
            MoListPlace *places,
            const MoValue *values,
            MoStatementFlags flags,
            GError **error)
{
  g_autoptr (MoStatement) self = new_with_lists (text, flags, places);

  for (gsize i = 0; i < text->n_markers; i++)
    {
      char place[40];

      g_snprintf (place, sizeof place, "parameter %" G_GSIZE_FORMAT, i + 1);
      if (!check_value (&values[i], place, error)
          || !check_place (self, i, &values[i], place, error))
        return NULL;
      mo_statement_lists_add (self->lists, &values[i]);
    }
  return mo_statement_finish (g_steal_pointer (&self), error);
}

MoStatement *
mo_statement_new (
    const char *sql, const MoValue *values, gsize n_values, MoStatementFlags flags, GError **error)
{
  g_autoptr (MoStatementText) text = NULL;
  g_autofree MoListPlace *places = NULL;

  if (n_values > 0 && values == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "NULL was given instead of an array of %" G_GSIZE_FORMAT " values", n_values);
      return NULL;
    }
  text = mo_statement_text_find (sql, flags, has_list (values, n_values) ? &places : NULL, error);
  if (text == NULL || !check_count (text, n_values, error))
    return NULL;
  return places != NULL
             ? bind_lists (g_steal_pointer (&text), g_steal_pointer (&places), values, flags, error)
             : bind_values (g_steal_pointer (&text), values, n_values, flags, error);
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

  return mo_statement_new (text, NULL, 0, flags | MO_STATEMENT_SCRIPTED, error);
}

/* --- by name --- */

/* Into @indexes, which map a name to its index plus one. */
static gboolean
index_param (const MoStatementText *text,
             GHashTable *indexes,
             const MoParam *params,
             gsize i,
             GError **error)
{
  const char *name = params[i].name;
  g_autofree char *place = NULL;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                     "parameter %" G_GSIZE_FORMAT " has no name, or one that is "
                                     "not UTF-8",
                                     i + 1);
  if (*name == ':')
    return mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                     "parameter %s is named without its colon: \"%s\"", name,
                                     name + 1);
  if (!g_hash_table_insert (indexes, (gpointer) name, GSIZE_TO_POINTER (i + 1)))
    return mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                     "parameter :%s was given twice", name);
  place = g_strdup_printf ("parameter :%s", name);
  return check_value (&params[i].value, place, error);
}

/* What the caller gave, by name; checked. */
static GHashTable *
index_params (const MoStatementText *text, const MoParam *params, gsize n_params, GError **error)
{
  g_autoptr (GHashTable) indexes = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n_params; i++)
    if (!index_param (text, indexes, params, i, error))
      return NULL;
  return g_steal_pointer (&indexes);
}

/* (transfer full) (nullable): for each marker the index of its parameter. */
static gsize *
match_markers (const MoStatementText *text, GHashTable *indexes, GError **error)
{
  g_autofree gsize *found = g_new (gsize, text->n_markers + 1); /* never of nothing */

  for (gsize i = 0; i < text->n_markers; i++)
    {
      const MoStatementMarker *marker = &text->markers[i];
      g_autofree char *name = g_strndup (text->sql + marker->start, marker->length);

      found[i] = GPOINTER_TO_SIZE (g_hash_table_lookup (indexes, name + 1));
      if (found[i]-- == 0)
        {
          mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                    "no value was given for parameter %s", name);
          return NULL;
        }
    }
  return g_steal_pointer (&found);
}

static gboolean
check_all_used (const MoStatementText *text,
                const gsize *indexes,
                const MoParam *params,
                gsize n_params,
                GError **error)
{
  g_autofree gboolean *used = g_new0 (gboolean, n_params);

  for (gsize i = 0; i < text->n_markers; i++)
    used[indexes[i]] = TRUE;
  for (gsize i = 0; i < n_params; i++)
    if (!used[i])
      return mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                       "a value was given for parameter :%s, which the statement "
                                       "does not have",
                                       params[i].name);
  return TRUE;
}

/* The first marker of each parameter has a copy of its value, which its others share. Consumes
 * @text. */
static MoStatement *
bind_named (MoStatementText *text,
            const gsize *indexes,
            const MoParam *params,
            gsize n_params,
            MoStatementFlags flags,
            GError **error)
{
  g_autofree MoValue *copies = g_new (MoValue, n_params);
  MoStatement *self;
  MoArena space;
  gsize n_bytes = 0;

  for (gsize i = 0; i < n_params; i++)
    n_bytes += mo_value_get_copy_size (&params[i].value);
  self = mo_statement_alloc (text, flags, NULL, (guint) text->n_markers, n_bytes, &space);
  for (gsize i = 0; i < n_params; i++)
    copies[i] = mo_value_copy (&params[i].value, &space);
  for (gsize i = 0; i < text->n_markers; i++)
    self->values[i] = copies[indexes[i]];
  return mo_statement_finish (self, error);
}

/* Consumes @text and @places. */
static MoStatement *
bind_named_lists (MoStatementText *text,
                  MoListPlace *places,
                  const gsize *indexes,
                  const MoParam *params,
                  gsize n_params,
                  MoStatementFlags flags,
                  GError **error)
{
  g_autoptr (MoStatement) self = new_with_lists (text, flags, places);
  g_autofree gsize *used = g_new0 (gsize, n_params); /* the first place, plus one */

  for (gsize i = 0; i < text->n_markers; i++)
    {
      const MoParam *param = &params[indexes[i]];
      g_autofree char *place = g_strdup_printf ("parameter :%s", param->name);
      gsize *first = &used[indexes[i]];

      if (!check_place (self, i, &param->value, place, error))
        return NULL;
      if (*first != 0)
        mo_statement_lists_repeat (self->lists, *first - 1);
      else
        mo_statement_lists_add (self->lists, &param->value);
      if (*first == 0)
        *first = i + 1;
    }
  return mo_statement_finish (g_steal_pointer (&self), error);
}

static gboolean
params_have_list (const MoParam *params, gsize n_params)
{
  for (gsize i = 0; i < n_params; i++)
    if (has_list (&params[i].value, 1))
      return TRUE;
  return FALSE;
}

static gboolean
check_style (const MoStatementText *text, GError **error)
{
  return text->style == MO_TOKEN_NAMED || text->style == MO_TOKEN_END
         || mo_statement_text_refuse (text, MO_ERROR_INVALID_ARGUMENT, error,
                                      "the statement's parameters have no names: write them as "
                                      ":name, or give values to the call for positional "
                                      "parameters");
}

MoStatement *
mo_statement_new_named (
    const char *sql, const MoParam *params, gsize n_params, MoStatementFlags flags, GError **error)
{
  g_autoptr (MoStatementText) text = NULL;
  g_autoptr (GHashTable) table = NULL;
  g_autofree gsize *indexes = NULL;
  g_autofree MoListPlace *places = NULL;
  gboolean are_lists;

  if (n_params > 0 && params == NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "NULL was given instead of an array of %" G_GSIZE_FORMAT " parameters",
                   n_params);
      return NULL;
    }
  are_lists = params_have_list (params, n_params);
  text = mo_statement_text_find (sql, flags, are_lists ? &places : NULL, error);
  if (text == NULL || !check_style (text, error))
    return NULL;
  table = index_params (text, params, n_params, error);
  indexes = table != NULL ? match_markers (text, table, error) : NULL;
  if (indexes == NULL || !check_all_used (text, indexes, params, n_params, error))
    return NULL;
  return are_lists ? bind_named_lists (g_steal_pointer (&text), g_steal_pointer (&places), indexes,
                                       params, n_params, flags, error)
                   : bind_named (g_steal_pointer (&text), indexes, params, n_params, flags, error);
}
