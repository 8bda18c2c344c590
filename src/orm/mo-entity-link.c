/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Foreign keys that follow the key of another instance. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"

MoEntityLink *
mo_entity_find_link (gconstpointer entity, guint column)
{
  GArray *links = mo_entity_get_links (entity);

  for (guint i = 0; links != NULL && i < links->len; i++)
    if (g_array_index (links, MoEntityLink, i).column == column)
      return &g_array_index (links, MoEntityLink, i);
  return NULL;
}

/* --- what is followed --- */

static const MoColumn *
get_referred (const MoColumn *column, const MoModel *parent)
{
  return &parent->columns[mo_model_find_offset (parent, column->references.offset)];
}

/* A key that is being given out is not in its field yet, whatever is there. */
static gboolean
has_key (gconstpointer parent, const MoColumn *referred)
{
  const MoEntityHeader *header = mo_entity_get_header (parent);

  if (header->key_cell != NULL && (referred->flags & MO_AUTO_INCREMENT))
    return FALSE;
  return !mo_field_is_unset (referred, parent);
}

gboolean
mo_entity_has_key (gconstpointer entity, guint column)
{
  return has_key (entity, &mo_entity_get_header (entity)->model->columns[column]);
}

gboolean
mo_entity_is_same_key (const MoColumn *column,
                       gconstpointer entity,
                       const MoColumn *referred,
                       gconstpointer parent)
{
  MoValue ours = mo_field_get (column, entity);
  MoValue theirs = mo_field_get (referred, parent);
  g_autofree char *our_text = mo_value_to_string (&ours);
  g_autofree char *their_text = mo_value_to_string (&theirs);

  return g_strcmp0 (our_text, their_text) == 0;
}

gboolean
mo_entity_has_key_of (gconstpointer entity, guint column, gconstpointer parent)
{
  const MoColumn *self = &mo_entity_get_header (entity)->model->columns[column];
  const MoColumn *referred = get_referred (self, mo_entity_get_header (parent)->model);

  return has_key (parent, referred) && mo_entity_is_same_key (self, entity, referred, parent);
}

gboolean
mo_entity_leads_to (gconstpointer entity, guint column, gconstpointer parent)
{
  const MoEntityLink *link = mo_entity_find_link (entity, column);

  return link != NULL ? link->parent == parent : mo_entity_has_key_of (entity, column, parent);
}

/* --- links --- */

void
mo_entity_await_link (gpointer entity, guint column, gpointer parent)
{
  if (!mo_entity_has_key_of (entity, column, parent))
    mo_entity_get_kept (entity)[column] |= MO_KEPT_AWAITS;
}

/* Whatever the field has now, it is not what is on its way to the row. */
static void
stop_awaiting (gpointer entity, guint column)
{
  guint8 *kept;

  if (mo_entity_get_header (entity)->committed == NULL)
    return;
  kept = mo_entity_get_kept (entity);
  if (!(kept[column] & MO_KEPT_AWAITS))
    return;
  kept[column] &= (guint8) ~MO_KEPT_AWAITS;
  kept[column] |= MO_KEPT_LOST;
}

void
mo_entity_remove_link (gpointer entity, guint column)
{
  GArray *links = mo_entity_get_links (entity);
  const MoEntityLink *link = mo_entity_find_link (entity, column);
  gpointer parent;

  if (link == NULL)
    return;
  stop_awaiting (entity, column);
  parent = link->parent;
  g_array_remove_index_fast (links, (guint) (link - (MoEntityLink *) links->data));
  mo_entity_set_follows (entity, column, FALSE);
  mo_entity_unref (parent);
}

static void
add_link (gpointer entity, guint column, gpointer parent)
{
  MoEntityExtra *extra = mo_entity_get_extra (entity);
  MoEntityLink link = { column, mo_entity_ref (parent) };

  if (extra->links == NULL)
    extra->links = g_array_new (FALSE, FALSE, sizeof (MoEntityLink));
  g_array_append_val (extra->links, link);
  mo_entity_get_header (parent)->is_parent = TRUE;
}

