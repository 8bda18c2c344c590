/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading what the server reads itself: files, stages, buckets, and data in the statement. */

#include <string.h>

#include "file-test.h"
#include "load-bytes.h"

/* Consumes @future: so many rows are loaded. */
static void
assert_loaded (MoFuture *future, guint64 n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (future, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, n_rows);
}

/* @data, as a file and in the statement: @expected becomes of it, "1 a 10;". The table is empty
 * behind it. */
static void
check_file (MoTest *test, const char *data, const MoLoadOptions *options, const char *expected)
{
  g_auto (FileTest) files = { NULL };

  file_test_open (&files);
  mo_test_ok (mo_load_file (test->client, NULL, test->table,
                            file_test_write (&files, "rows", data, -1), options));
  file_test_assert_rows (test, expected);
  file_test_take_rows (test);
}

static void
check_inline (MoTest *test, const char *data, const MoLoadOptions *options, const char *expected)
{
  mo_test_ok (mo_load_inline (test->client, NULL, test->table, data, options));
  file_test_assert_rows (test, expected);
  file_test_take_rows (test);
}

static void
check_both (MoTest *test, const char *data, const MoLoadOptions *options, const char *expected)
{
  check_file (test, data, options, expected);
  check_inline (test, data, options, expected);
}

/* --- CSV --- */

/* Without options: as other programs write it, \N being NULL. */
static void
test_csv (MoTest *test)
{
  static const char *const data = "1,a,10\n2,\"b,\"\"c\"\"\",\\N\n3,\"two\nlines\",-3\n4,\\N,4\n"
                                  "5,,\n6,\xe5\xbf\xab's \\\\ ?%s:x,6\n";

  check_both (test, data, NULL,
              "1 a 10;2 b,\"c\" NULL;3 two\nlines -3;4 NULL 4;5  NULL;"
              "6 \xe5\xbf\xab's \\ ?%s:x 6;");
}

static void
test_fields (MoTest *test)
{
  const MoLoadOptions odd = { .fields_terminated_by = "||",
                              .fields_enclosed_by = "'",
                              .fields_escaped_by = "!" };
  const MoLoadOptions tabs = { .fields_terminated_by = "\t" };
  const MoLoadOptions raw = { .fields_escaped_by = "" };
  const MoLoadOptions escaped = { .fields_escaped_by = "\\" };
  const MoLoadOptions terminated = { .fields_terminated_by = "\\" };

  check_both (test, "1||'a||b'||10\n2||!'c||\\N\n", &odd, "1 a||b 10;2 'c NULL;");
  check_both (test, "1\ta,b\t10\n", &tabs, "1 a,b 10;");
  check_both (test, "1,a\\b,10\n2,\\N,2\n", &raw, "1 a\\b 10;2 NULL 2;");
  check_both (test, "1,a\\,b,10\n", &escaped, "1 a,b 10;");
  check_both (test, "1\\a\\10\n", &terminated, "1 a 10;");
}

static void
test_lines (MoTest *test)
{
  const MoLoadOptions starting = { .lines_starting_by = "row>", .lines_terminated_by = "#\n" };
  const MoLoadOptions terminated = { .lines_terminated_by = "'" };
  const MoLoadOptions only_starting = { .lines_starting_by = "'" };

  check_file (test, "row>1,a,10#\nrow>2,b\nc,20#\n", &starting, "1 a 10;2 b\nc 20;");
  check_file (test, "1,a,10'2,b,20'", &terminated, "1 a 10;2 b 20;");
  check_file (test, "'1,a,10\n'2,b,20\n", &only_starting, "1 a 10;2 b 20;");
}

static void
test_ignore_lines (MoTest *test)
{
  const MoLoadOptions one = { .ignore_lines = 1 };
  const MoLoadOptions all = { .ignore_lines = 100 };

  check_both (test, "id,name,n\n1,a,10\n2,b,20\n", &one, "1 a 10;2 b 20;");
  check_both (test, "id,name,n\n1,a,10\n", &all, "");
}

