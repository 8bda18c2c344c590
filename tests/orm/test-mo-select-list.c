/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries for a program with a main loop: a list of items, told in the context of the caller. */

#include <gio/gio.h>
#include <pthread.h>

#include "orm-test.h"

typedef struct
{
  OrmTest *orm;
  GMainLoop *loop;
  pthread_t thread;
  GListModel *list;
  GError *error;
  guint n_calls;
} Listing;

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Listing *self = data;

  g_assert_true (pthread_equal (self->thread, pthread_self ()));
  g_assert_true (source == G_OBJECT (self->orm->client));
  self->n_calls++;
  self->list = mo_client_select_finish (MO_CLIENT (source), result, &self->error);
  g_assert_true ((self->list == NULL) == (self->error != NULL));
  g_main_loop_quit (self->loop);
}

static void
listing_run (Listing *self,
             OrmTest *orm,
             GMainContext *context,
             MoSelect *select,
             GCancellable *cancellable)
{
  *self = (Listing){ .orm = orm, .thread = pthread_self () };
  self->loop = g_main_loop_new (context, FALSE);
  mo_client_select_async (orm->client, select, cancellable, on_listed, self);
  g_assert_cmpuint (self->n_calls, ==, 0);
  g_main_loop_run (self->loop);
  g_assert_cmpuint (self->n_calls, ==, 1);
}

static void
listing_clear (Listing *self)
{
  g_main_loop_unref (self->loop);
  g_clear_object (&self->list);
  g_clear_error (&self->error);
}

static void
open_test (OrmTest *orm, MoTest *test)
{
  orm_test_open_with_users (orm, test, 3);
  orm_test_sql (orm, "UPDATE users SET last_login = '2020-01-02 03:04:05.000006' WHERE id = 2");
}

static MoSelect *
by_id (void)
{
  return mo_order_by (mo_select (User), MO_C (User, id));
}

/* --- what is in the list --- */

static void
assert_item (GListModel *list, guint position)
{
  g_autoptr (MoItem) item = g_list_model_get_item (list, position);
  g_autofree char *name = NULL;
  g_autofree char *status = NULL;
  g_autoptr (GDateTime) last_login = NULL;
  gint64 id = 0, points = 0;
  User *user;

  g_assert_true (MO_IS_ITEM (item));
  g_object_get (item, "id", &id, "name", &name, "status", &status, "points", &points, "last-login",
                &last_login, NULL);
  user = mo_item_get_entity (item);
  g_assert_cmpint (id, ==, position + 1);
  g_assert_cmpint (user->id, ==, position + 1);
  g_assert_cmpstr (name, ==, user->name);
  g_assert_cmpstr (status, ==, "old");
  g_assert_cmpint (points, ==, 1);
  g_assert_cmpint (last_login != NULL, ==, position == 1);
  if (last_login != NULL)
    g_assert_cmpint (g_date_time_get_microsecond (last_login), ==, 6);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
}

static void
assert_list (GListModel *list)
{
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  g_assert_true (g_type_is_a (g_list_model_get_item_type (list), MO_TYPE_ITEM));
  g_assert_true (g_list_model_get_item_type (list) == mo_model_get_item_type (MO_MODEL (User)));
  for (guint i = 0; i < 3; i++)
    assert_item (list, i);
  g_assert_null (g_list_model_get_item (list, 3));
}

static void
test_list (MoTest *test)
{
  OrmTest orm;
  Listing listing;

  open_test (&orm, test);
  listing_run (&listing, &orm, NULL, by_id (), NULL);
  g_assert_no_error (listing.error);
  assert_list (listing.list);
  listing_clear (&listing);
  orm_test_close (&orm);
}

static void
test_empty (MoTest *test)
{
  OrmTest orm;
  Listing listing;

  open_test (&orm, test);
  listing_run (&listing, &orm, NULL, mo_where (by_id (), mo_eq (MO_C (User, id), 99)), NULL);
  g_assert_no_error (listing.error);
  g_assert_cmpuint (g_list_model_get_n_items (listing.list), ==, 0);
  listing_clear (&listing);
  orm_test_close (&orm);
}

