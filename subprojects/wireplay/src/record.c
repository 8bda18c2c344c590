/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of one command. */

#include "record.h"

#include "statement-counter.h"

static char *
dup_text (const WpMysqlCommand *command)
{
  if (command->code == WP_COM_QUERY || command->code == WP_COM_STMT_PREPARE)
    return g_strndup (command->argument, command->argument_length);

  return wp_mysql_command_dup_name (command->code);
}

static guint
count_statements (const WpMysqlCommand *command)
{
  if (command->code == WP_COM_QUERY)
    return wp_count_statements (command->argument, command->argument_length);

  return command->code == WP_COM_STMT_EXECUTE ? 1 : 0;
}

WireplayRecord *
wp_record_new (const WpMysqlCommand *command, gint64 time_usec)
{
  WireplayRecord *record = g_new0 (WireplayRecord, 1);

  record->time_usec = time_usec;
  record->connection_id = command->connection_id;
  record->command = command->code;
  record->text = dup_text (command);
  record->n_statements = count_statements (command);
  record->round_trip = command->round_trip;
  record->bytes_to_server = command->client_offset;
  record->bytes_to_client = command->server_offset;
  return record;
}

WireplayRecord *
wireplay_record_copy (const WireplayRecord *record)
{
  WireplayRecord *copy;

  g_return_val_if_fail (record != NULL, NULL);

  copy = g_new (WireplayRecord, 1);
  *copy = *record;
  copy->text = g_strdup (record->text);
  return copy;
}

void
wireplay_record_free (WireplayRecord *record)
{
  g_return_if_fail (record != NULL);

  g_free (record->text);
  g_free (record);
}
