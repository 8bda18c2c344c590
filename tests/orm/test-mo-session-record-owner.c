/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On which thread records tell what has changed: on that of the session's owner, whoever that is;
 * and the owner may read and change them while a flush is on its way. */

#include <string.h>

#include "orm-test.h"
#include "record-models.h"

#define N_MEMBERS 200

static void
open_members (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (Member));
}

/* --- a body's thread --- */

static gboolean
body_tells (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  Heard *heard = data;
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");

  heard_listen (heard, ann);
  mo_session_add (session, ann);
  mo_test_ok (mo_session_flush (session));
  mo_test_ok (mo_session_rollback (session));
  return TRUE;
}

static void *
run_body (void *data)
{
  OrmTest *orm = data;
  Heard heard = { NULL };

  mo_client_run_transaction (orm->client, body_tells, &heard, NULL);
  heard_expect (&heard, "id id seen");
  g_assert_false (heard.is_mixed);
  g_assert_true (heard.thread == g_thread_self ());
  heard_clear (&heard);
  return NULL;
}

static void
test_body (MoTest *test)
{
  OrmTest orm;

  open_members (&orm, test);
  orm_test_on_thread (run_body, &orm);
  orm_test_close (&orm);
}

/* --- the worker --- */

typedef struct
{
  Heard heard;
  Member *ann;
  MoTransaction *tx;
  GThread *worker;
} OnWorker;

static MoFuture *
worker_has_flushed (MoFuture *flushed, gpointer data)
{
  OnWorker *self = data;

  g_assert_true (self->worker == g_thread_self ());
  g_assert_cmpint (self->ann->id, >, 0);
  heard_expect (&self->heard, "id seen");
  return mo_future_new_for_error (g_error_new_literal (MO_ERROR, MO_ERROR_CONSTRAINT, "made up"));
}

static MoFuture *
body_on_worker (MoTransaction *tx, gpointer data)
{
  OnWorker *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->worker = g_thread_self ();
  mo_session_add (session, self->ann);
  return mo_then (mo_session_flush (session), worker_has_flushed, self, NULL);
}

static void
test_worker (MoTest *test)
{
  OrmTest orm;
  OnWorker self = { { NULL }, mo_new (Member, .name = "Ann"), NULL, NULL };

  open_members (&orm, test);
  heard_listen (&self.heard, self.ann);
  mo_test_fails (mo_client_transaction (orm.client, body_on_worker, &self, NULL),
                 MO_ERROR_CONSTRAINT);
  heard_expect (&self.heard, "id"); /* by the rollback */
  g_assert_true (self.heard.thread == self.worker);
  g_assert_true (self.worker != g_thread_self ());
  g_assert_false (self.heard.is_mixed);
  g_object_unref (self.ann);
  heard_clear (&self.heard);
  orm_test_close (&orm);
}

/* --- a main context --- */

typedef struct
{
  OrmTest *orm;
  GMainContext *context;
  GMainLoop *loop;
  Heard heard;
  Member *ann;
  MoTransaction *tx;
} Loop;

static MoFuture *
loop_has_ended (MoFuture *end, gpointer data)
{
  Loop *self = data;

  heard_expect (&self->heard, "id id seen");
  g_main_loop_quit (self->loop);
  return NULL;
}

static MoFuture *
loop_has_flushed (MoFuture *flushed, gpointer data)
{
  Loop *self = data;

  g_assert_cmpint (self->ann->id, >, 0);
  return mo_session_rollback (mo_transaction_get_session (self->tx));
}

static MoFuture *
loop_has_begun (MoFuture *begun, gpointer data)
{
  Loop *self = data;
  MoSession *session;

  self->tx = g_value_dup_object (mo_future_get_value (begun, NULL));
  session = mo_transaction_get_session (self->tx);
  mo_session_add (session, self->ann);
  return mo_session_flush (session);
}

