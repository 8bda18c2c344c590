/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is no way to load: found out before anything is sent. */

#include "command-test.h"

static void
refuse (MoTest *test, const MoLoadOptions options)
{
  mo_test_fails (mo_load_file (test->client, NULL, "t", "/x", &options), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_stage (test->client, NULL, "t", "s", "x", &options),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_inline (test->client, NULL, "t", "1", &options),
                 MO_ERROR_INVALID_ARGUMENT);
}

static void
test_refused_options (MoTest *test)
{
  static const char *const nothing[] = { NULL };
  static const char *const skipped[] = { "id", "", NULL };
  static const char *const bad[] = { "id", "\xff", NULL };
  static const MoLoadNullIf null_if[] = { { "a", "b" } };
  static const MoLoadNullIf no_column[] = { { NULL, "b" } };
  static const MoLoadNullIf no_text[] = { { "a", NULL } };

  refuse (test, (MoLoadOptions){ .format = (MoLoadFormat) 4 });
  refuse (test, (MoLoadOptions){ .compression = (MoLoadCompression) 7 });
  refuse (test, (MoLoadOptions){ .fields_terminated_by = "" });
  refuse (test, (MoLoadOptions){ .fields_enclosed_by = "" });
  refuse (test, (MoLoadOptions){ .fields_enclosed_by = "''" });
  refuse (test, (MoLoadOptions){ .fields_escaped_by = "\xc3\xa9" });
  refuse (test, (MoLoadOptions){ .lines_terminated_by = "" });
  refuse (test, (MoLoadOptions){ .lines_starting_by = "" });
  refuse (test, (MoLoadOptions){ .ignore_lines = G_MAXUINT64 });
  refuse (test, (MoLoadOptions){ .columns = nothing });
  refuse (test, (MoLoadOptions){ .columns = bad });
  refuse (test, (MoLoadOptions){ .null_if = no_column, .n_null_if = 1 });
  refuse (test, (MoLoadOptions){ .null_if = no_text, .n_null_if = 1 });
  refuse (test, (MoLoadOptions){ .character_set = "gbk" });
  refuse (test, (MoLoadOptions){ .character_set = "utf8 FIELDS" });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_JSON_OBJECTS, .columns = skipped });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_JSON_ARRAYS, .columns = skipped });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_JSON_ARRAYS, .fields_escaped_by = "" });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_JSON_ARRAYS, .lines_terminated_by = "\n" });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET, .columns = skipped });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET, .fields_terminated_by = "," });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET, .ignore_lines = 1 });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET, .compression = MO_LOAD_GZIP });
  refuse (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET, .null_if = null_if, .n_null_if = 1 });
}

static void
refuse_inline (MoTest *test, const MoLoadOptions options)
{
  mo_test_fails (mo_load_inline (test->client, NULL, "t", "1", &options),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* What the server would drop there. */
static void
test_refused_inline (MoTest *test)
{
  static const MoLoadNullIf null_if[] = { { "a", "b" } };

  refuse_inline (test, (MoLoadOptions){ .lines_terminated_by = "#" });
  refuse_inline (test, (MoLoadOptions){ .lines_starting_by = "#" });
  refuse_inline (test, (MoLoadOptions){ .null_if = null_if, .n_null_if = 1 });
  refuse_inline (test, (MoLoadOptions){ .compression = MO_LOAD_GZIP });
  refuse_inline (test, (MoLoadOptions){ .parallel = TRUE });
  refuse_inline (test, (MoLoadOptions){ .lenient = TRUE });
  refuse_inline (test, (MoLoadOptions){ .format = MO_LOAD_PARQUET });
}

static void
test_refused (MoTest *test)
{
  const MoLoadS3 s3 = { .endpoint = "http://e", .region = "r", .bucket = "b" };
  const MoLoadS3 less = { .endpoint = "http://e", .region = "r" };

  mo_test_fails (mo_load_file (test->client, NULL, "t", NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_file (test->client, NULL, "t", "x.csv", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_file (test->client, NULL, "t", "stage://s/x.csv", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_file (test->client, NULL, NULL, "/x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_file (test->client, "", "t", "/x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_stage (test->client, NULL, "t", "s", "../x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_stage (test->client, NULL, "t", NULL, "x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_s3 (test->client, NULL, "t", NULL, "x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_s3 (test->client, NULL, "t", &less, "x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_s3 (test->client, NULL, "t", &s3, "", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_s3 (test->client, NULL, "t", &s3, NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_load_inline (test->client, NULL, "t", NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
}

static void
assert_begins (MoFuture *future, const char *beginning)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (!g_str_has_prefix (error->message, beginning))
    g_error ("%s: does not begin with \"%s\"", error->message, beginning);
}

/* The path is bound, so that the statement in the message does not have it. */
static void
test_file_is_named (MoTest *test)
{
  const MoLoadOptions bad = { .format = (MoLoadFormat) 4 };
  const MoLoadS3 s3 = { .endpoint = "http://e", .region = "r", .bucket = "b" };

  assert_begins (mo_load_file (test->client, NULL, "t", "x.csv", NULL), "x.csv: the path of ");
  assert_begins (mo_load_file (test->client, NULL, "t", "/x.csv", &bad), "/x.csv: there is no ");
  assert_begins (mo_load_file (test->client, NULL, "t", NULL, NULL), "the path of ");
  assert_begins (mo_load_file (test->client, NULL, "t", "\xff", NULL), "the path of ");
  assert_begins (mo_load_stage (test->client, NULL, "t", "s", "x.csv", &bad),
                 "stage://s/x.csv: there is no ");
  assert_begins (mo_load_s3 (test->client, NULL, "t", &s3, "x.csv", &bad),
                 "x.csv: there is no ");
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  const MoLoadS3 s3 = { .endpoint = "http://e", .region = "r", .bucket = "b" };

  switch (which)
    {
    case 0:
      return mo_load_file (executor, NULL, "t", "/x", NULL);
    case 1:
      return mo_load_stage (executor, NULL, "t", "s", "x", NULL);
    case 2:
      return mo_load_s3 (executor, NULL, "t", &s3, "x", NULL);
    case 3:
      return mo_load_inline (executor, NULL, "t", "1", NULL);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
  assert_begins (mo_load_file (test->client, NULL, "t", "/x.csv", NULL),
                 "/x.csv: LOAD DATA INFILE ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/load-refused/arguments", test_refused);
  mo_test_add ("/load-refused/options", test_refused_options);
  mo_test_add ("/load-refused/inline", test_refused_inline);
  mo_test_add ("/load-refused/file-is-named", test_file_is_named);
  mo_test_add_mariadb ("/load-refused/elsewhere", test_elsewhere);
  return g_test_run ();
}
