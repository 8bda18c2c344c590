/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of an instance: set them, and tell which differ from the row. */

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"

static gpointer
get_field (gpointer instance, const MoColumn *column)
{
  return (char *) instance + column->offset;
}

/* What is before the fields is GObject's, and changes on any thread. */
void
mo_entity_copy (const MoModel *model, gpointer to, gconstpointer from)
{
  memcpy ((char *) to + model->fields_begin, (const char *) from + model->fields_begin,
          model->instance_size - model->fields_begin);
}

gboolean
mo_entity_is_same (const MoModel *model, gconstpointer a, gconstpointer b)
{
  return memcmp ((const char *) a + model->fields_begin, (const char *) b + model->fields_begin,
                 model->instance_size - model->fields_begin)
         == 0;
}

/* --- what the row has --- */

guint8 *
mo_entity_get_kept (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return (guint8 *) header->committed + header->model->instance_size;
}

static void
release_one (const MoModel *model, gpointer image, guint column)
{
  const guint8 *kept = (const guint8 *) image + model->instance_size;

  if (kept[column] & MO_KEPT_VALUE)
    mo_field_clear (&model->columns[column], image);
}

/* What it owns itself. */
static void
release_kept (const MoModel *model, gpointer image)
{
  for (guint i = 0; i < model->n_owners; i++)
    release_one (model, image, model->owners[i]);
}

void
mo_entity_forget_fields (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  const MoModel *model = header->model;

  if (header->committed == NULL)
    return;
  release_kept (model, header->committed);
  if (header->committed != mo_entity_get_room (entity))
    g_free (header->committed);
  else
    memset (mo_entity_get_kept (entity), MO_KEPT_NOTHING, model->n_columns);
  header->committed = NULL;
}

void
mo_entity_free_committed (const MoModel *model, gpointer image)
{
  if (image != NULL)
    release_kept (model, image);
  g_free (image);
}

void
mo_entity_restore_committed (gpointer entity, gpointer image)
{
  mo_entity_forget_fields (entity);
  mo_entity_get_header (entity)->committed = image;
}

/* Never looks at what they point to: a pointer that was not kept may be gone, where somebody
 * replaced it by hand. */
static gboolean
same_pointer (const MoColumn *column, gconstpointer a, gconstpointer b)
{
  return memcmp ((const char *) a + column->offset, (const char *) b + column->offset,
                 sizeof (gpointer))
         == 0;
}

/* What is left of a column that owns something, once the instance goes its own way. */
static MoKept
dup_owner (const MoEntityHeader *header, gconstpointer entity, guint column, gpointer image)
{
  const MoColumn *self = &header->model->columns[column];
  guint8 kept = mo_entity_get_kept (entity)[column];

  if (!(kept & MO_KEPT_VALUE)
      && ((kept & MO_KEPT_LOST)
          || !same_pointer (self, entity, header->committed)))
    {
      memset (get_field (image, self), 0, sizeof (gpointer));
      return MO_KEPT_LOST;
    }
  mo_field_dup (self, image);
  return MO_KEPT_VALUE;
}

gpointer
mo_entity_dup_committed (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoModel *model = header->model;
  gpointer image;
  const guint8 *old;
  guint8 *kept;

  if (header->committed == NULL)
    return NULL;
  old = mo_entity_get_kept (entity);
  image = g_memdup2 (header->committed, model->instance_size + model->n_columns);
  kept = (guint8 *) image + model->instance_size;
  for (guint i = 0; i < model->n_columns; i++)
    kept[i] = mo_field_is_owner (&model->columns[i]) && mo_model_has_field (model, i)
                  ? (guint8) dup_owner (header, entity, i, image)
                  : old[i] & (MO_KEPT_LOST | MO_KEPT_AWAITS);
  return image;
}

void
mo_entity_commit_fields (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  const MoModel *model = header->model;

  if (header->committed == NULL)
    header->committed = mo_entity_is_object (entity)
                            ? g_malloc0 (model->instance_size + model->n_columns)
                            : mo_entity_get_room (entity);
  else
    {
      guint8 *kept = mo_entity_get_kept (entity);

      release_kept (model, header->committed);
      for (guint i = 0; i < model->n_columns; i++)
        kept[i] &= MO_KEPT_AWAITS; /* of another flush, which has not settled */
    }
  mo_entity_copy (model, header->committed, entity);
}

