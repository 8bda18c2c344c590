/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Classing a statement by its words, in every reading that its executable comments leave open. */

#include "sql/mo-statement-class-private.h"

#include "sql/mo-known-call-private.h"
#include "sql/mo-load-file-private.h"
#include "sql/mo-secret-private.h"
#include "sql/mo-session-state-private.h"
#include "sql/mo-transaction-rule-private.h"
#include "sql/mo-words-private.h"
#include "value/mo-excerpt-private.h"

#include <string.h>

/* A server runs an executable comment or skips it, each by its version: n comments are up to 2^n
 * statements. What more of them hide is not looked for. */
#define MOST_COMMENTS 5

#define SHOWN_SQL_BYTES 200

/* What a SELECT does besides reading, if it says so anywhere: INTO, FOR UPDATE, FOR SHARE, LOCK IN
 * SHARE MODE, :=, the functions that change what outlives the statement, and those that are not the
 * server's own, which may write. They may be quoted. */
static gboolean
has_side_effect (const MoWords *view)
{
  static const char *const functions[] = {
    "NEXTVAL", "SETVAL", "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS", "MO_CTL", "INTO", NULL
  };
  static const char *const locks[] = { "UPDATE", "SHARE", NULL };

  for (gsize i = 0; i < view->n_tokens; i++)
    {
      MoToken word = view->tokens[i];
      MoWords one = { &word, 1 };

      if (word.type == MO_TOKEN_QUOTED_IDENTIFIER)
        word = (MoToken){ MO_TOKEN_WORD, word.start + 1, word.length - 2 };
      if (mo_words_is_one_of (&one, 0, functions)
          || (mo_words_is (view, i, "FOR") && mo_words_is_one_of (view, i + 1, locks))
          || (mo_words_is (view, i, "LOCK") && mo_words_is (view, i + 1, "IN"))
          || (mo_words_is (view, i, "NEXT") && mo_words_is (view, i + 1, "VALUE"))
          || mo_known_call_is_other (view, i)
          || (word.type == MO_TOKEN_OPERATOR && word.length == 2 && *word.start == ':'
              && word.start[1] == '='))
        return TRUE;
    }
  return FALSE;
}

/* WITH name AS (…), … statement: where the statement begins, or the end if it is in parentheses or
 * not there. */
static gsize
find_main_statement (const MoWords *view)
{
  static const char *const verbs[] = { "SELECT",  "INSERT", "UPDATE", "DELETE",
                                       "REPLACE", "VALUES", "TABLE",  NULL };
  gsize depth = 0;

  for (gsize i = 1; i < view->n_tokens; i++)
    {
      if (mo_words_is_operator (view, i, "("))
        depth++;
      else if (mo_words_is_operator (view, i, ")") && depth > 0)
        depth--;
      else if (depth == 0 && mo_words_is_one_of (view, i, verbs))
        return i;
    }
  return view->n_tokens;
}

static gboolean
is_read_only_query (const MoWords *view)
{
  static const char *const queries[] = { "SELECT", "VALUES", "TABLE", NULL };
  gsize main_verb = mo_words_is (view, 0, "WITH") ? find_main_statement (view) : 0;

  return mo_words_is_one_of (view, main_verb, queries) && !has_side_effect (view);
}

/* EXPLAIN ANALYZE, ANALYZE FORMAT=JSON and their like run what they explain. ANALYZE TABLE is
 * something else. */
static gboolean
explains_read_only (const MoWords *view)
{
  static const char *const verbs[] = { "SELECT",  "WITH", "VALUES", "INSERT",  "UPDATE", "DELETE",
                                       "REPLACE", "LOAD", "CALL",   "EXECUTE", NULL };

  for (gsize i = 1; i < view->n_tokens; i++)
    if (mo_words_is_one_of (view, i, verbs))
      {
        MoWords inner = { view->tokens + i, view->n_tokens - i };

        return is_read_only_query (&inner);
      }
  return FALSE;
}

static gboolean
is_read_only (const MoWords *view)
{
  static const char *const plain[] = { "SHOW", "HELP", NULL };
  static const char *const explain[] = { "EXPLAIN", "DESCRIBE", "DESC", NULL };
  static const char *const runs[] = { "ANALYZE", "ANALYSE", "PHYPLAN", NULL };

  if (view->n_tokens == 0) /* all of it skipped */
    return TRUE;
  if (mo_words_is_one_of (view, 0, plain))
    return !has_side_effect (view);
  if (mo_words_is (view, 0, "ANALYZE"))
    return explains_read_only (view);
  if (mo_words_is_one_of (view, 0, explain))
    {
      for (gsize i = 1; i < view->n_tokens; i++)
        if (mo_words_is_one_of (view, i, runs))
          return explains_read_only (view);
      return !has_side_effect (view);
    }
  return is_read_only_query (view);
}

