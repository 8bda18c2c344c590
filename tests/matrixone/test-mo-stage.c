/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stages. */

#include "file-test.h"

static gboolean
is_listed (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_stage_list (test->other, NULL));

  MO_FOREACH (MoStage, stage, all)
  if (command_is_name (stage->name, name))
    return TRUE;
  return FALSE;
}

static MoStage *
get (MoTest *test, const char *name)
{
  MoStage *stage = command_entity (mo_stage_get (test->client, name));

  g_assert_nonnull (stage);
  return stage;
}

/* Plain SQL, which tells the credentials as well. */
static char *
dup_credentials (MoTest *test, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = mo_await_strings (
      mo_execute (test->other,
                  "SELECT stage_credentials FROM mo_catalog.mo_stages WHERE stage_name = LOWER(?)",
                  name),
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  return g_strdup (g_ptr_array_index (all, 0));
}

static void
assert_credentials (MoTest *test, const char *name, const char *expected)
{
  g_autofree char *credentials = dup_credentials (test, name);

  g_assert_cmpstr (credentials, ==, expected);
}

/* Made, read, altered and dropped, whatever its name. */
static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      const MoStageOptions options = { .comment = "\"?\" of :name, %s; -- \xe5\xbf\xab" };
      g_autoptr (MoStage) stage = NULL;
      g_autoptr (MoStage) altered = NULL;
      gint64 exists = 0;

      mo_test_ok (mo_stage_create (test->client, name, "file:///tmp/somewhere/", &options));
      stage = get (test, name);
      g_assert_true (command_is_name (stage->name, name));
      g_assert_cmpstr (stage->url, ==, "file:///tmp/somewhere/");
      g_assert_cmpstr (stage->status, ==, "in_use");
      g_assert_cmpstr (stage->comment, ==, options.comment);
      g_assert_true (mo_await_int64 (mo_stage_exists (test->client, name), &exists, NULL));
      g_assert_cmpint (exists, ==, 1);
      mo_test_ok (mo_stage_alter_url (test->client, name, "stage://other/sub/", FALSE));
      mo_test_ok (mo_stage_alter_comment (test->client, name, "", FALSE));
      mo_test_ok (mo_stage_alter_enabled (test->client, name, FALSE, FALSE));
      altered = get (test, name);
      g_assert_cmpstr (altered->url, ==, "stage://other/sub/");
      g_assert_cmpstr (altered->comment, ==, "");
      g_assert_cmpstr (altered->status, ==, "disabled");
      g_assert_true (is_listed (test, name));
      mo_test_ok (mo_stage_drop (test->client, name, FALSE));
      g_assert_false (is_listed (test, name));
      g_assert_true (mo_await_int64 (mo_stage_exists (test->client, name), &exists, NULL));
      g_assert_cmpint (exists, ==, 0);
    }
}

/* The server's clock, and so seconds at the most from when it was made. */
static void
test_created (MoTest *test)
{
  g_autofree char *name = command_new_name (4);
  g_autoptr (MoStage) stage = NULL;
  gint64 now;

  mo_test_ok (mo_stage_create_local (test->client, name, "/tmp", NULL));
  stage = get (test, name);
  now = mo_test_int64 (test, "SELECT CAST(UNIX_TIMESTAMP(NOW()) AS BIGINT)");
  g_assert_nonnull (stage->created);
  g_assert_cmpint (ABS (g_date_time_to_unix (stage->created) - now), <, 300);
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
}

/* Whether there is one already, or none. */
static void
test_if (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  const MoStageOptions options = { .if_not_exists = TRUE };
  const char *const credentials[] = { "A", "b", NULL };
  g_autoptr (MoStage) stage = NULL;
  g_autoptr (MoStage) none = NULL;

  mo_test_fails (mo_stage_alter_url (test->client, name, "file:///x/", FALSE), MO_ERROR_SERVER);
  mo_test_fails (mo_stage_alter_comment (test->client, name, "x", FALSE), MO_ERROR_SERVER);
  mo_test_fails (mo_stage_alter_enabled (test->client, name, TRUE, FALSE), MO_ERROR_SERVER);
  mo_test_fails (mo_stage_alter_credentials (test->client, name, credentials, FALSE),
                 MO_ERROR_SERVER);
  mo_test_fails (mo_stage_drop (test->client, name, FALSE), MO_ERROR_SERVER);
  mo_test_ok (mo_stage_alter_url (test->client, name, "file:///x/", TRUE));
  mo_test_ok (mo_stage_alter_comment (test->client, name, "x", TRUE));
  mo_test_ok (mo_stage_alter_enabled (test->client, name, TRUE, TRUE));
  mo_test_ok (mo_stage_alter_credentials (test->client, name, credentials, TRUE));
  mo_test_ok (mo_stage_drop (test->client, name, TRUE));
  none = command_entity (mo_stage_get (test->client, name));
  g_assert_null (none);
  mo_test_ok (mo_stage_create (test->client, name, "file:///first/", &options));
  mo_test_ok (mo_stage_create (test->client, name, "file:///second/", &options));
  mo_test_fails (mo_stage_create (test->client, name, "file:///third/", NULL), MO_ERROR_SERVER);
  stage = get (test, name);
  g_assert_cmpstr (stage->url, ==, "file:///first/");
  mo_test_ok (mo_stage_drop (test->client, name, TRUE));
  g_assert_false (is_listed (test, name));
}

