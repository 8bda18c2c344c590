/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that the server would take for another object's, or paste into a statement of its own: they
 * are refused, and nothing is sent, whatever the server is. */

#include <matrixone-glib.h>

#include "command-test.h"

static MoFuture *
create_task (MoExecutor *executor, const char *name, const char *excluded)
{
  const MoCdcPair pair = { .source_database = "d" };
  const MoCdcServer server = {
    .host = "127.0.0.1", .port = 6001, .user = "root", .password = "111"
  };
  const MoCdcTaskOptions options = {
    .source = server,
    .sink = server,
    .level = MO_CDC_DATABASE,
    .pairs = &pair,
    .n_pairs = 1,
    .exclude = excluded,
  };

  return mo_cdc_create (executor, name, &options);
}

/* --- that would lose something of themselves --- */

static MoFuture *
call_kept (MoExecutor *executor, const char *name, guint which)
{
  g_autoptr (GDateTime) moment = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
  const MoRestoreOptions to = { .to_account = name };

  switch (which)
    {
    case 0:
      return mo_snapshot_create_database (executor, name, "d");
    case 1:
      return mo_snapshot_create_database (executor, "s", name);
    case 2:
      return mo_snapshot_drop (executor, name);
    case 3:
      return mo_pitr_create_database (executor, name, "d", 1, MO_PITR_DAYS);
    case 4:
      return mo_pitr_alter (executor, name, 1, MO_PITR_DAYS);
    case 5:
      return mo_pitr_drop (executor, name);
    case 6:
      return mo_stage_create (executor, name, "file:///tmp/", NULL);
    case 7:
      return mo_stage_drop (executor, name, FALSE);
    case 8:
      return mo_restore_table_from_pitr (executor, "d", "t", name, moment);
    case 9:
      return mo_restore_account (executor, "a", "s", &to);
    case 10:
      return mo_user_drop (executor, name);
    case 11:
      return mo_role_drop (executor, name);
    case 12:
      return mo_account_alter_comment (executor, name, "c");
    default:
      return NULL;
    }
}

static void
test_kept (MoTest *test)
{
  static const char *const names[] = { "a\\b", "a\\", "a\v", "\xc2\x85" "a", "a " };
  MoFuture *future;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint which = 0;
         (future = call_kept (MO_EXECUTOR (test->client), names[i], which)) != NULL; which++)
      mo_test_fails (future, MO_ERROR_INVALID_ARGUMENT);
}

/* --- snapshots that are read --- */

static void
test_read (MoTest *test)
{
  MoExecutor *executor = MO_EXECUTOR (test->client);

  mo_test_fails (mo_restore_table (executor, "d", "t", "s\\a", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_clone_database_full (executor, "t", "d", "s\\a", MO_CLONE_AT_COMMIT),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* --- that would be SQL --- */

static MoFuture *
call_pasted (MoExecutor *executor, const char *name, guint which)
{
  switch (which)
    {
    case 0:
      return create_task (executor, name, NULL);
    case 1:
      return mo_cdc_resume (executor, name);
    case 2:
      return mo_cdc_drop (executor, name);
    case 3:
      return mo_cdc_pause (executor, name);
    case 4:
      return mo_recovery_window_list_account (executor, name);
    case 5:
      return mo_recovery_window_list_database (executor, name);
    case 6:
      return mo_recovery_window_list_table (executor, "d", name);
    case 7:
      return mo_publication_show_create (executor, name);
    case 8:
      return mo_fulltext_index_create (executor, NULL, "t", name,
                                       (const char *const[]){ "c", NULL }, NULL);
    case 9:
      return mo_grant_show_for_user (executor, name);
    case 10:
      return mo_branch_create_database (executor, name, "d", NULL, NULL);
    case 11:
      return mo_branch_create_database (executor, "d", name, NULL, NULL);
    case 12:
      return mo_branch_create_database (executor, "d", "e", NULL, name);
    case 13:
      return mo_clone_database_to_account (executor, "d", "e", "s", name, MO_CLONE_AT_COMMIT);
    default:
      return NULL;
    }
}

static void
test_pasted (MoTest *test)
{
  static const char *const names[] = { "z' or '1'='1", "a\"b", "a`b", "a\\b" };
  MoFuture *future;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint which = 0;
         (future = call_pasted (MO_EXECUTOR (test->client), names[i], which)) != NULL; which++)
      mo_test_fails (future, MO_ERROR_INVALID_ARGUMENT);
}

/* --- what is no name --- */

static void
test_others (MoTest *test)
{
  MoExecutor *executor = MO_EXECUTOR (test->client);
  const MoLoadOptions options = { .n_null_if = 1 };

  mo_test_fails (create_task (executor, "t", "a\"b"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (create_task (executor, "t", "a\\"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_file (executor, "d", "t", "/tmp/x.csv", &options),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql (executor, "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
                                NULL, 0, "/tmp/x.csv", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/command-names/kept", test_kept);
  mo_test_add ("/command-names/read", test_read);
  mo_test_add ("/command-names/pasted", test_pasted);
  mo_test_add ("/command-names/others", test_others);
  return g_test_run ();
}
