/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of MatrixOne's commands share. */

#include "command-test.h"

#include <string.h>

#include "wire/mo-uri-private.h"

const char *const *
command_odd_names (void)
{
  static const char *const names[] = {
    "\xe5\xbf\xab\xe7\x85\xa7",
    ";DROP/**/DATABASE/**/test;--",
    "%s?%d",
    "{snapshot=x}",
    "SELECT",
    NULL,
  };

  return names;
}

char *
command_new_name (guint which)
{
  g_autofree char *unique = mo_test_unique ("n");

  return g_strconcat (unique, command_odd_names ()[which], NULL);
}

const char *const *
command_odd_tables (void)
{
  static const char *const names[] = {
    "\xe5\xbf\xab\xe7\x85\xa7",
    "two words",
    "back`tick",
    "x`; DROP DATABASE test; --",
    "per%s and ? and :name",
    "back\\slash \"quoted\"",
    NULL,
  };

  return names;
}

char *
command_new_table (guint which)
{
  g_autofree char *unique = mo_test_unique ("t");

  return g_strconcat (unique, command_odd_tables ()[which], NULL);
}

gboolean
command_is_name (const char *shown, const char *name)
{
  return g_ascii_strcasecmp (shown, name) == 0;
}

MoClient *
command_client_of (const char *account)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  MoClient *client;

  g_string_printf (text, "matrixone://admin:111@%s:%u/?account=%s&pool_size=1", uri->host,
                   uri->port != 0 ? uri->port : 6001, account);
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      g_string_append_printf (text, "&%s=", (const char *) g_ptr_array_index (uri->options, i));
      g_string_append_uri_escaped (text, g_ptr_array_index (uri->options, i + 1), NULL, FALSE);
    }
  client = mo_client_new (text->str, &error);
  g_assert_no_error (error);
  return client;
}

/* By what the server says of names, and not of a text of which they became a part. */
static void
assert_name_refused (GError *error)
{
  static const char *const reasons[]
      = { ": invalid input (", " is invalid (", ": not existed account name '",
          ": get database failed in metadata scan (" };
  g_autoptr (GError) owned = error;
  gboolean found = FALSE;

  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, 20101);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    found |= strstr (error->message, reasons[i]) != NULL;
  g_assert_true (found);
}

/* What a pasted name would do is seen in the table. */
void
command_test_bad_names (MoTest *test, CommandNamed func)
{
  static const char *const endings[]
      = { "' '", "`; DROP TABLE %s; -- ", "'; DROP TABLE %s; -- ", "\"; DROP TABLE %s; -- " };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autoptr (GString) name = g_string_new (endings[i]);

      g_string_replace (name, "%s", test->table, 0);
      assert_name_refused (mo_test_take_error (func (MO_EXECUTOR (test->client), name->str)));
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
}

/* --- SQL of a test's own --- */

static char *
format (const char *sql, va_list names)
{
  GString *text = g_string_new (NULL);

  for (const char *at = sql; *at != '\0'; at++)
    {
      g_auto (GStrv) parts = NULL;
      g_autofree char *doubled = NULL;

      if (*at != '@')
        {
          g_string_append_c (text, *at);
          continue;
        }
      parts = g_strsplit (va_arg (names, const char *), "`", -1);
      doubled = g_strjoinv ("``", parts);
      g_string_append_printf (text, "`%s`", doubled);
    }
  return g_string_free (text, FALSE);
}

void
command_sql (MoTest *test, const char *sql, ...)
{
  g_autofree char *text = NULL;
  va_list names;

  va_start (names, sql);
  text = format (sql, names);
  va_end (names);
  mo_test_ok (mo_execute (test->other, text));
}

void
command_try (MoTest *test, const char *sql, ...)
{
  g_autofree char *text = NULL;
  va_list names;

  va_start (names, sql);
  text = format (sql, names);
  va_end (names);
  mo_await (mo_execute (test->other, text), NULL);
}

gint64
command_int64 (MoTest *test, const char *sql, ...)
{
  g_autofree char *text = NULL;
  va_list names;

  va_start (names, sql);
  text = format (sql, names);
  va_end (names);
  return mo_test_number (mo_execute (test->other, text));
}

/* --- not on another server --- */

/* What reads tables of the server's says which function it is, and not how it asks. */
static void
call_all (CommandCall func, MoExecutor *executor)
{
  MoFuture *future;

  for (guint i = 0; (future = func (executor, i)) != NULL; i++)
    {
      g_autoptr (GError) error = mo_test_take_error (future);

      g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
      g_assert_false (strstr (error->message, "SELECT") != NULL
                      && strstr (error->message, "mo_catalog") != NULL);
    }
}

void
command_test_not_supported (MoTest *test, CommandCall func)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  call_all (func, MO_EXECUTOR (wire.client));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    call_all (func, MO_EXECUTOR (tx));
    mo_test_ok (mo_transaction_rollback (tx));
  }
  g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

GPtrArray *
command_all (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *all = mo_await_all (future, &error);

  g_assert_no_error (error);
  return all;
}

gpointer
command_entity (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer entity = mo_await_entity (future, &error);

  g_assert_no_error (error);
  return entity;
}

/* --- other logins --- */

MoClient *
command_login (const char *user, const char *password)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  g_autofree char *user_part = g_uri_escape_string (user, NULL, FALSE);
  g_autofree char *password_part
      = g_uri_escape_string (password != NULL ? password : uri->password, NULL, FALSE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  MoClient *client;

  g_string_printf (text, "matrixone://%s:%s@%s:%u/?pool_size=1", user_part, password_part,
                   uri->host, uri->port != 0 ? uri->port : 6001);
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      g_autofree char *value
          = g_uri_escape_string (g_ptr_array_index (uri->options, i + 1), NULL, FALSE);

      g_string_append_printf (text, "&%s=%s", (char *) g_ptr_array_index (uri->options, i), value);
    }
  client = mo_client_new (text->str, &error);
  g_assert_no_error (error);
  return client;
}

/* mysql_native_password's: SHA1 (SHA1 (password)). */
char *
command_hash (const char *password)
{
  g_autoptr (GChecksum) once = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autofree char *twice = NULL;
  g_autofree char *large = NULL;

  g_checksum_update (once, (const guchar *) password, -1);
  g_checksum_get_digest (once, digest, &length);
  twice = g_compute_checksum_for_data (G_CHECKSUM_SHA1, digest, length);
  large = g_ascii_strup (twice, -1);
  return g_strconcat ("*", large, NULL);
}
