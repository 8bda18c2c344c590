/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A branch of a table of MatrixOne, changed by itself and merged; and a range of time whose moments
 * can be restored, a PITR.
 */

#include "demo-report.h"
#include "demo-snapshot.h"

#define TABLE "demo_branches_prices"
#define BRANCH "demo_branches_draft"
#define PITR "demo_branches_pitr"

static gboolean
prepare (MoClient *client, GError **error)
{
  return mo_await (mo_execute (client, "DROP TABLE IF EXISTS " BRANCH), error)
         && mo_await (mo_execute (client, "DROP TABLE IF EXISTS " TABLE), error)
         && mo_await (mo_execute (client, "CREATE TABLE " TABLE
                                          " (id BIGINT PRIMARY KEY, price BIGINT)"),
                      error)
         && mo_await (mo_execute (client, "INSERT INTO " TABLE " VALUES (1, 10), (2, 20), (3, 30)"),
                      error);
}

/* --- a branch --- */

static gboolean
change_draft (MoClient *client,
              const MoBranchTable *table,
              const MoBranchTable *draft,
              GError **error)
{
  gint64 n_different;

  demo_start ("A branch");
  if (!mo_await (mo_branch_create_table (client, draft, table, NULL), error)
      || !mo_await (mo_execute (client, "UPDATE " BRANCH " SET price = 25 WHERE id = 2"), error)
      || !mo_await (mo_execute (client, "INSERT INTO " BRANCH " VALUES (4, 40)"), error)
      || !mo_await_int64 (mo_branch_diff_count (client, draft, table), &n_different, error))
    return FALSE;
  demo_step (0, "rows that differ: %" G_GINT64_FORMAT, n_different);
  return TRUE;
}

static gboolean
merge_draft (MoClient *client,
             const MoBranchTable *table,
             const MoBranchTable *draft,
             GError **error)
{
  gint64 sum;

  return mo_await (mo_branch_merge (client, draft, table, MO_BRANCH_CONFLICT_FAIL), error)
         && mo_await_int64 (mo_execute (client, "SELECT CAST(SUM(price) AS BIGINT) FROM " TABLE),
                            &sum, error)
         && demo_expect ("merged, and the prices are together", sum, 105, error)
         && mo_await (mo_branch_delete_table (client, NULL, BRANCH), error);
}

/* --- a range of time --- */

static gboolean
keep_hours (MoClient *client, const char *database, GError **error)
{
  g_autoptr (MoPitr) pitr = NULL;

  demo_start ("A PITR");
  if (!mo_await (mo_pitr_create_table (client, PITR, database, TABLE, 1, MO_PITR_HOURS), error)
      || !mo_await (mo_pitr_alter (client, PITR, 2, MO_PITR_HOURS), error))
    return FALSE;
  pitr = mo_await_entity (mo_pitr_get (client, PITR), error);
  if (pitr == NULL)
    return FALSE;
  demo_step (0, "the last %" G_GINT64_FORMAT " %s of table %s can be restored by "
                "mo_restore_table_from_pitr()",
             pitr->length, pitr->unit, pitr->table_name);
  return mo_await (mo_pitr_drop (client, PITR), error);
}

static gboolean
run (MoClient *client, GError **error)
{
  const MoBranchTable table = { .table = TABLE };
  const MoBranchTable draft = { .table = BRANCH };
  g_autofree char *database = demo_database (client);
  g_autoptr (MoPitr) left = NULL;
  g_autoptr (GError) problem = NULL;

  demo_start ("Prepare");
  /* Left by a run that broke off; and it says whether this is a MatrixOne. */
  left = mo_await_entity (mo_pitr_get (client, PITR), &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return (left == NULL || mo_await (mo_pitr_drop (client, PITR), error)) && prepare (client, error)
         && change_draft (client, &table, &draft, error)
         && merge_draft (client, &table, &draft, error) && keep_hours (client, database, error)
         && mo_await (mo_execute (client, "DROP TABLE " TABLE), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || (!run (client, &error) && !demo_is_left_out (&error))
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("branches", error);
  g_print ("branches: ok\n");
  return 0;
}
