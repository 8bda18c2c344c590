/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: made and dropped in the order of their foreign keys, and looked at. */

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-schema.h>
#include <string.h>

#include "client/mo-executor-private.h"
#include "orm/mo-schema-private.h"

/* --- the program --- */

typedef enum
{
  MO_SCHEMA_CREATE,
  MO_SCHEMA_DROP,
  MO_SCHEMA_CHECK,
} MoSchemaTask;

/* One turn. */
typedef struct
{
  const MoModel *model;
  MoStatement *statement; /* NULL: ask about the model's table */
  gboolean is_setting;    /* without a statement: ask about what its index wants set */
} MoSchemaStep;

/* One statement a turn, so that none is sent behind one that failed. */
typedef struct
{
  MoProgram parent;
  MoSchemaTask task;
  GPtrArray *sorted;   /* of MoModel */
  GPtrArray *steps;    /* of MoSchemaStep */
  guint n_steps;       /* how many were taken */
  GPtrArray *findings; /* of a check: what does not fit */
} MoSchemaProgram;

static void
free_step (gpointer data)
{
  MoSchemaStep *self = data;

  g_clear_pointer (&self->statement, mo_statement_unref);
  g_free (self);
}

/* Consumes @statement. */
static MoSchemaStep *
new_step (const MoModel *model, MoStatement *statement)
{
  MoSchemaStep *self = g_new0 (MoSchemaStep, 1);

  self->model = model;
  self->statement = statement;
  return self;
}

static gboolean
ask (MoSchemaProgram *self,
     const MoSchemaStep *step,
     MoServerKind kind,
     GPtrArray *statements,
     GError **error)
{
  if (step->is_setting)
    return mo_program_add_statement (statements, mo_schema_ask_hnsw (error));
  if (self->task != MO_SCHEMA_CHECK)
    return mo_program_add_statement (statements, mo_schema_ask_keys (kind, step->model, error));
  return mo_program_add_statement (statements, mo_schema_ask_columns (kind, step->model, error))
         && mo_program_add_statement (statements, mo_schema_ask_indexes (kind, step->model, error))
         && mo_program_add_statement (statements, mo_schema_ask_keys (kind, step->model, error));
}

/* Of a model's keys that go round a circle: those that are to be made, or dropped, in the next
 * turns. */
static gboolean
take_keys (MoSchemaProgram *self, const MoModel *model, MoResult *keys, GError **error)
{
  guint place = self->n_steps;
  MoForeignKey key;

  for (guint i = 0; mo_model_get_foreign_key (model, i, &key); i++)
    {
      gint row = mo_schema_find_key (keys, model, &key);
      MoStatement *statement;

      if (!mo_schema_is_deferred (self->sorted, model, &key)
          || (row >= 0) != (self->task == MO_SCHEMA_DROP))
        continue;
      statement = row < 0 ? mo_schema_new_add_key (model, &key, error)
                          : mo_schema_new_drop_key (
                                model, mo_schema_get_key_name (keys, (guint) row), error);
      if (statement == NULL)
        return FALSE;
      g_ptr_array_insert (self->steps, (gint) place++, new_step (model, statement));
    }
  return TRUE;
}

static gboolean
take_setting (MoSchemaProgram *self,
              const MoModel *model,
              MoResult *answer,
              gboolean in_transaction,
              GError **error)
{
  MoStatement *to_set;

  if (!mo_schema_read_hnsw (answer, in_transaction, model, &to_set, error))
    return FALSE;
  if (to_set != NULL)
    g_ptr_array_insert (self->steps, (gint) self->n_steps, new_step (model, to_set));
  return TRUE;
}

static gboolean
take_answers (MoSchemaProgram *self,
              const MoProgramSite *site,
              GPtrArray *answers,
              GError **error)
{
  const MoSchemaStep *step
      = self->n_steps > 0 ? g_ptr_array_index (self->steps, self->n_steps - 1) : NULL;

  if (step == NULL || step->statement != NULL)
    return TRUE;
  if (step->is_setting)
    return take_setting (self, step->model, g_ptr_array_index (answers, 0), site->in_transaction,
                         error);
  if (self->task != MO_SCHEMA_CHECK)
    return take_keys (self, step->model, g_ptr_array_index (answers, 0), error);
  mo_schema_compare (step->model, g_ptr_array_index (answers, 0), g_ptr_array_index (answers, 1),
                     g_ptr_array_index (answers, 2), self->findings);
  return TRUE;
}

static gboolean
check_server (MoSchemaProgram *self, const MoProgramSite *site, GError **error)
{
  if (self->task == MO_SCHEMA_DROP || self->n_steps > 0)
    return TRUE;
  for (guint i = 0; i < self->sorted->len; i++)
    if (!mo_schema_check_server (g_ptr_array_index (self->sorted, i), site, error))
      return FALSE;
  return TRUE;
}

