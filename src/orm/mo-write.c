/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoUpdate and MoDelete: put together call by call, copied only where another reference exists. */

#include <stdatomic.h>

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-model-private.h"
#include "orm/mo-select-private.h"
#include "orm/mo-write-private.h"

G_DEFINE_BOXED_TYPE (MoUpdate, mo_update, mo_update_ref, mo_update_unref)
G_DEFINE_BOXED_TYPE (MoDelete, mo_delete, mo_delete_ref, mo_delete_unref)

/* --- what they share --- */

static void
clear_assignment (gpointer data)
{
  mo_expr_unref (((MoAssignment *) data)->value);
}

static void G_GNUC_PRINTF (2, 3)
set_error (MoWriting *self, const char *format, ...)
{
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  self->error = g_error_new_valist (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
}

static MoWriting *
writing_alloc (gboolean is_update)
{
  MoWriting *self = g_new0 (MoWriting, 1); /* which is all that there is in either */

  atomic_init (&self->ref_count, 1);
  self->is_update = is_update;
  self->assignments = g_array_new (FALSE, FALSE, sizeof (MoAssignment));
  g_array_set_clear_func (self->assignments, clear_assignment);
  self->wheres = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_expr_unref);
  return self;
}

static MoWriting *
writing_new (const MoModel *model, gboolean is_update)
{
  MoWriting *self = writing_alloc (is_update);

  if (mo_model_check (model, &self->error))
    self->model = model;
  return self;
}

static void
writing_ref (MoWriting *self)
{
  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
}

