/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoClient: settings, fixed when it is made, and the pool behind them. */

#include "client/mo-client-private.h"

#include "base/mo-error-private.h"
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
  MoEndpoint endpoint;
  MoPoolOptions options;
  double pool_timeout;
  int pool_recycle;
  MoPool *pool;
};

typedef struct
{
  GObjectClass parent_class;
} MoClientClass;

typedef enum
{
  PROP_HOST = 1,
  PROP_PORT,
  PROP_SOCKET,
  PROP_USER,
  PROP_PASSWORD,
  PROP_DATABASE,
  PROP_ACCOUNT,
  PROP_ROLE,
  PROP_CONNECT_TIMEOUT,
  PROP_POOL_SIZE,
  PROP_POOL_TIMEOUT,
  PROP_POOL_RECYCLE,
  PROP_POOL_PRE_PING,
  PROP_ECHO,
} MoClientProperty;

static MoFuture *
client_execute (MoExecutor *executor, MoStatement *statement)
{
  MoClient *self = MO_CLIENT (executor);
  GError *error = NULL;

  if (mo_statement_check_alone (statement, &error))
    return mo_pool_submit (self->pool, mo_statement_job_new (statement, self->options.echo));
  mo_statement_unref (statement);
  return mo_future_new_for_error (error);
}

static MoFuture *
client_command (MoExecutor *executor, MoCommand *command)
{
  MoClient *self = MO_CLIENT (executor);

  return mo_pool_submit (self->pool, mo_command_job_new (command, self->options.echo));
}

