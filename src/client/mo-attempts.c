/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoAttempts: whether the body of a transaction is run again, and when. */

#include "client/mo-attempts-private.h"

#include "base/mo-error-private.h"

void
mo_attempts_init (MoAttempts *self, const MoTransactionOptions *options, gint64 deadline_usec)
{
  *self = (MoAttempts){ .options = *options, .deadline_usec = deadline_usec, .n = 1 };
}

/* Twice as long each time, up to the most; half of it at random, so that those who met once do not
 * meet again. */
static gint64
choose_wait (MoAttempts *self)
{
  gint64 wait = self->options.first_backoff_usec;

  for (guint i = 1; i < self->n && wait < self->options.most_backoff_usec; i++)
    wait = MIN (wait * 2, self->options.most_backoff_usec);
  return wait / 2 + (gint64) (g_random_double () * (double) (wait - wait / 2));
}

gboolean
mo_attempts_go_on (MoAttempts *self,
                   gboolean is_undone,
                   const GError *cause,
                   GError *error,
                   gint64 *wait_usec)
{
  gboolean may_help = mo_error_is_retryable (error) || mo_error_is_retryable (cause);

  if (!is_undone || !may_help || self->options.max_attempts == 1)
    return FALSE;
  *wait_usec = choose_wait (self);
  if (self->n < self->options.max_attempts
      && (self->deadline_usec < 0
          || self->deadline_usec - g_get_monotonic_time () > *wait_usec))
    {
      self->n++;
      return TRUE;
    }
  g_prefix_error (&error, "after %u attempt%s: ", self->n, self->n == 1 ? "" : "s");
  return FALSE;
}

GError *
mo_attempts_new_closed_error (const GError *last)
{
  GError *error = g_error_copy (last);

  g_prefix_error (&error, "the client was disconnected before the transaction's body could be run "
                          "once more; the last run failed with: ");
  return error;
}

gboolean
mo_body_check (gboolean has_body, GError **error)
{
  if (!has_body)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                         "the transaction's body is NULL");
  return has_body;
}

GError *
mo_body_new_rolled_back_error (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                              "the transaction's body rolled the transaction back itself");
}

GError *
mo_body_new_behind_commit_error (const GError *cause)
{
  return mo_error_rewrap (cause, MO_ERROR_COMMITTED_COMMAND_FAILED,
                          "the transaction is committed, as its body did by itself, but the body "
                          "failed behind that: %s",
                          cause->message);
}

static gboolean
is_or_may_be_committed (const GError *end)
{
  return g_error_matches (end, MO_ERROR, MO_ERROR_TRANSACTION_ENDED)
         || g_error_matches (end, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN)
         || g_error_matches (end, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
}

GError *
mo_body_add_end (GError *error, const GError *end)
{
  g_autoptr (GError) failed = error;

  if (!is_or_may_be_committed (end) || g_error_matches (failed, MO_ERROR, end->code)
      || g_error_matches (failed, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN))
    return g_steal_pointer (&failed);
  return mo_error_rewrap (failed, (MoError) end->code, "%s; the transaction's body failed with: %s",
                          end->message, failed->message);
}