void
mo_writing_unref (MoWriting *self)
{
  /* Release: our accesses come before the drop. Acquire: the last drop comes after everyone's. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_clear_error (&self->error);
  g_array_unref (self->assignments);
  g_ptr_array_unref (self->wheres);
  g_free (self);
}

static MoWriting *
copy (const MoWriting *self)
{
  MoWriting *other = writing_alloc (self->is_update);

  other->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  other->model = self->model;
  other->all_rows = self->all_rows;
  for (guint i = 0; i < self->assignments->len; i++)
    {
      MoAssignment assignment = g_array_index (self->assignments, MoAssignment, i);

      mo_expr_ref (assignment.value);
      g_array_append_val (other->assignments, assignment);
    }
  for (guint i = 0; i < self->wheres->len; i++)
    g_ptr_array_add (other->wheres, mo_expr_ref (g_ptr_array_index (self->wheres, i)));
  return other;
}

/* Consumes @self; what it returns has no other reference. */
static MoWriting *
make_own (MoWriting *self, gboolean is_update, const char *what)
{
  MoWriting *own;

  if (self == NULL)
    {
      own = writing_alloc (is_update);
      set_error (own, "%s was given NULL where %s belongs", what,
                 is_update ? "an update" : "a deletion");
      return own;
    }
  /* Acquire: pairs with the drop of who had the other reference and may have read until then. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) == 1)
    return self;
  own = copy (self);
  mo_writing_unref (self);
  return own;
}

static void
add_where (MoWriting *self, MoExpr *condition)
{
  if (condition == NULL)
    set_error (self, "mo_where() was given NULL where an expression belongs");
  else
    g_ptr_array_add (self->wheres, condition);
}

/* --- updates --- */

/**
 * mo_update_new:
 * @model: a model
 *
 * An UPDATE of the model's table. mo_update() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unusable model; nothing that is assigned;
 * neither a condition nor [method@Mo.Update.all_rows]), when it runs.
 *
 * Returns: (transfer full): an update
 * Since: 0.1
 */
MoUpdate *
mo_update_new (const MoModel *model)
{
  return (MoUpdate *) writing_new (model, TRUE);
}

/**
 * mo_update_ref:
 * @self: an update
 *
 * Takes a reference, so that an update can be run twice, or refined in two ways: the functions that
 * change one copy it first if it has other references.
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoUpdate *
mo_update_ref (MoUpdate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  writing_ref (&self->writing);
  return self;
}

/**
 * mo_update_unref:
 * @self: (transfer full): an update
 *
 * Drops a reference. Needed only for an update that no function took.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_update_unref (MoUpdate *self)
{
  g_return_if_fail (self != NULL);

  mo_writing_unref (&self->writing);
}

/* The one column that an expression is; -1: it is none of the model's. */
static gint
find_column (const MoModel *model, MoExpr *column)
{
  const char *name = mo_expr_get_column (column, model->table);

  for (guint i = 0; name != NULL && i < model->n_columns; i++)
    if (strcmp (model->columns[i].name, name) == 0)
      return (gint) i;
  return -1;
}

static gboolean
is_assigned (const MoWriting *self, guint column)
{
  for (guint i = 0; i < self->assignments->len; i++)
    if (g_array_index (self->assignments, MoAssignment, i).column == column)
      return TRUE;
  return FALSE;
}

/* What is wrong with the column; a fault of its own comes first. */
static void
refuse_column (MoWriting *self, MoExpr *column)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  GError *fault = NULL;

  if (column == NULL)
    set_error (self, "mo_assign() was given NULL where a column belongs");
  else if (mo_expr_render (column, sql, values, &fault))
    set_error (self, "mo_assign(): %s is no column of %s: MO_C() makes one", sql->str,
               self->model->table);
  else if (self->error == NULL)
    self->error = g_steal_pointer (&fault);
  g_clear_error (&fault);
}

/**
 * mo_update_assign:
 * @self: (transfer full): an update
 * @column: (transfer full): a column of its table, from [func@Mo.Model.column]
 * @value: (transfer full): what it becomes: an expression of the row as it was
 *
 * Sets a column. Where one assignment uses a column that another one before it sets, servers differ
 * in which value that is. mo_assign() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no column of the table, or one that is assigned
 * already), when it runs.
 *
 * Returns: (transfer full): the update
 * Since: 0.1
 */
MoUpdate *
mo_update_assign (MoUpdate *self, MoExpr *column, MoExpr *value)
{
  MoWriting *own = make_own ((MoWriting *) self, TRUE, "mo_assign()");
  g_autoptr (MoExpr) owned_column = column;
  MoAssignment assignment = { 0, value };
  gint index = own->model != NULL && column != NULL ? find_column (own->model, column) : -1;

  if (value == NULL)
    {
      set_error (own, "mo_assign() was given NULL where an expression belongs");
      return (MoUpdate *) own;
    }
  assignment.column = (guint) MAX (index, 0);
  if (own->model != NULL && index < 0)
    refuse_column (own, column);
  else if (own->model != NULL && is_assigned (own, assignment.column))
    set_error (own, "mo_assign(): column %s of %s is assigned twice",
               own->model->columns[index].name, own->model->table);
  g_array_append_val (own->assignments, assignment);
  return (MoUpdate *) own;
}

/**
 * mo_update_where:
 * @self: (transfer full): an update
 * @condition: (transfer full): a condition
 *
 * Changes only rows that fulfil a condition. Called again, it adds one: all of them must hold.
 * mo_where() says it in C.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the update
 * Since: 0.1
 */
MoUpdate *
mo_update_where (MoUpdate *self, MoExpr *condition)
{
  MoWriting *own = make_own ((MoWriting *) self, TRUE, "mo_where()");

  add_where (own, condition);
  return (MoUpdate *) own;
}

/**
 * mo_update_all_rows:
 * @self: (transfer full): an update
 *
 * Says that every row is meant, if there is no condition. mo_all_rows() says it in C.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the update
 * Since: 0.1
 */
MoUpdate *
mo_update_all_rows (MoUpdate *self)
{
  MoWriting *own = make_own ((MoWriting *) self, TRUE, "mo_all_rows()");

  own->all_rows = TRUE;
  return (MoUpdate *) own;
}

/* --- deletions --- */

/**
 * mo_delete_new:
 * @model: a model
 *
 * A DELETE from the model's table. mo_delete_from() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unusable model; neither a condition nor
 * [method@Mo.Delete.all_rows]), when it runs.
 *
 * Returns: (transfer full): a deletion
 * Since: 0.1
 */
MoDelete *
mo_delete_new (const MoModel *model)
{
  return (MoDelete *) writing_new (model, FALSE);
}

/**
 * mo_delete_ref:
 * @self: a deletion
 *
 * Takes a reference; see [method@Mo.Update.ref].
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoDelete *
mo_delete_ref (MoDelete *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  writing_ref (&self->writing);
  return self;
}

/**
 * mo_delete_unref:
 * @self: (transfer full): a deletion
 *
 * Drops a reference. Needed only for a deletion that no function took.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_delete_unref (MoDelete *self)
{
  g_return_if_fail (self != NULL);

  mo_writing_unref (&self->writing);
}

/**
 * mo_delete_where:
 * @self: (transfer full): a deletion
 * @condition: (transfer full): a condition
 *
 * Deletes only rows that fulfil a condition. Called again, it adds one: all of them must hold.
 * mo_where() says it in C.
 *
 * Thread: any. Errors: as [func@Mo.where].
 *
 * Returns: (transfer full): the deletion
 * Since: 0.1
 */
MoDelete *
mo_delete_where (MoDelete *self, MoExpr *condition)
{
  MoWriting *own = make_own ((MoWriting *) self, FALSE, "mo_where()");

  add_where (own, condition);
  return (MoDelete *) own;
}

/**
 * mo_delete_all_rows:
 * @self: (transfer full): a deletion
 *
 * Says that every row is meant, if there is no condition. mo_all_rows() says it in C.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the deletion
 * Since: 0.1
 */
MoDelete *
mo_delete_all_rows (MoDelete *self)
{
  MoWriting *own = make_own ((MoWriting *) self, FALSE, "mo_all_rows()");

  own->all_rows = TRUE;
  return (MoDelete *) own;
}
