/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LOAD DATA of what the server reads itself, or finds in the statement. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-load.h>

#include <string.h>

#include "future/mo-future-private.h"
#include "matrixone/mo-load-options-private.h"
#include "matrixone/mo-stage-url-private.h"

#undef mo_load_file
#undef mo_load_stage
#undef mo_load_s3
#undef mo_load_inline

/* @file may be in what the server says, too, and it may be no text. */
static MoFuture *
name_file (MoFuture *loaded, gpointer file)
{
  GError *error;

  if (mo_future_peek_status (loaded) != MO_FUTURE_REJECTED)
    return NULL;
  error = g_error_copy (mo_future_get_error (loaded));
  if (error->domain == MO_ERROR && g_utf8_validate (file, -1, NULL)
      && strstr (error->message, file) == NULL)
    g_prefix_error (&error, "%s: ", (const char *) file);
  return mo_future_new_for_error (error);
}

/* Its path is bound, so that the statement does not say which file it was. Consumes @text and
 * @file. */
static MoFuture *
run_and_name (MoCommandText *text, MoExecutor *executor, char *file)
{
  return mo_future_continue_at_once (mo_command_text_run (text, executor, MO_COMMAND_RUNS),
                                     name_file, file, g_free);
}

/* (transfer full): "" is in every text. */
static char *
dup_name (const char *path)
{
  return g_strdup (path != NULL ? path : "");
}

/**
 * mo_load_file:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @path: a file of the server's host, from the root on
 * @options: (nullable): how to read it; %NULL: as CSV
 *
 * Loads a file that the server reads; [func@Mo.load_data] is for one that the program has. For each
 * row there is one more in the table: servers seen so far do not look at its primary key and its
 * unique keys when they load, and so there may be two rows of one key, which is left to the caller
 * to prevent. They open no file whose path has other characters than letters, digits and
 * `!-_.*'()@/=%` in it. A Parquet file is to be written without dictionaries.
 *
 * In a transaction: it runs there, and is rolled back with it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a path that does not begin
 * with a `/`, an option that the format does not have), %MO_ERROR_NOT_SUPPORTED (no MatrixOne),
 * %MO_ERROR_SERVER (no such file; what it holds), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result], whose affected rows are those loaded
 * Since: 0.1
 */
MoFuture *
mo_load_file (MoExecutor *executor,
              const char *database,
              const char *table,
              const char *path,
              const MoLoadOptions *options)
{
  const MoLoadOptions *given = mo_load_options_get (options);
  MoCommandText *text = mo_command_text_new ("LOAD DATA INFILE {'filepath' = ");

  if (path == NULL || *path != '/')
    mo_command_text_refuse (text, "the path of a file to load is NULL, or does not begin with a /");
  mo_command_text_value (text, path, "the path");
  mo_load_options_add_pairs (given, text);
  mo_command_text_add (text, "}");
  mo_load_options_add_rest (given, text, database, table, FALSE);
  return run_and_name (text, executor, dup_name (path));
}

/* As it stands for a bucket too, of which the server takes no pairs. */
static gboolean
is_plain (const MoLoadOptions *options)
{
  return options->format == MO_LOAD_CSV && options->compression == MO_LOAD_COMPRESSED_BY_NAME;
}

/**
 * mo_load_stage:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @stage: a stage, whose name is of letters, digits, and `-_.~$`
 * @file: a file in it
 * @options: (nullable): how to read it; %NULL: as CSV
 *
 * Loads a file of a stage, otherwise as [func@Mo.load_file]. From the stage of a bucket servers
 * seen so far load nothing but CSV, compressed as its name or the stage says; for the rest there is
 * [func@Mo.load_s3]. Their connections remember a stage from a load that fails to the next
 * statement, so that a load right behind it does not see the stage altered.
 *
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there, %MO_ERROR_SERVER (there is no such stage).
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result], whose affected rows are those loaded
 * Since: 0.1
 */