static void *
run_loop (void *data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Loop self = { data, context, g_main_loop_new (context, FALSE), { NULL },
                mo_new (Member, .name = "Ann"), NULL };
  MoFuture *chain;

  g_main_context_push_thread_default (context);
  heard_listen (&self.heard, self.ann);
  chain = mo_client_begin (self.orm->client);
  chain = mo_then_in_context (chain, context, loop_has_begun, &self, NULL);
  chain = mo_then_in_context (chain, context, loop_has_flushed, &self, NULL);
  mo_future_unref (mo_finally_in_context (chain, context, loop_has_ended, &self, NULL));
  g_main_loop_run (self.loop);
  g_assert_true (self.heard.thread == g_thread_self ());
  g_assert_false (self.heard.is_mixed);
  g_object_unref (self.tx);
  g_object_unref (self.ann);
  heard_clear (&self.heard);
  g_main_loop_unref (self.loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context (MoTest *test)
{
  OrmTest orm;

  open_members (&orm, test);
  orm_test_on_thread (run_loop, &orm);
  orm_test_close (&orm);
}

/* --- while a flush is on its way --- */

static gpointer
take_and_give (gpointer data)
{
  GPtrArray *members = data;

  MO_FOREACH (Member, member, members)
    mo_entity_unref (mo_entity_ref (member));
  return NULL;
}

static void
add_members (MoSession *session, GPtrArray *members, Heard *heard)
{
  for (guint i = 0; i < N_MEMBERS; i++)
    {
      Member *member = mo_new (Member, .name = "someone", .age = (gint32) i);

      heard_listen (heard, member);
      mo_session_add (session, member);
      g_ptr_array_add (members, member);
    }
}

/* Reads all fields and changes some; nobody else touches them. */
static void
use_members (GPtrArray *members)
{
  gint64 sum = 0;

  MO_FOREACH (Member, member, members)
    {
      sum += member->id + member->age + (gint64) strlen (member->name);
      mo_set (member, name, "somebody");
    }
  g_assert_cmpint (sum, ==, N_MEMBERS * (N_MEMBERS - 1) / 2 + 7 * N_MEMBERS);
}

static void
test_in_flight (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (mo_entity_unref);
  OrmGate gate;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Member));
  orm_test_add_gate (&orm);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoFuture) flushed = NULL;
    GThread *other;

    add_members (session, members, &heard);
    orm_gate_shut (&gate, &orm, tx);
    flushed = mo_session_flush (session);
    g_assert_cmpuint (heard.names->len, ==, N_MEMBERS); /* seen */
    other = g_thread_new ("other", take_and_give, members);
    use_members (members);
    g_thread_join (other);
    orm_gate_open (&gate);
    mo_test_ok (g_steal_pointer (&flushed));
    g_assert_cmpuint (heard.names->len, ==, 3 * N_MEMBERS); /* and name, and id */
    mo_test_ok (mo_transaction_commit (tx)); /* with the names */
  }
  g_assert_false (heard.is_mixed);
  g_assert_cmpint (
      orm_test_int64 (&orm, "SELECT COUNT(*) FROM members WHERE name = 'somebody'"), ==,
      N_MEMBERS);
  heard_clear (&heard);
  orm_test_close (&orm);
}

/* The owner goes on while the rows travel. */
static void
test_no_wait (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (mo_entity_unref);

  open_members (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoFuture) flushed = NULL;

    add_members (session, members, &heard);
    flushed = mo_session_flush (session);
    use_members (members);
    mo_test_ok (g_steal_pointer (&flushed));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_false (heard.is_mixed);
  heard_clear (&heard);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/record/owner/body", test_body);
  mo_test_add ("/orm/record/owner/worker", test_worker);
  mo_test_add ("/orm/record/owner/context", test_context);
  mo_test_add ("/orm/record/owner/in-flight", test_in_flight);
  mo_test_add ("/orm/record/owner/no-wait", test_no_wait);
  return g_test_run ();
}