static gboolean
may_share_packet (const MoWords *view)
{
  static const char *const verbs[] = { "SELECT",  "INSERT", "UPDATE", "DELETE",
                                       "REPLACE", "VALUES", "WITH",   NULL };

  return mo_words_is_one_of (view, 0, verbs);
}

/* `*` and `t.*`, which are columns; not that of COUNT(*), nor a product. */
static gboolean
is_star_column (const MoWords *view, gsize i)
{
  static const char *const before[]
      = { "SELECT", "ALL", "DISTINCT", "DISTINCTROW", "RETURNING", "HIGH_PRIORITY",
          "STRAIGHT_JOIN", "SQL_SMALL_RESULT", "SQL_BIG_RESULT", "SQL_BUFFER_RESULT",
          "SQL_NO_CACHE", "SQL_CACHE", "SQL_CALC_FOUND_ROWS", NULL };

  return i > 0 && mo_words_is_operator (view, i, "*")
         && (mo_words_is_one_of (view, i - 1, before) || mo_words_is_operator (view, i - 1, ",")
             || mo_words_is_operator (view, i - 1, "."));
}

/* Whether its columns are those that it names, whatever becomes of the tables. */
static gboolean
names_columns (const MoWords *view)
{
  static const char *const verbs[]
      = { "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", NULL };

  if (!mo_words_is_one_of (view, 0, verbs))
    return FALSE;
  for (gsize i = 0; i < view->n_tokens; i++)
    if (is_star_column (view, i) || mo_words_is (view, i, "TABLE"))
      return FALSE;
  return TRUE;
}

static gboolean
token_ends_with (const MoToken *token, const char *suffix)
{
  gsize n = strlen (suffix);

  return token->length >= n
         && g_ascii_strncasecmp (token->start + token->length - n, suffix, n) == 0;
}

static gboolean
is_utf8mb4 (const MoToken *token)
{
  return mo_token_is_word (token, "UTF8MB4")
         || (token->type == MO_TOKEN_STRING && token->length == strlen ("'utf8mb4'")
             && g_ascii_strncasecmp (token->start + 1, "utf8mb4", strlen ("utf8mb4")) == 0);
}

static gboolean
is_assignment (const MoWords *view, gsize i)
{
  return mo_words_is_operator (view, i, "=") || mo_words_is_operator (view, i, ":=");
}

/* Of what is set to the value from @i on. */
static void
class_charset (MoStatementClass *self, const MoWords *view, gsize i)
{
  while (mo_words_is (view, i, "SET") || is_assignment (view, i))
    i++;
  if (mo_words_is_type (view, i, MO_TOKEN_VARIABLE))
    self->copies_charset = TRUE;
  else if (i >= view->n_tokens || !is_utf8mb4 (&view->tokens[i]))
    self->sets_charset = TRUE;
}

/* SET NAMES, SET CHARACTER SET, SET CHARSET and SET character_set_client, in any position, to
 * anything but utf8mb4: values are escaped for that. */
static void
class_charsets (MoStatementClass *self, const MoWords *view)
{
  static const char *const words[] = { "NAMES", "CHARSET", "CHARACTER", NULL };

  for (gsize i = 1; mo_words_is (view, 0, "SET") && i < view->n_tokens; i++)
    if (view->tokens[i].type != MO_TOKEN_STRING
        && (mo_words_is_one_of (view, i, words)
            || (is_assignment (view, i + 1)
                && (token_ends_with (&view->tokens[i], "character_set_client")
                    || token_ends_with (&view->tokens[i], "character_set_client`")))))
      class_charset (self, view, i + 1);
}

static void
class_view (MoStatementClass *self, MoWords view)
{
  while (mo_words_is_operator (&view, 0, "("))
    {
      view.tokens++;
      view.n_tokens--;
    }
  self->read_only = self->read_only && is_read_only (&view);
  self->may_share_packet = self->may_share_packet && may_share_packet (&view);
  self->names_columns = self->names_columns && names_columns (&view);
  class_charsets (self, &view);
  self->asks_for_file = self->asks_for_file || mo_load_file_is_asked (&view);
  self->has_secret = self->has_secret || mo_secret_is_in (&view);
  self->leaves_state = self->leaves_state || mo_session_state_is_left (&view);
  self->changes_database = self->changes_database || mo_session_state_changes_database (&view);
  self->may_end_transaction
      = self->may_end_transaction || mo_session_state_may_end_transaction (&view);
  self->hides_text = self->hides_text || mo_session_state_hides_text (&view);
  self->changes_zone = self->changes_zone || mo_session_state_changes_zone (&view);
  self->is_unknown = self->is_unknown && mo_session_state_is_unknown (&view);
  self->ends_savepoint = self->ends_savepoint
                         || mo_transaction_rule_ends_savepoint (view.tokens, view.n_tokens);
  if (self->on_matrixone == NULL)
    self->on_matrixone =
        mo_transaction_rule_find (view.tokens, view.n_tokens, MO_RULE_ON_MATRIXONE);
  if (self->on_mysql == NULL)
    self->on_mysql = mo_transaction_rule_find (view.tokens, view.n_tokens, MO_RULE_ON_MYSQL);
}

