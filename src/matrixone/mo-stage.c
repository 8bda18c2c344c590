/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stages there are, and files of theirs; mo-stage-create.c makes and changes them. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-stage.h>

#include "matrixone/mo-row-model-private.h"
#include "matrixone/mo-stage-url-private.h"

#undef mo_stage_drop
#undef mo_stage_remove_files
#undef mo_stage_get
#undef mo_stage_exists
#undef mo_stage_list

#define NAME "the stage's name"

/**
 * mo_model_of_MoStage:
 *
 * The model of [struct@Mo.MoStage], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoStage,
                     mo_stage,
                     "mo_stages",
                     MO_COLUMN (name, MO_PRIMARY_KEY, .length = 64),
                     MO_COLUMN (url, 0),
                     MO_COLUMN (status, 0),
                     MO_COLUMN (comment, 0),
                     MO_COLUMN (created, 0))

/* A SELECT and not SHOW STAGES, which the server refuses in a transaction, and which has no times.
 * Names are kept in small letters. */
#define SELECT                                                                                     \
  "SELECT stage_name AS name, url, stage_status AS status, comment, created_time AS created "      \
  "FROM mo_catalog.mo_stages"

/**
 * mo_stage_ref:
 * @self: a stage
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_stage_unref:
 * @self: (transfer full): a stage
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_stage_drop:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @if_exists: none of that name is no error
 *
 * Forgets a stage; its files stay. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.stage_alter_url].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_drop (MoExecutor *executor, const char *name, gboolean if_exists)
{
  MoCommandText *text = mo_command_text_new ("DROP STAGE ");

  mo_command_text_add_if (text, if_exists, "IF EXISTS ");
  mo_command_text_object (text, name, NAME);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_stage_remove_files:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @files: a file in it, or several: `*` stands for any characters of one name, and `?` for one
 * @if_exists: none is no error
 *
 * Deletes files of a stage, and no folder. In a transaction: behind COMMIT, as what is deleted does
 * not come back with a rollback. Server: 4.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name; one that leads out of the
 * stage), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is no such stage, or no
 * file), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_stage_remove_files (MoExecutor *executor,
                       const char *name,
                       const char *files,
                       gboolean if_exists)
{
  MoCommandText *text = mo_command_text_new ("REMOVE FILES FROM STAGE ");

  mo_command_text_add_if (text, if_exists, "IF EXISTS ");
  mo_command_text_stage_file (text, name, files);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/* --- what there is --- */

/**
 * mo_stage_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One stage, if there is one of that name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Stage], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_stage_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (SELECT " WHERE stage_name = LOWER(");

  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoStage));
}

/**
 * mo_stage_exists:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * Whether there is a stage of that name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.stage_get].
 *
 * Returns: (transfer full): a future of 1 or 0: see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_stage_exists (MoExecutor *executor, const char *name)
{
  MoCommandText *text =
      mo_command_text_call ("SELECT COUNT(*) FROM mo_catalog.mo_stages WHERE stage_name = LOWER(");

  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_stage_list:
 * @executor: a client, a transaction or a session
 * @like: (nullable): a pattern of LIKE that names fit; %NULL: all
 *
 * The account's stages, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.stage_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Stage]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_stage_list (MoExecutor *executor, const char *like)
{
  MoCommandText *text = mo_command_text_call (SELECT);

  if (like != NULL)
    {
      mo_command_text_add (text, " WHERE stage_name LIKE LOWER(");
      mo_command_text_value (text, like, "the pattern");
      mo_command_text_add (text, ")");
    }
  mo_command_text_add (text, " ORDER BY stage_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoStage));
}