gboolean
mo_entity_is_changed (gconstpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoColumn *self = &header->model->columns[column];
  guint8 kept;

  if (header->committed == NULL)
    return TRUE;
  if (!mo_model_has_field (header->model, column))
    return FALSE;
  kept = mo_entity_get_kept (entity)[column];
  if (kept & (MO_KEPT_LOST | MO_KEPT_FOLLOWS))
    return TRUE;
  if (mo_field_is_owner (self) && !(kept & MO_KEPT_VALUE))
    return !same_pointer (self, entity, header->committed);
  return !mo_field_equal (self, entity, header->committed);
}

gboolean
mo_entity_get_committed (gconstpointer entity, guint column, MoValue *value)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoColumn *self = &header->model->columns[column];

  guint8 kept;

  if (header->committed == NULL)
    return FALSE;
  kept = mo_entity_get_kept (entity)[column];
  if (kept & (MO_KEPT_LOST | MO_KEPT_AWAITS))
    return FALSE;
  if (mo_field_is_owner (self) && !(kept & MO_KEPT_VALUE)
      && !same_pointer (self, entity, header->committed))
    return FALSE;
  *value = mo_field_get (self, header->committed);
  return TRUE;
}

void
mo_entity_set_follows (gpointer entity, guint column, gboolean follows)
{
  guint8 *kept;

  if (mo_entity_get_header (entity)->committed == NULL)
    return;
  kept = mo_entity_get_kept (entity);
  kept[column] &= (guint8) ~MO_KEPT_FOLLOWS;
  if (follows)
    kept[column] |= MO_KEPT_FOLLOWS;
}

/* --- setting --- */

/* The row's value moves to where it can be compared with. TRUE: it did, and is not to be freed. */
static gboolean
keep_old (MoEntityHeader *header, gpointer entity, guint column)
{
  const MoColumn *self = &header->model->columns[column];
  guint8 *kept;

  if (header->committed == NULL || !mo_field_is_owner (self))
    return FALSE;
  kept = mo_entity_get_kept (entity);
  if (kept[column] & (MO_KEPT_VALUE | MO_KEPT_LOST))
    return FALSE;
  if (same_pointer (self, entity, header->committed))
    {
      kept[column] |= MO_KEPT_VALUE;
      return TRUE;
    }
  kept[column] |= MO_KEPT_LOST;
  return FALSE;
}

void
mo_entity_clear_field (gpointer entity, guint column)
{
  mo_changes_note (entity, column);
  mo_field_clear (&mo_entity_get_header (entity)->model->columns[column], entity);
}

void
mo_entity_replace_field (gpointer entity, guint column, gconstpointer field)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  const MoColumn *self = &header->model->columns[column];

  mo_changes_note (entity, column);
  if (!keep_old (header, entity, column))
    mo_field_clear (self, entity);
  memcpy (get_field (entity, self), field, mo_field_get_size (self));
}

static gboolean
refuse (gpointer entity, gsize offset, GError *why)
{
  g_prefix_error (
      &why, "cannot set a field of %s: ", mo_model_get_name (mo_entity_get_header (entity)->model));
  return mo_entity_set_fault (entity, offset, why);
}

static gboolean
refuse_offset (gpointer entity, gsize offset)
{
  return refuse (entity, offset,
                 g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                              "the field at offset %" G_GSIZE_FORMAT " is no column of it: add a "
                              "MO_COLUMN(), or assign to the field",
                              offset));
}

gboolean
mo_entity_validate (
    gconstpointer entity, const MoColumn *column, const MoValue *value, GError **error)
{
  GError *why = NULL;

  if (column->validate == NULL || column->validate (entity, value, &why))
    {
      g_clear_error (&why); /* one that says both */
      return TRUE;
    }
  if (why == NULL)
    why = g_error_new_literal (MO_ERROR, MO_ERROR_CONSTRAINT, "its validator refuses the value");
  g_propagate_prefixed_error (error, why, "column %s: ", column->name);
  return FALSE;
}

static gboolean
validate_loose (
    gconstpointer entity, const MoColumn *loose, const MoLooseField *field, GError **error)
{
  MoValue value = mo_field_get (loose, field);

  return mo_entity_validate (entity, loose, &value, error);
}