static void
test_columns (MoTest *test)
{
  const char *const turned[] = { "n", "id", NULL };
  const char *const skipped[] = { "", "id", "", "", "name", NULL };
  const MoLoadOptions with_turned = { .columns = turned };
  const MoLoadOptions with_skipped = { .columns = skipped };

  check_both (test, "10,1\n20,2\n", &with_turned, "1 NULL 10;2 NULL 20;");
  check_both (test, "x,1,y,z,a\nx,2,y,z,b\n", &with_skipped, "1 a NULL;2 b NULL;");
}

/* Of two columns, and of such texts as could end a quotation. */
static void
test_null_if (MoTest *test)
{
  const MoLoadNullIf two[] = { { "name", "none" }, { "n", "0" } };
  const MoLoadNullIf quote[] = { { "name", "it's" } };
  const MoLoadNullIf percent[] = { { "name", "?%s\"" } };
  const MoLoadOptions with_two = { .null_if = two, .n_null_if = 2 };
  const MoLoadOptions with_quote = { .null_if = quote, .n_null_if = 1 };
  const MoLoadOptions with_percent = { .null_if = percent, .n_null_if = 1 };

  check_file (test, "1,none,1\n2,other,0\n3,x,3\n", &with_two, "1 NULL 1;2 other NULL;3 x 3;");
  check_file (test, "1,it's,1\n2,it,2\n", &with_quote, "1 NULL 1;2 it 2;");
  check_file (test, "1,\"?%s\"\"\",1\n2,?,2\n", &with_percent, "1 NULL 1;2 ? 2;");
}

static void
test_character_set (MoTest *test)
{
  const MoLoadOptions utf8 = { .character_set = "UTF8" };
  const MoLoadOptions utf8mb4 = { .character_set = "utf8mb4" };

  check_both (test, "1,\xe5\xbf\xab,10\n", &utf8, "1 \xe5\xbf\xab 10;");
  check_both (test, "1,\xe5\xbf\xab,10\n", &utf8mb4, "1 \xe5\xbf\xab 10;");
}

/* Of a small file nothing else becomes. */
static void
test_parallel (MoTest *test)
{
  const MoLoadOptions parallel = { .parallel = TRUE };
  const MoLoadOptions lenient = { .parallel = TRUE, .lenient = TRUE, .ignore_lines = 1 };

  check_file (test, "1,\"a\nb\",10\n", &parallel, "1 a\nb 10;");
  check_file (test, "id,name,n\n1,a,10\n", &lenient, "1 a 10;");
}

/* --- other formats --- */

static void
test_json (MoTest *test)
{
  const char *const columns[] = { "n", "id", NULL };
  const MoLoadNullIf null_if[] = { { "name", "none" } };
  const MoLoadOptions objects = { .format = MO_LOAD_JSON_OBJECTS };
  const MoLoadOptions arrays = { .format = MO_LOAD_JSON_ARRAYS };
  const MoLoadOptions some = { .format = MO_LOAD_JSON_OBJECTS, .columns = columns };
  const MoLoadOptions others = { .format = MO_LOAD_JSON_ARRAYS, .columns = columns };
  const MoLoadOptions none = {
    .format = MO_LOAD_JSON_OBJECTS, .null_if = null_if, .n_null_if = 1, .ignore_lines = 1
  };

  check_both (
      test, "{\"n\":10,\"id\":1,\"name\":\"it's, \\\"x\\\"\"}\n{\"id\":2,\"name\":null,\"n\":2}\n",
      &objects, "1 it's, \"x\" 10;2 NULL 2;");
  check_both (test, "[1,\"a,b\",10]\n[2,null,20]\n", &arrays, "1 a,b 10;2 NULL 20;");
  check_both (test, "{\"n\":10,\"id\":1,\"name\":\"a\"}\n", &some, "1 NULL 10;");
  check_both (test, "[10,1]\n", &others, "1 NULL 10;");
  check_file (test, "{\"id\":1,\"name\":\"a\",\"n\":10}\n{\"id\":2,\"name\":\"none\",\"n\":20}\n",
              &none, "2 NULL 20;");
}

