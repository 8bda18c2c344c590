/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE CDC. */

#include <string.h>

#include <matrixone-glib/mo-cdc.h>
#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-command-text-private.h"

#undef mo_cdc_create

/* --- where it reads and writes --- */

static void
check_server (MoCommandText *text, const MoCdcServer *server, const char *what)
{
  if (server->host == NULL || *server->host == '\0' || strpbrk (server->host, ":@/ ") != NULL)
    mo_command_text_refuse (text, "the %s's host, \"%s\", is no name nor an IPv4 address", what,
                            server->host != NULL ? server->host : "");
  if (server->port < 1 || server->port > 65535)
    mo_command_text_refuse (text, "the %s's port, %u, is not from 1 to 65535", what, server->port);
  if (server->user == NULL || *server->user == '\0')
    mo_command_text_refuse (text, "the %s has no user", what);
  if (server->password == NULL || *server->password == '\0')
    mo_command_text_refuse (text, "the %s has no password, and the server demands one", what);
  if (server->account != NULL && *server->account == '\0')
    mo_command_text_refuse (text, "the %s's account is empty", what);
}

/* What separates the parts is encoded; nothing else, as MatrixOne of June 2026 does not decode. */
static void
append_part (GString *uri, const char *part)
{
  g_string_append_uri_escaped (uri, part, "!$&'()*+,;=", TRUE);
}

static void
add_server (MoCommandText *text, const MoCdcServer *server, const char *what)
{
  g_autoptr (GString) uri = g_string_new ("mysql://");

  check_server (text, server, what);
  if (mo_command_text_is_refused (text))
    return;
  if (server->account != NULL)
    {
      append_part (uri, server->account);
      g_string_append_c (uri, '#');
    }
  append_part (uri, server->user);
  g_string_append_c (uri, ':');
  append_part (uri, server->password);
  g_string_append_printf (uri, "@%s:%u", server->host, server->port);
  mo_command_text_value (text, uri->str, what);
}

/* --- what it sends on --- */

/* There is no way to quote what separates names, and blanks around them are lost. */
static void
append_name (MoCommandText *text, GString *pairs, const char *name, const char *what)
{
  mo_command_text_check_name (text, name, what);
  if (mo_command_text_is_refused (text))
    return;
  if (strpbrk (name, ".,:` ") != NULL)
    mo_command_text_refuse (text, "%s, \"%s\", cannot be said to CDC", what, name);
  g_string_append (pairs, name);
}

static void
append_side (MoCommandText *text, GString *pairs, const char *database, const char *table)
{
  append_name (text, pairs, database, "the database's name");
  if (table == NULL)
    return;
  g_string_append_c (pairs, '.');
  append_name (text, pairs, table, "the table's name");
}

static void
append_pair (MoCommandText *text, GString *pairs, const MoCdcPair *pair, MoCdcLevel level)
{
  const char *sink = pair->sink_database != NULL ? pair->sink_database : pair->source_database;
  const char *table = pair->sink_table != NULL ? pair->sink_table : pair->source_table;

  if ((pair->source_table != NULL) != (level == MO_CDC_TABLE))
    mo_command_text_refuse (text, level == MO_CDC_TABLE
                                      ? "a pair of tables has no table"
                                      : "a pair of databases has a table: say MO_CDC_TABLE");
  if (pair->sink_table != NULL && level != MO_CDC_TABLE)
    mo_command_text_refuse (text, "a pair of databases goes to a table");
  if (pairs->len > 0)
    g_string_append_c (pairs, ',');
  append_side (text, pairs, pair->source_database, pair->source_table);
  g_string_append_c (pairs, ':');
  append_side (text, pairs, sink, table);
}

static void
add_pairs (MoCommandText *text, const MoCdcTaskOptions *options)
{
  g_autoptr (GString) pairs = g_string_new (NULL);

  if ((options->n_pairs == 0) != (options->level == MO_CDC_ACCOUNT))
    mo_command_text_refuse (text, options->level == MO_CDC_ACCOUNT
                                      ? "an account is sent on as a whole, without pairs"
                                      : "there is no pair that says what is sent on");
  if (options->n_pairs > 0 && options->pairs == NULL)
    {
      mo_command_text_refuse (text, "the pairs are NULL");
      return;
    }
  for (gsize i = 0; i < options->n_pairs; i++)
    append_pair (text, pairs, &options->pairs[i], options->level);
  mo_command_text_value (text, pairs->len > 0 ? pairs->str : "*", "the pairs");
}

