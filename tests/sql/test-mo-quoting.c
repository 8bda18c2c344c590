/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Literals and quoted names: what is written is what the server reads, byte for byte. */

#include <float.h>
#include <glib.h>
#include <math.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-lexer-private.h"
#include "sql/mo-quoting-private.h"
#include "value/mo-result-builder-private.h"
#include "value/mo-value-private.h"

static void
assert_literal (MoValue value, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  mo_quote_value (out, &value, TRUE);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_numbers (void)
{
  assert_literal (mo_value_int64 (0), "0");
  assert_literal (mo_value_int64 (G_MAXINT64), "9223372036854775807");
  assert_literal (mo_value_int64 (G_MININT64), "(-9223372036854775808)");
  assert_literal (mo_value_uint64 ((guint64) 1 << 63), "9223372036854775808");
  assert_literal (mo_value_uint64 (G_MAXUINT64), "18446744073709551615");
  assert_literal (mo_value_boolean (TRUE), "1");
  assert_literal (mo_value_decimal ("12.50"), "12.50");
  assert_literal (mo_value_decimal ("-12.50"), "(-12.50)");
  assert_literal (mo_value_double (1), "1e0");
  assert_literal (mo_value_double (0.1), "0.1e0");
  assert_literal (mo_value_double (-0.0), "(-0e0)");
  assert_literal (mo_value_double (-1.5), "(-1.5e0)");
  assert_literal (mo_value_double (1e308), "1e+308");
  assert_literal (mo_value_double (DBL_MAX), "1.7976931348623157e+308");
  assert_literal (mo_value_double (5e-324), "5e-324");
  assert_literal (mo_value_double (-DBL_MIN), "(-2.2250738585072014e-308)");
}

static void
test_others (void)
{
  MoResultBuilder *builder = mo_result_builder_new (1);
  g_autoptr (MoResult) result = NULL;

  memcpy (mo_result_builder_add_space (builder, MO_VALUE_JSON, 12), "{\"a\": \"it's\"", 12);
  result = mo_result_builder_finish (builder);
  assert_literal (mo_result_get_value (result, 0, 0), "'{\"a\": \"it''s\"'");
  assert_literal (mo_value_null (), "NULL");
  assert_literal (mo_value_bytes ("\0\377'", 3), "x'00FF27'");
  assert_literal (mo_value_bytes (NULL, 0), "x''");
  assert_literal (mo_value_text (""), "''");
  assert_literal (mo_value_text ("中文"), "'中文'");
  assert_literal (mo_value_text ("a'b\\c"), "'a''b\\\\c'");
  assert_literal (mo_value_text ("\\'; DROP TABLE t; -- "), "'\\\\''; DROP TABLE t; -- '");
  assert_literal (mo_value_text_len ("a\0\032\n\r\t\"", 7), "'a\\0\\Z\n\r\t\"'");
  assert_literal (mo_value_date (&(MoDateTime){ 0 }), "'0000-00-00'");
  assert_literal (mo_value_time (&(MoDateTime){ 0, 0, 0, 838, 59, 59, 999999, TRUE }),
                  "'-838:59:59.999999'");
  assert_literal (mo_value_datetime (&(MoDateTime){ 2026, 11, 22, 10 }), "'2026-11-22 10:00:00'");
}

/* Reads '…' as a server does. NULL unless the literal ends exactly at the end. */
static GString *
unquote (const char *literal, gsize length, gboolean backslashes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize i = 1;

  if (length < 2 || literal[0] != '\'')
    return NULL;
  for (; i < length; i++)
    {
      char c = literal[i];

      if (c == '\'' && (i + 1 == length || literal[i + 1] != '\''))
        break;
      if (c == '\'')
        i++;
      if (c == '\\' && backslashes)
        {
          c = literal[++i];
          c = c == '0' ? '\0' : c == 'Z' ? '\032' : c == 'n' ? '\n' : c;
        }
      g_string_append_c (out, c);
    }
  return i + 1 == length ? g_steal_pointer (&out) : NULL;
}

/* The same for a string in digits. */
static GString *
read_digits (const char *literal, gsize length)
{
  static const char before[] = "_UTF8MB4 x'";
  g_autoptr (GString) out = g_string_new (NULL);

  if (!g_str_has_prefix (literal, before) || literal[length - 1] != '\'' || length % 2 != 0)
    return NULL;
  for (gsize i = strlen (before); i + 1 < length; i += 2)
    g_string_append_c (out, (char) (g_ascii_xdigit_value (literal[i]) << 4
                                    | g_ascii_xdigit_value (literal[i + 1])));
  return g_steal_pointer (&out);
}

static void
assert_reads (const GString *literal, const char *text, gsize length, gboolean backslashes)
{
  gboolean is_quoted = literal->str[0] == '\'';
  g_autoptr (GString) read = is_quoted ? unquote (literal->str, literal->len, backslashes)
                                       : read_digits (literal->str, literal->len);
  MoLexer lexer;
  MoToken token;

  g_assert_nonnull (read);
  g_assert_cmpmem (read->str, read->len, text, length);
  if (!is_quoted)
    return;
  mo_lexer_init (&lexer, literal->str, literal->len,
                 backslashes ? MO_LEXER_DEFAULT : MO_LEXER_NO_BACKSLASH_ESCAPES);
  g_assert_cmpint (mo_lexer_next (&lexer, &token), ==, MO_TOKEN_STRING);
  g_assert_cmpuint (token.length, ==, literal->len);
}

/* Where backslashes escape always, and where nobody knows. */
static void
assert_read_back (const char *text, gsize length)
{
  MoValue value = mo_value_text_len (text, length);
  g_autoptr (GString) by_backslash = g_string_new (NULL);
  g_autoptr (GString) either = g_string_new (NULL);

  mo_quote_value (by_backslash, &value, TRUE);
  mo_quote_value (either, &value, FALSE);
  assert_reads (by_backslash, text, length, TRUE);
  assert_reads (either, text, length, TRUE);
  assert_reads (either, text, length, FALSE);
}

static void
test_every_byte (void)
{
  for (guint byte = 0; byte < 256; byte++)
    {
      char alone[] = { (char) byte };
      char twice[] = { (char) byte, (char) byte };
      char between[] = { 'a', (char) byte, 'b' };
      char before_quote[] = { (char) byte, '\'' };
      char behind_backslash[] = { '\\', (char) byte };
      char before_backslash[] = { (char) byte, '\\' };

      assert_read_back (alone, sizeof alone);
      assert_read_back (twice, sizeof twice);
      assert_read_back (between, sizeof between);
      assert_read_back (before_quote, sizeof before_quote);
      assert_read_back (behind_backslash, sizeof behind_backslash);
      assert_read_back (before_backslash, sizeof before_backslash);
    }
}

static void
test_random_text (void)
{
  static const char alphabet[] = "''\\\\\"`;-- #/*?\n\0\032abc\303\251%s:x";

  for (guint i = 0; i < 100000; i++)
    {
      char text[32];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof text);

      for (gsize j = 0; j < length; j++)
        text[j] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      assert_read_back (text, length);
    }
}