MoFuture *
mo_load_stage (MoExecutor *executor,
               const char *database,
               const char *table,
               const char *stage,
               const char *file,
               const MoLoadOptions *options)
{
  const MoLoadOptions *given = mo_load_options_get (options);
  gboolean plain = is_plain (given);
  MoCommandText *text =
      mo_command_text_new (plain ? "LOAD DATA INFILE " : "LOAD DATA INFILE {'filepath' = ");

  mo_command_text_stage_file (text, stage, file);
  if (!plain)
    {
      mo_load_options_add_pairs (given, text);
      mo_command_text_add (text, "}");
    }
  mo_load_options_add_rest (given, text, database, table, FALSE);
  return run_and_name (text, executor, g_strdup_printf ("stage://%s/%s", stage != NULL ? stage : "",
                                                        file != NULL ? file : ""));
}

static void
add_pair (MoCommandText *text, const char *key, const char *value)
{
  if (value == NULL)
    return;
  mo_command_text_add (text, key);
  mo_command_text_value (text, value, key);
}

static void
add_s3 (MoCommandText *text, const MoLoadS3 *s3)
{
  if (s3 == NULL || s3->endpoint == NULL || s3->region == NULL || s3->bucket == NULL)
    {
      mo_command_text_refuse (text, "a bucket has an endpoint, a region and a name");
      return;
    }
  add_pair (text, ", 'endpoint' = ", s3->endpoint);
  add_pair (text, ", 'region' = ", s3->region);
  add_pair (text, ", 'bucket' = ", s3->bucket);
  add_pair (text, ", 'access_key_id' = ", s3->access_key_id);
  add_pair (text, ", 'secret_access_key' = ", s3->secret_access_key);
  add_pair (text, ", 'provider' = ", s3->provider);
  add_pair (text, ", 'role_arn' = ", s3->role_arn);
  add_pair (text, ", 'external_id' = ", s3->external_id);
}

/**
 * mo_load_s3:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @s3: how to come to the bucket
 * @path: a file in it
 * @options: (nullable): how to read it; %NULL: as CSV
 *
 * Loads a file of a bucket, otherwise as [func@Mo.load_file]. The keys are in no message.
 *
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there, %MO_ERROR_SERVER (the bucket cannot be read).
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result], whose affected rows are those loaded
 * Since: 0.1
 */
MoFuture *
mo_load_s3 (MoExecutor *executor,
            const char *database,
            const char *table,
            const MoLoadS3 *s3,
            const char *path,
            const MoLoadOptions *options)
{
  const MoLoadOptions *given = mo_load_options_get (options);
  MoCommandText *text = mo_command_text_new ("LOAD DATA URL S3OPTION {'filepath' = ");

  if (path != NULL && *path == '\0')
    mo_command_text_refuse (text, "the path of a file to load is empty");
  mo_command_text_value (text, path, "the path");
  add_s3 (text, s3);
  mo_load_options_add_pairs (given, text);
  mo_command_text_add (text, "}");
  mo_load_options_add_rest (given, text, database, table, FALSE);
  return run_and_name (text, executor, dup_name (path));
}

/**
 * mo_load_inline:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @data: the rows, as UTF-8
 * @options: (nullable): how to read them; %NULL: as CSV
 *
 * Loads what is in memory, within the statement, and so at most 64 MiB; [func@Mo.load_data] streams
 * it. Otherwise as [func@Mo.load_file]. In such data the server takes rows to end with a line feed,
 * and looks for no text that is NULL, so that those options are refused.
 *
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result], whose affected rows are those loaded
 * Since: 0.1
 */
MoFuture *
mo_load_inline (MoExecutor *executor,
                const char *database,
                const char *table,
                const char *data,
                const MoLoadOptions *options)
{
  const MoLoadOptions *given = mo_load_options_get (options);
  const char *format = mo_load_options_get_format (given);
  const char *json_type = mo_load_options_get_json_data (given);
  MoCommandText *text = mo_command_text_new ("LOAD DATA INLINE FORMAT = ");

  if (format == NULL)
    mo_command_text_refuse (text, "there is no format %d", (int) given->format);
  mo_command_text_add (text, format != NULL ? format : "");
  mo_command_text_add (text, ", DATA = ");
  mo_command_text_value (text, data, "the data");
  if (json_type != NULL)
    {
      mo_command_text_add (text, ", JSONTYPE = ");
      mo_command_text_add (text, json_type);
    }
  mo_load_options_add_rest (given, text, database, table, TRUE);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}
