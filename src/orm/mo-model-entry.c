/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The entries of a model that are no columns: told from those, checked, and its foreign keys, which
 * may stand at columns or by themselves. */

#include "orm/mo-model-private.h"

/* --- splitting --- */

void
mo_model_split_entries (MoModel *self)
{
  guint n_columns = 0;

  self->entries = g_new0 (MoColumn, MAX (self->n_columns, 1));
  self->relations = g_new0 (MoColumn, MAX (self->n_columns, 1));
  for (guint i = 0; i < self->n_columns; i++)
    switch (self->columns[i].kind)
      {
      case MO_ENTRY_COLUMN:
        self->columns[n_columns++] = self->columns[i];
        break;
      case MO_ENTRY_RELATION:
        self->relations[self->n_relations++] = self->columns[i];
        break;
      case MO_ENTRY_INDEX:
      case MO_ENTRY_FOREIGN_KEY:
      case MO_ENTRY_CHECK:
      default:
        self->entries[self->n_entries++] = self->columns[i];
        break;
      }
  self->n_columns = n_columns;
}

/* --- checking --- */

static gboolean
check_fields (MoModel *self, const char *what, const MoFields *fields)
{
  if (fields->n == 0 || fields->n > MO_MAX_FIELDS)
    return mo_model_set_fault (self, "%s has %u fields, and may have 1 to %u", what, fields->n,
                               MO_MAX_FIELDS);
  for (guint i = 0; i < fields->n; i++)
    {
      if (mo_model_find_offset (self, fields->offsets[i]) < 0)
        return mo_model_set_fault (self, "%s is of a field that is no column", what);
      for (guint j = 0; j < i; j++)
        if (fields->offsets[i] == fields->offsets[j])
          return mo_model_set_fault (self, "%s has the same field twice", what);
    }
  return TRUE;
}

static const MoColumn *
get_field (const MoModel *self, const MoFields *fields, guint index)
{
  return &self->columns[mo_model_find_offset (self, fields->offsets[index])];
}

static gboolean
is_of_vector (const MoColumn *column)
{
  return (column->flags & MO_VECTOR)
         || (column->sql_type != NULL && g_ascii_strncasecmp (column->sql_type, "VECF", 4) == 0);
}

/* MatrixOne's graph knows its rows by such a key. */
static gboolean
check_hnsw (MoModel *self, const char *what)
{
  if (self->n_keys == 1 && self->columns[self->keys[0]].type == MO_FIELD_INT64)
    return TRUE;
  return mo_model_set_fault (self, "%s wants a primary key of one gint64", what);
}

static gboolean
check_vector_index (MoModel *self, const MoColumn *entry, const char *what)
{
  if (entry->fields.n != 1 || !is_of_vector (get_field (self, &entry->fields, 0)))
    return mo_model_set_fault (self, "%s is of one vector: a column with MO_VECTOR, or of an SQL "
                                     "type such as VECF32(3)",
                               what);
  if ((guint) entry->index.metric > MO_METRIC_INNER_PRODUCT)
    return mo_model_set_fault (self, "%s has no known metric", what);
  return entry->index.kind != MO_INDEX_HNSW || check_hnsw (self, what);
}

static gboolean
check_index (MoModel *self, const MoColumn *entry, const char *what)
{
  if (!check_fields (self, what, &entry->fields))
    return FALSE;
  switch (entry->index.kind)
    {
    case MO_INDEX_PLAIN:
    case MO_INDEX_UNIQUE:
      return TRUE;
    case MO_INDEX_FULLTEXT:
      for (guint i = 0; i < entry->fields.n; i++)
        if (get_field (self, &entry->fields, i)->type != MO_FIELD_TEXT)
          return mo_model_set_fault (self, "%s is of words, and column %s is no text", what,
                                     get_field (self, &entry->fields, i)->name);
      if (entry->index.parser == NULL || mo_model_is_plain_word (entry->index.parser))
        return TRUE;
      return mo_model_set_fault (self, "%s has a parser whose name is no word: \"%s\"", what,
                                 entry->index.parser);
    case MO_INDEX_IVFFLAT:
    case MO_INDEX_HNSW:
      return check_vector_index (self, entry, what);
    default:
      return mo_model_set_fault (self, "%s is of no known kind", what);
    }
}

