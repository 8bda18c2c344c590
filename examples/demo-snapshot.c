/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the examples ask before they take a snapshot. */

#include "demo-snapshot.h"

#include "demo-report.h"

gboolean
demo_prepare_snapshot (MoClient *client,
                       const char *name,
                       gboolean *has_snapshots,
                       GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 exists = 0;
  gboolean could_ask = mo_await_int64 (mo_snapshot_exists (client, name), &exists, &problem);

  *has_snapshots = could_ask;
  if (g_error_matches (problem, MO_ERROR, MO_ERROR_NOT_SUPPORTED))
    {
      demo_step (0, "goes on without a snapshot: %s", problem->message);
      return TRUE;
    }
  if (!could_ask)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return exists == 0 || mo_await (mo_snapshot_drop (client, name), error);
}

char *
demo_database (MoClient *client)
{
  char *database = NULL;

  g_object_get (client, "database", &database, NULL);
  return database != NULL ? database : g_strdup ("test");
}