static void
link_clear (gpointer data)
{
  mo_entity_unref (((MoEntityLink *) data)->parent);
}

GArray *
mo_entity_dup_links (gconstpointer entity)
{
  const GArray *links = mo_entity_get_links (entity);
  GArray *copy;

  if (links == NULL || links->len == 0)
    return NULL;
  copy = g_array_sized_new (FALSE, FALSE, sizeof (MoEntityLink), links->len);
  g_array_set_clear_func (copy, link_clear);
  g_array_append_vals (copy, links->data, links->len);
  for (guint i = 0; i < copy->len; i++)
    mo_entity_ref (g_array_index (copy, MoEntityLink, i).parent);
  return copy;
}

/* --- what may be linked --- */

/* Whether the links of @parent lead to @child. */
static gboolean
leads_to (gpointer parent, gpointer child)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  g_ptr_array_add (waiting, parent);
  while (waiting->len > 0)
    {
      gpointer next = g_ptr_array_steal_index_fast (waiting, waiting->len - 1);
      GArray *links = mo_entity_get_links (next);

      if (next == child)
        return TRUE;
      if (!g_hash_table_add (seen, next))
        continue;
      for (guint i = 0; links != NULL && i < links->len; i++)
        g_ptr_array_add (waiting, g_array_index (links, MoEntityLink, i).parent);
    }
  return FALSE;
}

static gboolean G_GNUC_PRINTF (3, 4) refuse (gpointer entity, guint column, const char *format, ...)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  return mo_entity_set_fault (entity, model->columns[column].offset,
                              g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                           "cannot set a reference of %s: column %s %s",
                                           model->name, model->columns[column].name, why));
}

static gboolean
check_instance (gpointer entity, guint column, gpointer parent)
{
  g_autoptr (GError) error = NULL;

  return mo_entity_check (parent, &error)
         || refuse (entity, column, "cannot follow what is no instance: %s", error->message);
}

static gboolean
check_parent (gpointer entity, guint column, gpointer parent)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoModel *wanted = mo_column_get_parent (&header->model->columns[column]);
  const MoModel *model = mo_entity_get_header (parent)->model;

  if (wanted == NULL)
    return refuse (entity, column, "refers to no model: give it .references");
  if (wanted != model)
    return refuse (entity, column, "refers to %s, and not to %s", wanted->name, model->name);
  if (mo_model_find_offset (model, header->model->columns[column].references.offset) < 0)
    return refuse (entity, column, "refers to a field of %s that is no column", model->name);
  if (parent == entity)
    return refuse (entity, column, "cannot follow the key of the instance itself");
  /* Most instances are nobody's parent, and need no search. */
  if (header->is_parent && leads_to (parent, entity))
    return refuse (entity, column, "would close a circle: the instance of %s follows this one",
                   model->name);
  return TRUE;
}

/* --- linking --- */

static gboolean
unset (gpointer entity, guint column)
{
  const MoColumn *self = &mo_entity_get_header (entity)->model->columns[column];
  const guint64 empty[2] = { 0, 0 };

  if (!mo_field_is_unset (self, entity))
    mo_entity_replace_field (entity, column, empty);
  mo_entity_remove_link (entity, column);
  mo_related_follow (entity, column, NULL);
  return TRUE;
}

static gboolean
follow (gpointer entity, guint column, gpointer parent)
{
  const MoColumn *self = &mo_entity_get_header (entity)->model->columns[column];
  const MoColumn *referred = get_referred (self, mo_entity_get_header (parent)->model);
  gboolean is_known = has_key (parent, referred);

  /* It may be that nobody but the old link refers to it. */
  mo_entity_ref (parent);
  if (is_known && !mo_entity_set_value (entity, self->offset, mo_field_get (referred, parent)))
    {
      mo_entity_unref (parent);
      return FALSE;
    }
  mo_entity_remove_link (entity, column);
  add_link (entity, column, parent);
  mo_entity_set_follows (entity, column, !is_known);
  mo_related_follow (entity, column, parent);
  mo_entity_unref (parent);
  return TRUE;
}

