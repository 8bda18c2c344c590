/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoSessionLink: a participant that refers to its session without keeping it. */

#include "orm/mo-session-link-private.h"

#include "orm/mo-session-nested-private.h"

#define MO_TYPE_SESSION_LINK (mo_session_link_get_type ())

typedef struct
{
  GObject parent_instance;
  GWeakRef session;
  MoOwner *owner;
} MoSessionLink;

typedef struct
{
  GObjectClass parent_class;
} MoSessionLinkClass;

static void mo_session_link_participant_init (MoParticipantInterface *iface);
static GType mo_session_link_get_type (void) G_GNUC_CONST;

G_DEFINE_FINAL_TYPE_WITH_CODE (MoSessionLink, mo_session_link, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_PARTICIPANT,
                                                      mo_session_link_participant_init))

static void
mo_session_link_init (MoSessionLink *self)
{
  g_weak_ref_init (&self->session, NULL);
}

static void
mo_session_link_finalize (GObject *object)
{
  MoSessionLink *self = (MoSessionLink *) object;

  g_weak_ref_clear (&self->session);
  mo_owner_unref (self->owner);
  G_OBJECT_CLASS (mo_session_link_parent_class)->finalize (object);
}

static void
mo_session_link_class_init (MoSessionLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mo_session_link_finalize;
}

MoParticipant *
mo_session_link_new (MoSession *session)
{
  MoSessionLink *self = g_object_new (MO_TYPE_SESSION_LINK, NULL);

  g_weak_ref_set (&self->session, session);
  self->owner = mo_owner_ref (session->owner);
  return MO_PARTICIPANT (self);
}

void
mo_session_link_cut (MoParticipant *self)
{
  g_weak_ref_set (&((MoSessionLink *) self)->session, NULL);
}

/* (transfer full) (nullable) */
static MoSession *
dup_session (MoParticipant *participant)
{
  return g_weak_ref_get (&((MoSessionLink *) participant)->session);
}

/* --- as a participant --- */

static gboolean
link_prepare (MoParticipant *participant, GError **error)
{
  g_autoptr (MoSession) session = dup_session (participant);

  return session == NULL || mo_session_prepare (session, error);
}

static gpointer
link_mark (MoParticipant *participant)
{
  g_autoptr (MoSession) session = dup_session (participant);

  return session != NULL ? mo_session_mark (session) : NULL;
}

static void
link_rewind (MoParticipant *participant, gpointer mark)
{
  g_autoptr (MoSession) session = dup_session (participant);

  if (session != NULL)
    mo_session_rewind (session, mark);
}

static MoScheduler *
link_get_scheduler (MoParticipant *participant)
{
  return mo_owner_get_scheduler (((MoSessionLink *) participant)->owner);
}

static void
link_ended (MoParticipant *participant, MoOutcome outcome)
{
  g_autoptr (MoSession) session = dup_session (participant);

  if (session != NULL)
    mo_session_ended (session, outcome);
}

static void
mo_session_link_participant_init (MoParticipantInterface *iface)
{
  iface->prepare = link_prepare;
  iface->mark = link_mark;
  iface->rewind = link_rewind;
  iface->free_mark = mo_session_mark_free;
  iface->get_scheduler = link_get_scheduler;
  iface->ended = link_ended;
}
