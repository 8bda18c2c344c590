/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands in the style of GIO: what each kind of them finishes with, in a main loop. */

#include <gio/gio.h>

#include "command-test.h"

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result; /* owned, once called */
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *self = data;

  g_assert_true (source != NULL);
  g_assert_null (self->result); /* once */
  self->result = g_object_ref (result);
  g_main_loop_quit (self->loop);
}

static void
answer_init (Answer *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
  self->result = NULL;
}

static void
answer_clear (Answer *self)
{
  g_clear_object (&self->result);
  g_main_loop_unref (self->loop);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* What a call finishes with; its error in @error. */
#define FINISH(error, call, executor, ...)                                                         \
  ({                                                                                               \
    g_auto (Answer) answer_ = { NULL, NULL };                                                      \
    answer_init (&answer_);                                                                        \
    call##_async (executor, __VA_ARGS__ NULL, on_answer, &answer_);                                \
    g_assert_null (answer_.result); /* never in the middle of the caller */                        \
    g_main_loop_run (answer_.loop);                                                                \
    call##_finish (executor, answer_.result, error);                                               \
  })

#define FINISHES(...)                                                                              \
  ({                                                                                               \
    g_autoptr (GError) finishes_error_ = NULL;                                                     \
    __auto_type finished_ = FINISH (&finishes_error_, __VA_ARGS__, );                              \
    g_assert_no_error (finishes_error_);                                                           \
    finished_;                                                                                     \
  })

#define SUCCEEDS(...)                                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean succeeds_ = FINISHES (__VA_ARGS__);                                                   \
    g_assert_true (succeeds_);                                                                     \
  }                                                                                                \
  G_STMT_END

/* With FALSE, NULL or -1, and the error. */
#define FAILS(code, ...)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) fails_error_ = NULL;                                                        \
    __auto_type failed_ = FINISH (&fails_error_, __VA_ARGS__, );                                   \
    g_assert_error (fails_error_, MO_ERROR, code);                                                 \
    g_assert_true ((gintptr) failed_ == (_Generic((failed_), gint64 : -1, default : 0)));          \
  }                                                                                                \
  G_STMT_END

/* --- on MatrixOne --- */

static void
test_roles (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");
  const MoGrantObject object = { MO_GRANT_ON_TABLE, "test", test->table };
  g_autoptr (MoRole) role = NULL;
  g_autoptr (MoRole) none = NULL;
  g_autoptr (MoResult) roles = NULL;
  g_autoptr (MoResult) grants = NULL;
  g_autoptr (MoResult) shown = NULL;
  guint n = 0;

  mo_test_use_one_connection (test);
  SUCCEEDS (mo_role_create, test->client, name);
  FAILS (MO_ERROR_SERVER, mo_role_create, test->client, name);
  role = FINISHES (mo_role_get, test->client, name);
  g_assert_true (command_is_name (role->name, name));
  roles = FINISHES (mo_role_list, test->client);
  for (guint i = 0; i < mo_result_get_n_rows (roles); i++)
    if (command_is_name (mo_result_entity (roles, i, MoRole)->name, name))
      n++;
  g_assert_cmpuint (n, ==, 1);
  SUCCEEDS (mo_grant_privileges, test->client, MO_PRIVILEGE_SELECT, &object, LIST (name),
            MO_GRANT_DEFAULT);
  grants = FINISHES (mo_grant_list_of_role, test->client, name);
  g_assert_cmpuint (mo_result_get_n_rows (grants), ==, 1);
  g_assert_true (command_is_name (mo_result_entity (grants, 0, MoGrant)->table_name, test->table));
  SUCCEEDS (mo_revoke_privileges, test->client, MO_PRIVILEGE_SELECT, &object, LIST (name));
  shown = FINISHES (mo_grant_show_for_role, test->client, name);
  g_assert_cmpuint (mo_result_get_n_rows (shown), ==, 0);
  SUCCEEDS (mo_role_drop, test->client, name);
  none = FINISHES (mo_role_get, test->client, name);
  g_assert_null (none);
}