static gboolean
set_value (gpointer entity, gsize offset, MoValue value)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  gint column = mo_model_find_offset (model, offset);
  MoLooseField field = { { 0 } };
  GError *why = NULL;
  MoColumn loose;

  if (column < 0 || !mo_model_has_field (model, (guint) column))
    return refuse_offset (entity, offset);
  loose = mo_field_loosen (&model->columns[column]);
  if (!mo_field_set (&loose, &field, &value, &why))
    return refuse (entity, offset, why);
  if (!validate_loose (entity, &loose, &field, &why))
    {
      mo_field_clear (&loose, &field);
      return refuse (entity, offset, why);
    }
  if (mo_field_equal (&loose, get_field (entity, &model->columns[column]), &field))
    mo_field_clear (&loose, &field);
  else
    mo_entity_replace_field (entity, (guint) column, &field);
  mo_entity_remove_link (entity, (guint) column);
  mo_related_note_key (entity, (guint) column);
  return mo_entity_mend_fault (entity, offset);
}

/**
 * mo_entity_set_value:
 * @entity: an instance
 * @offset: of a field that is a column, in bytes from the beginning of the struct
 * @value: what it is to hold; copied
 *
 * What mo_set() calls. A number must fit the field's C type exactly; a `char *` takes text, JSON
 * and decimals, a `GBytes *` bytes and text, a `GDateTime *` days with and without a time, in UTC.
 * A reference of the field, made by mo_set_reference(), ends. Where the field of a
 * [class@Mo.Record] has changed, `notify` is emitted before the function returns.
 *
 * Thread: the instance's owner's. Errors: kept in the instance, and its next flush is rejected with
 * the first of them, unless the field was set well since; the field stays as it was.
 * %MO_ERROR_TYPE_MISMATCH: the field cannot hold such a value, SQL NULL and text with a NUL in it
 * included; %MO_ERROR_OUT_OF_RANGE: it does not fit; %MO_ERROR_INVALID_ARGUMENT: no column is at
 * @offset; what the column's [callback@Mo.ValidateFunc] says. What is no instance cannot keep an
 * error: it is reported with g_critical().
 *
 * Returns: %TRUE if the field has the value
 * Since: 0.1
 */
gboolean
mo_entity_set_value (gpointer entity, gsize offset, MoValue value)
{
  MoChanges changes;
  gboolean is_set;

  if (!mo_entity_expect (entity, "mo_set()"))
    return FALSE;
  if (!mo_entity_is_object (entity))
    return set_value (entity, offset, value);
  mo_changes_begin (&changes);
  is_set = set_value (entity, offset, value);
  mo_changes_end (&changes);
  return is_set;
}

/* --- loading --- */

/* A VARCHAR field may stand for a column of numbers or times. */
static gboolean
is_shown_as_text (const MoColumn *column, const MoValue *value)
{
  MoValueType type = mo_value_get_value_type (value);

  return column->type == MO_FIELD_TEXT
         && (type == MO_VALUE_INT64 || type == MO_VALUE_UINT64 || type == MO_VALUE_DOUBLE
             || type == MO_VALUE_DATE || type == MO_VALUE_TIME || type == MO_VALUE_DATETIME);
}

gboolean
mo_entity_load (gpointer entity, guint column, const MoValue *value, GError **error)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  const MoColumn *self = &header->model->columns[column];
  MoColumn loose = mo_field_loosen (self);
  MoLooseField field = { { 0 } };
  g_autofree char *text = is_shown_as_text (self, value) ? mo_value_to_string (value) : NULL;
  MoValue shown = text != NULL ? mo_value_text (text) : *value;

  if (!mo_field_set (&loose, &field, &shown, error))
    return FALSE;
  /* Nobody has heard yet of what is read for the first time. */
  if (mo_entity_is_object (entity) && header->committed != NULL
      && !mo_field_equal (&loose, get_field (entity, self), &field))
    mo_changes_note (entity, column);
  mo_field_clear (self, entity);
  memcpy (get_field (entity, self), &field, mo_field_get_size (self));
  mo_related_note_key (entity, column);
  if (header->committed != NULL)
    {
      guint8 *kept = mo_entity_get_kept (entity);
      guint8 follows = kept[column] & MO_KEPT_FOLLOWS;

      release_one (header->model, header->committed, column);
      kept[column] = follows; /* the parent's key is still to be written */
      memcpy (get_field (header->committed, self), &field, mo_field_get_size (self));
    }
  return TRUE;
}
