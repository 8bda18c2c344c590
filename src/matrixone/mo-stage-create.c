/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE STAGE and ALTER STAGE. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-stage.h>

#include <string.h>

#include "matrixone/mo-stage-url-private.h"

#undef mo_stage_create
#undef mo_stage_create_local
#undef mo_stage_create_s3
#undef mo_stage_alter_url
#undef mo_stage_alter_credentials
#undef mo_stage_alter_comment
#undef mo_stage_alter_enabled

#define NAME "the stage's name"

/* --- making one --- */

/* The server keeps them as one text, K=V,K=V. */
static void
add_credential (MoCommandText *text, const char *key, const char *value)
{
  if (key == NULL || *key == '\0' || strpbrk (key, ",=") != NULL)
    mo_command_text_refuse (text, "a credential's name is NULL or empty, or has , or = in it");
  else if (value != NULL && strchr (value, ',') != NULL)
    mo_command_text_refuse (text, "the credential %s has a comma in it, where the server would cut",
                            key);
  mo_command_text_pasted (text, key, "a credential's name");
  mo_command_text_add (text, " = ");
  mo_command_text_pasted (text, value, "a credential");
}

static void
add_credentials (MoCommandText *text, const char *const *credentials)
{
  if (credentials == NULL || credentials[0] == NULL)
    {
      mo_command_text_refuse (text, "there are no credentials");
      return;
    }
  mo_command_text_add (text, " CREDENTIALS = {");
  for (guint i = 0; credentials[i] != NULL; i += 2)
    {
      mo_command_text_add_if (text, i > 0, ", ");
      add_credential (text, credentials[i], credentials[i + 1]);
      if (credentials[i + 1] == NULL)
        break;
    }
  mo_command_text_add (text, "}");
}

static MoCommandText *
begin_create (const char *name, const MoStageOptions *options)
{
  MoCommandText *text = mo_command_text_new ("CREATE STAGE ");

  mo_command_text_add_if (text, options != NULL && options->if_not_exists, "IF NOT EXISTS ");
  mo_command_text_object (text, name, NAME);
  mo_command_text_add (text, " URL = ");
  return text;
}

/* Consumes @text. */
static MoFuture *
run_create (MoCommandText *text,
            MoExecutor *executor,
            const char *const *credentials,
            const MoStageOptions *options)
{
  if (credentials != NULL)
    add_credentials (text, credentials);
  if (options != NULL && options->comment != NULL)
    {
      mo_command_text_add (text, " COMMENT = ");
      mo_command_text_pasted (text, options->comment, "the comment");
    }
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_stage_create:
 * @executor: a client, a transaction or a session
 * @name: a new name; quoted, whatever it holds but a backslash. [func@Mo.load_stage] and its like
 *   are for those of letters, digits, and `-_.~$`
 * @url: `file:///folder/` of the server's host, `s3://bucket/folder/`, or `stage://other/folder/`;
 *   as a URL says it, `%20` being a blank
 * @options: (nullable): what else it has
 *
 * Makes a stage. For the roles accountadmin and moadmin. The server keeps names in small letters,
 * and does not look at whether the place is there. It pastes what it is given into SQL of its own,
 * so that quotation marks and backslashes in a URL, a comment or credentials are refused here.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a URL, a comment,
 * credentials), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already,
 * another kind of URL), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_create (MoExecutor *executor,
                 const char *name,
                 const char *url,
                 const MoStageOptions *options)
{
  MoCommandText *text = begin_create (name, options);

  mo_command_text_pasted (text, url, "the URL");
  return run_create (text, executor, options != NULL ? options->credentials : NULL, options);
}

