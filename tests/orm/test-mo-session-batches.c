/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thousand instances in a flush: few statements, every key right, and the table as row by row. */

#include <string.h>

#include "orm-test.h"

#define N 1000

typedef struct
{
  gint64 id;
  gint64 number;
  char *text;
  MoNullDouble score;
  gint64 version;
} Item;

MO_DEFINE_MODEL (Item, item, "items",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (number, 0),
                 MO_COLUMN (text, 0, .length = 60),
                 MO_COLUMN (score, 0),
                 MO_COLUMN (version, MO_VERSION))

/* What is written row by row. */
typedef Item Copy;

MO_DEFINE_MODEL (Copy, copy, "copies",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (number, 0),
                 MO_COLUMN (text, 0, .length = 60),
                 MO_COLUMN (score, 0),
                 MO_COLUMN (version, MO_VERSION))

typedef struct
{
  OrmUnit unit;
  GPtrArray *items;
} Fixture;

static Item *
new_item (guint i)
{
  g_autofree char *text = g_strdup_printf ("item '%u'", i);

  return mo_new (Item, .number = i, .text = text);
}

static void
add_items (Fixture *self)
{
  for (guint i = 0; i < N; i++)
    {
      Item *item = new_item (i);

      mo_session_add (self->unit.session, item);
      g_ptr_array_add (self->items, item);
    }
}

static void
open_fixture (Fixture *self, MoTest *test)
{
  orm_unit_open (&self->unit, test, MO_MODELS (Item, Copy));
  self->items = g_ptr_array_new_with_free_func (mo_entity_unref);
  orm_unit_begin (&self->unit);
}

/* With the rows in both tables, and in the session of a transaction that begins. */
static void
open_filled (Fixture *self, MoTest *test)
{
  open_fixture (self, test);
  add_items (self);
  orm_unit_commit (&self->unit);
  g_ptr_array_unref (self->items);
  orm_test_sql (&self->unit.orm,
                "INSERT INTO copies SELECT id, number, text, score, version FROM items");
  orm_unit_begin (&self->unit);
  self->items = orm_all (mo_session_execute (
      self->unit.session, mo_order_by (mo_select (Item), MO_C (Item, id))));
  g_assert_cmpuint (self->items->len, ==, N);
  wireplay_reset (self->unit.wire.proxy);
}

static void
close_fixture (Fixture *self)
{
  g_ptr_array_unref (self->items);
  orm_unit_close (&self->unit);
}

/* Each instance's, by itself. */
static void
write_row_by_row (Fixture *self)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->unit.orm.other);

  MO_FOREACH (Item, item, self->items)
    mo_test_ok (mo_execute (
        tx,
        "UPDATE copies SET number = ?, text = ?, score = ?, version = version + ? WHERE id = ?",
        item->number, item->text,
        item->score.is_set ? mo_value_double (item->score.value) : mo_value_null (),
        mo_entity_is_modified (item) ? 1 : 0, item->id));
  mo_test_ok (mo_transaction_commit (tx));
}

static void
assert_same_tables (Fixture *self)
{
  g_assert_cmpint (
      orm_test_int64 (&self->unit.orm,
                      "SELECT COUNT(*) FROM items i JOIN copies c ON c.id = i.id "
                      "WHERE c.number = i.number AND c.version = i.version "
                      "AND (c.text = i.text OR (c.text IS NULL AND i.text IS NULL)) "
                      "AND (c.score = i.score OR (c.score IS NULL AND i.score IS NULL))"),
      ==, N);
  g_assert_cmpint (orm_test_int64 (&self->unit.orm, "SELECT COUNT(*) FROM items"), ==, N);
}

/* --- new --- */

/* The numbers tell which row is whose. */
static void
assert_keys (Fixture *self)
{
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute (self->unit.orm.other, "SELECT id, number, version FROM items ORDER BY number"),
      NULL);

  g_assert_nonnull (result);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, N);
  for (guint i = 0; i < N; i++)
    {
      const Item *item = self->items->pdata[i];

      g_assert_cmpint (mo_result_get_int64 (result, i, 0), ==, item->id);
      g_assert_cmpint (mo_result_get_int64 (result, i, 1), ==, item->number);
      g_assert_cmpint (mo_result_get_int64 (result, i, 2), ==, 1);
      g_assert_cmpint (item->version, ==, 1);
    }
}

