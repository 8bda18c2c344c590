/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which words stand before a secret, and a text without its literals. */

#include "sql/mo-secret-private.h"

#include <string.h>

#include "value/mo-value-private.h"

#define HIDDEN "***"

/* Shorter ones would be found in any message, and are no secrets. */
#define LEAST_SECRET_BYTES 3

/* Parts of names, of what holds a secret; find_secret_name() knows what they begin with. */
static const char *const secret_names[] = {
  "password", "passwd",      "passphrase",  "secret",     "credential", "authentication_string",
  "sst_auth", "auth_string", "private_key", "access_key", "api_key",    "token",
  "apikey",   "api-key",     "pwd",         NULL,
};

/* Those that are secret whatever is behind them. */
static const char *const secret_words[] = { "IDENTIFIED", "S3OPTION", "CHALLENGE_RESPONSE", NULL };

static const char *const secret_functions[] = { "PASSWORD",
                                                "OLD_PASSWORD",
                                                "ENCRYPT",
                                                "AES_ENCRYPT",
                                                "AES_DECRYPT",
                                                "DES_ENCRYPT",
                                                "DES_DECRYPT",
                                                "ENCODE",
                                                "DECODE",
                                                "MD5",
                                                "SHA",
                                                "SHA1",
                                                "SHA2",
                                                "CREATE_DIGEST",
                                                "KDF",
                                                "ASYMMETRIC_ENCRYPT",
                                                "ASYMMETRIC_DECRYPT",
                                                "ASYMMETRIC_SIGN",
                                                "VALIDATE_PASSWORD_STRENGTH",
                                                "KEYRING_KEY_STORE",
                                                NULL };

static gboolean
begins_with_any (const char *text, gsize length, const char *const *lower_case, gsize *n)
{
  for (; *lower_case != NULL; lower_case++)
    {
      *n = strlen (*lower_case);
      if (*n <= length && g_ascii_strncasecmp (text, *lower_case, *n) == 0)
        return TRUE;
    }
  return FALSE;
}

#define PAIR(a, b) ((guchar) (a) << 8 | (guchar) (b))

/* NULL: none from @text on. A literal may be long, so most bytes are looked at once only. */
static const char *
find_secret_name (const char *text, const char *end, gsize *n)
{
  for (; text + 1 < end; text++)
    switch (PAIR (text[0] | 0x20, text[1] | 0x20))
      {
      case PAIR ('a', 'c'):
      case PAIR ('a', 'p'):
      case PAIR ('a', 'u'):
      case PAIR ('c', 'r'):
      case PAIR ('p', 'a'):
      case PAIR ('p', 'r'):
      case PAIR ('p', 'w'):
      case PAIR ('s', 'e'):
      case PAIR ('s', 's'):
      case PAIR ('t', 'o'):
        if (begins_with_any (text, (gsize) (end - text), secret_names, n))
          return text;
        break;
      default:
        break;
      }
  return NULL;
}

static gboolean
is_secret_name (const MoToken *token)
{
  gsize n;

  return find_secret_name (token->start, token->start + token->length, &n) != NULL;
}

/* scheme://user:password@host, also with what should have been percent-encoded in it. */
static gboolean
is_url_with_password (const char *text, gsize length)
{
  const char *end = text + length;
  const char *start = memmem (text, length, "://", 3);
  const char *colon = start != NULL ? memchr (start + 3, ':', (gsize) (end - start - 3)) : NULL;

  return colon != NULL && memchr (colon, '@', (gsize) (end - colon)) != NULL;
}

/* Behind a name: password=, password: or "password": and, as Spider has it, password "x". */
static gboolean
is_followed_by_value (const char *position, const char *end)
{
  while (position < end && mo_lexer_is_word_char (*position))
    position++;
  while (position < end && *position == ' ')
    position++;
  return position < end && strchr ("=:'\"\\", *position) != NULL;
}

