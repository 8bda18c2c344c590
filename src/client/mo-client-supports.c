/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking what a client's server can do. */

#include "client/mo-client-private.h"

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"

typedef struct
{
  MoJob parent;
  MoFeature feature;
  const MoFeatures *features; /* lent by the pool, which waits for its jobs */
  const MoLogOptions *log;
} MoSupportsJob;

/* (transfer full): as people know it. */
static char *
name_feature (MoFeature feature)
{
  GEnumClass *klass = g_type_class_ref (mo_feature_get_type ());
  const GEnumValue *value = g_enum_get_value (klass, feature);
  char *name = g_strdup_printf ("the feature \"%s\"", value->value_nick);

  g_type_class_unref (klass);
  return name;
}

/* Some MatrixOne have it, and their numbers do not tell: one that understands it misses the table,
 * and nothing is written in either case. */
static gboolean
has_returning (MoSupportsJob *self, MoConnection *connection)
{
  const MoRun run = { connection, &self->parent, self->log, TRUE };
  g_autoptr (MoStatement) statement
      = mo_statement_new ("INSERT INTO mo_glib_there_is_no_such_table (a) VALUES (1) RETURNING a",
                          NULL, 0, MO_STATEMENT_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;
  gboolean stopped;

  result = mo_run_statement (&run, statement, &stopped, &error);
  return g_error_matches (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
}

static gboolean
is_to_be_asked (MoSupportsJob *self, MoServerKind kind)
{
  guint32 said = self->features->with | self->features->without;

  return kind == MO_SERVER_KIND_MATRIXONE && self->feature == MO_FEATURE_RETURNING
         && (said & (1u << MO_FEATURE_RETURNING)) == 0;
}

static void
supports_run (MoJob *job, MoConnection *connection)
{
  MoSupportsJob *self = (MoSupportsJob *) job;
  MoServerKind kind = mo_connection_get_server_kind (connection);
  g_autofree char *name = name_feature (self->feature);
  GError *error = NULL;

  if ((is_to_be_asked (self, kind) && has_returning (self, connection))
      || mo_features_check (self->features, kind, self->feature, name,
                            mo_connection_get_server_name (connection), &error))
    mo_job_resolve_true (job);
  else
    mo_job_reject (job, error);
}

static const MoJobClass supports_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoSupportsJob, mo_job_cancel),
  .run = supports_run,
  .is_no_work = TRUE,
};

/**
 * mo_client_supports:
 * @self: a client
 * @feature: what is asked for
 *
 * Whether the server has something, for a program that would do it in another way there. It takes a
 * connection, since only the server can tell; [property@Mo.Client:capabilities] has the last word.
 *
 * `mo_await (mo_client_supports (client, MO_FEATURE_SAVEPOINTS), &error)` is %FALSE where it has
 * none, with %MO_ERROR_NOT_SUPPORTED; with any other error nobody knows.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NOT_SUPPORTED, with the server's name: it has not;
 * those of [method@Mo.Client.connect].
 *
 * Returns: (transfer full): a future of %TRUE, where the server has it
 * Since: 0.1
 */
MoFuture *
mo_client_supports (MoClient *self, MoFeature feature)
{
  MoSupportsJob *job;
  MoPool *pool;

  if (!MO_IS_CLIENT (self) || (guint) feature > MO_FEATURE_TIME_TRAVEL)
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "%s",
                                   MO_IS_CLIENT (self)
                                       ? "there is no such feature to be asked for"
                                       : "the client is no MoClient: did mo_client_new() fail?");
  pool = mo_client_get_pool (self);
  job = (MoSupportsJob *) mo_job_alloc (&supports_class);
  job->parent.priority = mo_client_get_priority (self);
  job->feature = feature;
  job->features = mo_pool_get_features (pool);
  job->log = mo_pool_get_log_options (pool);
  return mo_pool_submit (pool, &job->parent);
}
