/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session reads. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-select-private.h"
#include "orm/mo-session-private.h"

static guint64
max_rows (MoCardinality cardinality)
{
  switch (cardinality)
    {
    case MO_CARDINALITY_FIRST:
    case MO_CARDINALITY_SCALAR:
      return 1;
    case MO_CARDINALITY_ONE:
    case MO_CARDINALITY_ONE_OR_NONE:
      return 2;
    case MO_CARDINALITY_ANY:
    default:
      return 0;
    }
}

/* What has to come first is on its way. (transfer full) */
static MoExecutor *
prepare (MoSession *self, GError **error)
{
  g_autoptr (MoFuture) flushed = NULL;

  if (self->autoflush && (flushed = mo_session_submit_flush (self, error)) == NULL)
    return NULL;
  return mo_session_dup_executor (self, error);
}

MoExecutor *
mo_session_begin_query (MoSession *self, GError **error)
{
  return mo_session_enter (self, error) ? prepare (self, error) : NULL;
}

/* Of a query whose instances have several rows each, all are read. */
static guint64
limit_rows (MoSelect *select, MoCardinality cardinality)
{
  gboolean wants_first
      = cardinality == MO_CARDINALITY_FIRST || cardinality == MO_CARDINALITY_SCALAR;

  return select != NULL && !wants_first && mo_select_repeats_instances (select)
             ? 0
             : max_rows (cardinality);
}

/* One of both, *@load where relations are loaded behind the query. */
static gboolean
make_work (MoSelect *select,
           MoCardinality cardinality,
           MoStatement **statement,
           MoEager **load,
           GError **error)
{
  guint64 limit = limit_rows (select, cardinality);

  *statement = NULL;
  *load = NULL;
  if (!mo_select_check_joined (select, limit, error))
    return FALSE;
  if (select != NULL && mo_select_has_loads (select))
    *load = mo_eager_new (select, limit, error);
  else
    *statement = mo_select_to_statement (select, limit, error);
  return *statement != NULL || *load != NULL;
}

MoFuture *
mo_session_read (MoSession *self, MoSelect *select, const MoReading *reading)
{
  g_autoptr (MoSelect) owned = select;
  g_autoptr (MoExecutor) executor = NULL;
  MoReading own = *reading;
  MoOperation *operation;
  MoStatement *statement;
  MoEager *load;
  GError *error = NULL;

  if ((executor = prepare (self, &error)) == NULL
      || !make_work (select, own.cardinality, &statement, &load, &error))
    {
      mo_reading_clear (&own);
      return executor != NULL ? mo_executor_refuse (executor, error)
                              : mo_future_new_for_error (error);
    }
  operation = mo_operation_new (self);
  operation->select = g_steal_pointer (&owned);
  operation->reading = own;
  operation->load = load;
  return mo_operation_submit (operation,
                              load != NULL ? mo_executor_run (executor, mo_eager_ref_program (load))
                                           : mo_executor_execute (executor, statement));
}

/* Consumes @select. */
static MoFuture *
execute (MoSession *self, MoSelect *select, MoCardinality cardinality)
{
  const MoReading reading = { .cardinality = cardinality };
  GError *error = NULL;

  if (mo_session_enter (self, &error))
    return mo_session_read (self, select, &reading);
  g_clear_pointer (&select, mo_select_unref);
  return mo_future_new_for_error (error);
}

/**
 * mo_session_execute:
 * @self: a session
 * @select: (transfer full): a query
 *
 * Reads all rows. Instances are the session's; a row that it knows is the instance that it has,
 * unchanged.
 *
 * Thread: the owner's; never blocks. Errors: the server's; %MO_ERROR_INVALID_ARGUMENT,
 * %MO_ERROR_TYPE_MISMATCH for a query that cannot be written down, and for rows that do not fit the
 * struct; %MO_ERROR_WRONG_THREAD, %MO_ERROR_TRANSACTION_ABORTED, %MO_ERROR_TRANSACTION_FINISHED.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]; see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_session_execute (MoSession *self, MoSelect *select)
{
  return execute (self, select, MO_CARDINALITY_ANY);
}

/**
 * mo_session_first:
 * @self: a session
 * @select: (transfer full): a query
 *
 * Reads the first row, if there is one.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row or none; see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_session_first (MoSession *self, MoSelect *select)
{
  return execute (self, select, MO_CARDINALITY_FIRST);
}

/**
 * mo_session_one:
 * @self: a session
 * @select: (transfer full): a query
 *
 * Reads the only row.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute]; %MO_ERROR_NO_ROWS,
 * %MO_ERROR_TOO_MANY_ROWS.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row
 * Since: 0.1
 */
MoFuture *
mo_session_one (MoSession *self, MoSelect *select)
{
  return execute (self, select, MO_CARDINALITY_ONE);
}

/**
 * mo_session_one_or_none:
 * @self: a session
 * @select: (transfer full): a query
 *
 * Reads the only row, if there is one.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute];
 * %MO_ERROR_TOO_MANY_ROWS.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row or none
 * Since: 0.1
 */
MoFuture *
mo_session_one_or_none (MoSession *self, MoSelect *select)
{
  return execute (self, select, MO_CARDINALITY_ONE_OR_NONE);
}

/**
 * mo_session_scalar:
 * @self: a session
 * @select: (transfer full): a query, of which the first column counts
 *
 * Reads the first value of the first row.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute]; %MO_ERROR_NO_ROWS.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row; see
 *   [func@Mo.await_int64] and [method@Mo.Result.get_scalar]
 * Since: 0.1
 */
MoFuture *
mo_session_scalar (MoSession *self, MoSelect *select)
{
  return execute (self, select, MO_CARDINALITY_SCALAR);
}

/**
 * mo_session_scalars:
 * @self: a session
 * @select: (transfer full): a query, of which the first column counts
 *
 * Reads the first value of each row. No instances are made of them.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]; see [func@Mo.await_int64s] and
 *   [func@Mo.await_strings]
 * Since: 0.1
 */
MoFuture *
mo_session_scalars (MoSession *self, MoSelect *select)
{
  g_autoptr (MoSelect) owned = select;
  g_autoptr (MoExecutor) executor = NULL;
  MoStatement *statement = NULL;
  GError *error = NULL;

  executor = mo_session_begin_query (self, &error);
  if (executor == NULL)
    return mo_future_new_for_error (error);
  statement = mo_select_to_statement (owned, 0, &error);
  if (statement == NULL)
    return mo_executor_refuse (executor, error);
  return mo_operation_submit (mo_operation_new (self), mo_executor_execute (executor, statement));
}
