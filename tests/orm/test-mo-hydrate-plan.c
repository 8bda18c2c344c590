/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan loads what mo_entity_load() does, whatever cell meets whatever field, and refuses the
 * rest with the same words. */

#include <math.h>
#include <matrixone-glib.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-hydrate-plan-private.h"

typedef struct
{
  gint64 id;
  _Bool flag;
  gint8 int8;
  gint32 int32;
  gint64 int64;
  guint32 uint32;
  guint64 uint64;
  float single;
  double number;
  MoNullInt64 maybe_int;
  char *text;
  GBytes *bytes;
  GDateTime *moment;
} Any;

/* clang-format off */
MO_DEFINE_MODEL (Any, any, "any_of_all",
  MO_COLUMN (id, MO_PRIMARY_KEY),
  MO_COLUMN (flag, 0), MO_COLUMN (int8, 0), MO_COLUMN (int32, 0), MO_COLUMN (int64, 0),
  MO_COLUMN (uint32, 0), MO_COLUMN (uint64, 0), MO_COLUMN (single, 0), MO_COLUMN (number, 0),
  MO_COLUMN (maybe_int, 0), MO_COLUMN (text, 0), MO_COLUMN (bytes, 0), MO_COLUMN (moment, 0))
/* clang-format on */

typedef struct
{
  gint64 part;
  char *name;
} Pair;

MO_DEFINE_MODEL (Pair, pair, "pairs",
                 MO_COLUMN (part, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_PRIMARY_KEY, .length = 20))

#define FIRST_COLUMN 2 /* as behind another model's columns */
#define MOST_CELLS 20

/* Each with its neighbours: of the width of 32 bits, of a word of text, and of ASCII. */
static GArray *
make_cells (void)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (MoValue));
  MoValue json = mo_value_text ("{}");
  MoDateTime day = { .year = 2026, .month = 11, .day = 30 };
  const MoValue all[] = {
    mo_value_null (),
    mo_value_int64 (0),
    mo_value_int64 (-1),
    mo_value_int64 (G_MAXINT32),
    mo_value_int64 ((gint64) G_MAXINT32 + 1),
    mo_value_int64 (G_MININT32),
    mo_value_int64 ((gint64) G_MININT32 - 1),
    mo_value_int64 (G_MAXINT64),
    mo_value_int64 (G_MININT64),
    mo_value_uint64 (1),
    mo_value_uint64 (G_MAXUINT64),
    mo_value_double (1.5),
    mo_value_double ((double) NAN),
    mo_value_double ((double) INFINITY),
    mo_value_decimal ("12"),
    mo_value_text (""),
    mo_value_text ("1234567"),
    mo_value_text ("12345678"),
    mo_value_text ("123456789"),
    mo_value_text ("1234567\xc3\xa9"),
    mo_value_text ("\xc3\xa9""123456789"),
    mo_value_text ("1234567\xc3"),
    mo_value_text ("\x01\x7f\x01\x7f\x01\x7f\x01\x7f"),
    mo_value_text_len ("a\0b", 3),
    mo_value_text_len ("1234567\0", 8),
    mo_value_bytes ("bytes", 5),
    mo_value_date (&day),
    mo_value_datetime (&day),
  };

  json.type = MO_VALUE_JSON;
  g_array_append_vals (cells, all, G_N_ELEMENTS (all));
  g_array_append_val (cells, json);
  return cells;
}

static void
expect_equal (const MoModel *model, guint column, gconstpointer a, gconstpointer b)
{
  g_assert_true (mo_field_equal (&model->columns[column], a, b));
}

/* The cell in that column, and what loads in all the others. */
static void
meet (const MoHydratePlan *plan, guint column, const MoValue *cell)
{
  const MoModel *model = MO_MODEL (Any);
  MoValue row[MOST_CELLS];
  g_autoptr (Any) planned = mo_entity_alloc (model);
  g_autoptr (Any) plain = mo_entity_alloc (model);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) expected = NULL;
  gboolean ok;

  for (guint i = 0; i < MOST_CELLS; i++)
    row[i] = mo_value_int64 (1);
  for (guint i = 0; i < model->n_columns; i++)
    if (mo_field_is_owner (&model->columns[i]))
      row[FIRST_COLUMN + i] = mo_value_null ();
  row[FIRST_COLUMN + column] = *cell;
  ok = mo_hydrate_plan_load_key (plan, row, planned, &error)
       && mo_hydrate_plan_load_rest (plan, row, planned, &error);
  g_assert_cmpint (ok, ==, mo_entity_load (plain, column, cell, &expected));
  expect_equal (model, column, planned, plain);
  if (ok)
    return;
  g_assert_error (error, expected->domain, expected->code);
  g_assert_cmpstr (error->message, ==, expected->message);
}

static void
test_all (void)
{
  const MoModel *model = MO_MODEL (Any);
  MoHydratePlan *plan = mo_hydrate_plan_new (model, FIRST_COLUMN);
  g_autoptr (GArray) cells = make_cells ();

  g_assert_cmpuint (FIRST_COLUMN + model->n_columns, <=, MOST_CELLS);
  for (guint i = 0; i < model->n_columns; i++)
    for (guint j = 0; j < cells->len; j++)
      meet (plan, i, &g_array_index (cells, MoValue, j));
  mo_hydrate_plan_free (plan);
}

/* A text that is there already is freed, which sanitizers see. */
static void
test_key (void)
{
  MoHydratePlan *plan = mo_hydrate_plan_new (MO_MODEL (Pair), 0);
  g_autoptr (Pair) pair = mo_entity_alloc (MO_MODEL (Pair));
  const MoValue first[] = { mo_value_int64 (1), mo_value_text ("one") };
  const MoValue second[] = { mo_value_int64 (2), mo_value_text ("two") };
  const MoValue part[] = { mo_value_null (), mo_value_text ("") };
  const MoValue none[] = { mo_value_null (), mo_value_null () };

  g_assert_true (mo_hydrate_plan_load_key (plan, first, pair, NULL));
  g_assert_true (mo_hydrate_plan_load_key (plan, second, pair, NULL));
  g_assert_cmpint (pair->part, ==, 2);
  g_assert_cmpstr (pair->name, ==, "two");
  g_assert_true (mo_hydrate_plan_has_key (plan, first));
  g_assert_true (mo_hydrate_plan_has_key (plan, part));
  g_assert_false (mo_hydrate_plan_has_key (plan, none));
  mo_hydrate_plan_free (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hydrate-plan/loads-as-a-load-does", test_all);
  g_test_add_func ("/hydrate-plan/key", test_key);
  return g_test_run ();
}
