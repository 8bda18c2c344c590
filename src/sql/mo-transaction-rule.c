/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of statements that end a transaction, and the few that words alone do not decide. */

#include "sql/mo-transaction-rule-private.h"

#include <string.h>

#include "sql/mo-words-private.h"

#define ENDS "ends the open transaction"
#define COMMITS "commits the open transaction"
#define NOTHING "is accepted and does nothing"
#define ASIDE "runs beside the open transaction, and commits by itself"

#define OWN_CALL "commit or roll back through the transaction's own calls"
#define ANOTHER "begin another transaction on the client"
#define SPLIT "split the work into several transactions"
#define BEFORE "run it before the transaction begins, or outside of it"
#define ELSEWHERE "run it on a connection of your own, outside of this library"
#define OUTSIDE "run it on the client, outside of the transaction"

#define COMMITTING(first, second)                                                                  \
  {                                                                                                \
    { first, second }, MO_RULE_ON_MYSQL, MO_ERROR_ENDS_TRANSACTION, COMMITS, OUTSIDE               \
  }

static const MoTransactionRule rules[] = {
  { { "COMMIT" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, ENDS, OWN_CALL, TRUE },
  { { "ROLLBACK" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, ENDS, OWN_CALL, TRUE },
  { { "BEGIN" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, COMMITS, ANOTHER, TRUE, TRUE },
  { { "START", "TRANSACTION" },
    MO_RULE_EVERYWHERE,
    MO_ERROR_ENDS_TRANSACTION,
    COMMITS,
    ANOTHER,
    TRUE,
    TRUE },
  { { "XA" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, ENDS, ELSEWHERE, TRUE },
  { { "LOCK" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, COMMITS, ELSEWHERE, TRUE },
  { { "UNLOCK" }, MO_RULE_EVERYWHERE, MO_ERROR_ENDS_TRANSACTION, COMMITS, ELSEWHERE, TRUE },

  { { "SET" }, MO_RULE_ON_MATRIXONE, MO_ERROR_ENDS_TRANSACTION, COMMITS, BEFORE },
  /* Its writes stay after a ROLLBACK, and wait without end for a row that the transaction holds. */
  { { "CALL" }, MO_RULE_ON_MATRIXONE, MO_ERROR_NOT_SUPPORTED, ASIDE, OUTSIDE },

  COMMITTING ("ALTER", NULL),
  COMMITTING ("ANALYZE", "TABLE"),
  COMMITTING ("ANALYZE", "LOCAL"),
  COMMITTING ("ANALYZE", "NO_WRITE_TO_BINLOG"),
  COMMITTING ("BACKUP", NULL),
  COMMITTING ("CACHE", "INDEX"),
  COMMITTING ("CHANGE", NULL),
  COMMITTING ("CHECK", NULL),
  COMMITTING ("CLONE", NULL),
  COMMITTING ("CREATE", NULL),
  COMMITTING ("DROP", NULL),
  COMMITTING ("FLUSH", NULL),
  COMMITTING ("GRANT", NULL),
  COMMITTING ("IMPORT", NULL),
  COMMITTING ("INSTALL", NULL),
  COMMITTING ("LOAD", "INDEX"),
  COMMITTING ("OPTIMIZE", NULL),
  COMMITTING ("RENAME", NULL),
  COMMITTING ("REPAIR", NULL),
  COMMITTING ("RESET", NULL),
  COMMITTING ("RESTART", NULL),
  COMMITTING ("REVOKE", NULL),
  COMMITTING ("SET", "DEFAULT"),
  COMMITTING ("SET", "PASSWORD"),
  COMMITTING ("SHUTDOWN", NULL),
  COMMITTING ("START", NULL),
  COMMITTING ("STOP", NULL),
  COMMITTING ("TRUNCATE", NULL),
  COMMITTING ("UNINSTALL", NULL),

  { { "SAVEPOINT" }, MO_RULE_ON_MATRIXONE, MO_ERROR_NOT_SUPPORTED, NOTHING, SPLIT },
  { { "RELEASE", "SAVEPOINT" }, MO_RULE_ON_MATRIXONE, MO_ERROR_NOT_SUPPORTED, NOTHING, SPLIT },
};

static const MoTransactionRule rollback_to = {
  { "ROLLBACK", "TO" },
  MO_RULE_ON_MATRIXONE,
  MO_ERROR_NOT_SUPPORTED,
  "fails, since SAVEPOINT does nothing",
  "roll the whole transaction back",
};

static const MoTransactionRule set_autocommit = {
  { "SET", "autocommit" }, MO_RULE_ON_MYSQL, MO_ERROR_ENDS_TRANSACTION, COMMITS, OWN_CALL,
  TRUE,                    FALSE,            TRUE,
};

/* Nested scopes set them, by their depth. */
static const MoTransactionRule reserved_savepoint = {
  { "a savepoint whose name begins with mo_savepoint_" },
  MO_RULE_EVERYWHERE,
  MO_ERROR_INVALID_ARGUMENT,
  "is one of the library's own",
  "take another name",
};

const MoTransactionRule mo_transaction_rule_too_many_comments = {
  { "a text with that many executable comments" },
  MO_RULE_EVERYWHERE,
  MO_ERROR_ENDS_TRANSACTION,
  "could end the open transaction",
  "write it without them",
};

static gboolean
word_is (const MoToken *tokens, gsize n_tokens, gsize i, const char *word)
{
  return i < n_tokens && mo_token_is_word (&tokens[i], word);
}

static gboolean
operator_is (const MoToken *token, const char *text)
{
  return token->type == MO_TOKEN_OPERATOR && token->length == strlen (text)
         && memcmp (token->start, text, token->length) == 0;
}

/* CREATE TEMPORARY TABLE, CREATE OR REPLACE TEMPORARY TABLE, DROP TEMPORARY TABLE(S); and DROP
 * PREPARE, which drops a name of the session's. */
static gboolean
is_exempt (const MoToken *tokens, gsize n_tokens)
{
  gboolean is_drop = word_is (tokens, n_tokens, 0, "DROP");
  gsize i = 1;

  if (is_drop && word_is (tokens, n_tokens, 1, "PREPARE"))
    return TRUE;
  if (!is_drop && !word_is (tokens, n_tokens, 0, "CREATE"))
    return FALSE;
  if (!is_drop && word_is (tokens, n_tokens, 1, "OR") && word_is (tokens, n_tokens, 2, "REPLACE"))
    i = 3;
  return word_is (tokens, n_tokens, i, "TEMPORARY")
         && (word_is (tokens, n_tokens, i + 1, "TABLE")
             || word_is (tokens, n_tokens, i + 1, "TABLES"));
}

/* ROLLBACK [WORK] TO [SAVEPOINT] name */
static gboolean
is_rollback_to (const MoToken *tokens, gsize n_tokens)
{
  return word_is (tokens, n_tokens, 1, "TO")
         || (word_is (tokens, n_tokens, 1, "WORK") && word_is (tokens, n_tokens, 2, "TO"));
}

/* Bare, or in quotes of any kind. */
static gboolean
is_reserved_savepoint (const MoToken *token)
{
  static const char prefix[] = "mo_savepoint_";
  gsize quote = strchr ("`\"'", *token->start) != NULL ? 1 : 0;

  return token->length >= quote + strlen (prefix)
         && g_ascii_strncasecmp (token->start + quote, prefix, strlen (prefix)) == 0;
}

static gboolean
names_reserved_savepoint (const MoToken *tokens, gsize n_tokens)
{
  if (!word_is (tokens, n_tokens, 0, "SAVEPOINT")
      && !mo_transaction_rule_ends_savepoint (tokens, n_tokens))
    return FALSE;
  for (gsize i = 1; i < n_tokens; i++)
    if (is_reserved_savepoint (&tokens[i]))
      return TRUE;
  return FALSE;
}

/* autocommit, `autocommit`, @@autocommit, @@session.autocommit; of @@ session . autocommit the last
 * token. */
static gboolean
names_autocommit (const MoToken *token)
{
  static const char name[] = "autocommit";
  const gsize n = sizeof name - 1;
  const char *start = token->start;
  gsize length = token->length;

  if (length >= 2 && (start[length - 1] == '`' || start[length - 1] == '"'))
    length--;
  if (length < n || g_ascii_strncasecmp (start + length - n, name, n) != 0)
    return FALSE;
  /* @autocommit is a variable of the user's. */
  if (token->type == MO_TOKEN_VARIABLE && start[1] != '@')
    return FALSE;
  return length == n || !mo_lexer_is_word_char (start[length - n - 1]);
}

/* SET item, item, …, each "[scope] name = value": is autocommit one of the names? */
static gboolean
sets_autocommit (const MoToken *tokens, gsize n_tokens)
{
  gboolean in_name = TRUE;
  guint depth = 0;

  for (gsize i = 1; i < n_tokens; i++)
    {
      if (operator_is (&tokens[i], "("))
        depth++;
      else if (operator_is (&tokens[i], ")") && depth > 0)
        depth--;
      else if (operator_is (&tokens[i], ",") && depth == 0)
        in_name = TRUE;
      else if (in_name && (operator_is (&tokens[i], "=") || operator_is (&tokens[i], ":=")))
        {
          if (names_autocommit (&tokens[i - 1]))
            return TRUE;
          in_name = FALSE;
        }
    }
  return FALSE;
}

gboolean
mo_transaction_rule_ends_savepoint (const MoToken *tokens, gsize n_tokens)
{
  MoWords words = { tokens, n_tokens };
  gsize inner = mo_words_find_inner_statement (&words);

  tokens += inner;
  n_tokens -= inner;
  return word_is (tokens, n_tokens, 0, "RELEASE")
         || (word_is (tokens, n_tokens, 0, "ROLLBACK") && is_rollback_to (tokens, n_tokens));
}

const MoTransactionRule *
mo_transaction_rule_find (const MoToken *tokens, gsize n_tokens, MoRuleServers server)
{
  if (server == MO_RULE_ON_MYSQL && word_is (tokens, n_tokens, 0, "SET"))
    {
      MoWords words = { tokens, n_tokens };
      gsize inner = mo_words_find_inner_statement (&words);

      if (sets_autocommit (tokens, n_tokens))
        return &set_autocommit;
      /* Not deeper: the server refuses a SET in a SET STATEMENT. */
      tokens += inner;
      n_tokens -= inner;
    }
  if (names_reserved_savepoint (tokens, n_tokens))
    return &reserved_savepoint;
  if (word_is (tokens, n_tokens, 0, "ROLLBACK") && is_rollback_to (tokens, n_tokens))
    return server == MO_RULE_ON_MATRIXONE ? &rollback_to : NULL;
  if (is_exempt (tokens, n_tokens))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if ((rules[i].servers & server) != 0 && word_is (tokens, n_tokens, 0, rules[i].words[0])
        && (rules[i].words[1] == NULL || word_is (tokens, n_tokens, 1, rules[i].words[1])))
      return &rules[i];
  return NULL;
}
