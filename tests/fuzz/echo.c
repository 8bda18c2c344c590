/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A million values and a million statements, or a slice of them, that a server has to say back, in
 * each sql_mode. MO_TEST_FULL: all of them. */

#include "echo-case.h"
#include "mo-test-server.h"
#include "sql/mo-statement-private.h"

#define FULL 1000000
#define SLICE 10000
#define VALUES_A_STATEMENT 50
#define STATEMENTS_AT_ONCE 64
#define WAYS 4 /* of sending them */

typedef struct
{
  const char *name;
  const char *sql_mode;
  gboolean no_backslash_escapes;
  gboolean ansi_quotes;
} Mode;

/* MatrixOne has one only, the first. */
static const Mode modes[] = {
  { "default", "", FALSE, FALSE },
  { "no-backslash-escapes", "NO_BACKSLASH_ESCAPES", TRUE, FALSE },
  { "ansi-quotes", "ANSI_QUOTES", FALSE, TRUE },
  { "both", "NO_BACKSLASH_ESCAPES,ANSI_QUOTES", TRUE, TRUE },
  { "oracle", "ORACLE", FALSE, TRUE },
};

static guint
how_many (MoTest *test)
{
  guint n = mo_test_is_full () ? FULL : SLICE;

  return test->is_matrixone ? n : n / G_N_ELEMENTS (modes);
}

static MoClient *
client_new (MoTest *test, const Mode *mode)
{
  /* The log of a million statements is a large file. */
  g_autofree char *sql = g_strdup_printf ("SET sql_mode = '%s', sql_log_off = 1", mode->sql_mode);
  g_autofree char *escaped = g_uri_escape_string (sql, NULL, FALSE);
  g_autofree char *options = g_strdup_printf ("pool_size=3&init_sql=%s", escaped);

  return mo_test_client_new (test->is_matrixone ? "pool_size=3" : options);
}

static MoFuture *
send (MoExecutor *executor, const EchoCase *one, MoExecuteFlags flags)
{
  if (one->is_named)
    return mo_execute_params (executor, one->sql->str,
                              (const MoParam *) (const void *) one->params->data, one->params->len,
                              flags);
  return mo_execute_values (executor, one->sql->str,
                            (const MoValue *) (const void *) one->values->data, one->values->len,
                            flags);
}

