/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoSelect: a query that is put together call by call, copied only where another reference on it
 * exists. */

#include <stdatomic.h>

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-select-parts-private.h"

G_DEFINE_BOXED_TYPE (MoSelect, mo_select, mo_select_ref, mo_select_unref)

/* --- life --- */

static void
clear_table (gpointer data)
{
  MoSelectTable *table = data;

  g_clear_pointer (&table->query, mo_select_unref);
  g_clear_pointer (&table->with, g_ref_string_release);
  g_clear_pointer (&table->alias, g_ref_string_release);
  g_clear_pointer (&table->on, mo_expr_unref);
}

static void
clear_entity (gpointer data)
{
  MoSelectEntity *entity = data;

  if (entity->alias != NULL)
    g_ref_string_release ((char *) entity->alias);
}

static void
clear_order (gpointer data)
{
  mo_expr_unref (((MoSelectOrder *) data)->expr);
}

static void
clear_with (gpointer data)
{
  MoSelectWith *with = data;

  g_ref_string_release (with->name);
  mo_select_unref (with->query);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, (guint) size);

  g_array_set_clear_func (array, clear);
  return array;
}

static GPtrArray *
new_exprs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mo_expr_unref);
}

MoSelect *
mo_select_alloc (void)
{
  MoSelect *self = g_new0 (MoSelect, 1);

  atomic_init (&self->ref_count, 1);
  self->entities = new_array (sizeof (MoSelectEntity), clear_entity);
  self->withs = new_array (sizeof (MoSelectWith), clear_with);
  self->froms = new_array (sizeof (MoSelectTable), clear_table);
  self->joins = new_array (sizeof (MoSelectTable), clear_table);
  self->wheres = new_exprs ();
  self->groups = new_exprs ();
  self->havings = new_exprs ();
  self->orders = new_array (sizeof (MoSelectOrder), clear_order);
  self->loads = g_array_new (FALSE, FALSE, sizeof (MoSelectLoad));
  self->joined = g_array_new (FALSE, FALSE, sizeof (MoSelectJoined));
  self->depth = 1;
  return self;
}

/**
 * mo_select_ref:
 * @self: a query
 *
 * Takes a reference, so that a query can be run twice, or refined in two ways: the functions that
 * change one copy it first if it has other references.
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoSelect *
mo_select_ref (MoSelect *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* Relaxed: who takes a reference has one, so nothing is published here. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * mo_select_unref:
 * @self: (transfer full): a query
 *
 * Drops a reference. Needed only for a query that no function took.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_select_unref (MoSelect *self)
{
  g_return_if_fail (self != NULL);

  /* Release: our accesses come before the drop. Acquire: the last drop comes after everyone's. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_clear_error (&self->error);
  g_clear_pointer (&self->exprs, g_ptr_array_unref);
  g_clear_pointer (&self->also, g_ptr_array_unref);
  g_array_unref (self->entities);
  g_array_unref (self->withs);
  g_array_unref (self->froms);
  g_array_unref (self->joins);
  g_ptr_array_unref (self->wheres);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->havings);
  g_array_unref (self->orders);
  g_array_unref (self->loads);
  g_array_unref (self->joined);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->text, mo_select_text_unref);
  g_clear_pointer (&self->past, g_ref_string_release);
  g_free (self);
}

/* --- copying --- */

static void
copy_tables (GArray *to, GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      MoSelectTable table = g_array_index (from, MoSelectTable, i);

      if (table.query != NULL)
        mo_select_ref (table.query);
      if (table.with != NULL)
        g_ref_string_acquire (table.with);
      if (table.alias != NULL)
        g_ref_string_acquire (table.alias);
      if (table.on != NULL)
        mo_expr_ref (table.on);
      g_array_append_val (to, table);
    }
}

static void
copy_exprs (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, mo_expr_ref (g_ptr_array_index (from, i)));
}

static void
copy_entities (GArray *to, GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      MoSelectEntity entity = g_array_index (from, MoSelectEntity, i);

      if (entity.alias != NULL)
        g_ref_string_acquire ((char *) entity.alias);
      g_array_append_val (to, entity);
    }
}

