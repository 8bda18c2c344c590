/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records that come in one after the other, some of them known and some new. They are stored in
 * chunks: one query for those that are known, one flush for what changed and what is new, one
 * transaction, so that what was stored stays stored. "stream URI 100000" has that many.
 */

#include "demo-report.h"

#define CHUNK 500

typedef struct
{
  gint64 id;
  double value;
  GDateTime *created_at;
  GDateTime *updated_at;
} DataRecord;

MO_DEFINE_MODEL (DataRecord, data_record, "demo_stream_records",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (value, MO_NOT_NULL),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW),
                 MO_COLUMN (updated_at, MO_NULLABLE))

/* --- where the data comes from: stands for a queue, a socket, a file --- */

typedef struct
{
  gint64 id;
  double value;
} Reading;

typedef struct
{
  guint n_readings;
  guint n_read;
} Stream;

static gboolean
stream_next (Stream *stream, Reading *reading)
{
  if (stream->n_read == stream->n_readings)
    return FALSE;
  reading->id = ++stream->n_read;
  reading->value = reading->id * 0.5;
  return TRUE;
}

typedef struct
{
  Reading readings[CHUNK];
  guint n_readings;
} Chunk;

static gboolean
stream_next_chunk (Stream *stream, Chunk *chunk)
{
  chunk->n_readings = 0;
  while (chunk->n_readings < CHUNK && stream_next (stream, &chunk->readings[chunk->n_readings]))
    chunk->n_readings++;
  return chunk->n_readings > 0;
}

/* --- a chunk: look up, change or add, flush --- */

/* By id; the records belong to the session. */
static GHashTable *
find_known (MoSession *session, const Chunk *chunk, GError **error)
{
  MoValue ids[CHUNK];
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < chunk->n_readings; i++)
    ids[i] = mo_value_int64 (chunk->readings[i].id);
  found = mo_await_all (
      mo_session_execute (session,
                          mo_where (mo_select (DataRecord),
                                    mo_expr_in (MO_C (DataRecord, id), ids, chunk->n_readings))),
      error);
  if (found == NULL)
    return NULL;
  MO_FOREACH (DataRecord, record, found)
    g_hash_table_insert (known, &record->id, record);
  return g_steal_pointer (&known);
}

static gboolean
store_chunk (MoTransaction *tx, gpointer user_data, GError **error)
{
  const Chunk *chunk = user_data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GHashTable) known = find_known (session, chunk, error);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < chunk->n_readings; i++)
    {
      const Reading *reading = &chunk->readings[i];
      DataRecord *record = g_hash_table_lookup (known, &reading->id);

      if (record != NULL)
        {
          record->value = reading->value; /* a number may be assigned, a pointer is set */
          mo_set (record, updated_at, now);
          continue;
        }
      record = mo_new (DataRecord, .id = reading->id, .value = reading->value);
      mo_session_take (session, record);
      g_hash_table_insert (known, &record->id, record); /* should it come twice in a chunk */
    }
  return mo_await (mo_session_flush (session), error);
}

static gboolean
store_stream (MoClient *client, guint n_readings, GError **error)
{
  Stream stream = { n_readings, 0 };
  Chunk chunk;
  DemoProgress progress;

  demo_start ("Store the stream");
  demo_progress_start (&progress, n_readings);
  while (stream_next_chunk (&stream, &chunk))
    {
      if (!mo_client_run_transaction (client, store_chunk, &chunk, error))
        return FALSE;
      demo_progress (&progress, stream.n_read);
    }
  return TRUE;
}

/* --- before and after: every second record is known --- */

static gboolean
insert_known (MoTransaction *tx, gpointer user_data, GError **error)
{
  guint n_readings = *(guint *) user_data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint id = 2; id <= n_readings; id += 2)
    mo_session_take (session, mo_new (DataRecord, .id = id));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
check (MoClient *client, guint n_readings, GError **error)
{
  gint64 n_records;
  gint64 n_updated;
  gint64 n_right;

  demo_start ("Afterwards");
  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_stream_records"),
                         &n_records, error)
         && mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_stream_records"
                                                " WHERE updated_at IS NOT NULL"),
                            &n_updated, error)
         && mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_stream_records"
                                                " WHERE value = id * 0.5"),
                            &n_right, error)
         && demo_expect ("records", n_records, n_readings, error)
         && demo_expect ("of them known before, and updated", n_updated, n_readings / 2, error)
         && demo_expect ("of all with the new value", n_right, n_readings, error);
}

int
main (int argc, char **argv)
{
  guint n_readings = 10000;
  const char *uri = demo_uri_and_number (argc, argv, &n_readings);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (DataRecord)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (DataRecord)), &error)
      || !mo_client_run_transaction (client, insert_known, &n_readings, &error)
      || !store_stream (client, n_readings, &error) || !check (client, n_readings, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (DataRecord)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("stream", error);
  g_print ("stream: ok\n");
  return 0;
}