void
mo_statement_class_init (MoStatementClass *self,
                         const MoClassToken *tokens,
                         gsize n_tokens,
                         guint n_comments)
{
  g_autofree MoToken *view = NULL;

  if (n_comments > MOST_COMMENTS)
    {
      *self = (MoStatementClass){
        .has_secret = TRUE,
        .leaves_state = TRUE,
        .may_end_transaction = TRUE,
        .changes_database = TRUE,
        .hides_text = TRUE,
        .changes_zone = TRUE,
        .on_matrixone = &mo_transaction_rule_too_many_comments,
        .on_mysql = &mo_transaction_rule_too_many_comments,
      };
      return;
    }
  *self = (MoStatementClass){ .read_only = TRUE, .may_share_packet = TRUE, .is_unknown = TRUE,
                              .names_columns = TRUE, .has_comments = n_comments > 0 };
  view = g_new (MoToken, n_tokens);
  for (guint run = 0; run < 1u << n_comments; run++) /* bit i: comment i + 1 is run */
    {
      gsize n = 0;

      for (gsize i = 0; i < n_tokens; i++)
        if (tokens[i].comment == 0 || (run >> (tokens[i].comment - 1) & 1) != 0)
          view[n++] = tokens[i].token;
      class_view (self, (MoWords){ view, n });
    }
}

void
mo_statement_class_set_opaque (MoStatementClass *self)
{
  self->leaves_state = self->changes_database = self->hides_text = self->changes_zone = TRUE;
  self->may_end_transaction = TRUE;
}

static const char *
server_name (MoServerKind kind)
{
  switch (kind)
    {
    case MO_SERVER_KIND_MATRIXONE:
      return "MatrixOne";
    case MO_SERVER_KIND_MARIADB:
      return "MariaDB";
    case MO_SERVER_KIND_MYSQL:
      return "MySQL";
    case MO_SERVER_KIND_UNKNOWN:
    default:
      return "some servers";
    }
}

gboolean
mo_statement_class_check_alone (const MoStatementClass *self, const char *sql, GError **error)
{
  const MoTransactionRule *rule = self->on_mysql;
  g_autofree char *excerpt = NULL;

  if (rule == NULL || !rule->needs_a_connection)
    return TRUE;
  excerpt = mo_excerpt (sql, strlen (sql), SHOWN_SQL_BYTES);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "%s%s%s on a client means nothing to the next statement, which may run on another "
               "connection: use mo_client_run_transaction(), mo_client_transaction() or "
               "mo_client_begin(): %s",
               rule->words[0], rule->words[1] != NULL ? " " : "",
               rule->words[1] != NULL ? rule->words[1] : "", excerpt);
  return FALSE;
}

static const MoTransactionRule *
find_rule (const MoStatementClass *self, MoServerKind kind)
{
  const MoTransactionRule *rule = NULL;

  if (kind != MO_SERVER_KIND_MARIADB && kind != MO_SERVER_KIND_MYSQL)
    rule = self->on_matrixone;
  if (rule == NULL && kind != MO_SERVER_KIND_MATRIXONE)
    rule = self->on_mysql;
  return rule;
}

MoStatementEnd
mo_statement_class_get_end (const MoStatementClass *self, MoServerKind kind)
{
  const MoTransactionRule *rule = find_rule (self, kind);

  if (self->may_end_transaction)
    return MO_STATEMENT_MAY_END_TRANSACTION;
  if (rule == NULL || rule->code != MO_ERROR_ENDS_TRANSACTION)
    return MO_STATEMENT_KEEPS_TRANSACTION;
  if (self->has_comments || rule->is_a_guess)
    return MO_STATEMENT_MAY_END_TRANSACTION;
  return rule->begins ? MO_STATEMENT_BEGINS_TRANSACTION : MO_STATEMENT_ENDS_TRANSACTION;
}

gboolean
mo_statement_class_check (const MoStatementClass *self,
                          MoServerKind kind,
                          const char *sql,
                          GError **error)
{
  const MoTransactionRule *rule = find_rule (self, kind);
  g_autofree char *excerpt = NULL;

  if (rule == NULL)
    return TRUE;
  excerpt = mo_excerpt (sql, strlen (sql), SHOWN_SQL_BYTES);
  g_set_error (error, MO_ERROR, (gint) rule->code, "%s%s%s %s on %s: %s: %s", rule->words[0],
               rule->words[1] != NULL ? " " : "", rule->words[1] != NULL ? rule->words[1] : "",
               rule->why, server_name (kind), rule->advice, excerpt);
  return FALSE;
}
