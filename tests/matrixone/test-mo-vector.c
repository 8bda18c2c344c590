/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The nearest vectors, as instances with their distances; and indexes of vectors. */

#include <math.h>

#include "command-test.h"

typedef struct
{
  gint64 id;
  char *label;
  GBytes *place;
} Spot;

MO_DEFINE_MODEL (Spot, spot, "command_spots",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (label, MO_NULLABLE, .length = 20),
                 MO_COLUMN (place, MO_VECTOR | MO_NULLABLE, .length = 3))

/* A database of its own, and a client there. */
typedef struct
{
  MoTest *test;
  char *database;
  MoClient *client;
} Spots;

static const float places[][3]
    = { { 1, 0, 0 }, { 0, 2, 0 }, { 0, 0, 3 }, { 1, 1, 0 }, { 9, 9, 9 } };

static void
add_spots (Spots *self)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->client);
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *label = g_strdup_printf ("spot %u", i + 1);
      g_autoptr (Spot) spot = mo_new (Spot, .id = i + 1, .label = label);

      mo_set (spot, place, mo_value_vecf32 (places[i], 3));
      mo_session_add (session, spot);
    }
  mo_test_ok (mo_session_flush (session));
  mo_test_ok (mo_transaction_commit (tx));
}

static void
spots_open (Spots *self, MoTest *test)
{
  self->test = test;
  self->database = mo_test_unique ("d");
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  self->client = mo_test_client_with ("database", self->database, "pool_size=1");
  mo_test_ok (mo_client_create_all (self->client, MO_MODELS (Spot)));
  add_spots (self);
}

static void
spots_close (Spots *self)
{
  mo_test_ok (mo_client_disconnect (self->client));
  g_object_unref (self->client);
  command_sql (self->test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
}

static double
distance_to (MoVectorMetric metric, const float *a, const float *b)
{
  double dot = 0, square = 0, a2 = 0, b2 = 0;

  for (guint i = 0; i < 3; i++)
    {
      dot += a[i] * b[i];
      square += (a[i] - b[i]) * (a[i] - b[i]);
      a2 += a[i] * a[i];
      b2 += b[i] * b[i];
    }
  return metric == MO_METRIC_L2       ? sqrt (square)
         : metric == MO_METRIC_COSINE ? 1 - dot / sqrt (a2 * b2)
                                      : -dot;
}

/* As they would be if they were all looked at. */
static void
check_nearest (MoResult *result, MoVectorMetric metric, const float *from, guint n)
{
  double last = -INFINITY;

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const Spot *spot = mo_result_entity (result, i, Spot);
      double distance = mo_result_get_distance (result, i);
      const float *floats = g_bytes_get_data (spot->place, NULL);

      g_assert_cmpint (memcmp (floats, places[spot->id - 1], sizeof places[0]), ==, 0);
      g_assert_cmpfloat_with_epsilon (distance, distance_to (metric, floats, from), 1e-5);
      g_assert_cmpfloat (distance, >=, last);
      last = distance;
    }
  for (guint i = 0, n_nearer = 0; i < G_N_ELEMENTS (places); i++)
    {
      n_nearer += distance_to (metric, places[i], from) < last - 1e-5;
      g_assert_cmpuint (n_nearer, <, n);
    }
}

static void
test_nearest (MoTest *test)
{
  const float from[] = { 1, 1, 0.5f };
  Spots self;

  spots_open (&self, test);
  for (MoVectorMetric metric = MO_METRIC_L2; metric <= MO_METRIC_INNER_PRODUCT; metric++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = mo_await_result (
          mo_client_select (self.client, mo_nearest (mo_select (Spot), MO_C (Spot, place), metric,
                                                     from, 3, 3)),
          &error);

      g_assert_no_error (error);
      check_nearest (result, metric, from, 3);
    }
  spots_close (&self);
}

static gboolean
search_in_session (MoTransaction *tx, gpointer data, GError **error)
{
  const float from[] = { 1, 0, 0 };
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Spot) first = mo_await_entity (mo_session_get (session, Spot, 1), error);
  MoSelect *select = mo_nearest (mo_select (Spot), MO_C (Spot, place), MO_METRIC_L2, from, 3, 2);
  g_autoptr (MoResult) result = NULL;

  (void) data;
  select = mo_where (select, mo_ne (MO_C (Spot, id), 4));
  select = mo_where (select, mo_le (mo_expr_distance (MO_C (Spot, place), MO_METRIC_L2, from, 3),
                                    2.5));
  result = mo_await_result (mo_session_execute (session, select), error);
  if (result == NULL)
    return FALSE;
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 2);
  g_assert_true (mo_result_entity (result, 0, Spot) == first);
  g_assert_cmpfloat (mo_result_get_distance (result, 0), ==, 0);
  g_assert_cmpint (mo_result_entity (result, 1, Spot)->id, ==, 2);
  return TRUE;
}

