/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session on a client: it begins a transaction when it needs one, and ends it. */

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-combinators.h>
#include <matrixone-glib/mo-error.h>

#include "future/mo-future-private.h"
#include "orm/mo-session-link-private.h"

struct _MoSessionClient
{
  MoClient *client;              /* owned */
  MoTransactionOptions *options; /* owned; NULL: none */
  char *label;                   /* owned; NULL: none */
  MoTransaction *tx;             /* owned; NULL: none is open */
  MoParticipant *link;           /* owned; what takes part in it for the session */
  MoFuture *granted;             /* owned; of its connection */
};

/* If it was not ended before, that is its end, which is nothing to be told of. */
static void
drop_transaction (MoSessionClient *self)
{
  if (self->link != NULL)
    mo_session_link_cut (self->link);
  g_clear_object (&self->link);
  g_clear_object (&self->tx);
  g_clear_pointer (&self->granted, mo_future_unref);
}

void
mo_session_client_free (MoSessionClient *self)
{
  drop_transaction (self); /* which rolls it back */
  g_clear_pointer (&self->options, mo_transaction_options_free);
  g_free (self->label);
  g_clear_object (&self->client);
  g_free (self);
}

/**
 * mo_session_new_full:
 * @client: a client
 * @options: (nullable): of its transactions; copied. How often a body is run does not matter here
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 *
 * A session of its own, which belongs to the calling thread: by its main context if it is in a
 * callback of a main loop or has a thread-default context. It holds no connection until it sends
 * something; then it begins a transaction, and holds one until [method@Mo.Session.commit],
 * [method@Mo.Session.rollback] or [method@Mo.Session.close]. The next call begins the next
 * transaction; instances stay in the session when it commits, and leave it when it rolls back.
 *
 * Dropping the last reference rolls back what was not committed.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full) (nullable): a session; %NULL, and g_critical(), if @client is no client
 * Since: 0.1
 */
MoSession *
mo_session_new_full (MoClient *client, const MoTransactionOptions *options, const char *label)
{
  MoSession *self;

  g_return_val_if_fail (MO_IS_CLIENT (client), NULL);

  self = g_object_new (MO_TYPE_SESSION, NULL);
  self->owner = mo_owner_new ();
  self->alone = g_new0 (MoSessionClient, 1);
  self->alone->client = g_object_ref (client);
  self->alone->options = options != NULL ? mo_transaction_options_copy (options) : NULL;
  self->alone->label = g_strdup (label);
  return self;
}

/**
 * mo_session_new:
 * @client: a client
 *
 * [ctor@Mo.Session.new_full] without options, labelled with the place of the call where it is
 * compiled as C.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full) (nullable): a session; %NULL, and g_critical(), if @client is no client
 * Since: 0.1
 */
MoSession *
(mo_session_new) (MoClient *client)
{
  return mo_session_new_full (client, NULL, "mo_session_new");
}

/* --- its transaction --- */

static gboolean
begin (MoSession *self, GError **error)
{
  MoSessionClient *alone = self->alone;

  alone->tx = mo_client_begin_at_once (alone->client, alone->options, alone->label,
                                       &alone->granted, error);
  if (alone->tx == NULL)
    return FALSE;
  alone->link = mo_session_link_new (self);
  mo_transaction_add_participant (alone->tx, alone->link);
  return TRUE;
}

/* It never had a connection, and nothing of it was ever sent. */
static gboolean
is_unborn (const MoSessionClient *self)
{
  return self->granted != NULL && mo_future_peek_status (self->granted) == MO_FUTURE_REJECTED;
}

MoExecutor *
mo_session_client_dup_executor (MoSession *self, GError **error)
{
  MoSessionClient *alone = self->alone;
  g_autoptr (MoFuture) end = NULL;

  if (is_unborn (alone))
    drop_transaction (alone);
  if (alone->tx == NULL && !begin (self, error))
    return NULL;
  end = mo_transaction_dup_end (alone->tx);
  if (end == NULL)
    return g_object_ref (MO_EXECUTOR (alone->tx));
  g_set_error_literal (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                       "the session's transaction is being committed or rolled back: wait for that "
                       "future first");
  return NULL;
}

