/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEntityCursor: a cursor whose rows are instances by the time that somebody sees them. */

#include <matrixone-glib/mo-cursor.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-stream.h>

#include "future/mo-future-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-session-private.h"

#undef mo_stream_select

/* What the pieces on their way need of it, which may be gone by then. */
typedef struct
{
  MoSelect *select; /* owned, immutable */
  /* Guards the attachment of the result behind the last row, which every fetch there is given. */
  MoMutex lock;
} MoStream;

/**
 * MoEntityCursor:
 *
 * The instances of a query, a piece at a time: as many as one likes in bounded memory. Made by
 * [func@Mo.stream_select] and [method@Mo.Session.stream]. It is a [class@Mo.Cursor] otherwise, and
 * keeps its connection as that does.
 *
 * Since: 0.1
 */
struct _MoEntityCursor
{
  GObject parent_instance;
  MoCursor *cursor; /* owned, immutable */
  MoStream *stream; /* owned, immutable */
};

typedef struct
{
  GObjectClass parent_class;
} MoEntityCursorClass;

G_DEFINE_FINAL_TYPE (MoEntityCursor, mo_entity_cursor, G_TYPE_OBJECT)

static void
stream_clear (gpointer data)
{
  MoStream *self = data;

  mo_select_unref (self->select);
  mo_mutex_clear (&self->lock);
}

static void
stream_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, stream_clear);
}

static void
mo_entity_cursor_finalize (GObject *object)
{
  MoEntityCursor *self = MO_ENTITY_CURSOR (object);

  g_object_unref (self->cursor);
  stream_unref (self->stream);
  G_OBJECT_CLASS (mo_entity_cursor_parent_class)->finalize (object);
}

static void
mo_entity_cursor_class_init (MoEntityCursorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mo_entity_cursor_finalize;
}

static void
mo_entity_cursor_init (MoEntityCursor *self)
{
}

/* --- opening --- */

/* On the worker, which has begun it. */
static MoFuture *
wrap (MoFuture *opened, gpointer stream)
{
  g_auto (GValue) value = G_VALUE_INIT;
  MoEntityCursor *self;

  if (mo_future_peek_status (opened) != MO_FUTURE_RESOLVED)
    return NULL;
  self = g_object_new (MO_TYPE_ENTITY_CURSOR, NULL);
  self->cursor = g_value_dup_object (mo_future_get_value (opened, NULL));
  self->stream = g_atomic_rc_box_acquire (stream);
  g_value_init (&value, MO_TYPE_ENTITY_CURSOR);
  g_value_take_object (&value, self);
  return mo_future_new_for_value (&value);
}

static MoStatement *
make_statement (MoSelect *select, GError **error)
{
  g_autoptr (MoStatement) statement = mo_select_to_statement (select, 0, error);

  if (statement == NULL)
    return NULL;
  if (!mo_select_has_loads (select) && !mo_select_has_joined (select))
    return g_steal_pointer (&statement);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "a stream does not load relations: leave mo_load_related() and "
                       "mo_join_related() away, or read the query at once");
  return NULL;
}

/* Consumes @select. */
static MoFuture *
open_cursor (MoExecutor *executor, MoSelect *select)
{
  g_autoptr (MoSelect) owned = select;
  GError *error = NULL;
  MoStatement *statement = make_statement (owned, &error);
  MoStream *stream;

  if (statement == NULL)
    return mo_executor_refuse (executor, error);
  stream = g_atomic_rc_box_new0 (MoStream);
  stream->select = g_steal_pointer (&owned);
  mo_mutex_init (&stream->lock);
  return mo_future_continue_at_once (mo_executor_open (executor, statement), wrap, stream,
                                     stream_unref);
}

/**
 * mo_stream_select:
 * @executor: a client or a transaction
 * @select: (transfer full): a query
 *
 * Runs a query whose rows are then fetched. Their instances are detached: no session watches them,
 * and nobody but the caller holds them. On a client it takes a connection of its own; in a
 * transaction nothing else runs until the last row is read, or the cursor is closed; see
 * [func@Mo.open_cursor_values].
 *
 * Thread: any; never blocks. Errors: as there; %MO_ERROR_INVALID_ARGUMENT for a query that cannot
 * be written down, or loads relations.
 *
 * Returns: (transfer full): a future of a [class@Mo.EntityCursor]; see
 *   [func@Mo.await_entity_cursor]
 * Since: 0.1
 */