static gboolean
report_findings (MoSchemaProgram *self, GError **error)
{
  g_autofree char *text = NULL;

  if (self->findings->len == 0)
    return TRUE;
  g_ptr_array_add (self->findings, NULL);
  text = g_strjoinv ("; ", (char **) self->findings->pdata);
  g_set_error (error, MO_ERROR, MO_ERROR_SCHEMA_MISMATCH, "%s", text);
  return FALSE;
}

static gboolean
next_step (MoProgram *program,
           const MoProgramSite *site,
           GPtrArray *answers,
           GPtrArray *statements,
           GError **error)
{
  MoSchemaProgram *self = (MoSchemaProgram *) program;
  const MoSchemaStep *step;

  if (!check_server (self, site, error) || !take_answers (self, site, answers, error))
    return FALSE;
  if (self->n_steps == self->steps->len)
    return report_findings (self, error);
  step = g_ptr_array_index (self->steps, self->n_steps++);
  if (step->statement == NULL)
    return ask (self, step, site->server_kind, statements, error);
  g_ptr_array_add (statements, mo_statement_ref (step->statement));
  return TRUE;
}

static char *
dup_place (MoProgram *program)
{
  MoSchemaProgram *self = (MoSchemaProgram *) program;
  const MoSchemaStep *step
      = self->n_steps > 0 ? g_ptr_array_index (self->steps, self->n_steps - 1) : NULL;

  if (step == NULL)
    return NULL;
  return g_strdup_printf ("table %s", step->model->table); /* the statement's error shows it */
}