static void
copy_orders (GArray *to, GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      MoSelectOrder order = g_array_index (from, MoSelectOrder, i);

      mo_expr_ref (order.expr);
      g_array_append_val (to, order);
    }
}

static void
copy_withs (GArray *to, GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      MoSelectWith with = g_array_index (from, MoSelectWith, i);

      g_ref_string_acquire (with.name);
      mo_select_ref (with.query);
      g_array_append_val (to, with);
    }
}

static void
copy_queries (MoSelect *to, MoSelect *from)
{
  copy_withs (to->withs, from->withs);
  if (from->parts != NULL)
    to->parts = g_array_ref (from->parts); /* nothing is added to it */
  if (from->text != NULL)
    to->text = g_atomic_rc_box_acquire (from->text);
}

static MoSelect *
copy (MoSelect *self)
{
  MoSelect *other = mo_select_alloc ();

  if (self->error != NULL)
    other->error = g_error_copy (self->error);
  if (self->exprs != NULL)
    {
      other->exprs = new_exprs ();
      copy_exprs (other->exprs, self->exprs);
    }
  copy_entities (other->entities, self->entities);
  other->n_models = self->n_models;
  other->n_columns = self->n_columns;
  copy_tables (other->froms, self->froms);
  copy_tables (other->joins, self->joins);
  copy_exprs (other->wheres, self->wheres);
  copy_exprs (other->groups, self->groups);
  copy_exprs (other->havings, self->havings);
  copy_orders (other->orders, self->orders);
  g_array_append_vals (other->loads, self->loads->data, self->loads->len);
  g_array_append_vals (other->joined, self->joined->data, self->joined->len);
  copy_queries (other, self);
  if (self->also != NULL)
    {
      other->also = new_exprs ();
      copy_exprs (other->also, self->also);
    }
  other->is_ranked = self->is_ranked;
  other->rank = self->rank;
  other->is_distinct = self->is_distinct;
  other->has_limit = self->has_limit;
  other->limit = self->limit;
  other->offset = self->offset;
  other->lock = self->lock;
  other->wait = self->wait;
  other->past = self->past != NULL ? g_ref_string_acquire (self->past) : NULL;
  other->depth = self->depth;
  return other;
}

