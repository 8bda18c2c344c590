/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoClient: settings, fixed when it is made, and the pool behind them. */

#include "client/mo-client-private.h"

#include "base/mo-error-private.h"
#include "client/mo-client-settings-private.h"
#include "client/mo-cursor-core-private.h"
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
  MoClient *origin; /* owned: whose pool it is; NULL: our own */
  MoPool *pool;
};

typedef struct
{
  GObjectClass parent_class;
} MoClientClass;

G_DEFINE_ENUM_TYPE (MoPriority, mo_priority,
                    G_DEFINE_ENUM_VALUE (MO_PRIORITY_URGENT, "urgent"),
                    G_DEFINE_ENUM_VALUE (MO_PRIORITY_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (MO_PRIORITY_BACKGROUND, "background"))

MoJobPriority
mo_client_get_priority (MoClient *self)
{
  switch (self->settings.priority)
    {
    case MO_PRIORITY_URGENT:
      return MO_JOB_URGENT;
    case MO_PRIORITY_BACKGROUND:
      return MO_JOB_BACKGROUND;
    case MO_PRIORITY_NORMAL:
    default:
      return MO_JOB_NORMAL;
    }
}

static MoFuture *
submit (MoClient *self, MoJob *job)
{
  job->priority = mo_client_get_priority (self);
  return mo_pool_submit (self->pool, job);
}

static MoFuture *
client_execute (MoExecutor *executor, MoStatement *statement)
{
  MoClient *self = MO_CLIENT (executor);
  GError *error = NULL;

  if (mo_statement_check_alone (statement, &error))
    return submit (self, mo_statement_job_new (statement, mo_pool_get_log_options (self->pool)));
  mo_statement_unref (statement);
  return mo_future_new_for_error (error);
}

static MoFuture *
client_command (MoExecutor *executor, MoCommand *command)
{
  MoClient *self = MO_CLIENT (executor);

  return submit (self, mo_command_job_new (command, mo_pool_get_log_options (self->pool)));
}

static MoFuture *
client_run (MoExecutor *executor, MoProgram *program)
{
  MoClient *self = MO_CLIENT (executor);

  return submit (self, mo_program_job_new (program, mo_pool_get_log_options (self->pool)));
}

static MoFuture *
client_open (MoExecutor *executor, MoStatement *statement)
{
  MoClient *self = MO_CLIENT (executor);
  GError *error = NULL;

  if (mo_statement_check_alone (statement, &error))
    return mo_cursor_begin_alone (self->pool, mo_client_get_priority (self), statement);
  mo_statement_unref (statement);
  return mo_future_new_for_error (error);
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
  iface->open = client_open;
  iface->refuse = client_refuse;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MoClient, mo_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR, mo_client_executor_init))

/* Behind those of the settings. */
static guint
shares_with_id (void)
{
  return mo_client_settings_count () + 1;
}

