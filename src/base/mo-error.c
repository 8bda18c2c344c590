/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MO_ERROR: an extended error that keeps the server's number, its SQLSTATE and the connection. */

#include "base/mo-error-private.h"

#include "base/mo-mutex-private.h"

typedef struct
{
  guint server_code;
  guint64 connection_id;
  gboolean retryable;
  char sqlstate[6];
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
}

static void
mo_error_private_clear (MoErrorPrivate *priv)
{
  (void) priv;
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
    *mo_error_get_private (error) = *from;
  return error;
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
 * time-out, a write conflict, a connection that was lost before COMMIT was sent. Never true when
 * the first run may have taken effect.
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