static void
test_credentials (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  const char *const one[] = { "AWS_KEY_ID", "a=b?:c;%s", NULL };
  const char *const other[] = { "AWS_KEY_ID", "", "ENDPOINT", "https://x/y?z=\"1\"", NULL };
  const MoStageOptions options = { .credentials = one, .comment = "c" };
  g_autoptr (MoStage) stage = NULL;

  mo_test_ok (mo_stage_create (test->client, name, "s3://bucket/folder/", &options));
  assert_credentials (test, name, "AWS_KEY_ID=a=b?:c;%s");
  mo_test_ok (mo_stage_alter_credentials (test->client, name, other, FALSE));
  assert_credentials (test, name, "AWS_KEY_ID=,ENDPOINT=https://x/y?z=\"1\"");
  stage = get (test, name);
  g_assert_cmpstr (stage->url, ==, "s3://bucket/folder/");
  g_assert_cmpstr (stage->comment, ==, "c");
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
}

static void
test_s3 (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  const MoStageS3 amazon = {
    .key_id = "k", .secret_key = "s/+=", .region = "r", .endpoint = "e:9000"
  };
  MoStageS3 minio = amazon;
  g_autoptr (MoStage) first = NULL;
  g_autoptr (MoStage) second = NULL;

  mo_test_ok (mo_stage_create_s3 (test->client, name, "a-bucket.of", NULL, &amazon, NULL));
  first = get (test, name);
  g_assert_cmpstr (first->url, ==, "s3://a-bucket.of/");
  assert_credentials (test, name,
                      "AWS_KEY_ID=k,AWS_SECRET_KEY=s/+=,AWS_REGION=r,ENDPOINT=e:9000,"
                      "PROVIDER=amazon");
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
  minio.provider = "minio";
  minio.compression = "gzip";
  mo_test_ok (mo_stage_create_s3 (test->client, name, "b", "per%/it's", &minio, NULL));
  second = get (test, name);
  g_assert_cmpstr (second->url, ==, "s3://b/per%25/it%27s");
  assert_credentials (test, name,
                      "AWS_KEY_ID=k,AWS_SECRET_KEY=s/+=,AWS_REGION=r,ENDPOINT=e:9000,"
                      "PROVIDER=minio,COMPRESSION=gzip");
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
}

/* What is in a list, and what fits a pattern. */
static void
test_list (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  g_autofree char *second = g_strconcat (name, "_2", NULL);
  g_autofree char *pattern = g_strconcat (name, "%", NULL);
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) one = NULL;

  mo_test_ok (mo_stage_create_local (test->client, second, "/tmp/b", NULL));
  mo_test_ok (mo_stage_create_local (test->client, name, "/tmp/a/", NULL));
  both = command_all (mo_stage_list (test->client, pattern));
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (((MoStage *) g_ptr_array_index (both, 0))->url, ==, "file:///tmp/a/");
  g_assert_cmpstr (((MoStage *) g_ptr_array_index (both, 1))->url, ==, "file:///tmp/b/");
  one = command_all (mo_stage_list (test->client, second));
  g_assert_cmpuint (one->len, ==, 1);
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
  mo_test_ok (mo_stage_drop (test->client, second, FALSE));
}

/* --- files --- */

/* Whether the server can read it; what there is on disk tells nothing where a recording is played.
 */
static gboolean
is_readable (MoTest *test, const char *path)
{
  g_autofree char *sql = g_strdup_printf ("LOAD DATA INFILE '%s' INTO TABLE $t", path);
  gboolean loaded = mo_await (mo_execute (test->other, mo_test_text (test, sql)), NULL);

  g_assert_cmpint (file_test_take_rows (test), ==, loaded ? 1 : 0);
  return loaded;
}

