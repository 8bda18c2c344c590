/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A cursor on a client: a lease of its own, from the wish for a connection to the last row. */

#include "client/mo-cursor-core-private.h"

#include <matrixone-glib/mo-error.h>

#include "pool/mo-lease-private.h"
#include "value/mo-excerpt-private.h"

#define LABEL_BYTES 80

typedef struct
{
  MoLease *lease;
  MoJobTimes times; /* of the wait for the connection */
} MoCursorAlone;

/* --- as the home of a cursor --- */

static MoFuture *
alone_submit (MoCursorCore *core, MoJob *job)
{
  return mo_lease_submit (((MoCursorAlone *) core->place)->lease, job);
}

static gboolean
alone_prepare (MoCursorCore *core, MoJob *job, MoConnection *connection, GError **error)
{
  const MoCursorAlone *self = core->place;

  job->times = self->times; /* the wait for the connection is the statement's own */
  return TRUE;
}

static void
alone_enter (MoCursorCore *core)
{
}

static void
alone_leave (MoCursorCore *core, MoConnection *connection)
{
  mo_lease_release (((MoCursorAlone *) core->place)->lease, !mo_connection_is_lost (connection));
}

static void
alone_judge (MoCursorCore *core, const MoRun *run, gboolean stopped, GError **error)
{
  mo_run_judge_alone (run, core->statement, stopped, error);
}

static gboolean
alone_is_well (MoCursorCore *core)
{
  return TRUE;
}

static void
alone_reject (MoCursorCore *core, MoJob *job, GError *error)
{
  mo_job_reject (job, error);
}

static void
alone_unref (gpointer place)
{
  mo_lease_unref (((MoCursorAlone *) place)->lease);
  g_free (place);
}

static const MoCursorHome alone_home = {
  alone_submit, alone_prepare, alone_enter,  alone_leave,
  alone_judge,  alone_is_well, alone_reject, alone_unref,
};

/* --- as the owner of a lease --- */

static gboolean
lease_granted (gpointer owner, MoConnection *connection, const MoJobTimes *times, GError **error)
{
  MoCursorCore *core = owner;
  MoCursorAlone *self = core->place;

  self->times = *times;
  mo_echo_grant (core->log, connection, "", mo_lease_get_label (self->lease), times);
  return TRUE;
}

static void
lease_serve (gpointer owner, MoConnection *connection, GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      MoJob *job = g_ptr_array_index (jobs, i);

      if (mo_job_take (job))
        MO_JOB_CLASS (job)->run (job, connection);
    }
}

/* Those who come behind the end are told what that was; this is for none of them. */
static GError *
lease_over (gpointer owner)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the cursor is closed");
}

static GError *
lease_gone (gpointer owner)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                              "the client was disconnected while the cursor was open");
}

/* The server may not notice for long that nobody reads any more. */
static void
lease_evicted (gpointer owner, MoConnection *connection, MoJob *job)
{
  MoCursorCore *core = owner;
  g_autoptr (GError) error = NULL;

  if (mo_connection_is_reading (connection))
    error = mo_cursor_core_end (core, job, connection, TRUE, lease_gone (owner));
}

static const MoLeaseClass lease_class
    = { lease_granted, lease_serve, (GDestroyNotify) mo_cursor_core_unref, lease_over, lease_gone,
        lease_evicted };

MoFuture *
mo_cursor_begin_alone (MoPool *pool, MoJobPriority priority, MoStatement *statement)
{
  const char *sql = mo_statement_get_shown_sql (statement);
  g_autofree char *excerpt = mo_excerpt (sql, strlen (sql), LABEL_BYTES);
  g_autofree char *label = g_strdup_printf ("a cursor over %s", excerpt);
  MoCursorAlone *self = g_new0 (MoCursorAlone, 1);
  g_autoptr (MoCursorCore) core
      = mo_cursor_core_new (&alone_home, self, statement, mo_pool_get_log_options (pool));

  self->lease = mo_lease_new (pool, &lease_class, mo_cursor_core_ref (core), MO_LEASE_DEFAULT,
                              priority, label);
  return mo_cursor_core_begin (core, mo_lease_request (self->lease, NULL));
}