/* --- its end --- */

static void
let_go_of_deleted (MoSession *self)
{
  for (GList *l = self->entities.head, *next; l != NULL; l = next)
    {
      next = l->next;
      if (mo_entity_get_header (l->data)->state == MO_ENTITY_DELETED)
        mo_session_let_go (self, l->data);
    }
}

/* Its instances stay. */
static void
note_committed (MoSession *self)
{
  let_go_of_deleted (self);
  if (self->expire_on_commit)
    mo_session_expire_all (self);
  mo_session_note_committed (self);
  mo_session_undo_void (self);
}

void
mo_session_client_ended (MoSession *self, MoOutcome outcome)
{
  if (outcome != MO_OUTCOME_COMMITTED)
    mo_session_end (self, outcome);
  else
    note_committed (self);
  mo_session_mend (self);
  drop_transaction (self->alone);
}

/* The session lives until it was told. */
static MoFuture *
end_settled (MoFuture *end, gpointer session)
{
  (void) end;
  (void) session;
  return NULL;
}

static MoFuture *
keep_until (MoSession *self, MoFuture *end)
{
  return mo_future_continue_on (end, mo_owner_get_scheduler (self->owner), end_settled,
                                g_object_ref (self), g_object_unref);
}

/* (transfer full): of the commit or rollback that was called before; NULL: there is none. */
static MoFuture *
end_in_flight (MoSession *self)
{
  return self->alone->tx != NULL ? mo_transaction_dup_end (self->alone->tx) : NULL;
}

/* The commit of a transaction whose time is over, or that something else has ended, is refused
 * without being its end. The error is the commit's all the same. */
static MoFuture *
commit_settled (MoFuture *committed, gpointer data)
{
  const MoSession *session = data;
  MoTransaction *tx = session->alone->tx;
  g_autoptr (MoFuture) end = tx != NULL ? mo_transaction_dup_end (tx) : NULL;
  MoFuture *both[2];

  if (tx == NULL || end != NULL || mo_future_peek_status (committed) != MO_FUTURE_REJECTED)
    return NULL;
  both[0] = mo_future_ref (committed);
  both[1] = mo_transaction_rollback (tx);
  return mo_gather_array (both, G_N_ELEMENTS (both));
}

/* An end that has settled by now is told to the session at once, which drops the transaction. */
MoFuture *
mo_session_client_commit (MoSession *self)
{
  g_autoptr (MoTransaction) tx = NULL;
  GError *error = NULL;
  MoFuture *flushed;
  MoFuture *end = end_in_flight (self);

  if (end != NULL)
    return end;
  flushed = mo_session_submit_flush (self, &error);
  if (flushed == NULL)
    return mo_future_new_for_error (error);
  if (self->alone->tx == NULL)
    return flushed; /* nothing was sent since the last end */
  mo_future_unref (flushed);
  tx = g_object_ref (self->alone->tx);
  return mo_future_continue_on (mo_transaction_commit (tx), mo_owner_get_scheduler (self->owner),
                                commit_settled, g_object_ref (self), g_object_unref);
}

MoFuture *
mo_session_client_rollback (MoSession *self)
{
  g_autoptr (MoTransaction) tx = NULL;
  MoFuture *end = end_in_flight (self);

  if (end != NULL)
    return end;
  if (self->alone->tx == NULL || is_unborn (self->alone))
    {
      mo_session_apply (self);
      mo_session_client_ended (self, MO_OUTCOME_ROLLED_BACK);
      return mo_future_new_true ();
    }
  tx = g_object_ref (self->alone->tx);
  return keep_until (self, mo_transaction_rollback (tx));
}