/* It is the file that was meant which goes, and no other. */
static void
test_remove_files (MoTest *test)
{
  static const char *const names[] = { "per%41.csv", "perA.csv", "\xe5\xbf\xab.csv",
                                       "one.txt",    "two.txt",  "quote's.csv" };
  g_auto (FileTest) files = { NULL };
  g_autofree char *name = command_new_name (0);

  file_test_open (&files);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    file_test_write (&files, names[i], "1,a,10\n", -1);
  mo_test_ok (mo_stage_create_local (test->client, name, files.path, NULL));
  g_assert_true (is_readable (test, file_test_path (&files, "per%41.csv")));
  mo_test_ok (mo_stage_remove_files (test->client, name, "per%41.csv", FALSE));
  g_assert_false (is_readable (test, file_test_path (&files, "per%41.csv")));
  g_assert_true (is_readable (test, file_test_path (&files, "perA.csv")));
  mo_test_fails (mo_stage_remove_files (test->client, name, "per%41.csv", FALSE), MO_ERROR_SERVER);
  mo_test_ok (mo_stage_remove_files (test->client, name, "per%41.csv", TRUE));
  mo_test_ok (mo_stage_remove_files (test->client, name, "/\xe5\xbf\xab.csv", FALSE));
  mo_test_ok (mo_stage_remove_files (test->client, name, "t?o.txt", FALSE));
  g_assert_false (is_readable (test, file_test_path (&files, "two.txt")));
  g_assert_true (is_readable (test, file_test_path (&files, "one.txt")));
  mo_test_ok (mo_stage_remove_files (test->client, name, "*.txt", FALSE));
  g_assert_false (is_readable (test, file_test_path (&files, "one.txt")));
  mo_test_ok (mo_stage_remove_files (test->client, name, "quote's.csv", FALSE));
  mo_test_fails (mo_stage_remove_files (test->client, name, "*.txt", FALSE), MO_ERROR_SERVER);
  g_assert_true (is_readable (test, file_test_path (&files, "perA.csv")));
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
}

/* --- in a transaction --- */

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = command_new_name (0);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (GPtrArray) all = NULL;
      g_autoptr (MoStage) stage = NULL;
      gint64 exists = 1;

      mo_test_ok (mo_stage_create (tx, name, "file:///tmp/x/", NULL));
      stage = command_entity (mo_stage_get (tx, name));
      g_assert_null (stage);
      g_assert_true (mo_await_int64 (mo_stage_exists (tx, name), &exists, NULL));
      g_assert_cmpint (exists, ==, 0);
      all = command_all (mo_stage_list (tx, name));
      g_assert_cmpuint (all->len, ==, 0);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 1));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoStage) stage = NULL;

      mo_test_ok (mo_stage_alter_comment (tx, name, "new", FALSE));
      mo_test_ok (mo_stage_alter_enabled (tx, name, TRUE, FALSE));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      stage = get (test, name);
      g_assert_cmpstr (stage->comment, ==, i == 0 ? "" : "new");
      g_assert_cmpstr (stage->status, ==, i == 0 ? "in_use" : "enabled");
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_stage_drop (tx, name, FALSE));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 0));
    }
}

static void
test_remove_in_transaction (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  g_autofree char *name = command_new_name (0);
  const char *path;

  file_test_open (&files);
  path = file_test_write (&files, "a.csv", "1,a,10\n", -1);
  mo_test_ok (mo_stage_create_local (test->client, name, files.path, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_stage_remove_files (tx, name, "a.csv", FALSE));
      g_assert_true (is_readable (test, path));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_readable (test, path) == (i == 0));
    }
  mo_test_ok (mo_stage_drop (test->client, name, FALSE));
}

/* --- refused --- */