void
mo_entity_put_links_back (gpointer entity, const GArray *links)
{
  const GArray *old = mo_entity_get_links (entity);

  while (old != NULL && old->len > 0)
    mo_entity_remove_link (entity, g_array_index (old, MoEntityLink, 0).column);
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const MoEntityLink *link = &g_array_index (links, MoEntityLink, i);

      add_link (entity, link->column, link->parent);
    }
  mo_entity_follow_links (entity);
}

void
mo_entity_follow_links (gpointer entity)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  const GArray *links = mo_entity_get_links (entity);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const MoEntityLink *link = &g_array_index (links, MoEntityLink, i);
      const MoModel *parent = mo_entity_get_header (link->parent)->model;
      const MoColumn *column = &model->columns[link->column];

      mo_entity_set_follows (entity, link->column,
                             !has_key (link->parent, get_referred (column, parent)));
    }
}

/* The old parent is asked for while the column still says who that is. */
static gboolean
lead_to (gpointer entity, guint column, gpointer parent)
{
  gpointer old = mo_related_find_parent (entity, column);
  gboolean ok = parent != NULL ? follow (entity, column, parent) : unset (entity, column);

  if (ok)
    {
      mo_related_move (entity, column, old, parent);
      if (mo_entity_get_header (entity)->extra != NULL)
        mo_entity_claim (entity, column, parent);
    }
  if (old != NULL)
    mo_entity_unref (old);
  return ok;
}

static gboolean
set_reference (gpointer entity, gsize offset, gpointer parent)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  gint column = mo_model_find_offset (model, offset);

  if (column < 0 || !mo_model_has_field (model, (guint) column))
    return mo_entity_set_fault (
        entity, offset,
        g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                     "cannot set a reference of %s: the field at offset %" G_GSIZE_FORMAT
                     " is no column of it",
                     model->name, offset));
  if (parent != NULL
      && (!check_instance (entity, (guint) column, parent)
          || !check_parent (entity, (guint) column, parent)))
    return FALSE;
  return lead_to (entity, (guint) column, parent) && mo_entity_mend_fault (entity, offset);
}

/**
 * mo_entity_set_reference:
 * @entity: an instance
 * @offset: of a field that is a foreign key, in bytes from the beginning of the struct
 * @parent: (nullable): an instance of the model that the column refers to; %NULL: of none
 *
 * What mo_set_reference() calls. The column follows the one that it refers to, a single primary key
 * or another, until mo_set() gives it a value, or another reference is set. Where @parent has a key
 * already, the field has it at once. %NULL ends a reference and makes the field 0, %NULL or not
 * set. @entity holds a reference on @parent. A relation that the column leads by, MO_BELONGS_TO(),
 * is @parent from here on.
 *
 * Thread: the owner's of both. Errors: kept in the instance, and its next flush is rejected with
 * the first of them, unless the field was set well since; nothing else is changed.
 * %MO_ERROR_INVALID_ARGUMENT: the column refers to no model or to another one, @parent is @entity
 * itself or follows it, no column is at @offset; @parent is no instance; those of
 * [func@Mo.entity_set_value]: the field cannot hold the key. An @entity that is no instance is
 * reported with g_critical().
 *
 * Returns: %TRUE if the reference was set
 * Since: 0.1
 */
gboolean
mo_entity_set_reference (gpointer entity, gsize offset, gpointer parent)
{
  MoChanges changes;
  gboolean is_set;

  if (!mo_entity_expect (entity, "mo_set_reference()"))
    return FALSE;
  mo_changes_begin (&changes);
  is_set = set_reference (entity, offset, parent);
  mo_changes_end (&changes);
  return is_set;
}
