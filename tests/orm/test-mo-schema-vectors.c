/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vectors as fields, and their indexes, where a server has them. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *label;
  GBytes *place;
} Spot;

MO_DEFINE_MODEL (Spot, spot, "spots",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (label, MO_NULLABLE, .length = 20),
                 MO_COLUMN (place, MO_VECTOR, .length = 3))

typedef struct
{
  gint64 id;
  GBytes *a;
  GBytes *b;
} Indexed;

MO_DEFINE_MODEL (Indexed, indexed, "indexed",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (a, MO_VECTOR, .length = 3),
                 MO_IVFFLAT_INDEX ("lists", a, MO_METRIC_L2, .lists = 2))

typedef struct
{
  gint64 id;
  GBytes *a;
} Graph;

MO_DEFINE_MODEL (Graph, graph, "graphs",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (a, MO_VECTOR, .length = 3),
                 MO_HNSW_INDEX ("graph", a, MO_METRIC_COSINE, .m = 16, .ef_construction = 200,
                                .ef_search = 50))

static const float places[][3] = { { 1, 2.5f, -3 }, { 0.1f, 0, 1e-7f }, { 4, 5, 6 } };

static void
set_place (Spot *spot, guint i)
{
  g_assert_true (mo_set (spot, place, mo_value_vecf32 (places[i], 3)));
}

static void
assert_place (const Spot *spot, guint i)
{
  g_assert_nonnull (spot->place);
  g_assert_cmpmem (g_bytes_get_data (spot->place, NULL), g_bytes_get_size (spot->place), places[i],
                   sizeof places[i]);
}

/* --- fields --- */

static gboolean
body_adds (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < 2; i++)
    {
      Spot *spot = mo_new (Spot, .label = i == 0 ? "first" : "second");

      set_place (spot, i);
      mo_session_take (session, spot);
    }
  mo_session_take (session, mo_new (Spot, .label = "nowhere"));
  return mo_await (mo_session_flush (session), error);
}

static GPtrArray *
load (MoTransaction *tx, GError **error)
{
  return mo_await_all (mo_session_execute (mo_transaction_get_session (tx),
                                           mo_order_by (mo_select (Spot), MO_C (Spot, label))),
                       error);
}

static gboolean
body_reads (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) spots = load (tx, error);

  g_assert_cmpuint (spots->len, ==, 3);
  assert_place (spots->pdata[0], 0);
  g_assert_null (((Spot *) spots->pdata[1])->place);
  assert_place (spots->pdata[2], 1);
  set_place (spots->pdata[0], 2);
  mo_set ((Spot *) spots->pdata[2], place, MO_NULL);
  set_place (spots->pdata[1], 0);
  return mo_await (mo_session_flush (mo_transaction_get_session (tx)), error);
}

static gboolean
body_reads_again (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) spots = load (tx, error);

  assert_place (spots->pdata[0], 2);
  assert_place (spots->pdata[1], 0);
  g_assert_null (((Spot *) spots->pdata[2])->place);
  return TRUE;
}

static void
test_fields (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Spot));
  mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (Spot)));
  orm_test_run (&orm, body_adds, NULL);
  orm_test_run (&orm, body_reads, NULL);
  orm_test_run (&orm, body_reads_again, NULL);
  orm_test_close (&orm);
}

/* Where a server has no vectors, its text does as well; only the table is not made. */
static void
test_fields_as_text (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  mo_test_fails (mo_client_create_all (orm.client, MO_MODELS (User, Spot)), MO_ERROR_NOT_SUPPORTED);
  orm_test_sql (&orm, "CREATE TABLE spots (id BIGINT AUTO_INCREMENT PRIMARY KEY, "
                      "label VARCHAR(20), place TEXT)");
  orm_test_run (&orm, body_adds, NULL);
  orm_test_run (&orm, body_reads, NULL);
  orm_test_run (&orm, body_reads_again, NULL);
  orm_test_close (&orm);
}

/* What is no vector of that size is not taken. */
static void
test_refused (MoTest *test)
{
  g_autoptr (Spot) spot = mo_new (Spot);
  g_autoptr (GBytes) bytes = g_bytes_new (places[1], sizeof places[1]);
  g_autoptr (GBytes) odd = g_bytes_new (places[1], 11);

  g_assert_true (mo_set (spot, place, bytes));
  assert_place (spot, 1);
  g_assert_true (mo_set (spot, place, "[4, 5, 6]"));
  assert_place (spot, 2);
  g_assert_false (mo_set (spot, place, mo_value_vecf32 (places[0], 2)));
  g_assert_false (mo_set (spot, place, odd));
  g_assert_false (mo_set (spot, place, "no vector"));
  g_assert_false (mo_set (spot, place, 5));
  assert_place (spot, 2);
}

/* --- indexes --- */

static void
test_indexes (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  for (guint i = 0; i < 2; i++)
    {
      orm_test_create (&orm, MO_MODELS (Indexed, Graph));
      mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (Indexed, Graph)));
    }
  orm_test_sql (&orm, "DROP INDEX lists ON indexed");
  mo_test_fails (mo_client_check_all (orm.client, MO_MODELS (Indexed, Graph)),
                 MO_ERROR_SCHEMA_MISMATCH);
  orm_test_close (&orm);
}

/* What the client is told that a server has is tried there. */
static void
test_told (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GError) error = NULL;

  orm_test_open (&orm, test, "pool_size=1&capabilities=vectors");
  error = mo_test_take_error (mo_client_create_all (orm.client, MO_MODELS (User, Spot)));
  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  mo_test_assert_contains (error->message, "Unknown data type: 'VECF32'");
  orm_test_close (&orm);
}

static void
test_no_indexes (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  mo_test_fails (mo_client_create_all (orm.client, MO_MODELS (User, Indexed)),
                 MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM information_schema.tables "
                                         "WHERE table_schema = DATABASE()"),
                   ==, 0);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/schema/vectors/fields", test_fields);
  mo_test_add_mariadb ("/schema/vectors/fields-as-text", test_fields_as_text);
  mo_test_add ("/schema/vectors/refused", test_refused);
  mo_test_add_matrixone ("/schema/vectors/indexes", test_indexes);
  mo_test_add_mariadb ("/schema/vectors/no-indexes", test_no_indexes);
  mo_test_add_mariadb ("/schema/vectors/told", test_told);
  return g_test_run ();
}