/* The list outlives its client. */
static void *
list_in_own_context (void *data)
{
  OrmTest *orm = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  Listing listing;

  g_main_context_push_thread_default (context);
  listing_run (&listing, orm, context, by_id (), NULL);
  g_assert_no_error (listing.error);
  mo_test_ok (mo_client_disconnect (orm->client));
  assert_list (listing.list);
  listing_clear (&listing);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_own_context (MoTest *test)
{
  OrmTest orm;
  pthread_t thread;

  open_test (&orm, test);
  g_assert_cmpint (pthread_create (&thread, NULL, list_in_own_context, &orm), ==, 0);
  pthread_join (thread, NULL);
  orm_test_close (&orm);
}

/* --- failures --- */

static void
fail_to_list (OrmTest *orm, MoSelect *select, MoError code)
{
  Listing listing;

  listing_run (&listing, orm, NULL, select, NULL);
  g_assert_error (listing.error, MO_ERROR, (gint) code);
  listing_clear (&listing);
}

static void
test_errors (MoTest *test)
{
  OrmTest orm;

  open_test (&orm, test);
  fail_to_list (&orm, mo_select (Ghost), MO_ERROR_NO_SUCH_OBJECT);
  fail_to_list (&orm, mo_where (by_id (), mo_eq (MO_C (Ghost, id), 1)), MO_ERROR_INVALID_ARGUMENT);
  fail_to_list (&orm, mo_select (User, User), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_client_disconnect (orm.client));
  fail_to_list (&orm, by_id (), MO_ERROR_POOL_CLOSED);
  orm_test_close (&orm);
}

static void
test_cancelled_before (MoTest *test)
{
  OrmTest orm;
  Listing listing;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  open_test (&orm, test);
  g_cancellable_cancel (cancellable);
  listing_run (&listing, &orm, NULL, by_id (), cancellable);
  g_assert_error (listing.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  listing_clear (&listing);
  /* It did the client no harm. */
  listing_run (&listing, &orm, NULL, by_id (), NULL);
  g_assert_no_error (listing.error);
  listing_clear (&listing);
  orm_test_close (&orm);
}

static gboolean
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* Queued behind a transaction that has the only connection. */
static void
test_cancelled_queued (MoTest *test)
{
  OrmTest orm;
  Listing listing;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MoTransaction) holder = NULL;

  open_test (&orm, test);
  mo_test_ok (mo_client_disconnect (orm.client));
  g_object_unref (orm.client);
  orm.client = mo_test_client_with ("database", orm.database, "pool_size=1&pool_timeout=60");
  holder = mo_test_begin (orm.client);
  g_idle_add (cancel, cancellable);
  listing_run (&listing, &orm, NULL, by_id (), cancellable);
  g_assert_error (listing.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  listing_clear (&listing);
  mo_test_ok (mo_transaction_rollback (holder));
  orm_test_close (&orm);
}

/* --- without a loop --- */

static void
test_select (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (MoResult) pairs = NULL;
  g_autoptr (User) none = NULL;

  open_test (&orm, test);
  all = orm_all (mo_client_select (orm.client, by_id ()));
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((User *) g_ptr_array_index (all, 2))->name, ==, "User3");
  g_assert_cmpint (mo_entity_get_state (g_ptr_array_index (all, 0)), ==, MO_ENTITY_DETACHED);
  none = orm_entity (mo_client_select (orm.client,
                                       mo_where (mo_select (User), mo_eq (MO_C (User, id), 9))));
  g_assert_null (none);
  g_assert_cmpint (mo_test_number (mo_client_select (orm.client,
                                                     mo_select_expr (mo_count (MO_C (User, id))))),
                   ==, 3);
  mo_test_fails (mo_client_select (orm.client, mo_select (Ghost)), MO_ERROR_NO_SUCH_OBJECT);
  pairs = orm_result (mo_client_select (
      orm.client,
      mo_join_as (mo_select_add (mo_select_as (User, "a"), MO_MODEL (User), "b"), User, "b",
                  mo_eq (MO_C_AS ("a", User, id), MO_C_AS ("b", User, id)))));
  g_assert_cmpuint (mo_result_get_n_rows (pairs), ==, 3);
  g_assert_true (mo_result_entity_as (pairs, 0, User, "a")
                 == mo_result_entity_as (pairs, 0, User, "b"));
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/list/items", test_list);
  mo_test_add ("/orm/list/empty", test_empty);
  mo_test_add ("/orm/list/own-context", test_own_context);
  mo_test_add ("/orm/list/errors", test_errors);
  mo_test_add ("/orm/list/cancelled-before", test_cancelled_before);
  mo_test_add ("/orm/list/cancelled-queued", test_cancelled_queued);
  mo_test_add ("/orm/list/select", test_select);
  return g_test_run ();
}