static void
test_parquet (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  const char *const columns[] = { "n", "id", NULL };
  const MoLoadOptions all = { .format = MO_LOAD_PARQUET };
  const MoLoadOptions some = { .format = MO_LOAD_PARQUET, .columns = columns };
  const char *path;

  file_test_open (&files);
  path = file_test_write (&files, "rows.parquet", (const char *) parquet_rows, sizeof parquet_rows);
  assert_loaded (mo_load_file (test->client, NULL, test->table, path, &all), 2);
  file_test_assert_rows (test, "1 a 10;2 b NULL;");
  file_test_take_rows (test);
  assert_loaded (mo_load_file (test->client, NULL, test->table, path, &some), 2);
  file_test_assert_rows (test, "1 NULL 10;2 NULL NULL;");
}

static void
test_compression (MoTest *test)
{
  static const struct
  {
    const char *name;
    const guchar *data;
    gsize size;
    MoLoadCompression compression;
  } all[] = {
    { "a.bz2", bzip2_rows, sizeof bzip2_rows, MO_LOAD_COMPRESSED_BY_NAME },
    { "a.lz4", lz4_rows, sizeof lz4_rows, MO_LOAD_COMPRESSED_BY_NAME },
    { "a.gz", gzip_rows, sizeof gzip_rows, MO_LOAD_COMPRESSED_BY_NAME },
    { "bzip2", bzip2_rows, sizeof bzip2_rows, MO_LOAD_BZIP2 },
    { "lz4", lz4_rows, sizeof lz4_rows, MO_LOAD_LZ4 },
    { "gzip", gzip_rows, sizeof gzip_rows, MO_LOAD_GZIP },
    { "tar_gzip", tar_gzip_rows, sizeof tar_gzip_rows, MO_LOAD_TAR_GZIP },
    { "tar_bzip2", tar_bzip2_rows, sizeof tar_bzip2_rows, MO_LOAD_TAR_BZIP2 },
    { "plain.gz", (const guchar *) "1,a,10\n", 7, MO_LOAD_UNCOMPRESSED },
  };
  g_auto (FileTest) files = { NULL };

  file_test_open (&files);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      const MoLoadOptions options = { .compression = all[i].compression };
      const char *path =
          file_test_write (&files, all[i].name, (const char *) all[i].data, (gssize) all[i].size);

      assert_loaded (mo_load_file (test->client, NULL, test->table, path, &options), 1);
      file_test_assert_rows (test, "1 a 10;");
      file_test_take_rows (test);
    }
}

/* --- where it is from --- */

