/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DATA BRANCH DIFF. */

#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-branch-table-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_branch_diff
#undef mo_branch_diff_count
#undef mo_branch_diff_summary
#undef mo_branch_diff_to_file
#undef mo_branch_diff_to_table

/* The server gives its columns their names. */
#define COLUMN(field, shown, ...)                                                                  \
  { .name = (shown), .offset = offsetof (MoBranchFile, field), .type = MO_FIELD_TEXT,              \
    .flags = __VA_ARGS__ }

/**
 * mo_model_of_MoBranchFile:
 *
 * The model of [struct@Mo.MoBranchFile], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoBranchFile, mo_branch_file, "branch_file",
                     COLUMN (path, "FILE SAVED TO", MO_PRIMARY_KEY, .length = 5000),
                     COLUMN (hint, "HINT", 0))

/**
 * mo_branch_file_ref:
 * @self: where a difference was written to
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_branch_file_unref:
 * @self: (transfer full): where a difference was written to
 *
 * Gives a reference back; the last one frees it, and leaves the file where it is.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static MoCommandText *
begin (const MoBranchTable *target, const MoBranchTable *base, const char *const *columns)
{
  MoCommandText *text = mo_command_text_new ("DATA BRANCH DIFF ");

  mo_branch_table_add (text, target);
  mo_command_text_add (text, " AGAINST ");
  mo_branch_table_add (text, base);
  if (columns != NULL)
    {
      mo_command_text_add (text, " COLUMNS (");
      mo_command_text_names (text, columns, "the column's name");
      mo_command_text_add (text, ")");
    }
  return text;
}

/* Its answer is what it is for. */
static MoFuture *
run (MoCommandText *text, MoExecutor *executor)
{
  return mo_command_text_run (text, executor, MO_COMMAND_REFUSED);
}

/**
 * mo_branch_diff:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @columns: (nullable) (array zero-terminated=1): the columns to be shown; %NULL: all of them
 * @limit: how many rows at the most; 0: all of them
 *
 * What was done to two tables since they parted. A row that both have changed is there twice.
 *
 * In a transaction: refused. Server: 3.0.5; with @columns 4.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, no columns),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne, or a transaction), %MO_ERROR_SERVER (the tables differ in
 * their columns), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]: first the table to which it was done;
 *   then `flag`, which is `INSERT`, `UPDATE` or `DELETE`; then the columns under their names
 * Since: 0.1
 */
MoFuture *
mo_branch_diff (MoExecutor *executor,
                const MoBranchTable *target,
                const MoBranchTable *base,
                const char *const *columns,
                guint64 limit)
{
  MoCommandText *text = begin (target, base, columns);

  if (limit > G_MAXINT64)
    mo_command_text_refuse (text, "a limit of %" G_GUINT64_FORMAT " is too high", limit);
  if (limit > 0)
    {
      mo_command_text_add (text, " OUTPUT LIMIT ");
      mo_command_text_number (text, (gint64) limit);
    }
  return run (text, executor);
}

/**
 * mo_branch_diff_count:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 *
 * How many rows [func@Mo.branch_diff] would have. In a transaction: refused. Server: 3.0.5.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a number: see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_branch_diff_count (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base)
{
  MoCommandText *text = begin (target, base, NULL);

  mo_command_text_add (text, " OUTPUT COUNT");
  return run (text, executor);
}

/**
 * mo_branch_diff_summary:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 *
 * How many rows were inserted, deleted and updated in each. In a transaction: refused. Server: 4.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.branch_diff].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of three rows: `INSERTED`, `DELETED`
 *   or `UPDATED`; how many in @target; how many in @base
 * Since: 0.1
 */
MoFuture *
mo_branch_diff_summary (MoExecutor *executor,
                        const MoBranchTable *target,
                        const MoBranchTable *base)
{
  MoCommandText *text = begin (target, base, NULL);

  mo_command_text_add (text, " OUTPUT SUMMARY");
  return run (text, executor);
}

/**
 * mo_branch_diff_to_file:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @directory: a directory of the server's, which must be there, or a stage's: `stage://s`
 *
 * Writes statements that make @base what @target is. In a transaction: refused. Server: 3.0.5.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.branch_diff]; %MO_ERROR_SERVER (there is no such
 * directory).
 *
 * Returns: (transfer full): a future of a [struct@Mo.BranchFile]: see [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_branch_diff_to_file (MoExecutor *executor,
                        const MoBranchTable *target,
                        const MoBranchTable *base,
                        const char *directory)
{
  MoCommandText *text = begin (target, base, NULL);

  mo_command_text_add (text, " OUTPUT FILE ");
  if (directory != NULL && *directory == '\0')
    mo_command_text_refuse (text, "the directory is empty");
  mo_command_text_value (text, directory, "the directory");
  return mo_command_text_list (text, executor, MO_COMMAND_REFUSED, MO_MODEL (MoBranchFile));
}

/**
 * mo_branch_diff_to_table:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @columns: (nullable) (array zero-terminated=1): the columns to be written; %NULL: all of them
 * @database: (nullable): the new table's database; %NULL: that of the connection
 * @table: the new table
 *
 * Writes what [func@Mo.branch_diff] shows to a new table. In a transaction: refused. Server: later
 * than 4.2; earlier ones know the words only.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.branch_diff]; %MO_ERROR_NOT_SUPPORTED (an earlier
 * server).
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]: the table that was created
 * Since: 0.1
 */
MoFuture *
mo_branch_diff_to_table (MoExecutor *executor,
                         const MoBranchTable *target,
                         const MoBranchTable *base,
                         const char *const *columns,
                         const char *database,
                         const char *table)
{
  MoCommandText *text = begin (target, base, columns);

  mo_command_text_add (text, " OUTPUT AS ");
  mo_command_text_table (text, database, table);
  return run (text, executor);
}
