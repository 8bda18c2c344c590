/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list model of records by pages: the items are objects of the class itself. */

#include "list-test.h"

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  char *name;
  gint64 n;
} RowObject;

MO_DEFINE_RECORD (RowObject, row_object, "rows_",
                  MO_COLUMN (id, MO_PRIMARY_KEY),
                  MO_COLUMN (name, 0, .length = 40),
                  MO_COLUMN (n, 0))

static void
on_notify (GObject *object, GParamSpec *property, gpointer n)
{
  ++*(guint *) n;
}

/* The same object, filled when its row has come, which tells so; and that shows what changed. */
static void
test_records (MoTest *test)
{
  ListTest self;
  g_autoptr (RowObject) item = NULL;
  guint n_notified = 0;

  list_test_open (&self, test, 300);
  g_clear_object (&self.list);
  list_test_watch (&self, mo_order_by (mo_select (RowObject), MO_C (RowObject, id)));
  list_test_settle (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.list)), ==, 300);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (self.list)) == row_object_get_type ());
  item = g_list_model_get_item (G_LIST_MODEL (self.list), 200);
  g_assert_cmpint (item->id, ==, 0);
  g_signal_connect (item, "notify::name", G_CALLBACK (on_notify), &n_notified);
  list_test_settle (&self);
  g_assert_cmpint (item->id, ==, 201);
  g_assert_cmpstr (item->name, ==, "Row 201");
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpint (mo_entity_get_state (item), ==, MO_ENTITY_DETACHED);
  g_assert_false (mo_entity_is_modified (item));
  orm_test_sql (&self.orm, "UPDATE rows_ SET name = 'New' WHERE id = 201");
  mo_query_list_refresh (self.list);
  list_test_settle (&self);
  g_assert_cmpstr (item->name, ==, "New");
  g_assert_cmpuint (n_notified, ==, 2);
  list_test_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/query-list/records", test_records);
  return g_test_run ();
}
