/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RESTORE … FROM PITR: the server is asked what its clock showed, and then restores.
 *
 * It reads the moment in the zone of its own process, whatever the session's time_zone is. It has
 * that zone under a name, 'Local', for CONVERT_TZ() as well.
 */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-restore.h>
#include <matrixone-glib/mo-result.h>

#include "matrixone/mo-command-text-private.h"

#undef mo_restore_cluster_from_pitr
#undef mo_restore_account_from_pitr
#undef mo_restore_database_from_pitr
#undef mo_restore_table_from_pitr

#define FORMAT "%Y-%m-%d %H:%M:%S"

typedef struct
{
  MoProgram parent;
  MoCommandText *text; /* up to the moment; NULL once it is used */
  char *source;        /* the account whose data it is; NULL: the PITR's */
  char *utc;           /* the moment, in whole seconds */
  gint microsecond;
  guint turn;
} MoPitrRestore;

static gboolean
check_site (const MoProgramSite *site, GError **error)
{
  if (!mo_program_site_check_matrixone (site, "RESTORE is", error))
    return FALSE;
  if (site->in_transaction)
    g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                 "RESTORE FROM PITR: MatrixOne refuses it in a transaction, and nothing was sent: "
                 "run it on the client");
  return !site->in_transaction;
}

/* There and back, as an hour that the clocks repeat is two hours. */
static gboolean
ask_for_clock (MoPitrRestore *self, GPtrArray *statements, GError **error)
{
  MoValue utc[] = { mo_value_text (self->utc), mo_value_text (self->utc) };
  MoStatement *statement = mo_statement_new (
      "SELECT CONVERT_TZ(?, '+00:00', 'Local'), "
      "CONVERT_TZ(CONVERT_TZ(?, '+00:00', 'Local'), 'Local', '+00:00')",
      utc, G_N_ELEMENTS (utc), MO_STATEMENT_DEFAULT, error);

  return mo_program_add_statement (statements, statement);
}

static gboolean
add_restore (MoPitrRestore *self, const char *shown, GPtrArray *statements, GError **error)
{
  g_autofree char *moment = g_strdup_printf ("%s.%06d", shown, self->microsecond);
  MoCommandText *text = g_steal_pointer (&self->text);

  mo_command_text_value (text, moment, "the moment");
  if (self->source != NULL)
    {
      mo_command_text_add (text, " ");
      mo_command_text_object (text, self->source, "the account's name");
    }
  return mo_program_add_statement (statements, mo_command_text_to_statement (text, error));
}

static gboolean
restore (MoPitrRestore *self, MoResult *clock, GPtrArray *statements, GError **error)
{
  const char *shown = mo_result_get_text (clock, 0, 0);
  const char *back = mo_result_get_text (clock, 0, 1);

  if (g_strcmp0 (back, self->utc) == 0)
    return add_restore (self, shown, statements, error);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "the moment %s UTC cannot be said to the server, which reads it in its own zone: "
               "there its clocks showed %s, which is %s UTC",
               self->utc, shown != NULL ? shown : "nothing", back != NULL ? back : "nothing");
  return FALSE;
}

static gboolean
pitr_restore_next (MoProgram *program,
                   const MoProgramSite *site,
                   GPtrArray *answers,
                   GPtrArray *statements,
                   GError **error)
{
  MoPitrRestore *self = (MoPitrRestore *) program;

  switch (self->turn++)
    {
    case 0:
      return check_site (site, error) && ask_for_clock (self, statements, error);
    case 1:
      return restore (self, g_ptr_array_index (answers, 0), statements, error);
    default:
      return TRUE;
    }
}

static void
pitr_restore_finalize (MoProgram *program)
{
  MoPitrRestore *self = (MoPitrRestore *) program;

  g_clear_pointer (&self->text, mo_command_text_free);
  g_free (self->source);
  g_free (self->utc);
  g_free (self);
}

static const MoProgramClass pitr_restore_class = { pitr_restore_next, pitr_restore_finalize };

/* (transfer full) */
static MoProgram *
pitr_restore_new (MoCommandText *text, const char *source, GDateTime *moment)
{
  MoPitrRestore *self = g_new0 (MoPitrRestore, 1);
  g_autoptr (GDateTime) utc = g_date_time_to_utc (moment);

  mo_program_init (&self->parent, &pitr_restore_class);
  self->text = text;
  self->source = g_strdup (source);
  self->utc = g_date_time_format (utc, FORMAT);
  self->microsecond = g_date_time_get_microsecond (utc);
  return &self->parent;
}