static gboolean
check_set_null (MoModel *self, const MoColumn *column, const MoColumn *entry)
{
  if ((entry->on_delete != MO_REFERENCE_SET_NULL && entry->on_update != MO_REFERENCE_SET_NULL)
      || mo_column_is_nullable (column))
    return TRUE;
  return mo_model_set_fault (self, "a foreign key would set column %s to NULL, which it may not be",
                             column->name);
}

static gboolean
check_foreign_key (MoModel *self, const MoColumn *entry)
{
  if (!check_fields (self, "a foreign key", &entry->fields))
    return FALSE;
  if (entry->fields.n != entry->parent_fields.n)
    return mo_model_set_fault (self, "a foreign key leads from %u fields to %u", entry->fields.n,
                               entry->parent_fields.n);
  for (guint i = 0; i < entry->fields.n; i++)
    if (!check_set_null (self, get_field (self, &entry->fields, i), entry))
      return FALSE;
  return TRUE;
}

static gboolean
check_entry (MoModel *self, const MoColumn *entry)
{
  g_autofree char *what = NULL;

  if (entry->kind != MO_ENTRY_FOREIGN_KEY && (entry->name == NULL || *entry->name == '\0'))
    return mo_model_set_fault (self, "an index or a check without a name");
  what = g_strdup_printf ("index %s", entry->name);
  switch (entry->kind)
    {
    case MO_ENTRY_INDEX:
      return check_index (self, entry, what);
    case MO_ENTRY_FOREIGN_KEY:
      return check_foreign_key (self, entry);
    case MO_ENTRY_CHECK:
      return entry->check != NULL || mo_model_set_fault (self, "check %s is NULL", entry->name);
    case MO_ENTRY_COLUMN:
    case MO_ENTRY_RELATION:
    default:
      return mo_model_set_fault (self, "an entry of no known kind: was the program built against "
                                       "a newer library?");
    }
}

gboolean
mo_model_check_entries (MoModel *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].references.get_model != NULL
        && !check_set_null (self, &self->columns[i], &self->columns[i]))
      return FALSE;
  for (guint i = 0; i < self->n_entries; i++)
    {
      const MoColumn *entry = &self->entries[i];

      if (!check_entry (self, entry))
        return FALSE;
      for (guint j = 0; entry->name != NULL && j < i; j++)
        if (self->entries[j].kind == entry->kind && self->entries[j].name != NULL
            && g_ascii_strcasecmp (self->entries[j].name, entry->name) == 0)
          return mo_model_set_fault (self, "%s is there twice", entry->name);
    }
  return TRUE;
}

/* --- foreign keys --- */

static void
read_column (const MoModel *self, guint index, MoForeignKey *out)
{
  const MoColumn *column = &self->columns[index];

  *out = (MoForeignKey){ .entry = column, .parent = mo_column_get_parent (column), .n = 1 };
  out->columns[0] = (gint) index;
  out->parent_columns[0] = mo_model_find_offset (out->parent, column->references.offset);
}

static void
read_entry (const MoModel *self, const MoColumn *entry, MoForeignKey *out)
{
  *out = (MoForeignKey){ .entry = entry, .parent = mo_column_get_parent (entry),
                         .n = entry->fields.n };
  for (guint i = 0; i < out->n; i++)
    {
      out->columns[i] = mo_model_find_offset (self, entry->fields.offsets[i]);
      out->parent_columns[i] = mo_model_find_offset (out->parent, entry->parent_fields.offsets[i]);
    }
}

gboolean
mo_model_get_foreign_key (const MoModel *self, guint index, MoForeignKey *out)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (mo_column_get_parent (&self->columns[i]) != NULL && index-- == 0)
      {
        read_column (self, i, out);
        return TRUE;
      }
  for (guint i = 0; i < self->n_entries; i++)
    if (self->entries[i].kind == MO_ENTRY_FOREIGN_KEY
        && mo_column_get_parent (&self->entries[i]) != NULL && index-- == 0)
      {
        read_entry (self, &self->entries[i], out);
        return TRUE;
      }
  return FALSE;
}