gboolean
mo_secret_is_in_value (const char *text, gsize length)
{
  const char *position = text;
  const char *end = text + length;
  gsize n;

  if (is_url_with_password (text, length))
    return TRUE;
  while ((position = find_secret_name (position, end, &n)) != NULL)
    {
      position += n;
      if (is_followed_by_value (position, end))
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds_secret (const MoToken *string)
{
  return mo_secret_is_in_value (string->start + 1, string->length - 2);
}

/* A string that may be the name of something, as in JSON_OBJECT ('password', 'x'), or under
 * ANSI_QUOTES. */
static gboolean
is_name (const MoToken *string)
{
  for (gsize i = 1; i + 1 < string->length; i++)
    if (!mo_lexer_is_word_char (string->start[i]) && strchr (".-", string->start[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_secret_call (const MoWords *words, gsize i)
{
  MoToken name = words->tokens[i];
  MoWords one = { &name, 1 };

  if (!mo_words_is_operator (words, i + 1, "("))
    return FALSE;
  if (name.type == MO_TOKEN_QUOTED_IDENTIFIER)
    name = (MoToken){ MO_TOKEN_WORD, name.start + 1, name.length - 2 };
  return mo_words_is_one_of (&one, 0, secret_functions);
}

/* CONNECTION = 'x' and CONNECTION 'x'; the word alone is KILL's. */
static gboolean
is_connection_string (const MoWords *words, gsize i)
{
  return mo_words_is (words, i, "CONNECTION")
         && (mo_words_is_operator (words, i + 1, "=")
             || mo_words_is_type (words, i + 1, MO_TOKEN_STRING));
}

/* A column's name in an INSERT may be far from its value, and in a condition on either side of it:
 * so wherever one stands, all that is in the statement may be a secret. */
static gboolean
is_secret_word (const MoWords *words, gsize i)
{
  return mo_words_is_one_of (words, i, secret_words) || is_secret_name (&words->tokens[i])
         || is_secret_call (words, i) || is_connection_string (words, i);
}

/* EXECUTE IMMEDIATE '…', PREPARE name FROM '…', SET @name = '…': SQL as a string. */
static gboolean
is_sql_in_string (const MoWords *words, gsize i)
{
  static const char *const verbs[] = { "EXECUTE", "PREPARE", "SET", NULL };

  return mo_words_is_one_of (words, 0, verbs)
         && mo_secret_may_be_in_text (words->tokens[i].start, words->tokens[i].length);
}

/* CREATE CDC has a URI for each side. */
static gboolean
is_cdc (const MoWords *words)
{
  return (mo_words_is (words, 0, "CREATE") || mo_words_is (words, 0, "ALTER"))
         && mo_words_is (words, 1, "CDC");
}

gboolean
mo_secret_is_in (const MoWords *words)
{
  if (is_cdc (words))
    return TRUE;
  for (gsize i = 0; i < words->n_tokens; i++)
    switch (words->tokens[i].type)
      {
      case MO_TOKEN_STRING:
        if (is_name (&words->tokens[i]) ? is_secret_name (&words->tokens[i])
                                        : holds_secret (&words->tokens[i]))
          return TRUE;
        if (is_sql_in_string (words, i))
          return TRUE;
        break;
      case MO_TOKEN_WORD:
      case MO_TOKEN_QUOTED_IDENTIFIER:
      case MO_TOKEN_VARIABLE:
        if (is_secret_word (words, i))
          return TRUE;
        break;
      case MO_TOKEN_END:
      case MO_TOKEN_SPACE:
      case MO_TOKEN_NUMBER:
      case MO_TOKEN_POSITIONAL:
      case MO_TOKEN_FORMAT:
      case MO_TOKEN_NAMED:
      case MO_TOKEN_SEMICOLON:
      case MO_TOKEN_DELIMITER:
      case MO_TOKEN_OPERATOR:
      case MO_TOKEN_ERROR:
      default:
        break;
      }
  return FALSE;
}

gboolean
mo_secret_may_be_in_text (const char *text, gsize length)
{
  static const char *const others[] = { "identified", "s3option", "challenge_response",
                                        "connection", "crypt",    "asymmetric",
                                        "encode",     "decode",   "keyring",
                                        "kdf",        "cdc",      "md5",
                                        "sha",        "digest",   "://",
                                        NULL };
  gsize n;

  if (find_secret_name (text, text + length, &n) != NULL)
    return TRUE;
  for (gsize i = 0; i < length; i++)
    if (begins_with_any (text + i, length - i, others, &n))
      return TRUE;
  return FALSE;
}

/* A number may be a secret as well as a string may. */
static gboolean
is_literal (const MoToken *token)
{
  return token->type == MO_TOKEN_STRING || token->type == MO_TOKEN_NUMBER;
}

/* IDENTIFIED BY secret: somebody forgot the quotes. */
static gboolean
is_unquoted_secret (const MoToken *before, const MoToken *token)
{
  static const char *const words[] = { "BY", "AS", "USING", NULL };
  static const char *const ordinary[] = { "PASSWORD", "RANDOM", NULL };
  MoWords one = { before, 1 };
  MoWords other = { token, 1 };

  return mo_words_is_one_of (&one, 0, words) && !mo_words_is_one_of (&other, 0, ordinary)
         && (token->type == MO_TOKEN_WORD || token->type == MO_TOKEN_QUOTED_IDENTIFIER
             || token->type == MO_TOKEN_NUMBER);
}

char *
mo_secret_hide (const char *sql)
{
  GString *out = g_string_new (NULL);
  MoToken before = { MO_TOKEN_END, sql, 0 };
  gboolean identified = FALSE;
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, strlen (sql), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      gboolean is_space = token.type == MO_TOKEN_SPACE;
      gboolean is_comment = is_space && strchr ("/-#", *token.start) != NULL;

      if (is_comment && !mo_token_is_comment_mark (&token))
        g_string_append_c (out, ' ');
      else if (is_literal (&token) || token.type == MO_TOKEN_ERROR
               || (identified && is_unquoted_secret (&before, &token)))
        g_string_append (out, "'" HIDDEN "'");
      else
        g_string_append_len (out, token.start, (gssize) token.length);
      identified = identified || mo_token_is_word (&token, "IDENTIFIED");
      if (!is_space)
        before = token;
    }
  return g_string_free (out, FALSE);
}

static void
hide_text (GString *answer, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);

  if (strlen (copy) >= LEAST_SECRET_BYTES)
    g_string_replace (answer, copy, HIDDEN, 0);
}

/* As it is written and as the server reads it. */
static void
hide_literal (GString *answer, const MoToken *string)
{
  g_autoptr (GString) meant = g_string_new (NULL);
  char quote = *string->start;

  for (gsize i = 1; i + 1 < string->length; i++)
    {
      if ((string->start[i] == '\\' || string->start[i] == quote) && i + 2 < string->length)
        i++;
      g_string_append_c (meant, string->start[i]);
    }
  hide_text (answer, string->start + 1, string->length - 2);
  hide_text (answer, meant->str, meant->len);
}

static void
hide_literals (GString *answer, const char *sql)
{
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, strlen (sql), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    if (token.type == MO_TOKEN_STRING)
      hide_literal (answer, &token);
}

/* Where " for key 'name'" begins, which a server puts at the end: it tells what to mend, and holds
 * nothing of the values. Otherwise the length. */
static gsize
find_key (const GString *answer)
{
  static const char before[] = " for key '";
  const char *key = g_strrstr (answer->str, before);
  const char *end;

  if (key == NULL)
    return answer->len;
  end = key + strlen (before);
  while (mo_lexer_is_word_char (*end) || *end == '.')
    end++;
  return strcmp (end, "'") == 0 ? (gsize) (key - answer->str) : answer->len;
}

/* Whether what is quoted is names, which are in the statement's own text, and tell what to mend. */
static gboolean
quotes_names (const char *answer)
{
  static const char *const beginnings[] = {
    "Unknown column '", "Unknown table '", "Unknown database '", "Table '", "Column '", "Field '",
    "Data too long for column '", "Out of range value for column '", NULL
  };

  for (const char *const *beginning = beginnings; *beginning != NULL; beginning++)
    if (g_str_has_prefix (answer, *beginning))
      return TRUE;
  return FALSE;
}

/* From the first quote to the last, as what is between may have quotes of its own. */
static void
hide_quoted (GString *answer)
{
  gsize first = strcspn (answer->str, "'\"`");
  gsize last = find_key (answer);

  while (last > first && strchr ("'\"`", answer->str[last - 1]) == NULL)
    last--;
  if (last == first)
    return;
  g_string_erase (answer, (gssize) first, (gssize) (last - first));
  g_string_insert (answer, (gssize) first, "'" HIDDEN "'");
}

char *
mo_secret_hide_in_answer (const char *sql,
                          const MoValue *values,
                          gsize n_values,
                          const char *answer)
{
  GString *out = g_string_new (answer);
  const char *near = strstr (out->str, " near "); /* the statement from there on, however long */

  if (near != NULL)
    g_string_truncate (out, (gsize) (near - out->str));
  hide_literals (out, sql);
  for (gsize i = 0; i < n_values; i++)
    {
      gsize length;
      const char *text = mo_value_get_text (&values[i], &length);

      if (text != NULL)
        hide_text (out, text, length);
    }
  if (!quotes_names (out->str))
    hide_quoted (out);
  return g_string_free (out, FALSE);
}
