/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running a script: all of it is checked before its first statement is sent. */

#include "client/mo-script-program-private.h"

#include "client/mo-run-private.h"
#include "value/mo-result-chain-private.h"

typedef struct
{
  MoProgram parent;
  MoScript *script;
  guint n_begun; /* statements; the last of them is the one that it stands at */
  MoResultChain results;
} MoScriptProgram;

gboolean
mo_script_check (const MoScript *script,
                 MoConnection *connection,
                 gboolean in_transaction,
                 GError **error)
{
  MoServerKind kind = mo_connection_get_server_kind (connection);

  for (guint i = 0; i < mo_script_get_length (script); i++)
    {
      MoStatement *statement = mo_script_get_statement (script, i);
      g_autofree char *place = NULL;

      if (mo_run_check_quotes (connection, statement, error)
          && (!in_transaction || mo_statement_check_in_transaction (statement, kind, error)))
        continue;
      place = mo_script_dup_place (script, i);
      g_prefix_error (error, "%s, and nothing of the script was sent: ", place);
      return FALSE;
    }
  return TRUE;
}

static gboolean
script_next (MoProgram *program,
             const MoProgramSite *site,
             GPtrArray *answers,
             GPtrArray *statements,
             GError **error)
{
  MoScriptProgram *self = (MoScriptProgram *) program;

  if (self->n_begun == 0
      && !mo_script_check (self->script, site->connection, site->in_transaction, error))
    return FALSE;
  if (answers->len > 0)
    mo_result_chain_add_statement (&self->results, g_ptr_array_steal_index (answers, 0),
                                   self->n_begun - 1);
  if (self->n_begun < mo_script_get_length (self->script))
    g_ptr_array_add (statements, mo_statement_ref (mo_script_get_statement (self->script,
                                                                            self->n_begun++)));
  return TRUE;
}

static MoResult *
script_take_result (MoProgram *program)
{
  return mo_result_chain_steal (&((MoScriptProgram *) program)->results);
}

static char *
script_dup_place (MoProgram *program)
{
  MoScriptProgram *self = (MoScriptProgram *) program;

  return self->n_begun > 0 ? mo_script_dup_place (self->script, self->n_begun - 1) : NULL;
}

static void
script_finalize (MoProgram *program)
{
  MoScriptProgram *self = (MoScriptProgram *) program;

  mo_result_chain_clear (&self->results);
  mo_script_free (self->script);
  g_free (self);
}

static const MoProgramClass script_class = {
  .next = script_next,
  .finalize = script_finalize,
  .take_result = script_take_result,
  .dup_place = script_dup_place,
};

MoProgram *
mo_script_program_new (MoScript *script)
{
  MoScriptProgram *self = g_new0 (MoScriptProgram, 1);

  mo_program_init (&self->parent, &script_class);
  self->script = script;
  return &self->parent;
}