/* --- how --- */

static void
add_option (MoCommandText *text, const char *key, const char *value)
{
  if (value == NULL)
    return;
  mo_command_text_add (text, ", '");
  mo_command_text_add (text, key);
  mo_command_text_add (text, "'=");
  mo_command_text_value (text, value, key);
}

static void
add_number (MoCommandText *text, const char *key, guint number, const char *unit)
{
  g_autofree char *value = g_strdup_printf ("%u%s", number, unit);

  if (number > 0)
    add_option (text, key, value);
}

/* In UTC: without a zone it would be in the session's. */
static void
add_moment (MoCommandText *text, const char *key, GDateTime *moment)
{
  g_autoptr (GDateTime) utc = moment != NULL ? g_date_time_to_utc (moment) : NULL;
  g_autofree char *value = utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  add_option (text, key, value);
}

/* The server pastes it between quotation marks; other backslashes are the expression's. */
static void
check_exclude (MoCommandText *text, const char *exclude)
{
  if (exclude != NULL && (strchr (exclude, '"') != NULL || g_str_has_suffix (exclude, "\\")))
    mo_command_text_refuse (text,
                            "what is excluded, \"%s\", has a quotation mark, or ends with a "
                            "backslash",
                            exclude);
}

static void
add_options (MoCommandText *text, const MoCdcTaskOptions *options)
{
  static const char *const levels[] = { "account", "database", "table" };

  if (options->start != NULL && options->end != NULL
      && g_date_time_compare (options->start, options->end) >= 0)
    mo_command_text_refuse (text, "the task ends before it starts");
  mo_command_text_add (text, " {'Level'=");
  mo_command_text_value (text, levels[options->level], "the level");
  check_exclude (text, options->exclude);
  add_option (text, "Exclude", options->exclude);
  add_moment (text, "StartTs", options->start);
  add_moment (text, "EndTs", options->end);
  add_option (text, "NoFull", options->without_full ? "true" : NULL);
  add_option (text, "InitSnapshotSplitTxn", options->in_one_transaction ? "false" : NULL);
  add_number (text, "SendSqlTimeout", options->send_timeout_sec, "s");
  add_number (text, "MaxSqlLength", options->max_sql_bytes, "");
  add_number (text, "Frequency", options->frequency_min, "m");
  mo_command_text_add (text, "}");
}

static void
add_task (MoCommandText *text, const MoCdcTaskOptions *options)
{
  if ((guint) options->level > MO_CDC_TABLE || (guint) options->sink_type > MO_CDC_MYSQL)
    {
      mo_command_text_refuse (text, "there is no level %d or no sink %d", (int) options->level,
                              (int) options->sink_type);
      return;
    }
  mo_command_text_add (text, " ");
  add_server (text, &options->source, "source");
  mo_command_text_add (text, options->sink_type == MO_CDC_MYSQL ? " 'mysql' " : " 'matrixone' ");
  add_server (text, &options->sink, "sink");
  mo_command_text_add (text, " ");
  add_pairs (text, options);
  add_options (text, options);
}

/**
 * mo_cdc_create:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @options: what the task does
 *
 * Makes a task that sends what is written on to another server, or to other databases of the same
 * one. There has to be a PITR of the account, the databases or the tables, of two hours and more,
 * and an hour more than the frequency. Passwords are sent to the server, and shown nowhere.
 *
 * Users and passwords are percent-encoded where they hold what separates the parts of a URI, which
 * MatrixOne of June 2026 does not decode: such a password does not log in there.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, the options),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already, or no such PITR,
 * or a server cannot be reached), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_create (MoExecutor *executor, const char *name, const MoCdcTaskOptions *options)
{
  MoCommandText *text = mo_command_text_new ("CREATE CDC ");

  mo_command_text_plain (text, name, "the task's name");
  if (options == NULL)
    mo_command_text_refuse (text, "the task's options are NULL");
  else
    add_task (text, options);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}