/* Consumes @text. */
static MoFuture *
run (MoCommandText *text,
     MoExecutor *executor,
     const char *source,
     const char *pitr,
     GDateTime *moment)
{
  mo_command_text_add (text, " FROM PITR ");
  mo_command_text_object (text, pitr, "the PITR's name");
  mo_command_text_add (text, " ");
  if (moment == NULL)
    mo_command_text_refuse (text, "the moment is NULL");
  if (source != NULL)
    mo_command_text_check_name (text, source, "the account's name");
  if (mo_command_text_is_refused (text))
    return mo_command_text_run (text, executor, MO_COMMAND_REFUSED);
  return mo_executor_run (executor, pitr_restore_new (text, source, moment));
}

/**
 * mo_restore_cluster_from_pitr:
 * @executor: a client
 * @pitr: a PITR of the cluster
 * @moment: since when what was done is undone, to the microsecond
 *
 * Makes the whole cluster what it was at a moment. What came later is lost. For the account sys
 * alone.
 *
 * The server reads the moment in the time zone of its own process, and not in the session's. So it
 * is first asked what its clock showed then, on the same connection; a moment in an hour that this
 * clock repeated is refused where it would be taken for the other one.
 *
 * In a transaction: refused. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, the moment),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne, or a transaction), %MO_ERROR_SERVER (no such PITR, or of
 * something else, or the moment is out of its range), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_cluster_from_pitr (MoExecutor *executor, const char *pitr, GDateTime *moment)
{
  return run (mo_command_text_new ("RESTORE CLUSTER"), executor, NULL, pitr, moment);
}

/**
 * mo_restore_account_from_pitr:
 * @executor: a client
 * @account: (nullable): the account that becomes what it was, which is for sys to name; %NULL:
 *   one's own, and the one way for sys itself
 * @source_account: (nullable): whose data it gets, where the PITR is the cluster's; otherwise %NULL
 * @pitr: a PITR of the account, or of the cluster
 * @moment: since when what was done is undone, to the microsecond
 *
 * Makes an account what it, or another, was at a moment. Otherwise as
 * [func@Mo.restore_cluster_from_pitr].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_account_from_pitr (MoExecutor *executor,
                              const char *account,
                              const char *source_account,
                              const char *pitr,
                              GDateTime *moment)
{
  MoCommandText *text = mo_command_text_new ("RESTORE");

  if (account != NULL)
    {
      mo_command_text_add (text, " ACCOUNT ");
      mo_command_text_object (text, account, "the account's name");
    }
  else if (source_account != NULL)
    mo_command_text_refuse (text, "an account that gets what another one had has to be named");
  return run (text, executor, source_account, pitr, moment);
}

/**
 * mo_restore_database_from_pitr:
 * @executor: a client
 * @database: a database of one's own account
 * @pitr: a PITR of it or of the account
 * @moment: since when what was done is undone, to the microsecond
 *
 * Makes a database what it was at a moment. Otherwise as [func@Mo.restore_cluster_from_pitr].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_database_from_pitr (MoExecutor *executor,
                               const char *database,
                               const char *pitr,
                               GDateTime *moment)
{
  MoCommandText *text = mo_command_text_new ("RESTORE DATABASE ");

  mo_command_text_name (text, database, "the database's name");
  return run (text, executor, NULL, pitr, moment);
}

/**
 * mo_restore_table_from_pitr:
 * @executor: a client
 * @database: the table's database, of one's own account
 * @table: the table
 * @pitr: a PITR of it, of its database or of the account
 * @moment: since when what was done is undone, to the microsecond
 *
 * Makes a table what it was at a moment. Otherwise as [func@Mo.restore_cluster_from_pitr].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_table_from_pitr (MoExecutor *executor,
                            const char *database,
                            const char *table,
                            const char *pitr,
                            GDateTime *moment)
{
  MoCommandText *text = mo_command_text_new ("RESTORE DATABASE ");

  mo_command_text_name (text, database, "the database's name");
  mo_command_text_add (text, " TABLE ");
  mo_command_text_name (text, table, "the table's name");
  return run (text, executor, NULL, pitr, moment);
}
