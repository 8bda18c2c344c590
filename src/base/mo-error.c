/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MO_ERROR: an extended error that keeps the server's number, its SQLSTATE, the connection and the
 * statement. */

#include "base/mo-error-private.h"

#include <gio/gio.h>

#include "base/mo-sanitizer-private.h"

typedef struct
{
  guint server_code;
  guint64 connection_id;
  gboolean retryable;
  char sqlstate[6];
  char *sql; /* or NULL */
} MoErrorPrivate;

static void
mo_error_private_init (MoErrorPrivate *priv)
{
  (void) priv;
}

static void
mo_error_private_copy (const MoErrorPrivate *source, MoErrorPrivate *dest)
{
  *dest = *source;
  dest->sql = g_strdup (source->sql);
}

static void
mo_error_private_clear (MoErrorPrivate *priv)
{
  g_free (priv->sql);
}

G_DEFINE_EXTENDED_ERROR (MoError, mo_error)

#ifdef MO_THREAD_SANITIZER
/* The macro above publishes the domain through GLib, where the sanitizer sees nothing: do so before
 * there are threads. */
__attribute__ ((constructor)) static void
register_domain (void)
{
  (void) mo_error_quark ();
}
#endif

static const MoErrorPrivate *
peek_private (const GError *error)
{
  return error != NULL && error->domain == MO_ERROR ? mo_error_get_private (error) : NULL;
}

/*< private >
 * mo_error_new_server:
 * @retryable: whether running the same transaction again may succeed
 * @message: what was tried and what the server answered
 *
 * Makes an error of a server's answer.
 */
GError *
mo_error_new_server (MoError code,
                     guint server_code,
                     const char *sqlstate,
                     guint64 connection_id,
                     gboolean retryable,
                     const char *message)
{
  GError *error = g_error_new_literal (MO_ERROR, code, message);
  MoErrorPrivate *priv = mo_error_get_private (error);

  priv->server_code = server_code;
  priv->connection_id = connection_id;
  priv->retryable = retryable;
  g_strlcpy (priv->sqlstate, sqlstate != NULL ? sqlstate : "", sizeof priv->sqlstate);
  return error;
}

/*< private >
 * mo_error_new_retryable:
 *
 * Makes an error of what another run of the transaction may find otherwise.
 */
GError *
mo_error_new_retryable (MoError code, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (MO_ERROR, code, format, args);
  va_end (args);
  mo_error_get_private (error)->retryable = TRUE;
  return error;
}

/*< private >
 * mo_error_rewrap:
 *
 * A new error with another code and message that keeps what the server said in @cause.
 */
GError *
mo_error_rewrap (const GError *cause, MoError code, const char *format, ...)
{
  const MoErrorPrivate *from = peek_private (cause);
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (MO_ERROR, code, format, args);
  va_end (args);
  if (from != NULL)
    mo_error_private_copy (from, mo_error_get_private (error));
  return error;
}

gboolean
mo_error_take_outcome (gboolean ok, GError *failure, const char *who, GError **error)
{
  if (ok && failure == NULL)
    return TRUE;
  if (failure == NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s returned FALSE without setting an error",
                 who);
  else
    g_propagate_error (error, failure);
  return FALSE;
}

/*< private >
 * mo_error_set_sql:
 * @error: an error that nobody else sees yet
 * @sql: the statement's text for people, cut already
 *
 * Notes which statement it was, where @error is one of ours.
 */
void
mo_error_set_sql (GError *error, const char *sql)
{
  MoErrorPrivate *priv;

  if (error == NULL || error->domain != MO_ERROR)
    return;
  priv = mo_error_get_private (error);
  g_free (priv->sql);
  priv->sql = g_strdup (sql);
}

/*< private >
 * mo_error_forbid_retry:
 * @error: an error that nobody else sees yet
 *
 * What was done before it has taken effect.
 */
void
mo_error_forbid_retry (GError *error)
{
  if (error != NULL && error->domain == MO_ERROR)
    mo_error_get_private (error)->retryable = FALSE;
}

/**
 * mo_error_get_server_code:
 * @error: an error of any domain
 *
 * The server's own number, such as 1062 or 20701, for programs that must tell apart what one code
 * of [error@Mo.Error] holds together.
 *
 * Thread: any.
 *
 * Returns: the number, or 0 if the error did not come from a server
 * Since: 0.1
 */
guint
mo_error_get_server_code (const GError *error)
{
  const MoErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->server_code : 0;
}

/**
 * mo_error_get_sqlstate:
 * @error: an error of any domain
 *
 * The SQLSTATE as the server sent it. MatrixOne sends HY000 for nearly everything: decide by
 * [func@Mo.error_get_server_code].
 *
 * Thread: any.
 *
 * Returns: (transfer none): five characters, or "" if the error did not come from a server
 * Since: 0.1
 */
const char *
mo_error_get_sqlstate (const GError *error)
{
  const MoErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->sqlstate : "";
}

/**
 * mo_error_get_connection_id:
 * @error: an error of any domain
 *
 * The id of the connection on which it happened, as CONNECTION_ID() and the server's log have it.
 *
 * Thread: any.
 *
 * Returns: the id, or 0 if unknown
 * Since: 0.1
 */
guint64
mo_error_get_connection_id (const GError *error)
{
  const MoErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->connection_id : 0;
}

