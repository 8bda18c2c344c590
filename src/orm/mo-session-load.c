/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations of instances that a session has, loaded when that is asked for. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-related.h>

#include "orm/mo-eager-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

static gboolean
check_entities (MoSession *self,
                gpointer const *entities,
                gsize n_entities,
                const MoModel *model,
                GError **error)
{
  for (gsize i = 0; i < n_entities; i++)
    {
      const MoEntityHeader *header;

      if (!mo_entity_check (entities != NULL ? entities[i] : NULL, error))
        return FALSE;
      header = mo_entity_get_header (entities[i]);
      if (header->model == model && header->session == self)
        continue;
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "cannot load a relation of %s: an instance of %s %s", model->name,
                   header->model->name,
                   header->session == self ? "is of another model" : "is not in this session");
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_relation (const MoModel *model, gsize offset, MoRelationInfo *relation, GError **error)
{
  gint index;

  if (!mo_model_check (model, error))
    return FALSE;
  index = mo_model_find_relation (model, offset);
  if (index >= 0)
    return mo_model_get_relation (model, (guint) index, relation, error);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "cannot load a relation of %s: the field at offset %" G_GSIZE_FORMAT " is none",
               model->name, offset);
  return FALSE;
}

/**
 * mo_session_load_relation:
 * @self: a session
 * @entities: (array length=n_entities): instances of the session, of one model
 * @n_entities: how many
 * @model: their model
 * @offset: of the field that is a relation, in bytes from the beginning of the struct
 *
 * Loads a relation of instances that are there, by one query for all of them: what the fields have
 * is read again where they were loaded before. What was changed and is not written yet, or is
 * changed while the query is on its way, stays so; an instance without a key keeps what it is
 * related to, and one that leaves the session meanwhile is left alone.
 * [method@Mo.Select.load_related] does it with the query that gives the instances.
 * mo_session_load_related() and mo_session_load_all_related() say it in C.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute];
 * %MO_ERROR_INVALID_ARGUMENT: the field is no relation, or an instance is not in the session.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_session_load_relation (MoSession *self,
                          gpointer const *entities,
                          gsize n_entities,
                          const MoModel *model,
                          gsize offset)
{
  g_autoptr (MoExecutor) executor = NULL;
  MoRelationInfo relation;
  MoOperation *operation;
  GError *error = NULL;

  if (!mo_session_check_owner (self, &error) || !find_relation (model, offset, &relation, &error)
      || !check_entities (self, entities, n_entities, model, &error)
      || (executor = mo_session_begin_query (self, &error)) == NULL)
    return mo_future_new_for_error (error);
  operation = mo_operation_new (self);
  operation->load = mo_eager_new_for (&relation, entities, n_entities);
  return mo_operation_submit (operation,
                              mo_executor_run (executor, mo_eager_ref_program (operation->load)));
}
