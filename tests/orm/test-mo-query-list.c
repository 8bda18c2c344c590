/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of a query's rows in a main loop: what it shows, and what it tells. */

#include "list-test.h"

/* --- reading --- */

static void
on_name (MoItem *item, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

/* An item is there at once, and is filled as the same object. */
static void
test_item (MoTest *test)
{
  ListTest self;
  g_autoptr (MoItem) item = NULL;
  g_autoptr (MoItem) again = NULL;
  g_autofree char *name = NULL;
  guint n_notified = 0;

  list_test_open (&self, test, 300);
  g_assert_cmpuint (self.n_changes, ==, 1);
  g_assert_cmpuint (self.n_notified, ==, 1);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (self.list))
                 == mo_model_get_item_type (MO_MODEL (Row)));
  item = list_test_get (&self, 299);
  g_signal_connect (item, "notify::name", G_CALLBACK (on_name), &n_notified);
  g_assert_null (mo_item_get_entity (item));
  g_assert_cmpint (list_test_get_id (item), ==, 0);
  list_test_settle (&self);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpint (list_test_get_id (item), ==, 300);
  g_object_get (item, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "Row 300");
  again = list_test_get (&self, 299);
  g_assert_true (again == item);
  g_assert_null (list_test_get (&self, 300));
  g_assert_cmpuint (self.n_changes, ==, 1);
  list_test_close (&self);
  g_assert_cmpint (list_test_get_id (item), ==, 300); /* whoever holds it keeps it */
}

/* A page is one statement, however many of its rows are asked for, and however often. */
static void
test_pages (MoTest *test)
{
  ListTest self;
  guint64 before;

  list_test_open (&self, test, 1000);
  before = list_test_count_done (&self);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < 2 * PAGE; i++)
        g_object_unref (list_test_get (&self, i));
      list_test_settle (&self);
    }
  g_assert_cmpuint (list_test_count_done (&self) - before, ==, 2);
  for (guint i = 0; i < 2 * PAGE; i++)
    {
      g_autoptr (MoItem) item = list_test_get (&self, i);

      g_assert_cmpint (list_test_get_id (item), ==, i + 1);
    }
  list_test_close (&self);
}

/* By an order in which many are equal each row is there once; of a part of the query's own. */
static void
test_order (MoTest *test)
{
  ListTest self;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  MoSelect *select = mo_order_by_desc (mo_select (Row), MO_C (Row, n));
  gint64 last_n = 6;

  list_test_open (&self, test, 1000);
  g_clear_object (&self.list);
  select = mo_limit (mo_where (select, mo_gt (MO_C (Row, id), 10)), 700);
  list_test_watch (&self, mo_offset (select, 5));
  list_test_settle (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 700);
  for (guint i = 0; i < 700; i++)
    {
      g_autoptr (MoItem) item = list_test_get (&self, i);
      const Row *row;

      list_test_settle (&self);
      row = mo_item_get_entity (item);
      g_assert_nonnull (row);
      g_assert_cmpint (row->id, >, 10);
      g_assert_cmpint (row->n, <=, last_n);
      g_assert_true (g_hash_table_add (seen, GINT_TO_POINTER ((gint) row->id)));
      last_n = row->n;
    }
  list_test_close (&self);
}