/* Instances are the session's, and conditions hold of all of them. */
static void
test_in_session (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  Spots self;

  spots_open (&self, test);
  mo_client_run_transaction (self.client, search_in_session, &self, &error);
  g_assert_no_error (error);
  spots_close (&self);
}

/* --- indexes --- */

static gint64
count_indexes (Spots *self, const char *algorithm)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(DISTINCT i.name) FROM mo_catalog.mo_indexes AS i JOIN mo_catalog.mo_tables AS "
      "t ON i.table_id = t.rel_id WHERE t.reldatabase = '%s' AND i.algo = '%s'",
      self->database, algorithm);

  return command_int64 (self->test, sql, NULL);
}

static void
assert_found_by_index (Spots *self, MoRankMode mode)
{
  const float from[] = { 1, 0.1f, 0 };
  MoSelect *select = mo_nearest (mo_select (Spot), MO_C (Spot, place), MO_METRIC_L2, from, 3, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_await_result (mo_client_select (self->client, mo_by_rank (select, mode)), &error);

  g_assert_no_error (error);
  check_nearest (result, MO_METRIC_L2, from, 2);
}

static void
test_ivfflat (MoTest *test)
{
  const MoIndexOptions options = { .kind = MO_INDEX_IVFFLAT, .metric = MO_METRIC_L2, .lists = 1 };
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GPtrArray) rebuilt = NULL;
  g_autofree char *name = command_new_name (0);
  gint64 n_entries = 0;
  Spots self;

  spots_open (&self, test);
  mo_test_ok (mo_vector_index_create (self.client, self.database, "command_spots", name, "place",
                                      &options));
  g_assert_cmpint (count_indexes (&self, "ivfflat"), ==, 1);
  for (MoRankMode mode = MO_RANK_AUTO; mode <= MO_RANK_FORCE; mode++)
    assert_found_by_index (&self, mode);
  lists = command_all (
      mo_vector_index_list_entries (self.client, self.database, "command_spots", name));
  g_assert_cmpuint (lists->len, ==, 1);
  g_assert_cmpint (((MoIvfList *) lists->pdata[0])->n_entries, ==, G_N_ELEMENTS (places));
  mo_test_ok (mo_vector_index_rebuild (self.client, NULL, "command_spots", name, 2));
  rebuilt = command_all (
      mo_vector_index_list_entries (self.client, self.database, "command_spots", name));
  MO_FOREACH (MoIvfList, list, rebuilt)
    n_entries += list->version > ((MoIvfList *) lists->pdata[0])->version ? list->n_entries : 0;
  g_assert_cmpint (n_entries, ==, G_N_ELEMENTS (places));
  mo_test_ok (mo_table_index_drop (self.client, self.database, "command_spots", name));
  g_assert_cmpint (count_indexes (&self, "ivfflat"), ==, 0);
  mo_test_fails (mo_vector_index_list_entries (self.client, self.database, "command_spots", name),
                 MO_ERROR_NO_SUCH_OBJECT);
  spots_close (&self);
}

/* The setting that it wants is made on its connection; in a transaction that is not possible. */
static void
test_hnsw (MoTest *test)
{
  const MoIndexOptions options = { .kind = MO_INDEX_HNSW, .metric = MO_METRIC_L2, .m = 16,
                                   .ef_construction = 100, .ef_search = 50 };
  Spots self;

  spots_open (&self, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (self.client);

    mo_test_fails (
        mo_vector_index_create (tx, NULL, "command_spots", "near", "place", &options),
        MO_ERROR_NOT_SUPPORTED);
    mo_test_ok (mo_transaction_rollback (tx));
  }
  g_assert_cmpint (count_indexes (&self, "hnsw"), ==, 0);
  mo_test_ok (
      mo_vector_index_create (self.client, NULL, "command_spots", "near", "place", &options));
  g_assert_cmpint (count_indexes (&self, "hnsw"), ==, 1);
  mo_test_ok (mo_table_index_drop (self.client, NULL, "command_spots", "near"));
  spots_close (&self);
}

/* --- words --- */

static gint64
count_matching (Spots *self, MoExpr *match)
{
  return mo_test_number (mo_client_select (
      self->client, mo_where (mo_select_expr (mo_count (MO_C (Spot, id))), match)));
}