MoFuture *
mo_stream_select (MoExecutor *executor, MoSelect *select)
{
  return open_cursor (executor, select);
}

/**
 * mo_session_stream:
 * @session: a session
 * @select: (transfer full): a query
 *
 * [func@Mo.stream_select] in the session's transaction. Its instances are detached, those that the
 * session knows, too: it neither holds nor watches what streams by. With
 * [method@Mo.Session.set_autoflush] it flushes first.
 *
 * Thread: the owner's; never blocks. Errors: as there, and of [method@Mo.Session.execute].
 *
 * Returns: (transfer full): a future of a [class@Mo.EntityCursor]; see
 *   [func@Mo.await_entity_cursor]
 * Since: 0.1
 */
MoFuture *
mo_session_stream (MoSession *session, MoSelect *select)
{
  g_autoptr (MoSelect) owned = select;
  GError *error = NULL;
  g_autoptr (MoExecutor) executor = mo_session_begin_query (session, &error);

  return executor != NULL ? open_cursor (executor, g_steal_pointer (&owned))
                          : mo_future_new_for_error (error);
}

/**
 * mo_await_entity_cursor:
 * @future: (transfer full): a future of a cursor; consumed in any case
 * @error: return location
 *
 * Waits for a cursor of instances.
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full]; %MO_ERROR_TYPE_MISMATCH
 * where the future holds something else.
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MoEntityCursor *
mo_await_entity_cursor (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;
  const GValue *value = mo_future_wait (owned, MO_WAIT_FOREVER, error)
                            ? mo_future_get_value (owned, error)
                            : NULL;

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS (value, MO_TYPE_ENTITY_CURSOR))
    return g_value_dup_object (value);
  g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
               "the future holds a %s, and a cursor of instances was asked for: see "
               "mo_stream_select()",
               G_VALUE_TYPE_NAME (value));
  return NULL;
}

/* --- reading --- */

static MoFuture *
reject_foreign (void)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "the cursor is no MoEntityCursor: could it not be opened?");
}

/* On the worker that has read the rows: nobody else knows them yet, but for the end, which others
 * may have been given. */
static MoFuture *
make_instances (MoFuture *fetched, gpointer data)
{
  MoStream *self = data;
  GError *error = NULL;
  MoResult *result;

  if (mo_future_peek_status (fetched) != MO_FUTURE_RESOLVED)
    return NULL;
  result = g_value_get_boxed (mo_future_get_value (fetched, NULL));
  mo_mutex_lock (&self->lock);
  if (!mo_result_is_hydrated (result))
    mo_hydrate_detached (result, self->select, &error);
  mo_mutex_unlock (&self->lock);
  return error != NULL ? mo_future_new_for_error (error) : NULL;
}

/**
 * mo_entity_cursor_fetch:
 * @self: a cursor
 * @n_rows: how many rows at the most; 0: as many as make a good piece
 *
 * The next instances, as [method@Mo.Cursor.fetch] gives rows; a result without a row is the end.
 * What was given out is the caller's for good. A row that is there twice is one instance within a
 * piece.
 *
 * Thread: any; never blocks. Errors: as there; %MO_ERROR_TYPE_MISMATCH, %MO_ERROR_OUT_OF_RANGE for
 * rows that do not fit the struct, behind which the next ones can be fetched.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]; see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_entity_cursor_fetch (MoEntityCursor *self, guint n_rows)
{
  if (!MO_IS_ENTITY_CURSOR (self))
    return reject_foreign ();
  return mo_future_continue_at_once (mo_cursor_fetch (self->cursor, n_rows), make_instances,
                                     g_atomic_rc_box_acquire (self->stream), stream_unref);
}

/**
 * mo_entity_cursor_close:
 * @self: a cursor
 *
 * Reads no more rows, and frees the connection; see [method@Mo.Cursor.close]. So does dropping the
 * last reference.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_entity_cursor_close (MoEntityCursor *self)
{
  return MO_IS_ENTITY_CURSOR (self) ? mo_cursor_close (self->cursor) : reject_foreign ();
}