static void
test_every_byte_in_hex (void)
{
  char bytes[256];
  g_autoptr (GString) out = g_string_new ("SELECT ");
  MoValue value = mo_value_bytes (bytes, sizeof bytes);

  for (guint i = 0; i < 256; i++)
    bytes[i] = (char) i;
  mo_quote_value (out, &value, FALSE);
  g_assert_cmpuint (out->len, ==, 7 + 2 + 512 + 1);
  for (guint i = 0; i < 256; i++)
    {
      g_assert_cmpint (g_ascii_xdigit_value (out->str[9 + i * 2]), ==, i >> 4);
      g_assert_cmpint (g_ascii_xdigit_value (out->str[10 + i * 2]), ==, i & 15);
    }
}

static void
assert_identifier (const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new ("USE ");

  g_assert_true (mo_quote_identifier (out, name, "the name", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (out->str + 4, ==, expected);
}

static void
test_identifier (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longest_quoted = g_strdup_printf ("`%s`", longest);

  assert_identifier ("users", "`users`");
  assert_identifier ("`", "````");
  assert_identifier ("a`b``c", "`a``b````c`");
  assert_identifier ("a\\", "`a\\`");
  assert_identifier ("x; DROP DATABASE y -- ", "`x; DROP DATABASE y -- `");
  assert_identifier ("表", "`表`");
  assert_identifier (longest, longest_quoted);
}

static void
test_identifier_refused (void)
{
  g_autofree char *too_long = g_strnfill (65, 'a');
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new ("USE ");
  struct
  {
    const char *name;
    const char *message;
  } cases[] = { { NULL, "the snapshot's name is NULL" },
                { "", "the snapshot's name is empty" },
                { "a\377", "the snapshot's name is not UTF-8" },
                { too_long, "the snapshot's name is longer than 64 characters" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_quote_identifier (out, cases[i].name, "the snapshot's name", &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_cmpstr (out->str, ==, "USE ");
    }
  /* Characters are counted, not bytes. */
  for (guint i = 0; i < 64; i++)
    g_string_append (many, "表");
  g_assert_true (mo_quote_identifier (out, many->str, "the name", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quoting/numbers", test_numbers);
  g_test_add_func ("/quoting/others", test_others);
  g_test_add_func ("/quoting/every-byte", test_every_byte);
  g_test_add_func ("/quoting/random-text", test_random_text);
  g_test_add_func ("/quoting/every-byte-in-hex", test_every_byte_in_hex);
  g_test_add_func ("/quoting/identifier", test_identifier);
  g_test_add_func ("/quoting/identifier-refused", test_identifier_refused);
  return g_test_run ();
}
