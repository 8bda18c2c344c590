/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library says of work that was cut off. */

#include "cut-said.h"

#include <string.h>

CutOutcome
cut_outcome_of (const GError *error)
{
  if (error == NULL)
    return CUT_DONE;
  if (g_error_matches (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN)
      || g_error_matches (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN))
    return CUT_UNKNOWN;
  if (g_error_matches (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED))
    return CUT_PARTLY;
  return CUT_FAILED;
}

/* --- counting --- */

static const char *
direction_name (WireplayDirection direction)
{
  return direction == WIREPLAY_TO_SERVER ? "to the server" : "to the client";
}

void
cut_counts_add (CutCounts *self, const CutPoint *point, const GError *error, CutHas has)
{
  CutOutcome outcome = cut_outcome_of (error);

  self->n_runs++;
  self->n_outcomes[outcome]++;
  self->n_unknown_has += outcome == CUT_UNKNOWN && has != CUT_HAS_NOTHING;
  if (g_test_verbose ())
    g_test_message ("%" G_GUINT64_FORMAT " bytes %s, %s: %s: the server has %d", point->bytes,
                    direction_name (point->direction), point->reset ? "RST" : "FIN",
                    error != NULL ? error->message : "done", (int) has);
}

void
cut_counts_report (const CutCounts *self, const CutSizes *sizes, WireplayDirection direction)
{
  const guint *n = self->n_outcomes;

  g_test_message ("%" G_GUINT64_FORMAT " offsets %s, %u runs: %u failed, %u unknown (the server "
                  "has %u), %u partly, %u done",
                  sizes->n_bytes[direction] + 1, direction_name (direction), self->n_runs,
                  n[CUT_FAILED], n[CUT_UNKNOWN], self->n_unknown_has, n[CUT_PARTLY], n[CUT_DONE]);
}

/* --- what may be said --- */

/* What decides has been sent as soon as its first byte has been: the client does not see how far it
 * came. Before that, where its predecessor's answer is whole and then the connection ends, the
 * client may notice that or not. */
CutOutcome
cut_expect (const CutSizes *sizes, const CutPoint *point, gboolean *may_fail)
{
  guint64 begin = sizes->begin[point->direction];
  guint64 end = sizes->end[point->direction];

  *may_fail = FALSE;
  if (point->bytes < begin)
    return CUT_FAILED;
  if (point->direction == WIREPLAY_TO_CLIENT)
    {
      *may_fail = point->bytes == begin && begin > 0;
      return point->bytes < end ? CUT_UNKNOWN : CUT_DONE;
    }
  if (point->bytes == begin && begin > 0) /* it waits in vain for the answer before */
    return CUT_FAILED;
  return point->bytes <= end ? CUT_UNKNOWN : CUT_DONE;
}

/* --- rows --- */

static void
check_failed (const GError *error, CutHas has)
{
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_cmpint (has, ==, CUT_HAS_NOTHING);
}

static void
check_outcome (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has)
{
  gboolean may_fail;
  CutOutcome expected = cut_expect (sizes, point, &may_fail);
  CutOutcome outcome = cut_outcome_of (error);

  if (expected == CUT_DONE && outcome == CUT_PARTLY)
    outcome = CUT_DONE; /* of the transaction */
  if (outcome != expected && !(may_fail && outcome == CUT_FAILED))
    g_error ("after %" G_GUINT64_FORMAT " bytes %s, outcome %d instead of %d: %s", point->bytes,
             direction_name (point->direction), (int) outcome, (int) expected,
             error != NULL ? error->message : "done");
  if (outcome == CUT_FAILED)
    check_failed (error, has);
  else if (outcome == CUT_UNKNOWN)
    g_assert_false (mo_error_is_retryable (error));
  else
    g_assert_true (has & CUT_HAS_ROWS);
}

void
cut_check_write (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has)
{
  g_assert_cmpint (cut_outcome_of (error), !=, CUT_PARTLY);
  check_outcome (sizes, point, error, has);
}

void
cut_check_rollback (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has)
{
  gboolean may_fail;
  CutOutcome expected = cut_expect (sizes, point, &may_fail);

  g_assert_cmpint (cut_outcome_of (error), ==, expected == CUT_FAILED ? CUT_FAILED : CUT_DONE);
  g_assert_cmpint (has, ==, CUT_HAS_NOTHING);
}

/* What only reads has failed, and no more. */
void
cut_check_read (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has)
{
  gboolean may_fail;
  CutOutcome expected = cut_expect (sizes, point, &may_fail);

  g_assert_cmpint (cut_outcome_of (error), ==, expected == CUT_DONE ? CUT_DONE : CUT_FAILED);
  if (error != NULL)
    check_failed (error, has);
}

/* --- commands --- */

typedef enum
{
  SAID_DONE,
  SAID_MAYBE,
  SAID_NOT,
} Said;

static const char *
find (const char *text, const char *part)
{
  const char *found = strstr (text, part);

  return found != NULL ? found : text + strlen (text);
}

/* The message names the one that failed, and then lists the others. */
static Said
find_said (const char *message, const char *name)
{
  const char *at = strstr (message, name);
  const char *done = find (message, "; done: ");
  const char *maybe = find (message, "; may have taken effect, too: ");
  const char *not_tried = find (message, "; not tried: ");

  g_assert_nonnull (at);
  if (at > not_tried)
    return SAID_NOT;
  if (at > maybe)
    return SAID_MAYBE;
  if (at > done)
    return SAID_DONE;
  return strstr (message, " (it may have taken effect)") != NULL ? SAID_MAYBE : SAID_NOT;
}

void
cut_check_commands (const CutSizes *sizes,
                    const CutPoint *point,
                    const GError *error,
                    CutHas has,
                    const char *const *names)
{
  CutOutcome outcome = cut_outcome_of (error);

  check_outcome (sizes, point, error, has);
  g_assert_true ((has & CUT_HAS_ROWS) || has == CUT_HAS_NOTHING); /* none without its commit */
  for (guint i = 0; names[i] != NULL; i++)
    {
      gboolean has_it = (has & (CUT_HAS_FIRST_COMMAND << i)) != 0;
      Said said = outcome == CUT_DONE     ? SAID_DONE
                  : outcome == CUT_PARTLY ? find_said (error->message, names[i])
                                          : SAID_MAYBE;

      if (said != SAID_MAYBE)
        g_assert_cmpint (has_it, ==, said == SAID_DONE);
    }
}
