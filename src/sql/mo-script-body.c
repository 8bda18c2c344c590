/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoScriptBody: from a statement's first word to its body, if it has one.
 *
 * As MariaDB and MySQL have them: routines, triggers, events, and MariaDB's compound statements.
 * MatrixOne writes a routine's body as a string, in which nothing is looked for.
 */

#include "sql/mo-script-body-private.h"

#include "sql/mo-words-private.h"

static void
doubt_oracle (MoScriptBody *self)
{
  self->is_oracle = TRUE;
}

/* @token is the first of the body. */
static void
enter (MoScriptBody *self, const MoToken *token)
{
  self->place = MO_BODY_INSIDE;
  mo_script_blocks_take (&self->blocks, token);
}

static void
take_first (MoScriptBody *self, const MoWords *word)
{
  if (mo_words_is (word, 0, "CREATE"))
    self->place = MO_BODY_BEHIND_CREATE;
  else if (mo_words_is (word, 0, "ALTER"))
    self->place = MO_BODY_BEHIND_ALTER;
  else if (mo_words_is (word, 0, "SET"))
    self->place = MO_BODY_BEHIND_SET;
  else if (mo_words_is (word, 0, "BEGIN"))
    self->place = MO_BODY_BEHIND_BEGIN;
  else if (mo_words_is (word, 0, "DECLARE") || mo_words_is_operator (word, 0, "<"))
    doubt_oracle (self);
  else if (mo_script_blocks_is_opened_by (word->tokens))
    enter (self, word->tokens);
  else if (mo_words_is_type (word, 0, MO_TOKEN_WORD)
           || mo_words_is_type (word, 0, MO_TOKEN_QUOTED_IDENTIFIER))
    self->place = MO_BODY_BEHIND_LABEL;
  else
    self->place = MO_BODY_NONE;
}

static void
take_behind_begin (MoScriptBody *self, const MoWords *word)
{
  if (mo_words_is (word, 0, "WORK"))
    self->place = MO_BODY_NONE;
  else if (!mo_words_is (word, 0, "NOT"))
    doubt_oracle (self);
  else
    {
      enter (self, &self->before);
      mo_script_blocks_take (&self->blocks, word->tokens);
    }
}

static void
take_behind_label (MoScriptBody *self, const MoWords *word)
{
  self->place = mo_words_is_operator (word, 0, ":") ? MO_BODY_INSIDE : MO_BODY_NONE;
}

/* CREATE [OR REPLACE] [DEFINER = user] [AGGREGATE] object */
static void
take_object (MoScriptBody *self, const MoWords *word)
{
  static const char *const in_front[] = { "OR", "REPLACE", "AGGREGATE", NULL };

  if (!mo_words_is_type (word, 0, MO_TOKEN_WORD)) /* the rest of a user's name */
    return;
  self->is_function = mo_words_is (word, 0, "FUNCTION");
  if (mo_words_is (word, 0, "DEFINER"))
    self->place = MO_BODY_IN_DEFINER;
  else if (mo_words_is (word, 0, "PROCEDURE") || self->is_function)
    self->place = MO_BODY_IN_NAME;
  else if (mo_words_is (word, 0, "TRIGGER"))
    self->place = MO_BODY_IN_TRIGGER;
  else if (mo_words_is (word, 0, "EVENT"))
    self->place = MO_BODY_IN_SCHEDULE;
  else if (mo_words_is (word, 0, "PACKAGE"))
    doubt_oracle (self);
  else if (!mo_words_is_one_of (word, 0, in_front))
    self->place = MO_BODY_NONE;
}

static void
take_altered (MoScriptBody *self, const MoWords *word)
{
  if (mo_words_is (word, 0, "DEFINER") || mo_words_is (word, 0, "EVENT")
      || !mo_words_is_type (word, 0, MO_TOKEN_WORD))
    take_object (self, word);
  else
    self->place = MO_BODY_NONE;
}