static void
test_fulltext (MoTest *test)
{
  const char *const columns[] = { "label", NULL };
  g_autoptr (MoMatchPattern) pattern = mo_match_pattern_new ();
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Spots self;
  gint score;

  spots_open (&self, test);
  mo_test_ok (mo_execute (self.client, "INSERT INTO command_spots (id, label) VALUES "
                                       "(10, 'red apple'), (11, 'green apple'), (12, 'pear')"));
  mo_test_ok (mo_fulltext_index_create (self.client, self.database, "command_spots", "words",
                                        columns, NULL));
  g_assert_cmpint (count_matching (&self, mo_match_natural ("apple", MO_C (Spot, label))), ==, 2);
  mo_match_pattern_word (pattern, MO_MATCH_MUST, "apple");
  mo_match_pattern_word (pattern, MO_MATCH_MUST_NOT, "red");
  g_assert_cmpint (count_matching (&self, mo_match_pattern (pattern, MO_C (Spot, label))), ==, 1);
  result = mo_await_result (
      mo_client_select (
          self.client,
          mo_also (mo_where (mo_select (Spot), mo_match_natural ("pear", MO_C (Spot, label))),
                   mo_as (mo_match_natural ("pear", MO_C (Spot, label)), "score"))),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  g_assert_cmpint (mo_result_entity (result, 0, Spot)->id, ==, 12);
  score = mo_result_find_column (result, "score");
  g_assert_cmpint (score, >=, 0);
  mo_test_ok (mo_table_index_drop (self.client, NULL, "command_spots", "words"));
  mo_test_ok (
      mo_fulltext_index_create (self.client, NULL, "command_spots", "words", columns, "ngram"));
  g_assert_cmpint (count_matching (&self, mo_match_natural ("apple", MO_C (Spot, label))), ==, 2);
  spots_close (&self);
}

/* --- what is refused --- */

static void
test_refused (MoTest *test)
{
  const MoIndexOptions plain = { .kind = MO_INDEX_PLAIN };
  const MoIndexOptions odd = { .kind = MO_INDEX_IVFFLAT, .metric = (MoVectorMetric) 7 };
  const char *const none[] = { NULL };
  const char *const columns[] = { "c", NULL };

  mo_test_fails (mo_vector_index_create (test->client, NULL, "t", "i", "c", &plain),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_vector_index_create (test->client, NULL, "t", "i", "c", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_vector_index_create (test->client, NULL, "t", "i", "c", &odd),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_vector_index_rebuild (test->client, NULL, "t", "i", 0),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_vector_index_list_entries (test->client, NULL, "t", "i"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_fulltext_index_create (test->client, NULL, "t", "i", none, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_fulltext_index_create (test->client, NULL, "t", "i", columns, "ngram; DROP"),
                 MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  static const float from[] = { 1, 2, 3 };
  static const char *const columns[] = { "c", NULL };
  const MoIndexOptions ivfflat = { .kind = MO_INDEX_IVFFLAT };
  const MoIndexOptions hnsw = { .kind = MO_INDEX_HNSW };

  switch (which)
    {
    case 0:
      return mo_vector_index_create (executor, NULL, "t", "i", "c", &ivfflat);
    case 1:
      return mo_vector_index_create (executor, NULL, "t", "i", "c", &hnsw);
    case 2:
      return mo_vector_index_rebuild (executor, NULL, "t", "i", 1);
    case 3:
      return mo_vector_index_list_entries (executor, "d", "t", "i");
    case 4:
      return mo_fulltext_index_create (executor, NULL, "t", "i", columns, NULL);
    case 5:
      return mo_table_index_drop (executor, NULL, "t", "i");
    case 6: /* runs on a transaction's client as well */
      return MO_IS_CLIENT (executor)
                 ? mo_client_select (MO_CLIENT (executor),
                                     mo_nearest (mo_select (Spot), MO_C (Spot, place),
                                                 MO_METRIC_L2, from, 3, 1))
                 : mo_session_execute (mo_transaction_get_session (MO_TRANSACTION (executor)),
                                       mo_nearest (mo_select (Spot), MO_C (Spot, place),
                                                   MO_METRIC_L2, from, 3, 1));
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/vector/nearest", test_nearest);
  mo_test_add_matrixone ("/vector/in-session", test_in_session);
  mo_test_add_matrixone ("/vector/ivfflat", test_ivfflat);
  mo_test_add_matrixone ("/vector/hnsw", test_hnsw);
  mo_test_add_matrixone ("/vector/fulltext", test_fulltext);
  mo_test_add ("/vector/refused", test_refused);
  mo_test_add_mariadb ("/vector/elsewhere", test_elsewhere);
  return g_test_run ();
}