static void
finalize_program (MoProgram *program)
{
  MoSchemaProgram *self = (MoSchemaProgram *) program;

  g_ptr_array_unref (self->sorted);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

static MoSchemaProgram *
new_program (MoSchemaTask task)
{
  static const MoProgramClass klass = { next_step, finalize_program, NULL, dup_place };
  MoSchemaProgram *self = g_new0 (MoSchemaProgram, 1);

  mo_program_init (&self->parent, &klass);
  self->task = task;
  self->steps = g_ptr_array_new_with_free_func (free_step);
  self->findings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* --- its steps --- */

static gboolean
add_statement (MoSchemaProgram *self, const MoModel *model, MoStatement *statement)
{
  if (statement == NULL)
    return FALSE;
  self->parent.bytes = MAX (self->parent.bytes, strlen (mo_statement_get_sql (statement)));
  g_ptr_array_add (self->steps, new_step (model, statement));
  return TRUE;
}

/* The models of which a foreign key goes round a circle. */
static void
add_circles (MoSchemaProgram *self)
{
  for (guint i = 0; i < self->sorted->len; i++)
    {
      const MoModel *model = g_ptr_array_index (self->sorted, i);
      gboolean is_in_circle = FALSE;
      MoForeignKey key;

      for (guint j = 0; !is_in_circle && mo_model_get_foreign_key (model, j, &key); j++)
        is_in_circle = mo_schema_is_deferred (self->sorted, model, &key);
      if (is_in_circle)
        g_ptr_array_add (self->steps, new_step (model, NULL));
    }
}

/* Once, for all tables of the program. */
static void
add_setting (MoSchemaProgram *self)
{
  for (guint i = 0; i < self->sorted->len; i++)
    if (mo_schema_find_hnsw (g_ptr_array_index (self->sorted, i)) != NULL)
      {
        MoSchemaStep *step = new_step (g_ptr_array_index (self->sorted, i), NULL);

        step->is_setting = TRUE;
        g_ptr_array_add (self->steps, step);
        return;
      }
}

static gboolean
add_tables (MoSchemaProgram *self, GError **error)
{
  guint n = self->sorted->len;

  for (guint i = 0; i < n; i++)
    {
      gboolean drop = self->task == MO_SCHEMA_DROP;
      const MoModel *model = g_ptr_array_index (self->sorted, drop ? n - 1 - i : i);

      if (!add_statement (self, model,
                          drop ? mo_schema_new_drop (model, error)
                               : mo_schema_new_create (model, self->sorted, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_steps (MoSchemaProgram *self, GError **error)
{
  if (self->task == MO_SCHEMA_CHECK)
    {
      for (guint i = 0; i < self->sorted->len; i++)
        g_ptr_array_add (self->steps, new_step (g_ptr_array_index (self->sorted, i), NULL));
      return TRUE;
    }
  if (self->task == MO_SCHEMA_DROP)
    add_circles (self);
  else
    add_setting (self);
  if (!add_tables (self, error))
    return FALSE;
  if (self->task == MO_SCHEMA_CREATE)
    add_circles (self);
  return TRUE;
}

static MoProgram *
make_program (const MoModel *const *models,
              gsize n_models,
              MoSchemaTask task,
              const char *what,
              GError **error)
{
  g_autoptr (MoProgram) program = NULL;
  MoSchemaProgram *self;
  GPtrArray *sorted;

  if (models == NULL && n_models > 0)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "%s was given NULL where %" G_GSIZE_FORMAT " models belong", what, n_models);
      return NULL;
    }
  sorted = mo_model_sort_for_tables (models, n_models, error);
  if (sorted == NULL)
    return NULL;
  self = new_program (task);
  program = &self->parent;
  self->sorted = sorted;
  return add_steps (self, error) ? g_steal_pointer (&program) : NULL;
}

static MoFuture *
run (MoExecutor *executor,
     const MoModel *const *models,
     gsize n_models,
     MoSchemaTask task,
     const char *what)
{
  g_autoptr (GError) error = NULL;
  MoProgram *program;

  if (n_models == 0 && MO_IS_EXECUTOR (executor))
    return mo_future_new_true ();
  program = make_program (models, n_models, task, what, &error);
  if (program == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_run (executor, program);
}

/**
 * mo_schema_create_all:
 * @executor: a client, a transaction or a session
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * Creates the tables of models that are not there yet, with their indexes, foreign keys and checks;
 * those that others refer to first. A table that is there stays as it is, whatever its columns and
 * indexes; but where foreign keys lead in a circle, the last of it is added when all its tables are
 * there, unless it is. An HNSW index wants experimental_hnsw_index = 1: a client sets it on the
 * connection that it uses; in a transaction it must have been set before, as by `init_sql`. A table
 * that a failure follows stays too, unless a transaction is rolled back that the server creates
 * tables in. MariaDB and MySQL would commit an open transaction, so there the call is for a client.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a model that is %NULL or unusable;
 * a name that cannot be one), %MO_ERROR_SYNTAX (`.sql_type`, `.default_sql`, `.check`),
 * %MO_ERROR_NOT_SUPPORTED (vectors, but on MatrixOne; checks and collations there, which it would
 * not heed), %MO_ERROR_ENDS_TRANSACTION, those of the pool and the server, which name the table and
 * the statement.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_schema_create_all (MoExecutor *executor, const MoModel *const *models, gsize n_models)
{
  return run (executor, models, n_models, MO_SCHEMA_CREATE, "mo_schema_create_all()");
}

/**
 * mo_schema_drop_all:
 * @executor: a client, a transaction or a session
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * Drops the tables of models that are there, with their rows; those that refer to others first, and
 * before them foreign keys that lead in a circle.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.schema_create_all]; the server's, if a table
 * refers to one of them that is not among @models.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_schema_drop_all (MoExecutor *executor, const MoModel *const *models, gsize n_models)
{
  return run (executor, models, n_models, MO_SCHEMA_DROP, "mo_schema_drop_all()");
}

/**
 * mo_schema_check_all:
 * @executor: a client or a transaction
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * Looks whether the tables that are there fit their models, and changes nothing. The error says of
 * each table what is missing or different: columns, their types, whether they may be NULL, keys,
 * indexes, foreign keys. A table fits as well where it holds more: longer text, further indexes,
 * columns that are no fields, if rows can be inserted without them. Defaults, comments, collations
 * and checks are not looked at, nor the options of indexes.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_SCHEMA_MISMATCH; otherwise as
 * [func@Mo.schema_create_all].
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_schema_check_all (MoExecutor *executor, const MoModel *const *models, gsize n_models)
{
  return run (executor, models, n_models, MO_SCHEMA_CHECK, "mo_schema_check_all()");
}

/**
 * mo_client_create_all:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * [func@Mo.schema_create_all] on a client.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_create_all (MoClient *client, const MoModel *const *models, gsize n_models)
{
  return run ((MoExecutor *) client, models, n_models, MO_SCHEMA_CREATE, "mo_client_create_all()");
}

/**
 * mo_client_drop_all:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * [func@Mo.schema_drop_all] on a client.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_drop_all (MoClient *client, const MoModel *const *models, gsize n_models)
{
  return run ((MoExecutor *) client, models, n_models, MO_SCHEMA_DROP, "mo_client_drop_all()");
}

/**
 * mo_client_check_all:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * [func@Mo.schema_check_all] on a client.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_check_all (MoClient *client, const MoModel *const *models, gsize n_models)
{
  return run ((MoExecutor *) client, models, n_models, MO_SCHEMA_CHECK, "mo_client_check_all()");
}
