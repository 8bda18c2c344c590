/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an update or a deletion to its statement, and to the number of rows. */

#include <matrixone-glib/mo-error.h>

#include "future/mo-future-private.h"
#include "orm/mo-model-private.h"
#include "orm/mo-select-private.h"
#include "orm/mo-session-private.h"
#include "orm/mo-write-private.h"

#undef mo_execute_update
#undef mo_execute_delete

/* --- its text --- */

typedef struct
{
  const MoWriting *writing;
  GString *sql;
  GArray *values;
  guint32 needs;
} MoWritingText;

static gboolean
add_expr (MoWritingText *self, MoExpr *expr, GError **error)
{
  return mo_select_render_for_model (self->writing->model, expr, self->sql, self->values,
                                     &self->needs, error);
}

static gboolean
add_assignments (MoWritingText *self, GError **error)
{
  const MoWriting *writing = self->writing;

  for (guint i = 0; i < writing->assignments->len; i++)
    {
      const MoAssignment *assignment = &g_array_index (writing->assignments, MoAssignment, i);

      g_string_append (self->sql, i == 0 ? " SET " : ", ");
      g_string_append (self->sql, writing->model->names.columns[assignment->column]);
      g_string_append (self->sql, " = ");
      if (!add_expr (self, assignment->value, error))
        return FALSE;
    }
  return TRUE;
}

/* What holds of every row is none: it was made of a list of conditions that turned out empty. */
static gboolean
has_condition (const MoWriting *self)
{
  for (guint i = 0; i < self->wheres->len; i++)
    if (!mo_expr_is_true (g_ptr_array_index (self->wheres, i)))
      return TRUE;
  return FALSE;
}

static gboolean
add_condition (MoWritingText *self, GError **error)
{
  GPtrArray *wheres = self->writing->wheres;
  g_autoptr (MoExpr) condition = NULL;

  if (wheres->len == 0)
    return TRUE;
  for (guint i = 0; i < wheres->len; i++)
    mo_expr_ref (g_ptr_array_index (wheres, i));
  condition = mo_expr_all_of ((MoExpr **) wheres->pdata, wheres->len);
  g_string_append (self->sql, " WHERE ");
  return add_expr (self, condition, error);
}

static gboolean
check (const MoWriting *self, GError **error)
{
  if (self == NULL)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                         "NULL was given where an update or a deletion belongs");
  else if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else if (self->is_update && self->assignments->len == 0)
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "an update of %s that changes nothing: call mo_assign()", self->model->table);
  else if (!self->all_rows && !has_condition (self))
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "%s of %s without a condition would reach every row: call mo_where(), or "
                 "mo_all_rows() if that is meant",
                 self->is_update ? "an update" : "a deletion", self->model->table);
  else
    return TRUE;
  return FALSE;
}

MoStatement *
mo_writing_to_statement (MoWriting *self, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  MoWritingText text = { self, sql, values, 0 };
  MoStatement *statement;

  if (!check (self, error))
    return NULL;
  g_string_append (sql, self->is_update ? "UPDATE " : "DELETE FROM ");
  g_string_append (sql, self->model->names.table);
  if (!add_assignments (&text, error) || !add_condition (&text, error))
    return NULL;
  statement = mo_statement_new (sql->str, (const MoValue *) (const void *) values->data,
                                values->len, MO_STATEMENT_DEFAULT, error);
  if (statement != NULL)
    mo_statement_set_needs (statement, text.needs);
  return statement;
}

/* --- running it --- */

static MoFuture *
count_rows (MoFuture *done, gpointer data)
{
  guint64 n_rows;

  if (mo_future_peek_status (done) != MO_FUTURE_RESOLVED)
    return NULL;
  n_rows = mo_result_get_affected_rows (g_value_get_boxed (mo_future_get_value (done, NULL)));
  return mo_future_new_for_int64 ((gint64) MIN (n_rows, G_MAXINT64));
}