static MoFuture *
client_run (MoExecutor *executor, MoProgram *program)
{
  MoClient *self = MO_CLIENT (executor);

  return mo_pool_submit (self->pool, mo_program_job_new (program, self->options.echo));
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

/* The text of a property, or NULL: it is none. */
static char **
find_text (MoClient *self, guint id)
{
  switch ((MoClientProperty) id)
    {
    case PROP_HOST:
      return &self->endpoint.host;
    case PROP_SOCKET:
      return &self->endpoint.socket;
    case PROP_USER:
      return &self->endpoint.user;
    case PROP_PASSWORD:
      return &self->endpoint.password;
    case PROP_DATABASE:
      return &self->endpoint.database;
    case PROP_ACCOUNT:
      return &self->endpoint.account;
    case PROP_ROLE:
      return &self->endpoint.role;
    case PROP_PORT:
    case PROP_CONNECT_TIMEOUT:
    case PROP_POOL_SIZE:
    case PROP_POOL_TIMEOUT:
    case PROP_POOL_RECYCLE:
    case PROP_POOL_PRE_PING:
    case PROP_ECHO:
    default:
      return NULL;
    }
}

static void
mo_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MoClient *self = MO_CLIENT (object);
  char **text = find_text (self, id);

  if (text != NULL)
    {
      g_free (*text);
      *text = g_value_dup_string (value);
    }
  else if (id == PROP_PORT)
    self->endpoint.port = g_value_get_uint (value);
  else if (id == PROP_CONNECT_TIMEOUT)
    self->endpoint.connect_timeout_sec = g_value_get_uint (value);
  else if (id == PROP_POOL_SIZE)
    self->options.max_workers = g_value_get_uint (value);
  else if (id == PROP_POOL_TIMEOUT)
    self->pool_timeout = g_value_get_double (value);
  else if (id == PROP_POOL_RECYCLE)
    self->pool_recycle = g_value_get_int (value);
  else if (id == PROP_POOL_PRE_PING)
    self->options.pre_ping = g_value_get_boolean (value);
  else if (id == PROP_ECHO)
    self->options.echo = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mo_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MoClient *self = MO_CLIENT (object);
  char **text = find_text (self, id);

  if (text != NULL)
    g_value_set_string (value, *text);
  else if (id == PROP_PORT)
    g_value_set_uint (value, self->endpoint.port);
  else if (id == PROP_CONNECT_TIMEOUT)
    g_value_set_uint (value, self->endpoint.connect_timeout_sec);
  else if (id == PROP_POOL_SIZE)
    g_value_set_uint (value, self->options.max_workers);
  else if (id == PROP_POOL_TIMEOUT)
    g_value_set_double (value, self->pool_timeout);
  else if (id == PROP_POOL_RECYCLE)
    g_value_set_int (value, self->pool_recycle);
  else if (id == PROP_POOL_PRE_PING)
    g_value_set_boolean (value, self->options.pre_ping);
  else if (id == PROP_ECHO)
    g_value_set_boolean (value, self->options.echo);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mo_client_constructed (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  G_OBJECT_CLASS (mo_client_parent_class)->constructed (object);
  if (self->endpoint.socket != NULL)
    g_clear_pointer (&self->endpoint.host, g_free);
  self->options.acquire_timeout_usec
      = self->pool_timeout < 0 ? -1 : (gint64) (self->pool_timeout * G_USEC_PER_SEC);
  self->options.recycle_usec
      = self->pool_recycle < 0 ? -1 : (gint64) self->pool_recycle * G_USEC_PER_SEC;
  self->pool = mo_pool_new (&mo_mysql_api, &self->endpoint, &self->options, &mo_clock_monotonic);
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

  for (guint id = PROP_HOST; id <= PROP_ROLE; id++)
    if (find_text (self, id) != NULL)
      g_free (*find_text (self, id));
  mo_pool_join (self->pool);
  mo_pool_unref (self->pool);
  G_OBJECT_CLASS (mo_client_parent_class)->finalize (object);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)
#define SECRET (G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)

static void
install_endpoint_properties (GObjectClass *klass)
{
  g_object_class_install_property (
      klass, PROP_HOST,
      g_param_spec_string ("host", NULL, "Name or address; always reached by TCP", "localhost",
                           FLAGS));
  g_object_class_install_property (
      klass, PROP_PORT, g_param_spec_uint ("port", NULL, "TCP port, 1 to 65535", 1, 65535, 6001,
                                           FLAGS));
  g_object_class_install_property (
      klass, PROP_SOCKET,
      g_param_spec_string ("socket", NULL, "Path of a unix socket, used instead of the host", NULL,
                           FLAGS));
  g_object_class_install_property (
      klass, PROP_USER, g_param_spec_string ("user", NULL, "Login name", "root", FLAGS));
  g_object_class_install_property (
      klass, PROP_PASSWORD, g_param_spec_string ("password", NULL, "Password", NULL, SECRET));
  g_object_class_install_property (
      klass, PROP_DATABASE,
      g_param_spec_string ("database", NULL, "Database to start in", NULL, FLAGS));
  g_object_class_install_property (
      klass, PROP_ACCOUNT,
      g_param_spec_string ("account", NULL, "MatrixOne account (tenant)", NULL, FLAGS));
  g_object_class_install_property (
      klass, PROP_ROLE, g_param_spec_string ("role", NULL, "MatrixOne role", NULL, FLAGS));
  g_object_class_install_property (
      klass, PROP_CONNECT_TIMEOUT,
      g_param_spec_uint ("connect-timeout", NULL,
                         "Seconds until a server that does not answer is given up, 1 to 3600", 1,
                         3600, 10, FLAGS));
}

static void
install_pool_properties (GObjectClass *klass)
{
  g_object_class_install_property (
      klass, PROP_POOL_SIZE,
      g_param_spec_uint ("pool-size", NULL, "Connections at the most, 1 to 1000", 1, 1000, 8,
                         FLAGS));
  g_object_class_install_property (
      klass, PROP_POOL_TIMEOUT,
      g_param_spec_double ("pool-timeout", NULL,
                           "Seconds to wait for a free connection, up to 1e6; -1: without a limit",
                           -1, 1e6, 30, FLAGS));
  g_object_class_install_property (
      klass, PROP_POOL_RECYCLE,
      g_param_spec_int ("pool-recycle", NULL,
                        "Seconds after which a connection is replaced before its next use; -1: "
                        "never",
                        -1, G_MAXINT, -1, FLAGS));
  g_object_class_install_property (
      klass, PROP_POOL_PRE_PING,
      g_param_spec_boolean ("pool-pre-ping", NULL,
                            "Ping a connection that was idle for half a second before it is used, "
                            "and replace it if it is gone: true or false",
                            FALSE, FLAGS));
  g_object_class_install_property (
      klass, PROP_ECHO,
      g_param_spec_boolean ("echo", NULL,
                            "Log the text of each statement, without its values: true or false",
                            FALSE, FLAGS));
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
  install_endpoint_properties (object_class);
  install_pool_properties (object_class);
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
 * (port 3306). Options are the properties of the class with underscores: `socket`, `account`,
 * `role`, `connect_timeout`, `pool_size`, `pool_timeout`, `pool_recycle`, `pool_pre_ping`, `echo`.
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