static void
mo_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MoClient *self = MO_CLIENT (object);

  if (id == shares_with_id ())
    self->origin = g_value_dup_object (value);
  else if (!mo_client_settings_set (&self->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* But for its priority, a client that shares has no settings of its own. */
static MoClientSettings *
settings_of (MoClient *self, const GParamSpec *pspec)
{
  return self->origin != NULL && pspec->value_type != mo_priority_get_type ()
             ? &self->origin->settings
             : &self->settings;
}

static void
mo_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MoClient *self = MO_CLIENT (object);

  if (id == shares_with_id ())
    g_value_set_object (value, self->origin);
  else if (!mo_client_settings_get (settings_of (self, pspec), id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Sharing with one that shares is sharing with its origin. */
static void
share (MoClient *self)
{
  MoClient *origin = self->origin->origin;

  if (origin != NULL)
    g_set_object (&self->origin, origin);
  self->pool = mo_pool_ref (self->origin->pool);
}

static void
mo_client_constructed (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  G_OBJECT_CLASS (mo_client_parent_class)->constructed (object);
  if (self->settings.endpoint.socket != NULL)
    g_clear_pointer (&self->settings.endpoint.host, g_free);
  if (self->origin != NULL)
    share (self);
  else
    self->pool = mo_pool_new (&mo_mysql_api, &self->settings.endpoint, &self->settings.pool,
                              &mo_clock_monotonic);
}

static void
mo_client_dispose (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  if (self->pool != NULL && self->origin == NULL)
    mo_future_unref (mo_pool_close (self->pool, -1));
  G_OBJECT_CLASS (mo_client_parent_class)->dispose (object);
}

static void
mo_client_finalize (GObject *object)
{
  MoClient *self = MO_CLIENT (object);

  mo_client_settings_clear (&self->settings);
  if (self->origin == NULL)
    mo_pool_join (self->pool);
  mo_pool_unref (self->pool);
  g_clear_object (&self->origin);
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
  g_object_class_install_property (
      object_class, shares_with_id (),
      g_param_spec_object ("shares-with", NULL, "The client whose connections this one uses",
                           MO_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
mo_client_init (MoClient *self)
{
  guint n_specs;
  g_autofree GParamSpec **specs
      = g_object_class_list_properties (G_OBJECT_GET_CLASS (self), &n_specs);

  /* g_object_new() leaves out what it warns of, as a value out of range. */
  for (guint i = 0; i < n_specs; i++)
    mo_client_settings_set (&self->settings, specs[i]->param_id,
                            g_param_spec_get_default_value (specs[i]));
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

/**
 * mo_client_new_sharing:
 * @self: a client
 * @priority: of what is submitted to the new one
 *
 * Another door to the same connections, for work of another urgency: a window that must not wait
 * while a batch floods the client. What is urgent gets a free connection first; what has waited
 * long gets one in between, so that everything has its turn.
 *
 * Disconnecting one disconnects both. The first one is kept as long as the other.
 *
 * Thread: any; never blocks. Errors: none.
 *
 * Returns: (transfer full): a client
 * Since: 0.1
 */
MoClient *
mo_client_new_sharing (MoClient *self, MoPriority priority)
{
  g_return_val_if_fail (MO_IS_CLIENT (self), NULL);

  return g_object_new (MO_TYPE_CLIENT, "shares-with", self, "priority", priority, NULL);
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
 * Takes no new work, lets what was submitted before and every open transaction and cursor come to
 * its end, and closes the connections. A client that is disconnected stays so. A session of its own
 * whose transaction is open is one of them: end it first, where the thread that waits is the one
 * that would. What has not ended after 10 seconds is named in a message of GLib's log.
 *
 * A transaction that pauses between two runs of its body, see
 * [method@Mo.TransactionOptions.set_max_attempts], is not run again: it is told at once, with the
 * error of its last run.
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
  return mo_pool_close (self->pool, -1);
}

/**
 * mo_client_disconnect_within:
 * @self: a client
 * @timeout_usec: how long what was submitted before may take, in microseconds; negative: as long as
 *   it takes
 *
 * [method@Mo.Client.disconnect] with a limit. When the time is over, what has not begun is rejected
 * with %MO_ERROR_POOL_CLOSED, statements that run are stopped on the server as
 * [method@Mo.Future.cancel] does, open transactions are rolled back, and cursors closed. A COMMIT
 * that was sent is waited for, though not without end: where its answer does not come, that is
 * %MO_ERROR_COMMIT_UNKNOWN.
 *
 * Thread: any; never blocks. Errors: none.
 *
 * Returns: (transfer full): a future of %TRUE, resolved when the last connection is closed and its
 *   thread has ended
 * Since: 0.1
 */
MoFuture *
mo_client_disconnect_within (MoClient *self, gint64 timeout_usec)
{
  if (!MO_IS_CLIENT (self))
    return reject_foreign ();
  return mo_pool_close (self->pool, timeout_usec);
}

/**
 * mo_client_dump:
 * @self: a client
 *
 * Who holds each connection, since when, what runs on it and since when, and who waits: a text for
 * people, for a log or a debugger, whose form may change. It holds no password, and statements
 * without the values bound to them.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): some lines of text
 * Since: 0.1
 */
char *
mo_client_dump (MoClient *self)
{
  g_return_val_if_fail (MO_IS_CLIENT (self), NULL);

  return mo_pool_dump (self->pool);
}

/**
 * mo_client_add_connect_hook:
 * @self: a client that was not used yet
 * @hook: (scope notified) (closure user_data) (destroy destroy): called once on each new connection
 * @user_data: for @hook
 * @destroy: (nullable): frees @user_data when the client is gone
 * @error: return location
 *
 * Has @hook look at each new connection, or prepare it, before its first use; behind the
 * [property@Mo.Client:init-sql]. It runs on the connection's worker, where it may block. A
 * connection that it refuses is closed, and whoever it was for is told why. Hooks run in the order
 * in which they were added. Together they have as many seconds as
 * [property@Mo.Client:connect-timeout] says, and the end of the client does not wait for them: then
 * their connection is lost under them. One that blocks elsewhere is waited for.
 *
 * A connection with hooks on which a statement has left something behind, such as a variable, is
 * not made as new but replaced.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT where the client was used before;
 * @destroy is called then.
 *
 * Returns: %TRUE if it was added
 * Since: 0.1
 */
gboolean
mo_client_add_connect_hook (MoClient *self,
                            MoConnectHook hook,
                            gpointer user_data,
                            GDestroyNotify destroy,
                            GError **error)
{
  if (MO_IS_CLIENT (self) && hook != NULL
      && mo_pool_add_hook (self->pool, hook, user_data, destroy))
    return TRUE;
  if (destroy != NULL)
    destroy (user_data);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "a hook cannot be added: %s",
               !MO_IS_CLIENT (self) ? "the client is no MoClient"
               : hook == NULL       ? "it is NULL"
                                    : "the client was used already");
  return FALSE;
}