/* Consumes @done. */
static MoFuture *
then_count (MoFuture *done)
{
  return mo_future_continue_at_once (done, count_rows, NULL, NULL);
}

/* Consumes @writing. */
static MoFuture *
execute (MoExecutor *executor, MoWriting *writing)
{
  g_autoptr (MoWriting) owned = writing;
  GError *error = NULL;
  MoStatement *statement = mo_writing_to_statement (owned, &error);

  return statement != NULL ? then_count (mo_executor_execute (executor, statement))
                           : mo_executor_refuse (executor, error);
}

/**
 * mo_execute_update:
 * @executor: a client or a transaction
 * @update: (transfer full): what to write
 *
 * Changes rows by condition, in one statement. Instances of a session are not told: use
 * [method@Mo.Session.execute_update] there.
 *
 * Thread: any; never blocks. Errors: the server's; %MO_ERROR_INVALID_ARGUMENT and others for what
 * cannot be written down, such as neither a condition nor [method@Mo.Update.all_rows].
 *
 * Returns: (transfer full): a future of a gint64: how many rows fulfilled the condition, whether or
 *   not they had the values already; see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_execute_update (MoExecutor *executor, MoUpdate *update)
{
  return execute (executor, (MoWriting *) update);
}

/**
 * mo_execute_delete:
 * @executor: a client or a transaction
 * @deletion: (transfer full): what to delete
 *
 * Deletes rows by condition, in one statement. Instances of a session are not told: use
 * [method@Mo.Session.execute_delete] there.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.execute_update].
 *
 * Returns: (transfer full): a future of a gint64: how many rows were deleted; see
 *   [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_execute_delete (MoExecutor *executor, MoDelete *deletion)
{
  return execute (executor, (MoWriting *) deletion);
}

/* Consumes @writing. */
static MoFuture *
execute_in (MoSession *self, MoWriting *writing)
{
  g_autoptr (MoWriting) owned = writing;
  GError *error = NULL;
  g_autoptr (MoExecutor) executor = mo_session_begin_query (self, &error);
  MoStatement *statement;
  MoOperation *operation;

  if (executor == NULL)
    return mo_future_new_for_error (error);
  statement = mo_writing_to_statement (owned, &error);
  if (statement == NULL)
    return mo_executor_refuse (executor, error);
  operation = mo_operation_new (self);
  operation->stale = owned->model;
  return then_count (mo_operation_submit (operation, mo_executor_execute (executor, statement)));
}

/**
 * mo_session_execute_update:
 * @self: a session
 * @update: (transfer full): what to write
 *
 * [func@Mo.execute_update] in the session's transaction. Once it has succeeded, every instance of
 * the model that the session knows is read anew by the next query that finds its row, but for what
 * was changed in it and not flushed; until then it stays as it is. With
 * [method@Mo.Session.set_autoflush] it flushes first.
 *
 * Thread: the owner's; never blocks. Errors: as there, and of [method@Mo.Session.execute].
 *
 * Returns: (transfer full): a future of a gint64: how many rows fulfilled the condition
 * Since: 0.1
 */
MoFuture *
mo_session_execute_update (MoSession *self, MoUpdate *update)
{
  return execute_in (self, (MoWriting *) update);
}

/**
 * mo_session_execute_delete:
 * @self: a session
 * @deletion: (transfer full): what to delete
 *
 * [func@Mo.execute_delete] in the session's transaction. Instances whose rows are gone stay as they
 * are; a change of one of them is %MO_ERROR_STALE_OBJECT when it is flushed. Otherwise as
 * [method@Mo.Session.execute_update].
 *
 * Thread: the owner's; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a gint64: how many rows were deleted
 * Since: 0.1
 */
MoFuture *
mo_session_execute_delete (MoSession *self, MoDelete *deletion)
{
  return execute_in (self, (MoWriting *) deletion);
}
