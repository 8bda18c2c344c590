/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements as text; rows go from the network buffer straight into the result. */

#include "wire/mo-connection-core-private.h"

#include <string.h>

#include "base/mo-error-private.h"
#include "value/mo-result-builder-private.h"
#include "value/mo-result-chain-private.h"
#include "wire/mo-field-private.h"
#include "wire/mo-info-private.h"

gboolean
mo_connection_send (MoConnection *self, const char *sql, gsize length, GError **error)
{
  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  self->request_sent = FALSE;
  if (!mo_connection_can_send (self, length, error))
    return FALSE;
  /* Connector/C takes a length of 0 for "up to the NUL". */
  if (self->api->send_query (self->mysql, length > 0 ? sql : "", length) != 0)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  self->request_sent = TRUE;
  self->reading = MO_READING_FIRST;
  return TRUE;
}

static gboolean
read_header (MoConnection *self)
{
  if (self->reading == MO_READING_FIRST)
    return self->api->read_query_result (self->mysql) == 0;
  return self->api->next_result (self->mysql) == 0;
}

static gboolean
add_row (MoConnection *self,
         MYSQL_RES *result,
         MYSQL_ROW row,
         const MoCellKind *kinds,
         guint n_columns,
         MoResultBuilder *builder,
         GError **error)
{
  const gulong *lengths = self->api->fetch_lengths (result);

  if (lengths == NULL)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      if (row[i] == NULL)
        mo_result_builder_add (builder, mo_value_null ());
      else if (!mo_text_cell_add (builder, kinds[i], row[i], lengths[i]))
        {
          mo_connection_set_no_memory (self, lengths[i], error);
          return FALSE;
        }
    }
  return TRUE;
}

static MoResult *
read_rows (MoConnection *self, GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (MoRows) rows = { api, api->use_result (self->mysql) };
  g_autoptr (MoResultBuilder) builder = NULL;
  g_autofree MoCellKind *kinds = NULL;
  const MYSQL_FIELD *fields;
  guint n_columns;
  MYSQL_ROW row;

  if (rows.result == NULL)
    {
      mo_connection_take_error (self, error);
      return NULL;
    }
  n_columns = api->num_fields (rows.result);
  fields = api->fetch_fields (rows.result);
  builder = mo_result_builder_new (n_columns);
  mo_result_builder_set_zone (builder, self->zone);
  kinds = g_new (MoCellKind, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      kinds[i] = mo_field_get_cell_kind (&fields[i]);
      mo_result_builder_set_column (builder, i, fields[i].name,
                                    mo_cell_kind_get_value_type (kinds[i]));
    }
  while ((row = api->fetch_row (rows.result)) != NULL)
    if (!add_row (self, rows.result, row, kinds, n_columns, builder, error))
      return NULL;
  if (api->error_code (self->mysql) != 0)
    {
      mo_connection_take_error (self, error);
      return NULL;
    }
  mo_result_builder_set_counts (
      builder, &(MoResultCounts){ .n_warnings = api->warning_count (self->mysql) });
  return mo_result_builder_finish (g_steal_pointer (&builder));
}

MoResult *
mo_connection_take_counts (MoConnection *self)
{
  const MoMysqlApi *api = self->api;
  MoResultBuilder *builder = mo_result_builder_new (0);
  MoResultCounts counts = {
    .affected_rows = api->affected_rows (self->mysql),
    .changed_rows = api->affected_rows (self->mysql),
    .last_insert_id = api->insert_id (self->mysql),
    .n_warnings = api->warning_count (self->mysql),
  };

  mo_info_find_changed_rows (api->info (self->mysql), &counts.changed_rows);
  mo_result_builder_set_counts (builder, &counts);
  return mo_result_builder_finish (builder);
}

MoResult *
mo_connection_read (MoConnection *self, gboolean *more, GError **error)
{
  g_autoptr (MoResult) result = NULL;

  *more = FALSE;
  g_return_val_if_fail (self->reading != MO_READING_NOTHING, NULL);

  if (!read_header (self))
    {
      self->answered_usec = g_get_monotonic_time ();
      mo_connection_take_error (self, error);
      return NULL;
    }
  self->answered_usec = g_get_monotonic_time ();
  result = self->api->field_count (self->mysql) > 0 ? read_rows (self, error)
                                                         : mo_connection_take_counts (self);
  if (result == NULL)
    return NULL;
  mo_connection_note_status (self);
  *more = (self->status & MO_STATUS_MORE_RESULTS) != 0;
  self->reading = *more ? MO_READING_NEXT : MO_READING_NOTHING;
  return g_steal_pointer (&result);
}

MoResult *
mo_connection_query (MoConnection *self, const char *sql, gssize length, GError **error)
{
  g_auto (MoResultChain) chain = { NULL, NULL };
  gboolean more = TRUE;

  if (!mo_connection_send (self, sql, length < 0 ? strlen (sql) : (gsize) length, error))
    return NULL;
  while (more)
    {
      /* An error behind a CALL's rows is the CALL's. */
      MoResult *result = mo_connection_read (self, &more, error);

      if (result == NULL)
        return NULL;
      mo_result_chain_add (&chain, result);
    }
  return mo_result_chain_steal (&chain);
}
