/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoClient: settings, fixed when it is made, and the pool behind them. */

#include "client/mo-client-private.h"

#include "base/mo-error-private.h"
#include "client/mo-client-settings-private.h"
#include "client/mo-executor-private.h"
#include "client/mo-program-job-private.h"
#include "client/mo-statement-job-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"

/**
 * MoClient:
 *
 * A pool of connections to one server. Each connection belongs to a worker thread of its own, which
 * makes the blocking calls; every method here may be called from any thread and returns at once,
 * but for [method@Mo.Client.run_transaction]. It implements [iface@Mo.Executor]: a statement on the
 * client runs by itself, on whichever connection is free.
 *
 * Threads and connections are made as they are needed, up to [property@Mo.Client:pool-size].
 *
 * Since: 0.1
 */
struct _MoClient
{
  GObject parent_instance;
  /* Immutable once constructed. */
  MoClientSettings settings;
  MoPool *pool;
};

typedef struct
{
  GObjectClass parent_class;
} MoClientClass;

static MoFuture *
client_execute (MoExecutor *executor, MoStatement *statement)
{
  MoClient *self = MO_CLIENT (executor);
  GError *error = NULL;

  if (mo_statement_check_alone (statement, &error))
    return mo_pool_submit (self->pool, mo_statement_job_new (statement, self->settings.pool.echo));
  mo_statement_unref (statement);
  return mo_future_new_for_error (error);
}

static MoFuture *
client_command (MoExecutor *executor, MoCommand *command)
{
  MoClient *self = MO_CLIENT (executor);

  return mo_pool_submit (self->pool, mo_command_job_new (command, self->settings.pool.echo));
}

static MoFuture *
client_run (MoExecutor *executor, MoProgram *program)
{
  MoClient *self = MO_CLIENT (executor);

  return mo_pool_submit (self->pool, mo_program_job_new (program, self->settings.pool.echo));
}

static MoFuture *
client_refuse (MoExecutor *executor, GError *error)
{
  return mo_future_new_for_error (error);
}

static void
mo_client_executor_init (MoExecutorInterface *iface)
{
  iface->execute = client_execute;
  iface->command = client_command;
  iface->run = client_run;
  iface->refuse = client_refuse;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MoClient, mo_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR, mo_client_executor_init))

static void
mo_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (!mo_client_settings_set (&MO_CLIENT (object)->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mo_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (!mo_client_settings_get (&MO_CLIENT (object)->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mo_client_constructed (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  G_OBJECT_CLASS (mo_client_parent_class)->constructed (object);
  if (self->settings.endpoint.socket != NULL)
    g_clear_pointer (&self->settings.endpoint.host, g_free);
  self->pool = mo_pool_new (&mo_mysql_api, &self->settings.endpoint, &self->settings.pool,
                            &mo_clock_monotonic);
}

static void
mo_client_dispose (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  if (self->pool != NULL)
    mo_future_unref (mo_pool_close (self->pool));
  G_OBJECT_CLASS (mo_client_parent_class)->dispose (object);
}

static void
mo_client_finalize (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  mo_client_settings_clear (&self->settings);
  mo_pool_join (self->pool);
  mo_pool_unref (self->pool);
  G_OBJECT_CLASS (mo_client_parent_class)->finalize (object);
}

static void
mo_client_class_init (MoClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mo_client_set_property;
  object_class->get_property = mo_client_get_property;
  object_class->constructed = mo_client_constructed;
  object_class->dispose = mo_client_dispose;
  object_class->finalize = mo_client_finalize;
  mo_client_settings_install (object_class);
}

static void
mo_client_init (MoClient *self)
{
  (void) self;
}

MoPool *
mo_client_get_pool (MoClient *self)
{
  return self->pool;
}

/**
 * mo_client_new:
 * @uri: `matrixone://user:password@host:port/database?option=value&…`
 * @error: return location
 *
 * A client for a server. The scheme is `matrixone` (port 6001 unless given), `mysql` or `mariadb`
 * (port 3306). Options are the other properties of the class, with underscores: `pool_size`.
 * Nothing is connected yet: see [method@Mo.Client.connect].
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT; no message shows the password.
 *
 * Returns: (transfer full) (nullable): a client
 * Since: 0.1
 */
MoClient *
mo_client_new (const char *uri, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (GValue));

  if (uri == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "the connection URI is NULL: is an environment variable not set?");
      return NULL;
    }
  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);
  if (!mo_client_parse_uri (uri, names, values, error))
    return NULL;
  return MO_CLIENT (g_object_new_with_properties (MO_TYPE_CLIENT, names->len,
                                                  (const char **) names->pdata,
                                                  (const GValue *) values->data));
}

static MoFuture *
reject_foreign (void)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "the client is no MoClient: did mo_client_new() fail?");
}

/**
 * mo_client_connect:
 * @self: a client
 *
 * Opens a connection, so that a wrong address or password shows here and not with the first
 * statement. Calling it is not required.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_CONNECT_FAILED, %MO_ERROR_ACCESS_DENIED,
 * %MO_ERROR_NO_SUCH_OBJECT (the database), %MO_ERROR_POOL_CLOSED.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_connect (MoClient *self)
{
  if (!MO_IS_CLIENT (self))
    return reject_foreign ();
  return mo_pool_submit (self->pool, mo_connect_job_new ());
}

/**
 * mo_client_disconnect:
 * @self: a client
 *
 * Takes no new work, lets what was submitted before and every open transaction come to its end, and
 * closes the connections. A client that is disconnected stays so.
 *
 * Thread: any; never blocks. Errors: none.
 *
 * Returns: (transfer full): a future of %TRUE, resolved when the last connection is closed and its
 *   thread has ended
 * Since: 0.1
 */
MoFuture *
mo_client_disconnect (MoClient *self)
{
  if (!MO_IS_CLIENT (self))
    return reject_foreign ();
  return mo_pool_close (self->pool);
}

/**
 * mo_client_begin:
 * @self: a client
 *
 * Opens a transaction, which holds one connection until it ends. BEGIN itself travels with the
 * first statement.
 *
 * Thread: any; never blocks. Errors: those of connecting; %MO_ERROR_POOL_EXHAUSTED,
 * %MO_ERROR_POOL_CLOSED, %MO_ERROR_WOULD_DEADLOCK (in the body of a transaction, while such bodies
 * hold all connections).
 *
 * Returns: (transfer full): a future of a [class@Mo.Transaction]; see [func@Mo.await_transaction]
 * Since: 0.1
 */
MoFuture *
mo_client_begin (MoClient *self)
{
  MoTransactionCore *core;

  if (!MO_IS_CLIENT (self))
    return reject_foreign ();
  core = mo_transaction_core_new (self->pool, MO_LEASE_DEFAULT, "a transaction (mo_client_begin)");
  return mo_transaction_core_request (core, mo_transaction_new (core));
}