/* A transaction is an executor, too; what travels behind COMMIT is accepted there. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoRole) role = NULL;

  mo_test_use_one_connection (test);
  tx = mo_test_begin (test->client);
  SUCCEEDS (mo_role_create, tx, name);
  role = FINISHES (mo_role_get, tx, name);
  g_assert_null (role);
  mo_test_ok (mo_transaction_commit (tx));
  role = FINISHES (mo_role_get, test->client, name);
  g_assert_nonnull (role);
  SUCCEEDS (mo_role_drop_if_exists, test->client, name);
}

static void
test_stages (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("s");
  const MoStageOptions options = { .comment = "of a main loop" };
  g_autoptr (MoStage) stage = NULL;
  g_autoptr (MoResult) stages = NULL;

  mo_test_use_one_connection (test);
  SUCCEEDS (mo_stage_create, test->client, name, "file:///tmp/somewhere/", &options);
  g_assert_cmpint (FINISHES (mo_stage_exists, test->client, name), ==, 1);
  SUCCEEDS (mo_stage_alter_url, test->client, name, "file:///tmp/elsewhere/", FALSE);
  stage = FINISHES (mo_stage_get, test->client, name);
  g_assert_cmpstr (stage->url, ==, "file:///tmp/elsewhere/");
  g_assert_cmpstr (stage->comment, ==, options.comment);
  stages = FINISHES (mo_stage_list, test->client, name);
  g_assert_cmpuint (mo_result_get_n_rows (stages), ==, 1);
  g_assert_true (command_is_name (mo_result_entity (stages, 0, MoStage)->name, name));
  SUCCEEDS (mo_stage_drop, test->client, name, FALSE);
  g_assert_cmpint (FINISHES (mo_stage_exists, test->client, name), ==, 0);
  SUCCEEDS (mo_stage_drop, test->client, name, TRUE);
  FAILS (MO_ERROR_SERVER, mo_stage_drop, test->client, name, FALSE);
  FAILS (MO_ERROR_INVALID_ARGUMENT, mo_stage_exists, test->client, NULL);
}

static void
test_pitrs (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("p");
  g_autoptr (MoPitr) pitr = NULL;
  g_autoptr (MoPitr) none = NULL;
  g_autoptr (MoResult) pitrs = NULL;
  guint n = 0;

  mo_test_use_one_connection (test);
  SUCCEEDS (mo_pitr_create_table, test->client, name, "test", test->table, 1, MO_PITR_HOURS);
  SUCCEEDS (mo_pitr_alter, test->client, name, 2, MO_PITR_DAYS);
  pitr = FINISHES (mo_pitr_get, test->client, name);
  g_assert_true (command_is_name (pitr->name, name));
  pitrs = FINISHES (mo_pitr_list, test->client);
  for (guint i = 0; i < mo_result_get_n_rows (pitrs); i++)
    if (command_is_name (mo_result_entity (pitrs, i, MoPitr)->name, name))
      n++;
  g_assert_cmpuint (n, ==, 1);
  SUCCEEDS (mo_pitr_drop, test->client, name);
  none = FINISHES (mo_pitr_get, test->client, name);
  g_assert_null (none);
}

static void
test_reading (MoTest *test)
{
  g_autoptr (MoServerVersion) version = NULL;
  g_autoptr (MoCurrentUser) user = NULL;
  g_autoptr (MoMetadataStats) stats = NULL;
  g_autoptr (MoSnapshot) snapshot = NULL;

  mo_test_use_one_connection (test);
  version = FINISHES (mo_server_version_get, test->client);
  user = FINISHES (mo_current_user_get, test->client);
  g_assert_nonnull (strstr (version->version, "MatrixOne"));
  g_assert_nonnull (user);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 2)");
  g_assert_cmpint (FINISHES (mo_index_table_verify, test->client, "test", test->table), ==, 2);
  SUCCEEDS (mo_ctl_flush_table, test->client, "test", test->table);
  stats = FINISHES (mo_metadata_get_stats, test->client, "test", test->table, NULL,
                    MO_METADATA_ROWS, NULL);
  g_assert_nonnull (stats);
  snapshot = FINISHES (mo_snapshot_get, test->client, "no_such_snapshot");
  g_assert_null (snapshot);
  g_assert_cmpint (FINISHES (mo_snapshot_exists, test->client, "no_such_snapshot"), ==, 0);
  g_assert_cmpint (FINISHES (mo_cdc_exists, test->client, "no_such_task"), ==, 0);
}

/* A cancellable that is cancelled already: nothing is sent. */
static void
test_cancelled (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("r");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL, NULL };
  g_autoptr (MoRole) none = NULL;

  g_cancellable_cancel (cancellable);
  answer_init (&answer);
  mo_role_create_async (test->client, name, cancellable, on_answer, &answer);
  g_main_loop_run (answer.loop);
  g_assert_false (mo_role_create_finish (test->client, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  none = FINISHES (mo_role_get, test->client, name);
  g_assert_null (none);
}

/* --- elsewhere: one of each family, and of each kind of value --- */

#define REFUSES(...) FAILS (MO_ERROR_NOT_SUPPORTED, __VA_ARGS__)

static void
check_users (MoExecutor *executor)
{
  const MoGrantObject object = { MO_GRANT_ON_TABLE, "d", "t" };

  REFUSES (mo_account_drop, executor, "a");
  REFUSES (mo_account_get, executor, "a");
  REFUSES (mo_user_lock, executor, "u");
  REFUSES (mo_user_get, executor, "u");
  REFUSES (mo_role_create, executor, "r");
  REFUSES (mo_role_get, executor, "r");
  REFUSES (mo_grant_privileges, executor, MO_PRIVILEGE_ALL, &object, LIST ("r"), MO_GRANT_DEFAULT);
  REFUSES (mo_revoke_roles_from_users, executor, LIST ("r"), LIST ("u"));
  REFUSES (mo_granted_role_list_of_user, executor, "u");
}

static void
check_data (MoExecutor *executor)
{
  const MoBranchTable t = { NULL, "t", NULL };

  REFUSES (mo_publication_drop, executor, "p");
  REFUSES (mo_publication_show_create, executor, "p");
  REFUSES (mo_subscription_create, executor, "s", "a", "p");
  REFUSES (mo_subscription_get, executor, "s");
  REFUSES (mo_stage_create, executor, "s", "file:///x/", NULL);
  REFUSES (mo_stage_list, executor, NULL);
  REFUSES (mo_stage_exists, executor, "s");
  REFUSES (mo_load_inline, executor, NULL, "t", "1", NULL);
  REFUSES (mo_export_sql, executor, "SELECT 1", NULL, 0, "/x", NULL);
  REFUSES (mo_branch_create_table, executor, &t, &t, NULL);
  REFUSES (mo_branch_diff, executor, &t, &t, NULL, 0);
  REFUSES (mo_branch_diff_count, executor, &t, &t);
  REFUSES (mo_cdc_drop, executor, "c");
  REFUSES (mo_cdc_list_late, executor, NULL, 1);
}

static void
check_storage (MoExecutor *executor)
{
  REFUSES (mo_snapshot_create_account, executor, "s", NULL);
  REFUSES (mo_snapshot_exists, executor, "s");
  REFUSES (mo_pitr_create_cluster, executor, "p", 1, MO_PITR_DAYS);
  REFUSES (mo_pitr_get, executor, "p");
  REFUSES (mo_restore_database, executor, "d", "s", NULL);
  REFUSES (mo_recovery_window_list_database, executor, "d");
  REFUSES (mo_metadata_scan, executor, "d", "t", NULL, MO_METADATA_ROWS, NULL);
  REFUSES (mo_ctl_flush_table, executor, "d", "t");
  REFUSES (mo_index_table_list, executor, "d", "t", NULL);
  REFUSES (mo_index_table_verify, executor, "d", "t");
  REFUSES (mo_vector_index_rebuild, executor, NULL, "t", "i", 1);
  REFUSES (mo_table_index_drop, executor, NULL, "t", "i");
}

static void
test_elsewhere (MoTest *test)
{
  MoExecutor *executor = MO_EXECUTOR (test->client);

  check_users (executor);
  check_data (executor);
  check_storage (executor);
  REFUSES (mo_server_version_get, executor);
  REFUSES (mo_current_user_get, executor);
  REFUSES (mo_role_list, executor);
  REFUSES (mo_cdc_list, executor);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/commands-async/roles", test_roles);
  mo_test_add_matrixone ("/commands-async/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/commands-async/stages", test_stages);
  mo_test_add_matrixone ("/commands-async/pitrs", test_pitrs);
  mo_test_add_matrixone ("/commands-async/reading", test_reading);
  mo_test_add_matrixone ("/commands-async/cancelled", test_cancelled);
  mo_test_add_mariadb ("/commands-async/elsewhere", test_elsewhere);
  return g_test_run ();
}