/* Tables and columns of any names, and files of those that the server opens. */
static void
test_names (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  const char *path;

  file_test_open (&files);
  path = file_test_write (&files, "\xe5\xbf\xab-per%41(it's)!.csv", "1,a\n", -1);
  for (guint i = 0; command_odd_tables ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (0);
      g_autofree char *table = command_new_table (i);
      const char *column = command_odd_tables ()[i];
      const char *const columns[] = { "id", column, NULL };
      const MoLoadNullIf null_if[] = { { column, "a" } };
      const MoLoadOptions options = { .columns = columns };
      const MoLoadOptions with_null = { .columns = columns, .null_if = null_if, .n_null_if = 1 };

      command_sql (test, "CREATE DATABASE @", database, NULL);
      command_sql (test, "CREATE TABLE @.@ (id BIGINT, @ VARCHAR(100))", database, table, column,
                   NULL);
      assert_loaded (mo_load_inline (test->client, database, table, "2,b\n", &options), 1);
      g_assert_cmpint (command_int64 (test, "SELECT COUNT(*) FROM @.@ WHERE @ = 'b' AND id = 2",
                                      database, table, column, NULL),
                       ==, 1);
      assert_loaded (mo_load_file (test->client, database, table, path, &with_null), 1);
      g_assert_cmpint (command_int64 (test, "SELECT COUNT(*) FROM @.@ WHERE @ IS NULL AND id = 1",
                                      database, table, column, NULL),
                       ==, 1);
      /* By itself: with its database the server cannot drop one with a backtick. */
      command_sql (test, "DROP TABLE @.@", database, table, NULL);
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

static void
test_stage (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  g_autofree char *stage = command_new_name (0);
  g_autofree char *upper = g_utf8_strup (stage, -1);
  g_autofree char *inner = g_strconcat (stage, "-inner", NULL);
  g_autofree char *inner_url = g_strdup_printf ("stage://%s/sub/", stage);
  const MoLoadOptions json = { .format = MO_LOAD_JSON_ARRAYS };
  const MoLoadOptions gzip = { .compression = MO_LOAD_GZIP };
  g_autoptr (GError) error = NULL;

  file_test_open (&files);
  file_test_write (&files, "per%41.csv", "1,percent,1\n", -1);
  file_test_write (&files, "perA.csv", "1,letter,1\n", -1);
  file_test_write (&files, "\xe5\xbf\xab's.jl", "[1,\"json\",1]\n", -1);
  file_test_write (&files, "sub/a.csv", "1,sub,1\n", -1);
  file_test_write (&files, "packed", (const char *) gzip_rows, sizeof gzip_rows);
  mo_test_ok (mo_stage_create_local (test->client, upper, files.path, NULL));
  mo_test_ok (mo_stage_create (test->client, inner, inner_url, NULL));

  assert_loaded (mo_load_stage (test->client, NULL, test->table, upper, "per%41.csv", NULL), 1);
  file_test_assert_rows (test, "1 percent 1;");
  file_test_take_rows (test);
  assert_loaded (mo_load_stage (test->client, NULL, test->table, stage, "\xe5\xbf\xab's.jl", &json),
                 1);
  file_test_assert_rows (test, "1 json 1;");
  file_test_take_rows (test);
  assert_loaded (mo_load_stage (test->client, NULL, test->table, stage, "/sub/a.csv", NULL), 1);
  assert_loaded (mo_load_stage (test->client, NULL, test->table, inner, "a.csv", NULL), 1);
  file_test_assert_rows (test, "1 sub 1;1 sub 1;");
  file_test_take_rows (test);
  /* A connection knows the stage of a load that fails until the next statement. */
  error = mo_test_take_error (
      mo_load_stage (test->client, NULL, test->table, stage, "none.csv", NULL));
  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  mo_test_assert_contains (error->message, "none.csv");
  assert_loaded (mo_load_stage (test->client, NULL, test->table, stage, "packed", &gzip), 1);
  file_test_assert_rows (test, "1 a 10;");
  file_test_take_rows (test);
  mo_test_ok (mo_stage_drop (test->client, inner, FALSE));
  mo_test_ok (mo_stage_drop (test->client, stage, FALSE));
  mo_test_fails (mo_load_stage (test->client, NULL, test->table, stage, "perA.csv", NULL),
                 MO_ERROR_SERVER);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* MO_TEST_S3 is a service of anybody's with a bucket `buck`, in which there are dir/a.csv and
 * dir/o.jl, of JSON objects, with two rows each. */
static void
test_s3 (MoTest *test)
{
  const char *endpoint = g_getenv ("MO_TEST_S3");
  const MoLoadS3 s3 = { .endpoint = endpoint,
                        .region = "us-east-1",
                        .bucket = "buck",
                        .access_key_id = "k",
                        .secret_access_key = "s",
                        .provider = "minio" };
  const MoLoadOptions json = { .format = MO_LOAD_JSON_OBJECTS };
  const MoStageS3 access = { .key_id = "k",
                             .secret_key = "s",
                             .region = "us-east-1",
                             .endpoint = endpoint,
                             .provider = "minio" };
  g_autofree char *stage = command_new_name (0);

  if (endpoint == NULL)
    {
      g_test_skip ("MO_TEST_S3 names no service");
      return;
    }
  assert_loaded (mo_load_s3 (test->client, NULL, test->table, &s3, "dir/a.csv", NULL), 2);
  g_assert_cmpint (file_test_take_rows (test), ==, 2);
  assert_loaded (mo_load_s3 (test->client, NULL, test->table, &s3, "dir/o.jl", &json), 2);
  g_assert_cmpint (file_test_take_rows (test), ==, 2);
  mo_test_ok (mo_stage_create_s3 (test->client, stage, "buck", "dir", &access, NULL));
  assert_loaded (mo_load_stage (test->client, NULL, test->table, stage, "a.csv", NULL), 2);
  mo_test_ok (mo_stage_drop (test->client, stage, FALSE));
}

/* The server cannot read that endpoint, and says so; but no key. */
static void
test_s3_fails (MoTest *test)
{
  const MoLoadS3 s3 = { .endpoint = "hush-hush:1",
                        .region = "r",
                        .bucket = "b",
                        .access_key_id = "k",
                        .secret_access_key = "hush-hush" };
  g_autoptr (GError) error =
      mo_test_take_error (mo_load_s3 (test->client, NULL, test->table, &s3, "a.csv", NULL));

  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  g_assert_null (strstr (error->message, "hush-hush"));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- what becomes of it --- */

static void
test_in_transaction (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  const char *path;

  file_test_open (&files);
  path = file_test_write (&files, "rows.csv", "1,a,10\n", -1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      assert_loaded (mo_load_file (tx, NULL, test->table, path, NULL), 1);
      assert_loaded (mo_load_inline (tx, NULL, test->table, "2,b,20\n", NULL), 1);
      g_assert_cmpint (
          mo_test_number (mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t"))), ==, 2);
      g_assert_cmpint (mo_test_count (test), ==, 0);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      file_test_assert_rows (test, i == 0 ? "" : "1 a 10;2 b 20;");
    }
}

/* No row of it, if one is wrong. */
static void
test_failed (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  const char *path;

  file_test_open (&files);
  path = file_test_write (&files, "rows.csv", "1,a,10\nx,b,20\n", -1);
  mo_test_fails (mo_load_file (test->client, NULL, test->table, path, NULL), MO_ERROR_SERVER);
  mo_test_fails (mo_load_inline (test->client, NULL, test->table, "1,a,10\n2,b\n", NULL),
                 MO_ERROR_SERVER);
  mo_test_fails (
      mo_load_file (test->client, NULL, test->table, file_test_path (&files, "none"), NULL),
      MO_ERROR_SERVER);
  mo_test_fails (mo_load_inline (test->client, NULL, "nobody's", "1,a,10\n", NULL),
                 MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/load-file/csv", test_csv);
  mo_test_add_matrixone ("/load-file/fields", test_fields);
  mo_test_add_matrixone ("/load-file/lines", test_lines);
  mo_test_add_matrixone ("/load-file/ignore-lines", test_ignore_lines);
  mo_test_add_matrixone ("/load-file/columns", test_columns);
  mo_test_add_matrixone ("/load-file/null-if", test_null_if);
  mo_test_add_matrixone ("/load-file/character-set", test_character_set);
  mo_test_add_matrixone ("/load-file/parallel", test_parallel);
  mo_test_add_matrixone ("/load-file/json", test_json);
  mo_test_add_matrixone ("/load-file/parquet", test_parquet);
  mo_test_add_matrixone ("/load-file/compression", test_compression);
  mo_test_add_matrixone ("/load-file/names", test_names);
  mo_test_add_matrixone ("/load-file/stage", test_stage);
  mo_test_add_matrixone ("/load-file/s3", test_s3);
  mo_test_add_matrixone ("/load-file/s3-fails", test_s3_fails);
  mo_test_add_matrixone ("/load-file/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/load-file/failed", test_failed);
  return g_test_run ();
}