/* A join with a query of WITH. */
static void
test_with (MoTest *test)
{
  ListTest self;
  MoSelect *some = mo_where (mo_select (Row), mo_lt (MO_C (Row, id), 6));
  g_autoptr (MoItem) item = NULL;

  list_test_open (&self, test, 21);
  g_clear_object (&self.list);
  list_test_watch (&self, mo_join_with (mo_with (mo_select (Row), "some", some), "some",
                                        mo_eq (mo_column_of ("some", "id"), MO_C (Row, id))));
  list_test_settle (&self);
  g_assert_no_error (mo_query_list_get_error (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 5);
  item = list_test_get (&self, 4);
  list_test_settle (&self);
  g_assert_cmpint (list_test_get_id (item), ==, 5);
  list_test_close (&self);
}

/* Of a join each pair is a row. */
static void
test_join (MoTest *test)
{
  ListTest self;
  MoSelect *select = mo_join_as (mo_select (Row), Row, "other",
                                 mo_eq (MO_C_AS ("other", Row, n), MO_C (Row, id)));
  g_autoptr (MoItem) item = NULL;

  list_test_open (&self, test, 21);
  g_clear_object (&self.list);
  list_test_watch (&self, mo_select_add (select, MO_MODEL (Row), "other"));
  list_test_settle (&self);
  g_assert_no_error (mo_query_list_get_error (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 18);
  item = list_test_get (&self, 17);
  list_test_settle (&self);
  g_assert_cmpint (list_test_get_id (item), ==, 6);
  list_test_close (&self);
}

static void
test_empty (MoTest *test)
{
  ListTest self;

  list_test_open (&self, test, 1);
  g_clear_object (&self.list);
  list_test_watch (&self, mo_where (mo_select (Row), mo_in (MO_C (Row, id), 5, 6)));
  list_test_settle (&self);
  g_assert_no_error (mo_query_list_get_error (self.list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 0);
  g_assert_null (list_test_get (&self, 0));
  list_test_close (&self);
}

/* --- readiness --- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  mo_query_list_load_finish (MO_QUERY_LIST (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_load (MoTest *test)
{
  ListTest self;
  gboolean loaded = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoFuture) future = NULL;

  list_test_open (&self, test, 200);
  mo_query_list_refresh (self.list);
  future = mo_query_list_load (self.list);
  /* The loop that it needs would not run. */
  g_assert_false (mo_future_wait (future, -1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  mo_query_list_load_async (self.list, NULL, on_loaded, &loaded);
  g_assert_true (mo_query_list_is_loading (self.list));
  while (!loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_RESOLVED);
  list_test_close (&self);
}

/* --- changes of the table --- */

static void
test_refresh (MoTest *test)
{
  ListTest self;
  g_autoptr (MoItem) first = NULL;
  g_autoptr (MoItem) last = NULL;
  g_autoptr (MoItem) more = NULL;

  list_test_open (&self, test, 300);
  first = list_test_get (&self, 0);
  last = list_test_get (&self, 299);
  list_test_settle (&self);
  orm_test_sql (&self.orm, "DELETE FROM rows_ WHERE id <= 10");
  orm_test_sql (&self.orm, "INSERT INTO rows_ VALUES (1000, 'New', 1)");
  mo_query_list_refresh (self.list);
  g_assert_cmpint (list_test_get_id (first), ==, 1); /* until the other one is there */
  list_test_settle (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 291);
  g_assert_cmpint (list_test_get_id (first), ==, 11);
  orm_test_sql (&self.orm, "INSERT INTO rows_ SELECT id + 2000, name, n FROM rows_ WHERE id < 20");
  mo_query_list_refresh (self.list);
  list_test_settle (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 300);
  more = list_test_get (&self, 299);
  list_test_settle (&self);
  g_assert_cmpint (list_test_get_id (more), ==, 2019);
  list_test_close (&self);
}

/* While its fetch runs: that one's end, which comes later, is nobody's business. */
static void
test_refresh_early (MoTest *test)
{
  ListTest self;
  g_autoptr (MoItem) item = NULL;

  list_test_open (&self, test, 300);
  item = list_test_get (&self, 0);
  for (guint round = 0; round < 20; round++)
    {
      g_main_context_iteration (NULL, FALSE);
      mo_query_list_refresh (self.list);
      g_main_context_iteration (NULL, FALSE);
    }
  list_test_settle (&self);
  g_assert_cmpint (list_test_get_id (item), ==, 1);
  g_assert_cmpuint (self.n_errors, ==, 0);
  list_test_close (&self);
}

/* A page that is shorter than it was counted has them counted anew. */
static void
test_shrunk (MoTest *test)
{
  ListTest self;
  g_autoptr (MoItem) item = NULL;

  list_test_open (&self, test, 300);
  orm_test_sql (&self.orm, "DELETE FROM rows_ WHERE id > 260");
  item = list_test_get (&self, 256);
  list_test_settle (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 260);
  g_assert_cmpint (list_test_get_id (item), ==, 257);
  list_test_close (&self);
}

/* --- errors --- */

static void
test_error (MoTest *test)
{
  ListTest self;
  MoItem *items[3];

  list_test_open (&self, test, 300);
  orm_test_sql (&self.orm, "ALTER TABLE rows_ RENAME TO elsewhere");
  for (guint i = 0; i < 3; i++)
    items[i] = list_test_get (&self, i);
  list_test_settle (&self);
  g_assert_error (mo_query_list_get_error (self.list), MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpuint (self.n_errors, ==, 1);
  list_test_settle (&self);
  g_assert_cmpuint (self.n_errors, ==, 1); /* it is not tried again by itself */
  orm_test_sql (&self.orm, "ALTER TABLE elsewhere RENAME TO rows_");
  g_object_unref (list_test_get (&self, 1));
  list_test_settle (&self);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (list_test_get_id (items[i]), ==, i + 1);
      g_object_unref (items[i]);
    }
  mo_query_list_refresh (self.list);
  g_assert_no_error (mo_query_list_get_error (self.list));
  list_test_settle (&self);
  list_test_close (&self);
}

static void
assert_fault (ListTest *self, MoClient *client, MoSelect *select, MoError code)
{
  g_autoptr (MoQueryList) list = mo_query_list_new (client, select);
  g_autoptr (MoFuture) future = mo_query_list_load (list);

  list_test_run_until (list_test_is_quiet, list);
  while (mo_future_get_status (future) == MO_FUTURE_PENDING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (mo_query_list_get_error (list), MO_ERROR, (gint) code);
  g_assert_error (mo_future_get_error (future), MO_ERROR, (gint) code);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

static void
test_faults (MoTest *test)
{
  ListTest self;
  MoClient *client;
  g_autoptr (MoSelect) pairs = mo_join_as (mo_select (Row), Row, "other",
                                           mo_eq (MO_C_AS ("other", Row, n), MO_C (Row, id)));

  list_test_open (&self, test, 1);
  client = self.orm.client;
  assert_fault (&self, NULL, mo_select (Row), MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client, NULL, MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client, mo_select_expr (mo_count (MO_C (Row, id))),
                MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client, mo_where (mo_select (Row), NULL), MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client, mo_union_all (mo_select (Row), mo_select (Row)),
                MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client,
                mo_distinct (mo_select_add (mo_select_ref (pairs), MO_MODEL (Row), "other")),
                MO_ERROR_INVALID_ARGUMENT);
  assert_fault (&self, client, mo_select (Ghost), MO_ERROR_NO_SUCH_OBJECT);
  list_test_close (&self);
}

/* With all of them under way, in every state. */
static void
test_dropped (MoTest *test)
{
  ListTest self;

  list_test_open (&self, test, 2000);
  for (guint turns = 0; turns < 12; turns++)
    {
      g_autoptr (MoItem) first = list_test_get (&self, 0);
      g_autoptr (MoItem) last = list_test_get (&self, 1999);
      g_autoptr (MoFuture) ready = NULL;

      g_object_unref (list_test_get (&self, 1000));
      for (guint i = 0; i < turns; i++)
        g_main_context_iteration (NULL, FALSE);
      mo_query_list_refresh (self.list);
      ready = mo_query_list_load (self.list);
      g_clear_object (&self.list);
      while (mo_future_get_status (ready) == MO_FUTURE_PENDING)
        g_main_context_iteration (NULL, TRUE);
      g_assert_error (mo_future_get_error (ready), G_IO_ERROR, G_IO_ERROR_CANCELLED);
      list_test_watch (&self, mo_select (Row));
      list_test_settle (&self);
    }
  list_test_close (&self);
}

/* Through all of it, as one who exports it would. */
static void
test_bounded (MoTest *test)
{
  ListTest self;
  guint64 before;

  list_test_open (&self, test, 100 * PAGE);
  for (guint i = 0; i < 100; i++)
    {
      g_object_unref (list_test_get (&self, i * PAGE));
      list_test_settle (&self);
    }
  before = list_test_count_done (&self);
  g_object_unref (list_test_get (&self, 99 * PAGE)); /* is kept */
  list_test_settle (&self);
  g_assert_cmpuint (list_test_count_done (&self), ==, before);
  g_object_unref (list_test_get (&self, 0)); /* is not */
  list_test_settle (&self);
  g_assert_cmpuint (list_test_count_done (&self), ==, before + 1);
  list_test_close (&self);
}

/* A list of another thread, with its own context. */
static void *
use_elsewhere (void *data)
{
  OrmTest *orm = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  ListTest self = { .orm = *orm };
  g_autoptr (MoItem) item = NULL;

  g_main_context_push_thread_default (context);
  list_test_watch (&self, mo_select (Row));
  while (mo_query_list_is_loading (self.list))
    g_main_context_iteration (context, TRUE);
  item = list_test_get (&self, 9);
  while (mo_item_get_entity (item) == NULL)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpint (list_test_get_id (item), ==, 10);
  g_assert_cmpuint (self.n_changes, ==, 1);
  g_object_unref (self.list);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context (MoTest *test)
{
  ListTest self;

  list_test_open (&self, test, 10);
  orm_test_on_thread (use_elsewhere, &self.orm);
  list_test_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/query-list/item", test_item);
  mo_test_add ("/query-list/pages", test_pages);
  mo_test_add ("/query-list/order", test_order);
  mo_test_add ("/query-list/join", test_join);
  mo_test_add ("/query-list/with", test_with);
  mo_test_add ("/query-list/empty", test_empty);
  mo_test_add ("/query-list/load", test_load);
  mo_test_add ("/query-list/refresh", test_refresh);
  mo_test_add ("/query-list/refresh-early", test_refresh_early);
  mo_test_add ("/query-list/shrunk", test_shrunk);
  mo_test_add ("/query-list/error", test_error);
  mo_test_add ("/query-list/faults", test_faults);
  mo_test_add ("/query-list/dropped", test_dropped);
  mo_test_add ("/query-list/bounded", test_bounded);
  mo_test_add ("/query-list/context", test_context);
  return g_test_run ();
}
