/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of lists of a query's rows share. */

#include "list-test.h"

#include <string.h>

MO_DEFINE_MODEL (Row, row, "rows_",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NULLABLE, .length = 40),
                 MO_COLUMN (n, 0))

/* --- a table and its list --- */

/* In rounds that double it, on any server. */
static void
fill (OrmTest *orm, guint n)
{
  guint done = MIN (n, 1000);
  g_autoptr (GString) sql = g_string_new ("INSERT INTO rows_ (id, name, n) VALUES ");

  orm_test_create (orm, MO_MODELS (Row));
  for (guint i = 1; i <= done; i++)
    g_string_append_printf (sql, "%s(%u, 'Row %u', %u)", i > 1 ? ", " : "", i, i, i % 7);
  orm_test_sql (orm, sql->str);
  while (done < n)
    {
      guint more = MIN (done, n - done);
      g_autofree char *twice = g_strdup_printf (
          "INSERT INTO rows_ (id, name, n) SELECT id + %u, CONCAT('Row ', id + %u), (id + %u) %% 7 "
          "FROM rows_ WHERE id <= %u",
          done, done, done, more);

      mo_test_ok (mo_execute_values (MO_EXECUTOR (orm->other), twice, NULL, 0, MO_EXECUTE_DEFAULT));
      done += more;
    }
}

static void
on_error (MoQueryList *list, GParamSpec *pspec, gpointer data)
{
  ListTest *self = data;

  g_assert_true (g_thread_self () == self->thread);
  self->n_errors += mo_query_list_get_error (list) != NULL;
}

static void
on_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  ListTest *self = data;

  g_assert_true (g_thread_self () == self->thread);
  self->n_changes++;
}

static void
on_n_items (MoQueryList *list, GParamSpec *pspec, gpointer data)
{
  ((ListTest *) data)->n_notified++;
}

gboolean
list_test_is_quiet (gpointer list)
{
  return !mo_query_list_is_loading (list);
}

void
list_test_run_until (gboolean (*condition) (gpointer data), gpointer data)
{
  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
}

/* Until nothing is under way; what was just asked for is not begun before the loop runs. */
void
list_test_settle (ListTest *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  list_test_run_until (list_test_is_quiet, self->list);
}

void
list_test_watch (ListTest *self, MoSelect *select)
{
  self->list = mo_query_list_new (self->orm.client, select);
  self->thread = g_thread_self ();
  g_signal_connect (self->list, "notify::error", G_CALLBACK (on_error), self);
  g_signal_connect (self->list, "notify::n-items", G_CALLBACK (on_n_items), self);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (on_changed), self);
}

void
list_test_open (ListTest *self, MoTest *test, guint n)
{
  memset (self, 0, sizeof *self);
  orm_test_open (&self->orm, test, "pool_size=4");
  fill (&self->orm, n);
  list_test_watch (self, mo_select (Row));
  list_test_settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, n);
}

void
list_test_close (ListTest *self)
{
  g_clear_object (&self->list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  orm_test_close (&self->orm);
}

MoItem *
list_test_get (ListTest *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->list), position);
}

gint64
list_test_get_id (MoItem *item)
{
  gint64 id;

  g_object_get (item, "id", &id, NULL);
  return id;
}

static gboolean
is_pool_idle (gpointer client)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, MO_STAT_BUSY)
         == mo_stats_get_count (stats, MO_STAT_TRANSACTIONS);
}

guint64
list_test_count_done (ListTest *self)
{
  g_autoptr (MoStats) stats = NULL;

  g_assert_true (mo_test_wait_until (is_pool_idle, self->orm.client));
  stats = mo_client_get_stats (self->orm.client);
  return mo_stats_get_count (stats, MO_STAT_DONE);
}