/* What is in parentheses is not looked at; the first pair are the parameters. */
static void
take_name (MoScriptBody *self, const MoWords *word)
{
  static const char *const oracle[] = { "AS", "IS", "DECLARE", NULL };
  static const char *const in_front[] = { "PROCEDURE", "FUNCTION", "EXISTS", NULL };
  MoWords before = { &self->before, 1 };

  if (mo_words_is_operator (word, 0, ")"))
    self->place = MO_BODY_IN_TRAITS;
  else if (mo_words_is_one_of (word, 0, oracle)
           || (mo_words_is (word, 0, "BEGIN") && !mo_words_is_one_of (&before, 0, in_front)))
    doubt_oracle (self);
  else if (mo_words_is (word, 0, "SONAME"))
    self->place = MO_BODY_NONE;
}

/* What a body may begin with that is no block. */
static gboolean
begins_statement (const MoWords *word)
{
  static const char *const verbs[]
      = { "SELECT",   "INSERT",    "UPDATE",   "DELETE",  "REPLACE", "SET",      "CALL",
          "RETURN",   "DO",        "WITH",     "VALUES",  "TABLE",   "SHOW",     "ANALYZE",
          "CREATE",   "DROP",      "ALTER",    "TRUNCATE", "RENAME", "GRANT",    "REVOKE",
          "COMMIT",   "ROLLBACK",  "START",    "SAVEPOINT", "RELEASE", "LOCK",   "UNLOCK",
          "PREPARE",  "EXECUTE",   "DEALLOCATE", "SIGNAL", "RESIGNAL", "GET",    "LOAD",
          "KILL",     "FLUSH",     "OPTIMIZE", "CHECK",   "REPAIR",  "EXPLAIN",  "DESCRIBE",
          "DESC",     "HANDLER",   "XA",       "CHECKSUM", "CACHE",  "INSTALL",  "UNINSTALL",
          "OPEN",     "CLOSE",     "FETCH",    NULL };

  return mo_words_is_one_of (word, 0, verbs);
}

static void
take_trait (MoScriptBody *self, const MoWords *word)
{
  gboolean is_charset = mo_words_is (word, 0, "SET")
                        && (mo_token_is_word (&self->before, "CHARACTER")
                            || mo_token_is_word (&self->before, "CHAR"));

  if (mo_words_is_operator (word, 0, ":"))
    self->place = MO_BODY_INSIDE; /* behind a label */
  else if (mo_words_is (word, 0, "RETURNS"))
    {
      self->place = MO_BODY_IN_TYPE;
      self->has_returns = TRUE;
    }
  else if (mo_words_is (word, 0, "AS") || mo_words_is (word, 0, "IS"))
    self->place = MO_BODY_BEHIND_AS;
  else if (mo_words_is (word, 0, "DECLARE")
           || (mo_words_is (word, 0, "RETURN") && self->is_function && !self->has_returns))
    doubt_oracle (self);
  else if (mo_script_blocks_is_opened_by (word->tokens)
           || (begins_statement (word) && !is_charset))
    enter (self, word->tokens);
}

static void
take_in_trigger (MoScriptBody *self, const MoWords *word)
{
  static const char *const parts[] = { "FOR", "EACH", "ROW" };

  if (!mo_words_is (word, 0, parts[self->n_matched]))
    self->n_matched = 0;
  else if (++self->n_matched == G_N_ELEMENTS (parts))
    self->place = MO_BODY_BEHIND_ROW;
}

static void
take_behind_row (MoScriptBody *self, const MoWords *word)
{
  if (mo_words_is (word, 0, "FOLLOWS") || mo_words_is (word, 0, "PRECEDES"))
    self->place = MO_BODY_IN_ORDER;
  else if (mo_words_is (word, 0, "DECLARE"))
    doubt_oracle (self);
  else
    enter (self, word->tokens);
}

static void
move_on_if (MoScriptBody *self, gboolean expected, MoScriptBodyPlace place)
{
  if (expected)
    self->place = place;
}

