/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommandSteps: a program of commands. */

#include "matrixone/mo-command-steps-private.h"

#include <matrixone-glib/mo-future.h>

#include "orm/mo-select-private.h"

typedef struct
{
  MoStatement *statement;
  MoCommandTake take;
  gpointer data;
  GDestroyNotify free_data;
} MoStep;

struct _MoCommandSteps
{
  MoProgram parent;
  char *what;
  GPtrArray *steps; /* of MoStep */
  guint n_sent;
  MoResult *last;   /* the last answer; NULL: none so far */
  GError *error;    /* the first mistake; NULL: none so far */
};

static void
step_free (gpointer data)
{
  MoStep *self = data;

  if (self->free_data != NULL)
    self->free_data (self->data);
  mo_statement_unref (self->statement);
  g_free (self);
}

/* --- as a program --- */

static gboolean
take_answer (MoCommandSteps *self, const MoProgramSite *site, GPtrArray *answers, GError **error)
{
  const MoStep *step;

  if (self->n_sent == 0 || answers->len == 0)
    return TRUE;
  step = g_ptr_array_index (self->steps, self->n_sent - 1);
  g_clear_pointer (&self->last, mo_result_unref);
  self->last = mo_result_ref (g_ptr_array_index (answers, 0));
  return step->take == NULL || step->take (self, site, self->last, error);
}

static gboolean
steps_next (MoProgram *program,
            const MoProgramSite *site,
            GPtrArray *answers,
            GPtrArray *statements,
            GError **error)
{
  MoCommandSteps *self = (MoCommandSteps *) program;
  const MoStep *step;

  if (!mo_program_site_check_matrixone (site, self->what, error)
      || !take_answer (self, site, answers, error))
    return FALSE;
  if (self->n_sent == self->steps->len)
    return TRUE;
  step = g_ptr_array_index (self->steps, self->n_sent++);
  g_ptr_array_add (statements, mo_statement_ref (step->statement));
  return TRUE;
}

static void
steps_finalize (MoProgram *program)
{
  MoCommandSteps *self = (MoCommandSteps *) program;

  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->last, mo_result_unref);
  g_clear_error (&self->error);
  g_free (self->what);
  g_free (self);
}

static MoResult *
steps_take_result (MoProgram *program)
{
  return g_steal_pointer (&((MoCommandSteps *) program)->last);
}

/* --- making --- */

MoCommandSteps *
mo_command_steps_new (const char *what)
{
  MoCommandSteps *self = g_new0 (MoCommandSteps, 1);

  self->what = g_strdup (what);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

/* (transfer full): NULL and an error: a mistake. Consumes @text. */
static MoStep *
step_new (MoCommandText *text, GError **error)
{
  MoStatement *statement = mo_command_text_to_statement (text, error);
  MoStep *self;

  if (statement == NULL)
    return NULL;
  self = g_new0 (MoStep, 1);
  self->statement = statement;
  return self;
}

void
mo_command_steps_add (MoCommandSteps *self,
                      MoCommandText *text,
                      MoCommandTake take,
                      gpointer data,
                      GDestroyNotify free_data)
{
  GError *error = NULL;
  MoStep *step = step_new (text, &error);

  if (step == NULL)
    {
      if (free_data != NULL)
        free_data (data);
      if (self->error == NULL)
        self->error = error;
      else
        g_error_free (error);
      return;
    }
  step->take = take;
  step->data = data;
  step->free_data = free_data;
  g_ptr_array_add (self->steps, step);
}

/* Consumes @self. */
static MoFuture *
run (MoCommandSteps *self, MoExecutor *executor, const MoProgramClass *klass)
{
  MoFuture *future;

  mo_program_init (&self->parent, klass);
  if (self->error == NULL)
    return mo_executor_run (executor, &self->parent);
  future = mo_executor_refuse (executor, g_steal_pointer (&self->error));
  mo_program_unref (&self->parent);
  return future;
}

MoFuture *
mo_command_steps_run (MoCommandSteps *self, MoExecutor *executor)
{
  static const MoProgramClass klass = { .next = steps_next, .finalize = steps_finalize };

  return run (self, executor, &klass);
}

MoFuture *
mo_command_steps_list (MoCommandSteps *self, MoExecutor *executor, const MoModel *model)
{
  static const MoProgramClass klass
      = { .next = steps_next, .finalize = steps_finalize, .take_result = steps_take_result };

  return mo_select_hydrate_future (model, run (self, executor, &klass));
}

/* --- while it runs --- */

gpointer
mo_command_steps_get_data (MoCommandSteps *self)
{
  return ((MoStep *) g_ptr_array_index (self->steps, self->n_sent - 1))->data;
}

gboolean
mo_command_steps_insert (MoCommandSteps *self, const char *sql, GError **error)
{
  return mo_command_steps_insert_text (self, mo_command_text_new (sql), error);
}

gboolean
mo_command_steps_insert_text (MoCommandSteps *self, MoCommandText *text, GError **error)
{
  MoStep *step = step_new (text, error);

  if (step == NULL)
    return FALSE;
  g_ptr_array_insert (self->steps, (gint) self->n_sent, step);
  return TRUE;
}