/**
 * mo_stage_create_local:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @path: a folder of the server's host, from the root on
 * @options: (nullable): what else it has
 *
 * Makes a stage of a folder. The server opens no file whose path has other characters than letters,
 * digits and `!-_.*'()@/=%` in it. Otherwise as [func@Mo.stage_create].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_create_local (MoExecutor *executor,
                       const char *name,
                       const char *path,
                       const MoStageOptions *options)
{
  MoCommandText *text = begin_create (name, options);
  g_autofree char *folder = path != NULL ? g_strconcat (path, "/", NULL) : NULL;

  if (path == NULL || *path != '/')
    mo_command_text_refuse (text, "the folder of a stage is NULL, or does not begin with a /");
  else
    mo_command_text_url (text, "file", "", g_str_has_suffix (path, "/") ? path : folder);
  return run_create (text, executor, options != NULL ? options->credentials : NULL, options);
}

static gboolean
is_bucket (const char *bucket)
{
  if (bucket == NULL || *bucket == '\0')
    return FALSE;
  for (; *bucket != '\0'; bucket++)
    if (!g_ascii_isalnum (*bucket) && strchr ("-_.", *bucket) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * mo_stage_create_s3:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @bucket: the bucket
 * @path: (nullable): a folder in it; %NULL: the bucket itself
 * @s3: how to come to it
 * @options: (nullable): what else it has, but for credentials, which @s3 says
 *
 * Makes a stage of a bucket. Otherwise as [func@Mo.stage_create].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_create_s3 (MoExecutor *executor,
                    const char *name,
                    const char *bucket,
                    const char *path,
                    const MoStageS3 *s3,
                    const MoStageOptions *options)
{
  MoCommandText *text = begin_create (name, options);
  const char *credentials[13] = { NULL };

  if (is_bucket (bucket))
    mo_command_text_url (text, "s3", bucket, path != NULL ? path : "");
  else
    mo_command_text_refuse (text, "a bucket's name is of letters, digits, and -_.");
  if (options != NULL && options->credentials != NULL)
    mo_command_text_refuse (text, "the credentials of a bucket are said twice");
  if (s3 == NULL || s3->key_id == NULL || s3->secret_key == NULL || s3->region == NULL
      || s3->endpoint == NULL)
    mo_command_text_refuse (text, "a bucket has no key_id, secret_key, region or endpoint: the "
                                  "server wants all of them");
  else
    {
      /* A provider too, as it writes by no default. */
      const char *const all[] = { "AWS_KEY_ID",     s3->key_id,
                                  "AWS_SECRET_KEY", s3->secret_key,
                                  "AWS_REGION",     s3->region,
                                  "ENDPOINT",       s3->endpoint,
                                  "PROVIDER",       s3->provider != NULL ? s3->provider : "amazon",
                                  "COMPRESSION",    s3->compression };

      memcpy (credentials, all, sizeof all);
      if (s3->compression == NULL)
        credentials[10] = NULL;
    }
  return run_create (text, executor, credentials, options);
}

/* --- changing one --- */

static MoCommandText *
begin_alter (const char *name, gboolean if_exists, const char *what)
{
  MoCommandText *text = mo_command_text_new ("ALTER STAGE ");

  mo_command_text_add_if (text, if_exists, "IF EXISTS ");
  mo_command_text_object (text, name, NAME);
  mo_command_text_add (text, " SET");
  mo_command_text_add (text, what);
  return text;
}

/**
 * mo_stage_alter_url:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @url: where it leads from now on
 * @if_exists: none of that name is no error
 *
 * Changes a stage; the server changes one thing at a time, and so each has a function.
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.stage_create], %MO_ERROR_SERVER (there is none).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_alter_url (MoExecutor *executor, const char *name, const char *url, gboolean if_exists)
{
  MoCommandText *text = begin_alter (name, if_exists, " URL = ");

  mo_command_text_pasted (text, url, "the URL");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_stage_alter_credentials:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @credentials: (array zero-terminated=1): all of them, as in [struct@Mo.StageOptions]
 * @if_exists: none of that name is no error
 *
 * Has other credentials instead of those that there were. Otherwise as
 * [func@Mo.stage_alter_url].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_alter_credentials (MoExecutor *executor,
                            const char *name,
                            const char *const *credentials,
                            gboolean if_exists)
{
  MoCommandText *text = begin_alter (name, if_exists, "");

  add_credentials (text, credentials);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_stage_alter_comment:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @comment: what to say of it; empty: nothing
 * @if_exists: none of that name is no error
 *
 * Says something else of a stage. Otherwise as [func@Mo.stage_alter_url].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_alter_comment (MoExecutor *executor,
                        const char *name,
                        const char *comment,
                        gboolean if_exists)
{
  MoCommandText *text = begin_alter (name, if_exists, " COMMENT = ");

  mo_command_text_pasted (text, comment, "the comment");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_stage_alter_enabled:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @enabled: whether it may be used
 * @if_exists: none of that name is no error
 *
 * Notes whether a stage may be used; servers seen so far do not look at it. Otherwise as
 * [func@Mo.stage_alter_url].
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_alter_enabled (MoExecutor *executor,
                        const char *name,
                        gboolean enabled,
                        gboolean if_exists)
{
  MoCommandText *text =
      begin_alter (name, if_exists, enabled ? " ENABLE = TRUE" : " ENABLE = FALSE");

  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}