static void
assert_credentials_refused (MoTest *test, const char *key, const char *value)
{
  const char *const credentials[] = { key, value, NULL };
  const MoStageOptions options = { .credentials = credentials };

  mo_test_fails (mo_stage_create (test->client, "s", "s3://b", &options),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_alter_credentials (test->client, "s", credentials, FALSE),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* The server would take a part of it for SQL, or for another credential. */
static void
test_refused_texts (MoTest *test)
{
  static const char *const texts[] = { "it's", "back\\slash", "x', '', ''); --" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const MoStageOptions options = { .comment = texts[i] };

      mo_test_fails (mo_stage_create (test->client, "s", "file:///x", &options),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_stage_create (test->client, "s", texts[i], NULL),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_stage_alter_comment (test->client, "s", texts[i], FALSE),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_stage_alter_url (test->client, "s", texts[i], FALSE),
                     MO_ERROR_INVALID_ARGUMENT);
      assert_credentials_refused (test, "K", texts[i]);
      assert_credentials_refused (test, texts[i], "v");
    }
  assert_credentials_refused (test, "K", NULL);
  assert_credentials_refused (test, NULL, NULL);
  assert_credentials_refused (test, "", "v");
  assert_credentials_refused (test, "K=", "v");
  assert_credentials_refused (test, "K", "v,L=w");
}

static void
test_refused (MoTest *test)
{
  static const char *const stages[] = { "two words", "a/b", "a?b", "a#b", "a:1", "{a}", "", NULL };
  static const char *const names[] = { "", "/", "../x", "a/../../x", "\xff", NULL };
  const MoStageS3 s3 = { .key_id = "k", .secret_key = "s", .region = "r", .endpoint = "e" };
  const MoStageS3 less = { .key_id = "k", .secret_key = "s", .region = "r" };
  const char *const credentials[] = { "K", "v", NULL };
  const MoStageOptions twice = { .credentials = credentials };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    mo_test_fails (mo_stage_remove_files (test->client, stages[i], "x", FALSE),
                   MO_ERROR_INVALID_ARGUMENT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mo_test_fails (mo_stage_remove_files (test->client, "s", names[i], FALSE),
                   MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create (test->client, "", "file:///x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create (test->client, "s", NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_local (test->client, "s", NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_local (test->client, "s", "x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_s3 (test->client, "s", "b/c", NULL, &s3, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_s3 (test->client, "s", NULL, NULL, &s3, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_s3 (test->client, "s", "b", NULL, &less, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_s3 (test->client, "s", "b", NULL, NULL, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_create_s3 (test->client, "s", "b", NULL, &s3, &twice),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_alter_credentials (test->client, "s", NULL, FALSE),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_alter_comment (test->client, "s", NULL, FALSE),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_stage_exists (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

/* The server's own opinion. */
static void
test_bad_url (MoTest *test)
{
  g_autofree char *name = command_new_name (0);

  mo_test_fails (mo_stage_create (test->client, name, "ftp://x/", NULL), MO_ERROR_SERVER);
  mo_test_fails (mo_stage_remove_files (test->client, name, "x", FALSE), MO_ERROR_SERVER);
  g_assert_false (is_listed (test, name));
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  static const char *const credentials[] = { "K", "v", NULL };
  const MoStageS3 s3 = { .key_id = "k", .secret_key = "s", .region = "r", .endpoint = "e" };

  switch (which)
    {
    case 0:
      return mo_stage_create (executor, "s", "file:///x", NULL);
    case 1:
      return mo_stage_create_local (executor, "s", "/x", NULL);
    case 2:
      return mo_stage_create_s3 (executor, "s", "b", NULL, &s3, NULL);
    case 3:
      return mo_stage_alter_url (executor, "s", "file:///x", FALSE);
    case 4:
      return mo_stage_alter_credentials (executor, "s", credentials, FALSE);
    case 5:
      return mo_stage_alter_comment (executor, "s", "c", FALSE);
    case 6:
      return mo_stage_alter_enabled (executor, "s", TRUE, FALSE);
    case 7:
      return mo_stage_drop (executor, "s", FALSE);
    case 8:
      return mo_stage_remove_files (executor, "s", "x", FALSE);
    case 9:
      return mo_stage_get (executor, "s");
    case 10:
      return mo_stage_exists (executor, "s");
    case 11:
      return mo_stage_list (executor, NULL);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

static MoFuture *
create_named (MoExecutor *executor, const char *name)
{
  return mo_stage_create (executor, name, "file:///tmp/", NULL);
}

static MoFuture *
drop_named (MoExecutor *executor, const char *name)
{
  return mo_stage_drop (executor, name, FALSE);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, create_named);
  command_test_bad_names (test, drop_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/stage/names", test_names);
  mo_test_add_matrixone ("/stage/bad-names", test_bad_names);
  mo_test_add_matrixone ("/stage/created", test_created);
  mo_test_add_matrixone ("/stage/if", test_if);
  mo_test_add_matrixone ("/stage/credentials", test_credentials);
  mo_test_add_matrixone ("/stage/s3", test_s3);
  mo_test_add_matrixone ("/stage/list", test_list);
  mo_test_add_matrixone ("/stage/remove-files", test_remove_files);
  mo_test_add_matrixone ("/stage/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/stage/remove-in-transaction", test_remove_in_transaction);
  mo_test_add_matrixone ("/stage/bad-url", test_bad_url);
  mo_test_add ("/stage/refused", test_refused);
  mo_test_add ("/stage/refused-texts", test_refused_texts);
  mo_test_add_mariadb ("/stage/elsewhere", test_elsewhere);
  return g_test_run ();
}
