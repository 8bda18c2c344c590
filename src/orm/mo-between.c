/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBetween: an index of rows in between, made as far as it is asked for. */

#include "orm/mo-between-private.h"

#include <string.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"

/* The rows of one model, by two of its columns. A row is filed under what its columns lead by when
 * it is met: an instance that they follow, or a value. */
typedef struct
{
  const MoModel *model;
  guint first;
  guint second;
  const GList *last;  /* of the queue, that was looked at; NULL: none */
  GHashTable *rows;   /* name to instance, borrowed */
  GHashTable *names;  /* instance to name, owned by rows */
} MoBetweenIndex;

struct _MoBetween
{
  const GQueue *entities;
  GPtrArray *indexes; /* of MoBetweenIndex */
};

static void
index_free (gpointer data)
{
  MoBetweenIndex *self = data;

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->rows);
  g_free (self);
}

static MoBetweenIndex *
index_new (const MoModel *model, guint first, guint second)
{
  MoBetweenIndex *self = g_new0 (MoBetweenIndex, 1);

  self->model = model;
  self->first = first;
  self->second = second;
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new (NULL, NULL);
  return self;
}

MoBetween *
mo_between_new (const GQueue *entities)
{
  MoBetween *self = g_new0 (MoBetween, 1);

  self->entities = entities;
  self->indexes = g_ptr_array_new_with_free_func (index_free);
  return self;
}

void
mo_between_free (MoBetween *self)
{
  g_ptr_array_unref (self->indexes);
  g_free (self);
}

static MoBetweenIndex *
get_index (MoBetween *self, const MoModel *model, guint first, guint second)
{
  MoBetweenIndex *index;

  for (guint i = 0; i < self->indexes->len; i++)
    {
      index = g_ptr_array_index (self->indexes, i);
      if (index->model == model && index->first == first && index->second == second)
        return index;
    }
  index = index_new (model, first, second);
  g_ptr_array_add (self->indexes, index);
  return index;
}

/* --- names --- */

static char *
name_instance (gconstpointer entity)
{
  return g_strdup_printf ("@%p", entity);
}

static char *
name_value (gconstpointer entity, const MoColumn *column)
{
  MoValue value = mo_field_get (column, entity);
  g_autofree char *text = mo_value_to_string (&value);

  return g_strdup_printf ("=%s", text);
}

/* Text may hold anything, so its length says where it ends. */
static char *
join_names (const char *first, const char *second)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT "%s%s", strlen (first), first, second);
}

static char *
name_column (gconstpointer row, guint column)
{
  const MoEntityLink *link = mo_entity_find_link (row, column);

  return link != NULL ? name_instance (link->parent)
                      : name_value (row, &mo_entity_get_header (row)->model->columns[column]);
}

/* --- filing --- */

static void
file_row (MoBetweenIndex *self, gpointer row)
{
  g_autofree char *first = name_column (row, self->first);
  g_autofree char *second = name_column (row, self->second);
  char *name = join_names (first, second);
  gpointer before = g_hash_table_lookup (self->rows, name);

  if (before != NULL)
    g_hash_table_remove (self->names, before);
  g_hash_table_replace (self->rows, name, row);
  g_hash_table_insert (self->names, row, name);
}

static void
look_on (MoBetweenIndex *self, const GQueue *entities)
{
  const GList *next = self->last != NULL ? self->last->next : entities->head;

  for (; next != NULL; next = next->next)
    {
      if (mo_entity_get_header (next->data)->model == self->model)
        file_row (self, next->data);
      self->last = next;
    }
}

/* TRUE: it was there. */
static gboolean
forget_name (MoBetweenIndex *self, gconstpointer entity)
{
  const char *name = g_hash_table_lookup (self->names, entity);

  if (name == NULL)
    return FALSE;
  g_hash_table_remove (self->names, entity);
  g_hash_table_remove (self->rows, name);
  return TRUE;
}

static void
forget (MoBetweenIndex *self, gconstpointer entity)
{
  const GList *link = &mo_entity_get_header (entity)->link;

  if (self->last == link)
    self->last = link->prev;
  forget_name (self, entity);
}

void
mo_between_file (MoBetween *self, gpointer entity)
{
  for (guint i = 0; i < self->indexes->len; i++)
    if (forget_name (g_ptr_array_index (self->indexes, i), entity))
      file_row (g_ptr_array_index (self->indexes, i), entity);
}

void
mo_between_forget (MoBetween *self, gconstpointer entity)
{
  for (guint i = 0; i < self->indexes->len; i++)
    forget (g_ptr_array_index (self->indexes, i), entity);
}

/* --- finding --- */

/* What a row would lead to by one of its columns. */
typedef struct
{
  guint column;
  gconstpointer entity;
  const MoColumn *key;
} MoBetweenEnd;

static char *
name_end (const MoBetweenEnd *self, gboolean by_value)
{
  return by_value ? name_value (self->entity, self->key) : name_instance (self->entity);
}

static gboolean
connects (gconstpointer row, const MoBetweenEnd *first, const MoBetweenEnd *second)
{
  return mo_entity_get_header (row)->state != MO_ENTITY_DELETED
         && mo_entity_leads_to (row, first->column, first->entity)
         && mo_entity_leads_to (row, second->column, second->entity);
}

/* A name may be of one that is gone, or of what a column was before, so the row is asked. */
static gpointer
find_row (const MoBetweenIndex *self, const MoBetweenEnd *first, const MoBetweenEnd *second)
{
  gpointer row = NULL;

  for (guint i = 0; i < 4 && row == NULL; i++)
    {
      g_autofree char *left = name_end (first, (i & 1) != 0);
      g_autofree char *right = name_end (second, (i & 2) != 0);
      g_autofree char *name = join_names (left, right);

      row = g_hash_table_lookup (self->rows, name);
      if (row != NULL && !connects (row, first, second))
        row = NULL;
    }
  return row;
}

gpointer
mo_between_find (MoBetween *self,
                 const MoRelationInfo *relation,
                 gconstpointer entity,
                 gconstpointer related)
{
  MoBetweenEnd own
      = { relation->link_own, entity, &relation->owner->columns[relation->own] };
  MoBetweenEnd other
      = { relation->link_other, related, &relation->model->columns[relation->other] };
  gboolean own_first = own.column < other.column;
  const MoBetweenEnd *first = own_first ? &own : &other;
  const MoBetweenEnd *second = own_first ? &other : &own;
  MoBetweenIndex *index = get_index (self, relation->link, first->column, second->column);

  look_on (index, self->entities);
  return find_row (index, first, second);
}