static void
take_by_place (MoScriptBody *self, const MoWords *word)
{
  switch (self->place)
    {
    case MO_BODY_FIRST_WORD:
      take_first (self, word);
      break;
    case MO_BODY_BEHIND_BEGIN:
      take_behind_begin (self, word);
      break;
    case MO_BODY_BEHIND_LABEL:
      take_behind_label (self, word);
      break;
    case MO_BODY_BEHIND_SET:
      self->place = mo_words_is (word, 0, "STATEMENT") ? MO_BODY_IN_SETTING : MO_BODY_NONE;
      break;
    case MO_BODY_IN_SETTING:
      move_on_if (self, mo_words_is (word, 0, "FOR"), MO_BODY_FIRST_WORD);
      break;
    case MO_BODY_BEHIND_ALTER:
      take_altered (self, word);
      break;
    case MO_BODY_BEHIND_CREATE:
      take_object (self, word);
      break;
    case MO_BODY_IN_DEFINER:
      move_on_if (self, mo_words_is_operator (word, 0, "="), MO_BODY_IN_USER);
      break;
    case MO_BODY_IN_USER:
      self->place = MO_BODY_BEHIND_CREATE;
      break;
    case MO_BODY_IN_NAME:
      take_name (self, word);
      break;
    case MO_BODY_IN_TRAITS:
      take_trait (self, word);
      break;
    case MO_BODY_IN_TYPE:
      self->place = MO_BODY_IN_TRAITS;
      break;
    case MO_BODY_BEHIND_AS:
      self->place = MO_BODY_IN_TRAITS;
      if (!mo_words_is_type (word, 0, MO_TOKEN_STRING)) /* of MatrixOne and others */
        doubt_oracle (self);
      break;
    case MO_BODY_IN_TRIGGER:
      take_in_trigger (self, word);
      break;
    case MO_BODY_BEHIND_ROW:
      take_behind_row (self, word);
      break;
    case MO_BODY_IN_ORDER:
      self->place = MO_BODY_INSIDE;
      break;
    case MO_BODY_IN_SCHEDULE:
      move_on_if (self, mo_words_is (word, 0, "DO"), MO_BODY_INSIDE);
      break;
    case MO_BODY_INSIDE:
    case MO_BODY_NONE:
    default:
      break;
    }
}

void
mo_script_body_take (MoScriptBody *self, const MoToken *token)
{
  MoWords word = { token, 1 };
  MoWords before = { &self->before, self->n_tokens > 0 ? 1 : 0 };
  gboolean opens = mo_words_is_operator (&word, 0, "(");
  gboolean closes = mo_words_is_operator (&word, 0, ")") && self->n_parentheses > 0;

  if (self->place == MO_BODY_INSIDE)
    mo_script_blocks_take (&self->blocks, token);
  else
    {
      self->n_parentheses -= closes;
      /* Behind a dot any word is a name. */
      if (self->n_parentheses == 0 && !self->is_oracle && !mo_words_is_operator (&before, 0, "."))
        take_by_place (self, &word);
      self->n_parentheses += opens;
    }
  self->before = *token;
  self->n_tokens++;
}

gboolean
mo_script_body_take_semicolon (MoScriptBody *self)
{
  if (self->place == MO_BODY_INSIDE)
    return mo_script_blocks_take_semicolon (&self->blocks);
  return !self->is_oracle && self->place != MO_BODY_BEHIND_AS;
}

gboolean
mo_script_body_is_possible (const MoScriptBody *self)
{
  return self->is_oracle || (self->place >= MO_BODY_IN_NAME && self->place < MO_BODY_NONE);
}

const char *
mo_script_body_get_doubt (const MoScriptBody *self)
{
  if (self->is_oracle)
    return "it looks like a body of sql_mode=ORACLE";
  return self->blocks.why;
}

void
mo_script_body_clear (MoScriptBody *self)
{
  mo_script_blocks_clear (&self->blocks);
  *self = (MoScriptBody){ MO_BODY_FIRST_WORD };
}
