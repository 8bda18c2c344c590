/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are text: which rows they refer to, as the server compares them. */

#include "orm/mo-eager-alike-private.h"

#include "orm/mo-select-parts-private.h"
#include "value/mo-value-private.h"

/* In one statement: each looks up one row by its key. */
#define MOST_BRANCHES 200

/* --- which keys are not known --- */

/* (transfer full): what the rows have where they lead to what was asked for, as a set of text. */
static GHashTable *
find_row_keys (const MoEagerStep *step)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint place = mo_eager_step_get_place (step);

  for (guint i = 0; i < step->results->len; i++)
    {
      MoResult *rows = g_ptr_array_index (step->results, i);

      for (guint row = 0; row < mo_result_get_n_rows (rows); row++)
        {
          MoValue key = mo_result_get_value (rows, row, place);

          if (mo_value_get_value_type (&key) == MO_VALUE_TEXT)
            g_hash_table_add (found, mo_value_to_string (&key));
        }
    }
  return found;
}

/* (transfer full): of @keys those that @known has not. */
static GPtrArray *
find_others (GHashTable *keys, GHashTable *known)
{
  GPtrArray *others = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (known, key))
      g_ptr_array_add (others, g_strdup (key));
  return others;
}

/* (transfer full): foreign keys, which are in the rows, or were asked for. Without a row nothing
 * is to be told apart. */
static GPtrArray *
find_unknown (const MoEagerStep *step)
{
  g_autoptr (GHashTable) found = find_row_keys (step);

  if (step->relation.kind != MO_RELATION_BELONGS_TO)
    return find_others (found, step->keys->seen);
  if (g_hash_table_size (found) == 0)
    return g_ptr_array_new ();
  return find_others (step->keys->seen, found);
}

/* --- asking --- */

/* (transfer full): looks up one key, and gives its number back. */
static char *
make_branch (const MoEagerStep *step, GError **error)
{
  const MoRelationInfo *relation = &step->relation;
  gboolean is_owner = relation->kind != MO_RELATION_BELONGS_TO;
  const MoModel *model = is_owner ? relation->owner : relation->model;
  const char *column = model->names.columns[is_owner ? relation->own : relation->other];
  const char *past = step->select->past;

  if (!mo_model_check (model, error))
    return NULL;
  return g_strdup_printf ("SELECT t.%s, ? FROM %s%s%s AS t WHERE t.%s = ?", column,
                          model->names.table, past != NULL ? " " : "", past != NULL ? past : "",
                          column);
}

/* Of keys from @first on, as many as go into one statement; @end: behind the last. */
static MoStatement *
make_statement (const MoEagerStep *step,
                const char *branch,
                gsize most_bytes,
                guint first,
                guint *end,
                GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  gsize bytes = 0;
  guint i = first;

  for (; i < step->unknown->len && i < first + MOST_BRANCHES && bytes < most_bytes; i++)
    {
      const char *key = g_ptr_array_index (step->unknown, i);
      MoValue pair[] = { mo_value_uint64 (i), mo_value_text (key) };

      g_string_append_printf (sql, "%s%s", i > first ? " UNION ALL " : "", branch);
      g_array_append_vals (values, pair, G_N_ELEMENTS (pair));
      bytes += strlen (branch) + 2 * strlen (key);
    }
  *end = i;
  return mo_statement_new (sql->str, (const MoValue *) (const void *) values->data, values->len,
                           MO_STATEMENT_DEFAULT, error);
}

gboolean
mo_eager_alike_ask (MoEagerStep *step,
                    const MoProgramSite *site,
                    GPtrArray *statements,
                    GError **error)
{
  g_autofree char *branch = NULL;

  if (!step->keys->has_text
      || site->server_kind == MO_SERVER_KIND_MATRIXONE) /* which compares bytes */
    return TRUE;
  step->unknown = find_unknown (step);
  if (step->unknown->len > 0 && (branch = make_branch (step, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < step->unknown->len;)
    if (!mo_program_add_statement (
            statements, make_statement (step, branch, site->packet_bytes / 2, i, &i, error)))
      return FALSE;
  return TRUE;
}

/* --- answers --- */

void
mo_eager_alike_take (MoEagerStep *step, MoResult *answer)
{
  if (step->alike == NULL)
    step->alike = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint row = 0; row < mo_result_get_n_rows (answer); row++)
    {
      MoValue referred = mo_result_get_value (answer, row, 0);
      MoValue number = mo_result_get_value (answer, row, 1);
      guint64 index;

      if (mo_value_get_uint64 (&number, &index, NULL) && index < step->unknown->len)
        g_hash_table_insert (step->alike, g_strdup (g_ptr_array_index (step->unknown, index)),
                             mo_value_to_string (&referred));
    }
}

char *
mo_eager_alike_dup (const MoEagerStep *step, const MoValue *key)
{
  g_autofree char *text = mo_value_to_string (key);
  const char *referred = step->alike != NULL ? g_hash_table_lookup (step->alike, text) : NULL;

  return referred != NULL ? g_strdup (referred) : g_steal_pointer (&text);
}
