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
  g_autoptr (MoResult) list = mo_await_result (mo_snapshot_list (client), &problem);

  *has_snapshots = list != NULL;
  if (list == NULL && g_error_matches (problem, MO_ERROR, MO_ERROR_NOT_SUPPORTED))
    {
      demo_step (0, "goes on without a snapshot: %s", problem->message);
      return TRUE;
    }
  if (list == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (guint i = 0; i < mo_result_get_n_rows (list); i++)
    if (g_strcmp0 (mo_result_get_text (list, i, 0), name) == 0)
      return mo_await (mo_snapshot_drop (client, name), error);
  return TRUE;
}

char *
demo_database (MoClient *client)
{
  char *database = NULL;

  g_object_get (client, "database", &database, NULL);
  return database != NULL ? database : g_strdup ("test");
}
