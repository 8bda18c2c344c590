/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoParticipant: asking and telling those who share a transaction's fate. */

#include "client/mo-participant-private.h"

#include <matrixone-glib/mo-error.h>

#include "future/mo-future-private.h"

G_DEFINE_INTERFACE (MoParticipant, mo_participant, G_TYPE_OBJECT)

static void
mo_participant_default_init (MoParticipantInterface *iface)
{
  (void) iface;
}

static MoParticipantInterface *
get_interface (MoParticipant *self)
{
  return G_TYPE_INSTANCE_GET_INTERFACE (self, MO_TYPE_PARTICIPANT, MoParticipantInterface);
}

gboolean
mo_participants_prepare (GPtrArray *participants, GError **error)
{
  for (guint i = 0; i < participants->len; i++)
    {
      MoParticipant *participant = g_ptr_array_index (participants, i);

      if (!get_interface (participant)->prepare (participant, error))
        return FALSE;
    }
  return TRUE;
}

MoScheduler *
mo_participants_get_scheduler (GPtrArray *participants)
{
  MoParticipant *first = g_ptr_array_index (participants, 0);

  return get_interface (first)->get_scheduler (first);
}

/* --- marks --- */

typedef struct
{
  MoParticipant *participant; /* owned */
  gpointer mark;
} Mark;

struct _MoMarks
{
  GArray *marks; /* of Mark */
};

static void
mark_clear (gpointer data)
{
  Mark *self = data;

  if (self->mark != NULL)
    get_interface (self->participant)->free_mark (self->mark);
  g_object_unref (self->participant);
}

MoMarks *
mo_participants_mark (GPtrArray *participants)
{
  MoMarks *self = g_new0 (MoMarks, 1);

  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (self->marks, mark_clear);
  for (guint i = 0; i < participants->len; i++)
    {
      MoParticipant *participant = g_ptr_array_index (participants, i);
      Mark mark = { g_object_ref (participant), get_interface (participant)->mark (participant) };

      g_array_append_val (self->marks, mark);
    }
  return self;
}

static gpointer
find_mark (MoMarks *self, MoParticipant *participant)
{
  for (guint i = 0; i < self->marks->len; i++)
    if (g_array_index (self->marks, Mark, i).participant == participant)
      return g_array_index (self->marks, Mark, i).mark;
  return NULL;
}

void
mo_participants_rewind (GPtrArray *participants, MoMarks *marks)
{
  for (guint i = 0; i < participants->len; i++)
    {
      MoParticipant *participant = g_ptr_array_index (participants, i);

      get_interface (participant)->rewind (participant, find_mark (marks, participant));
    }
}

void
mo_marks_free (MoMarks *self)
{
  g_array_unref (self->marks);
  g_free (self);
}

/* --- the end --- */

static MoOutcome
outcome_of (MoFuture *end, gboolean is_commit)
{
  const GError *error;

  if (mo_future_peek_status (end) == MO_FUTURE_RESOLVED)
    return is_commit ? MO_OUTCOME_COMMITTED : MO_OUTCOME_ROLLED_BACK;
  error = mo_future_peek_source (end)->outcome.error; /* without taking it */
  if (g_error_matches (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED))
    return MO_OUTCOME_COMMITTED;
  if (g_error_matches (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN)
      || g_error_matches (error, MO_ERROR, MO_ERROR_TRANSACTION_ENDED))
    return MO_OUTCOME_UNKNOWN;
  return MO_OUTCOME_ROLLED_BACK;
}

static MoFuture *
tell_committing (MoFuture *end, gpointer participant)
{
  get_interface (participant)->ended (participant, outcome_of (end, TRUE));
  return NULL;
}

static MoFuture *
tell_rolling_back (MoFuture *end, gpointer participant)
{
  get_interface (participant)->ended (participant, outcome_of (end, FALSE));
  return NULL;
}

MoFuture *
mo_participants_follow (GPtrArray *participants, MoFuture *end, gboolean is_commit)
{
  for (guint i = 0; i < participants->len; i++)
    {
      MoParticipant *participant = g_ptr_array_index (participants, i);

      end = mo_future_continue_on (end, get_interface (participant)->get_scheduler (participant),
                                   is_commit ? tell_committing : tell_rolling_back,
                                   g_object_ref (participant), g_object_unref);
    }
  return end;
}