/**
 * mo_error_get_sql:
 * @error: an error of any domain
 *
 * The beginning of the statement that failed or was refused: 160 bytes of its text as it was
 * written, with an ellipsis where there is more. It holds no bound value, and has '***' in the
 * place of each literal where the text says a password or a key.
 *
 * Thread: any.
 *
 * Returns: (transfer none): the text, or "" if it is not about one statement
 * Since: 0.1
 */
const char *
mo_error_get_sql (const GError *error)
{
  const MoErrorPrivate *priv = peek_private (error);

  return priv != NULL && priv->sql != NULL ? priv->sql : "";
}

/* Whatever the cause was: the first run may stand. */
static gboolean
may_have_taken_effect (int code)
{
  return code == MO_ERROR_OUTCOME_UNKNOWN || code == MO_ERROR_COMMIT_UNKNOWN
         || code == MO_ERROR_COMMITTED_COMMAND_FAILED || code == MO_ERROR_TRANSACTION_ENDED;
}

/**
 * mo_error_is_retryable:
 * @error: an error of any domain
 *
 * Whether the whole transaction, run once more from its beginning, may succeed: a deadlock, a lock
 * time-out, a write conflict, a connection that was lost before COMMIT was sent, a row whose
 * version others have counted on. Never true when the first run may have taken effect. It is true
 * exactly where [func@Mo.error_get_class] is %MO_ERROR_CLASS_RETRYABLE.
 *
 * Thread: any.
 *
 * Returns: %TRUE if a new attempt is sound
 * Since: 0.1
 */
gboolean
mo_error_is_retryable (const GError *error)
{
  const MoErrorPrivate *priv = peek_private (error);

  return priv != NULL && priv->retryable && !may_have_taken_effect (error->code);
}

/* Of the codes whose name decides. */
static MoErrorClass
class_of_code (MoError code)
{
  switch (code)
    {
    case MO_ERROR_DUPLICATE_KEY:
    case MO_ERROR_CONSTRAINT:
    case MO_ERROR_OUT_OF_RANGE:
      return MO_ERROR_CLASS_CONSTRAINT;
    case MO_ERROR_CONNECT_FAILED:
    case MO_ERROR_CONNECTION_LOST:
      return MO_ERROR_CLASS_LOST;
    case MO_ERROR_TIMED_OUT:
    case MO_ERROR_LOCK_TIMEOUT:
    case MO_ERROR_POOL_EXHAUSTED:
      return MO_ERROR_CLASS_TIMEOUT;
    case MO_ERROR_INTERRUPTED:
      return MO_ERROR_CLASS_CANCELLED;
    case MO_ERROR_OUTCOME_UNKNOWN:
    case MO_ERROR_COMMIT_UNKNOWN:
    case MO_ERROR_TRANSACTION_ENDED:
      return MO_ERROR_CLASS_UNKNOWN_OUTCOME;
    case MO_ERROR_INVALID_ARGUMENT:
    case MO_ERROR_TYPE_MISMATCH:
    case MO_ERROR_SYNTAX:
    case MO_ERROR_WOULD_DEADLOCK:
    case MO_ERROR_BROKEN_PROMISE:
    case MO_ERROR_WRONG_THREAD:
    case MO_ERROR_ENDS_TRANSACTION:
    case MO_ERROR_CURSOR_OPEN:
    case MO_ERROR_TRANSACTION_FINISHED:
      return MO_ERROR_CLASS_USAGE;
    case MO_ERROR_ACCESS_DENIED:
    case MO_ERROR_NOT_SUPPORTED:
    case MO_ERROR_POOL_CLOSED:
      return MO_ERROR_CLASS_REFUSED;
    case MO_ERROR_FAILED:
    case MO_ERROR_NO_SUCH_OBJECT:
    case MO_ERROR_ALREADY_EXISTS:
    case MO_ERROR_DEADLOCK: /* this and the next: made by no server, which would have said more */
    case MO_ERROR_CONFLICT:
    case MO_ERROR_TRANSACTION_ABORTED:
    case MO_ERROR_COMMITTED_COMMAND_FAILED:
    case MO_ERROR_NO_ROWS:
    case MO_ERROR_TOO_MANY_ROWS:
    case MO_ERROR_STALE_OBJECT:
    case MO_ERROR_SCHEMA_MISMATCH:
    case MO_ERROR_SERVER:
    default:
      return MO_ERROR_CLASS_OTHER;
    }
}

/* MariaDB's max_statement_time and MySQL's max_execution_time: stopped, but by a clock. */
static gboolean
is_server_time_limit (guint server_code)
{
  return server_code == 1969 || server_code == 3024;
}

/**
 * mo_error_get_class:
 * @error: (nullable): an error of any domain
 *
 * What a program would do about it, where it does not look for certain codes. %G_IO_ERROR_CANCELLED
 * and %G_IO_ERROR_TIMED_OUT have classes too; other errors of other domains are
 * %MO_ERROR_CLASS_OTHER.
 *
 * Thread: any.
 *
 * Returns: the class
 * Since: 0.1
 */
MoErrorClass
mo_error_get_class (const GError *error)
{
  if (mo_error_is_retryable (error))
    return MO_ERROR_CLASS_RETRYABLE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return MO_ERROR_CLASS_CANCELLED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return MO_ERROR_CLASS_TIMEOUT;
  if (error == NULL || error->domain != MO_ERROR)
    return MO_ERROR_CLASS_OTHER;
  if (error->code == MO_ERROR_INTERRUPTED
      && is_server_time_limit (mo_error_get_server_code (error)))
    return MO_ERROR_CLASS_TIMEOUT;
  return class_of_code ((MoError) error->code);
}