/* Each by itself, or all of them in a transaction, where they share packets. */
static void
run_batch (MoClient *client, GPtrArray *cases, MoExecuteFlags flags, gboolean in_transaction)
{
  g_autoptr (MoTransaction) tx = in_transaction ? mo_test_begin (client) : NULL;
  g_autofree MoFuture **futures = g_new (MoFuture *, cases->len);

  for (guint i = 0; i < cases->len; i++)
    futures[i] = send (tx != NULL ? MO_EXECUTOR (tx) : MO_EXECUTOR (client),
                       g_ptr_array_index (cases, i), flags);
  for (guint i = 0; i < cases->len; i++)
    {
      EchoCase *one = g_ptr_array_index (cases, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = mo_await_result (futures[i], &error);

      if (error != NULL)
        g_error ("%s; all of it: [%s]", error->message, one->sql->str);
      echo_case_check (one, result);
    }
  if (tx != NULL)
    mo_test_ok (mo_transaction_commit (tx));
}

/* @values_each: of statements that are nothing but values; 0: of others. */
static void
run (MoTest *test, const Mode *mode, guint n_statements, guint values_each)
{
  const EchoMode echo_mode = { test->is_matrixone, mode->no_backslash_escapes, mode->ansi_quotes };
  g_autoptr (MoClient) client = client_new (test, mode);
  guint at_once = CLAMP (n_statements / WAYS, 1, STATEMENTS_AT_ONCE);
  guint n_done = 0;

  for (guint batch = 0; n_done < n_statements; batch++)
    {
      g_autoptr (GPtrArray) cases =
          g_ptr_array_new_with_free_func ((GDestroyNotify) echo_case_free);

      while (cases->len < at_once && n_done < n_statements)
        {
          EchoCase *one = echo_case_new (&echo_mode);

          if (values_each > 0)
            echo_case_values (one, values_each);
          else
            echo_case_text (one);
          g_ptr_array_add (cases, one);
          n_done++;
        }
      run_batch (client, cases, batch % WAYS == 3 ? MO_EXECUTE_PREPARED : MO_EXECUTE_DEFAULT,
                 batch % 2 == 0);
    }
  g_test_message ("%u statements of %u values", n_done, values_each);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_values (MoTest *test)
{
  for (gsize i = 0; i < (test->is_matrixone ? 1 : G_N_ELEMENTS (modes)); i++)
    {
      g_test_message ("%s", modes[i].name);
      run (test, &modes[i], how_many (test) / VALUES_A_STATEMENT, VALUES_A_STATEMENT);
    }
}

static void
test_texts (MoTest *test)
{
  for (gsize i = 0; i < (test->is_matrixone ? 1 : G_N_ELEMENTS (modes)); i++)
    {
      g_test_message ("%s", modes[i].name);
      run (test, &modes[i], how_many (test), 0);
    }
}

/* --- the fuzzer's texts --- */

#define MOST_PLACES 8

/* Whether a server calls it an error of syntax; -1: it was not sent. */
static gint
is_syntax_error (MoClient *client, const char *sql, const char *text)
{
  MoValue values[MOST_PLACES];

  for (gsize i = 0; i < MOST_PLACES; i++)
    values[i] = mo_value_text (text);
  for (gsize n = 0; n <= MOST_PLACES; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoStatement) statement =
          mo_statement_new (sql, values, n, MO_STATEMENT_DEFAULT, NULL);

      if (statement == NULL)
        continue;
      if (!mo_statement_is_read_only (statement))
        return -1;
      mo_await (mo_execute_values (MO_EXECUTOR (client), sql, values, n, MO_EXECUTE_DEFAULT),
                &error);
      return error != NULL && mo_error_get_server_code (error) == 1064;
    }
  return -1;
}

/* What a text says must not make it code, and so an error of syntax or none. One with a backslash
 * may be written in another way than one without. */
static gboolean
check_text (MoClient *client, const char *sql)
{
  static const char *const hostile[] = { "'",      "\"",    "`", "*/", "/*",  "\n--",
                                         "# ' \"", "' -- ", ";", "\\", "\\'", "\\' #" };
  gint expected = is_syntax_error (client, sql, "a");
  gint with_backslash = is_syntax_error (client, sql, "\\n");

  for (gsize i = 0; expected >= 0 && i < G_N_ELEMENTS (hostile); i++)
    if (is_syntax_error (client, sql, hostile[i])
        != (strchr (hostile[i], '\\') != NULL ? with_backslash : expected))
      g_error ("[%s] is an error of syntax by the value [%s] alone", sql, hostile[i]);
  return expected >= 0;
}

static void
test_corpus (MoTest *test)
{
  const char *other = g_getenv ("MO_TEST_CORPUS");
  g_autofree char *folder =
      other != NULL ? g_strdup (other)
                    : g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "statement", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_sent = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *sql = NULL; /* up to a NUL */

      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      n_sent += check_text (test->client, sql);
    }
  g_test_message ("%u texts", n_sent);
  g_assert_cmpuint (n_sent, >, 0);
}

/* In these a byte of a character may be a backslash or a quote. */
static void
test_charsets (MoTest *test)
{
  static const char *const charsets[] = { "gbk",   "big5",   "sjis",    "cp932", "gb2312",
                                          "euckr", "latin1", "utf8mb3", "binary" };

  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      g_autofree char *set = g_strdup_printf ("SET NAMES %s", charsets[i]);
      g_autofree char *hidden = g_strdup_printf ("EXECUTE IMMEDIATE 'SET NAMES %s'", charsets[i]);
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      g_test_message ("%s", charsets[i]);
      mo_test_fails (mo_execute (tx, set), MO_ERROR_INVALID_ARGUMENT);
      mo_test_ok (mo_execute (tx, hidden));
      mo_test_fails (mo_execute (tx, "SELECT ?", "\xe5\x95\x8a' OR 1 -- "),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_fails (mo_execute_prepared (tx, "SELECT ?", "\xe5\x95\x8a' OR 1 -- "),
                     MO_ERROR_INVALID_ARGUMENT);
      mo_test_ok (mo_execute (tx, "SELECT 1"));
      mo_test_ok (mo_transaction_rollback (tx));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/echo/values", test_values);
  mo_test_add ("/echo/texts", test_texts);
  mo_test_add ("/echo/corpus", test_corpus);
  mo_test_add_mariadb ("/echo/charsets", test_charsets);
  return g_test_run ();
}
