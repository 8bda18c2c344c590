/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations that a query loads with its instances. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-related.h>

#include "orm/mo-relation-private.h"
#include "orm/mo-select-parts-private.h"

/* FALSE, and an error of the query: it cannot have that. */
static gboolean
find_relation (MoSelect *self,
               const MoModel *model,
               gsize offset,
               const char *what,
               MoRelationInfo *relation)
{
  GError *error = NULL;
  gint index;

  if (!mo_select_check_model (self, model))
    return FALSE;
  index = mo_model_find_relation (model, offset);
  if (index < 0)
    {
      mo_select_set_error (self, "%s: the field of %s at offset %" G_GSIZE_FORMAT " is no relation",
                           what, model->name, offset);
      return FALSE;
    }
  if (mo_model_get_relation (model, (guint) index, relation, &error))
    return TRUE;
  mo_select_take_error (self, error);
  return FALSE;
}

static gboolean
is_loaded_before (MoSelect *self, const MoModel *model)
{
  for (guint i = 0; i < self->loads->len; i++)
    {
      const MoSelectLoad *load = &g_array_index (self->loads, MoSelectLoad, i);
      MoRelationInfo relation;

      if (mo_model_get_relation (load->model, load->relation, &relation, NULL)
          && (relation.model == model || relation.link == model))
        return TRUE;
    }
  return FALSE;
}

/* Of the first entity of that model; -1: there is none. */
static gint
find_entity (MoSelect *self, const MoModel *model)
{
  for (guint i = 0; i < self->entities->len; i++)
    if (g_array_index (self->entities, MoSelectEntity, i).model == model)
      return (gint) i;
  return -1;
}

/**
 * mo_select_load_related:
 * @self: (transfer full): a query of instances
 * @model: a model that the query selects, or that an earlier call of this loads
 * @offset: of its field that is a relation, in bytes from the beginning of the struct
 *
 * Loads a relation of all instances of @model that the query gives, by one more query behind it:
 * `WHERE key IN (…)` with the keys of its rows (select-in loading, as SQLAlchemy calls it). Calls
 * are done in their order, and each is for the instances that are there by then; so a relation of
 * the model to itself is loaded one level deep by each. Queries behind a query are part of it: they
 * have one future, and nothing that others submit in the same transaction comes in between. On a
 * client each reads by itself what is committed by then. Which keys are equal is the server's to
 * say: where text is, and is not the same, one more query asks which row it refers to.
 *
 * Related instances to many are in the order of their primary keys. Those that a session had before
 * stay as they are. mo_load_related() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT, when the query runs: the field is no relation,
 * or no instance of @model comes.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_load_related (MoSelect *self, const MoModel *model, gsize offset)
{
  MoRelationInfo relation;
  MoSelectLoad load;

  self = mo_select_make_own (self, "mo_load_related()");
  if (!find_relation (self, model, offset, "mo_load_related()", &relation))
    return self;
  if (self->exprs != NULL || (find_entity (self, model) < 0 && !is_loaded_before (self, model)))
    {
      mo_select_set_error (self,
                           "mo_load_related() of a relation of %s, of which the query gives no "
                           "instance: select it, or load it before",
                           model->name);
      return self;
    }
  load = (MoSelectLoad){ model, relation.index };
  g_array_append_val (self->loads, load);
  return self;
}

/* --- in the same rows --- */

/* (transfer full): what the query calls the related table. */
static char *
make_alias (MoSelect *self, const MoSelectEntity *entity, const MoRelationInfo *relation,
            const char *suffix)
{
  return g_strdup_printf ("%s_%s%s", mo_select_get_name (entity->model, entity->alias),
                          relation->entry->name, suffix);
}

static MoExpr *
make_equal (const MoModel *left, const char *left_alias, guint left_column, const MoModel *right,
            const char *right_alias, guint right_column)
{
  return mo_expr_compare (
      MO_COMPARE_EQ, mo_model_column (left, left_alias, left->columns[left_column].offset),
      mo_model_column (right, right_alias, right->columns[right_column].offset));
}

/* Consumes @self. */
static MoSelect *
join (MoSelect *self, const MoSelectEntity *entity, const MoRelationInfo *relation)
{
  g_autofree char *alias = make_alias (self, entity, relation, "");
  g_autofree char *between = make_alias (self, entity, relation, "_link");
  MoExpr *on;

  if (relation->link == NULL)
    on = make_equal (relation->owner, entity->alias, relation->own, relation->model, alias,
                     relation->other);
  else
    {
      on = make_equal (relation->owner, entity->alias, relation->own, relation->link, between,
                       relation->link_own);
      self = mo_select_join (self, MO_JOIN_LEFT, relation->link, between, on);
      on = make_equal (relation->link, between, relation->link_other, relation->model, alias,
                       relation->other);
    }
  self = mo_select_join (self, MO_JOIN_LEFT, relation->model, alias, on);
  self = mo_select_add (self, relation->model, alias);
  /* Behind the related instance is the one in between, which may be removed. */
  return relation->link != NULL ? mo_select_add (self, relation->link, between) : self;
}

/**
 * mo_select_join_related:
 * @self: (transfer full): a query of instances
 * @model: a model that the query selects
 * @offset: of its field that is a relation, in bytes from the beginning of the struct
 *
 * Loads a relation of the instances of @model by a left join in the query itself. With a relation
 * to many there is a row for each related instance: [func@Mo.await_all] gives each instance once
 * all the same, and such a query cannot be limited to a number of rows;
 * [method@Mo.Select.load_related] can. They are in the order of the rows; in the query their table
 * is called TABLE_FIELD, such as `authors_books`. mo_join_related() says it in C.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT, when the query runs: the field is no relation,
 * the query selects no instance of @model, or it is limited.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_join_related (MoSelect *self, const MoModel *model, gsize offset)
{
  MoRelationInfo relation;
  MoSelectJoined joined;
  gint found;

  self = mo_select_make_own_plain (self, "mo_join_related()");
  if (!find_relation (self, model, offset, "mo_join_related()", &relation))
    return self;
  found = self->exprs == NULL ? find_entity (self, model) : -1;
  if (found < 0)
    {
      mo_select_set_error (self, "mo_join_related() of a relation of %s, which the query does not "
                                 "select",
                           model->name);
      return self;
    }
  joined = (MoSelectJoined){ relation.index, (guint) found, self->entities->len };
  self = join (self, &g_array_index (self->entities, MoSelectEntity, found), &relation);
  if (self->entities->len > joined.related)
    g_array_append_val (self->joined, joined);
  return self;
}

/* --- asking --- */

gboolean
mo_select_has_loads (MoSelect *self)
{
  return self->loads->len > 0;
}

gboolean
mo_select_has_joined (MoSelect *self)
{
  return self->joined->len > 0;
}

gboolean
mo_select_repeats_instances (MoSelect *self)
{
  for (guint i = 0; i < self->joined->len; i++)
    {
      const MoSelectJoined *joined = &g_array_index (self->joined, MoSelectJoined, i);
      const MoModel *model
          = g_array_index (self->entities, MoSelectEntity, joined->entity).model;

      if (mo_relation_is_to_many (model->relations[joined->relation].relation.kind))
        return TRUE;
    }
  return FALSE;
}

gboolean
mo_select_check_joined (MoSelect *self, guint64 max_rows, GError **error)
{
  if (self == NULL || !mo_select_repeats_instances (self)
      || (max_rows == 0 && !self->has_limit && self->offset == 0))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "a query with mo_join_related() of a relation to many has several rows an "
                       "instance, and cannot be limited: use mo_load_related()");
  return FALSE;
}