static void
test_new (MoTest *test)
{
  Fixture self;

  open_fixture (&self, test);
  add_items (&self);
  mo_test_ok (mo_session_flush (self.unit.session));
  g_assert_cmpuint (orm_wire_count (&self.unit.wire, "INSERT INTO"), <=, 2);
  orm_unit_commit (&self.unit);
  assert_keys (&self);
  close_fixture (&self);
}

/* --- changed --- */

static void
test_equal (MoTest *test)
{
  Fixture self;

  open_filled (&self, test);
  MO_FOREACH (Item, item, self.items)
    mo_set (item, text, "the same");
  write_row_by_row (&self);
  mo_test_ok (mo_session_flush (self.unit.session));
  g_assert_cmpuint (orm_wire_count (&self.unit.wire, "UPDATE"), ==, 1);
  orm_unit_commit (&self.unit);
  assert_same_tables (&self);
  close_fixture (&self);
}

static void
change (Item *item, guint i)
{
  g_autofree char *text = g_strdup_printf ("%u \\ \" ' ? %%s", i);

  mo_set (item, number, i * 7);
  if (i % 3 == 0)
    mo_set (item, text, MO_NULL);
  else
    mo_set (item, text, text);
  item->score = (MoNullDouble){ i / 8.0, i % 5 != 0 };
}

static void
test_different (MoTest *test)
{
  Fixture self;

  open_filled (&self, test);
  for (guint i = 0; i < N; i++)
    change (self.items->pdata[i], i + 1);
  write_row_by_row (&self);
  mo_test_ok (mo_session_flush (self.unit.session));
  g_assert_cmpuint (orm_wire_count (&self.unit.wire, "UPDATE"), >=, 1);
  g_assert_cmpuint (orm_wire_count (&self.unit.wire, "UPDATE"), <=, 5);
  orm_unit_commit (&self.unit);
  assert_same_tables (&self);
  close_fixture (&self);
}

/* A few differ from the rest, some are as they were. */
static void
test_mixed (MoTest *test)
{
  Fixture self;

  open_filled (&self, test);
  for (guint i = 0; i < N; i++)
    if (i % 100 == 0)
      mo_set ((Item *) self.items->pdata[i], number, -1 - (int) i);
    else if (i % 2 == 0)
      mo_set ((Item *) self.items->pdata[i], number, 5000);
  write_row_by_row (&self);
  mo_test_ok (mo_session_flush (self.unit.session));
  g_assert_cmpuint (orm_wire_count (&self.unit.wire, "UPDATE"), ==, 2);
  orm_unit_commit (&self.unit);
  assert_same_tables (&self);
  close_fixture (&self);
}

/* --- stale --- */

/* One among a thousand, by its version: nothing of the flush is committed. */
static void
test_stale (MoTest *test)
{
  Fixture self;

  open_filled (&self, test);
  orm_unit_commit (&self.unit);
  orm_test_sql (&self.unit.orm,
                "UPDATE items SET number = -77, version = version + 1 WHERE number = 500");
  orm_unit_begin (&self.unit);
  MO_FOREACH (Item, item, self.items)
    {
      mo_session_add (self.unit.session, item);
      mo_set (item, text, "changed");
    }
  mo_test_fails (mo_session_flush (self.unit.session), MO_ERROR_STALE_OBJECT);
  mo_test_fails (mo_transaction_commit (self.unit.tx), MO_ERROR_STALE_OBJECT);
  g_clear_object (&self.unit.tx);
  g_assert_cmpint (
      orm_test_int64 (&self.unit.orm, "SELECT COUNT(*) FROM items WHERE text = 'changed'"), ==, 0);
  g_assert_cmpint (
      orm_test_int64 (&self.unit.orm, "SELECT version FROM items WHERE number = -77"), ==, 2);
  close_fixture (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/batches/new", test_new);
  mo_test_add ("/session/batches/equal", test_equal);
  mo_test_add ("/session/batches/different", test_different);
  mo_test_add ("/session/batches/mixed", test_mixed);
  mo_test_add ("/session/batches/stale", test_stale);
  return g_test_run ();
}