void
mo_select_set_error (MoSelect *self, const char *format, ...)
{
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  self->error = g_error_new_valist (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
}

void
mo_select_take_error (MoSelect *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (self->error == NULL)
    self->error = g_steal_pointer (&owned);
}

MoSelect *
mo_select_make_own (MoSelect *self, const char *what)
{
  MoSelect *own;

  if (self == NULL)
    {
      own = mo_select_alloc ();
      mo_select_set_error (own, "%s was given NULL where a query belongs", what);
      return own;
    }
  /* Acquire: pairs with the drop of who had the other reference and may have read until then. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) == 1)
    return self;
  own = copy (self);
  mo_select_unref (self);
  return own;
}

MoSelect *
mo_select_make_own_whole (MoSelect *self, const char *what)
{
  self = mo_select_make_own (self, what);
  if (self->text != NULL)
    mo_select_set_error (self, "%s on a query of a text: write it there", what);
  return self;
}

MoSelect *
mo_select_make_own_plain (MoSelect *self, const char *what)
{
  self = mo_select_make_own_whole (self, what);
  if (self->parts != NULL)
    mo_select_set_error (self, "%s on a union: say it of each of its queries", what);
  return self;
}

/* --- what is selected --- */

gboolean
mo_select_check_model (MoSelect *self, const MoModel *model)
{
  GError *error = NULL;

  if (mo_model_check (model, &error))
    return TRUE;
  mo_select_take_error (self, error);
  return FALSE;
}

static void
add_entity (MoSelect *self, const MoModel *model, const char *alias)
{
  MoSelectEntity entity = { .model = model, .first_column = self->n_columns };

  if (!mo_select_check_model (self, model))
    return;
  for (guint i = 0; i < self->entities->len; i++)
    {
      const MoSelectEntity *other = &g_array_index (self->entities, MoSelectEntity, i);

      if (strcmp (mo_select_get_name (other->model, other->alias),
                  mo_select_get_name (model, alias))
          != 0)
        continue;
      mo_select_set_error (self,
                           "%s is selected twice: give one of them an alias of its own, with "
                           "mo_select_as() or mo_join_as() and mo_select_add()",
                           mo_select_get_name (model, alias));
      return;
    }
  entity.alias = alias != NULL ? g_ref_string_new (alias) : NULL;
  g_array_append_val (self->entities, entity);
  self->n_columns += model->n_columns;
}

/**
 * mo_select_new:
 * @models: (array length=n_models): models
 * @n_models: how many
 *
 * A query of instances, one of each model in each row. It is from the first model, unless
 * [method@Mo.Select.from] says otherwise; the others are to be joined, and one that is not is
 * combined with every row. mo_select() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no model, or one that is unusable or there
 * twice), when the query runs.
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_select_new (const MoModel *const *models, gsize n_models)
{
  MoSelect *self = mo_select_alloc ();

  if (models == NULL || n_models == 0)
    {
      mo_select_set_error (self, "a query of no models: mo_select_new() needs at least one");
      return self;
    }
  for (gsize i = 0; i < n_models; i++)
    add_entity (self, models[i], NULL);
  self->n_models = self->entities->len;
  return self;
}

/**
 * mo_select_new_as:
 * @model: a model
 * @alias: (nullable): what the query calls its table by; %NULL: the table's name
 *
 * A query of instances of a table under another name, to join a table with itself.
 *
 * Thread: any. Errors: as [func@Mo.Select.new].
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_select_new_as (const MoModel *model, const char *alias)
{
  MoSelect *self = mo_select_alloc ();

  add_entity (self, model, alias);
  self->n_models = self->entities->len;
  return self;
}

void
mo_select_add_expr (MoSelect *self, GPtrArray *exprs, MoExpr *expr, const char *what)
{
  if (expr == NULL)
    expr = mo_expr_error (g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                       "%s was given NULL where an expression belongs", what));
  self->depth = MAX (self->depth, mo_expr_get_depth (expr) + 1);
  g_ptr_array_add (exprs, expr);
}

/**
 * mo_select_new_exprs:
 * @exprs: (array length=n_exprs) (transfer full): expressions; the array is the caller's
 * @n_exprs: how many
 *
 * A query of plain values. It is from the tables of the columns in @exprs that are not joined,
 * unless [method@Mo.Select.from] says otherwise. mo_select_expr() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no expression, or no table in any of them), when
 * the query runs.
 *
 * Returns: (transfer full): a query
 * Since: 0.1
 */
MoSelect *
mo_select_new_exprs (MoExpr **exprs, gsize n_exprs)
{
  MoSelect *self = mo_select_alloc ();

  self->exprs = new_exprs ();
  if (exprs == NULL || n_exprs == 0)
    {
      mo_select_set_error (self,
                           "a query of no expressions: mo_select_new_exprs() needs at least one");
      return self;
    }
  for (gsize i = 0; i < n_exprs; i++)
    mo_select_add_expr (self, self->exprs, exprs[i], "mo_select_new_exprs()");
  return self;
}

/**
 * mo_select_add:
 * @self: (transfer full): a query of instances
 * @model: a model
 * @alias: (nullable): what the query calls its table by; %NULL: the table's name
 *
 * Adds an instance to what each row has: one of a table that the query is from or joins, under the
 * same alias.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a query of plain values; a table that is not in
 * the query; one that is selected already), when the query runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_add (MoSelect *self, const MoModel *model, const char *alias)
{
  self = mo_select_make_own_plain (self, "mo_select_add()");
  if (self->exprs != NULL)
    mo_select_set_error (self, "mo_select_add() on a query of plain values: instances are selected "
                               "by mo_select() only");
  else
    add_entity (self, model, alias);
  return self;
}

const MoSelectEntity *
mo_select_get_entities (MoSelect *self, guint *n_entities)
{
  *n_entities = self->entities->len;
  return (const MoSelectEntity *) (const void *) self->entities->data;
}
