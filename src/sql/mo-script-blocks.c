/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoScriptBlocks: a body's tokens, one after the other.
 *
 * BEGIN and END are names elsewhere, so each word means a block only where one may begin or end.
 * What is met where it cannot be makes the whole uncertain: a wrong guess would send half a
 * routine. That goes for the words of sql_mode=ORACLE, too.
 */

#include "sql/mo-script-blocks-private.h"

#include "sql/mo-words-private.h"

typedef enum
{
  MO_BLOCK_NONE,
  MO_BLOCK_BEGIN,
  MO_BLOCK_IF,
  MO_BLOCK_CASE,
  MO_BLOCK_LOOP,
  MO_BLOCK_REPEAT,
  MO_BLOCK_WHILE,
  MO_BLOCK_FOR,
} MoBlock;

static const struct
{
  const char *word;
  MoBlock block;
  MoBlocksState state; /* behind the word */
} openers[] = {
  { "BEGIN", MO_BLOCK_BEGIN, MO_BLOCKS_BEHIND_BEGIN },
  { "IF", MO_BLOCK_IF, MO_BLOCKS_BEFORE_THEN },
  { "CASE", MO_BLOCK_CASE, MO_BLOCKS_BEFORE_WHEN },
  { "LOOP", MO_BLOCK_LOOP, MO_BLOCKS_AT_START },
  { "REPEAT", MO_BLOCK_REPEAT, MO_BLOCKS_AT_START },
  { "WHILE", MO_BLOCK_WHILE, MO_BLOCKS_BEFORE_DO },
  { "FOR", MO_BLOCK_FOR, MO_BLOCKS_BEFORE_DO },
};

static const char out_of_place[] = "a word of a block where none is expected";
static const char other_end[] = "an END of another block than the last one that was opened";

static int
find_opener (const MoToken *token)
{
  for (gsize i = 0; i < G_N_ELEMENTS (openers); i++)
    if (mo_token_is_word (token, openers[i].word))
      return (int) i;
  return -1;
}

gboolean
mo_script_blocks_is_opened_by (const MoToken *token)
{
  return find_opener (token) >= 0;
}

static MoBlock
innermost (const MoScriptBlocks *self)
{
  return self->open != NULL && self->open->len > 0 ? self->open->data[self->open->len - 1]
                                                   : MO_BLOCK_NONE;
}

static void
open_block (MoScriptBlocks *self, MoBlock block)
{
  guint8 byte = (guint8) block;

  if (self->open == NULL)
    self->open = g_byte_array_new ();
  g_byte_array_append (self->open, &byte, 1);
}

/* Of the END that was read. */
static void
close_block (MoScriptBlocks *self, MoBlock block, MoBlocksState state)
{
  if (innermost (self) != block)
    {
      self->why = other_end;
      return;
    }
  g_byte_array_set_size (self->open, self->open->len - 1);
  self->state = state;
}

static void
go_on_if (MoScriptBlocks *self, gboolean expected, MoBlocksState state)
{
  if (expected)
    self->state = state;
  else
    self->why = out_of_place;
}

static void
take_first_word (MoScriptBlocks *self, const MoToken *token)
{
  MoWords word = { token, 1 };
  MoBlock block = innermost (self);
  int opener = find_opener (token);

  if (opener >= 0)
    {
      open_block (self, openers[opener].block);
      self->state = openers[opener].state;
    }
  else if (mo_words_is (&word, 0, "NOT") && self->state == MO_BLOCKS_BEHIND_BEGIN)
    self->state = MO_BLOCKS_AT_ATOMIC;
  else if (mo_words_is (&word, 0, "ELSE"))
    go_on_if (self, block == MO_BLOCK_IF || block == MO_BLOCK_CASE, MO_BLOCKS_AT_START);
  else if (mo_words_is (&word, 0, "ELSEIF"))
    go_on_if (self, block == MO_BLOCK_IF, MO_BLOCKS_BEFORE_THEN);
  else if (mo_words_is (&word, 0, "WHEN"))
    go_on_if (self, block == MO_BLOCK_CASE, MO_BLOCKS_BEFORE_THEN);
  else if (mo_words_is (&word, 0, "UNTIL"))
    go_on_if (self, block == MO_BLOCK_REPEAT, MO_BLOCKS_BEHIND_UNTIL);
  else if (mo_words_is (&word, 0, "END"))
    go_on_if (self, block != MO_BLOCK_NONE, MO_BLOCKS_AT_END);
  else if (mo_words_is (&word, 0, "DECLARE"))
    go_on_if (self, block == MO_BLOCK_BEGIN, MO_BLOCKS_AT_DECLARE);
  else if (mo_words_is (&word, 0, "EXCEPTION"))
    self->why = out_of_place;
  else
    {
      self->state = MO_BLOCKS_IN_STATEMENT;
      self->may_be_label = TRUE;
    }
}

/* FALSE: it is none that ends, or stands in, an expression. */
static gboolean
take_word_of_case (MoScriptBlocks *self, const MoToken *token)
{
  static const char *const inner[] = { "WHEN", "THEN", "ELSE", NULL };
  MoWords word = { token, 1 };

  if (mo_words_is (&word, 0, "CASE"))
    {
      self->n_cases++;
      return TRUE;
    }
  if (self->n_cases == 0)
    return FALSE;
  if (!mo_words_is (&word, 0, "END"))
    return mo_words_is_one_of (&word, 0, inner);
  self->n_cases--;
  return TRUE;
}

static void
take_word_of_expression (MoScriptBlocks *self, const MoToken *token)
{
  static const char *const blocks[] = { "BEGIN", "LOOP", "WHILE", "ELSEIF", "ELSIF",
                                        "UNTIL", "ELSE", NULL };
  MoWords word = { token, 1 };

  if (take_word_of_case (self, token))
    return;
  if (mo_words_is (&word, 0, "THEN"))
    go_on_if (self, self->state == MO_BLOCKS_BEFORE_THEN, MO_BLOCKS_AT_START);
  else if (mo_words_is (&word, 0, "WHEN"))
    go_on_if (self, self->state == MO_BLOCKS_BEFORE_WHEN, MO_BLOCKS_BEFORE_THEN);
  else if (mo_words_is (&word, 0, "END"))
    go_on_if (self, self->state == MO_BLOCKS_BEHIND_UNTIL, MO_BLOCKS_AT_END);
  else if (mo_words_is (&word, 0, "DO") && self->state != MO_BLOCKS_IN_STATEMENT)
    go_on_if (self, self->state == MO_BLOCKS_BEFORE_DO, MO_BLOCKS_AT_START);
  else if (mo_words_is_one_of (&word, 0, blocks))
    self->why = out_of_place;
}

/* Behind END, or REPEAT's UNTIL … END. */
static void
take_which_end (MoScriptBlocks *self, const MoToken *token)
{
  int opener = find_opener (token);

  if (opener >= 0 && openers[opener].block != MO_BLOCK_BEGIN)
    close_block (self, openers[opener].block, MO_BLOCKS_BEHIND_END);
  else
    close_block (self, MO_BLOCK_BEGIN, MO_BLOCKS_BEHIND_LABEL);
}

/* Of DECLARE … HANDLER FOR condition, … statement. */
static void
take_condition (MoScriptBlocks *self, const MoToken *token)
{
  if (mo_token_is_word (token, "SQLSTATE"))
    self->state = MO_BLOCKS_AT_SQLSTATE;
  else if (mo_token_is_word (token, "NOT"))
    self->state = MO_BLOCKS_AT_FOUND;
  else
    go_on_if (self, token->type == MO_TOKEN_WORD || token->type == MO_TOKEN_NUMBER
                        || token->type == MO_TOKEN_QUOTED_IDENTIFIER,
              MO_BLOCKS_BEHIND_CONDITION);
}

static void
take_declaration (MoScriptBlocks *self, const MoToken *token)
{
  static const char *const handlers[] = { "CONTINUE", "EXIT", "UNDO", NULL };
  MoWords word = { token, 1 };

  self->state = mo_words_is_one_of (&word, 0, handlers) ? MO_BLOCKS_AT_HANDLER
                                                        : MO_BLOCKS_IN_STATEMENT;
}

static void
take_sqlstate (MoScriptBlocks *self, const MoToken *token)
{
  if (!mo_token_is_word (token, "VALUE"))
    go_on_if (self, token->type == MO_TOKEN_STRING, MO_BLOCKS_BEHIND_CONDITION);
}

static void
take_start (MoScriptBlocks *self, const MoToken *token)
{
  if (token->type == MO_TOKEN_WORD)
    {
      take_first_word (self, token);
      return;
    }
  self->state = MO_BLOCKS_IN_STATEMENT;
  self->may_be_label = token->type == MO_TOKEN_QUOTED_IDENTIFIER;
}

static void
take_in_expression (MoScriptBlocks *self, const MoToken *token, gboolean is_behind_dot)
{
  if (token->type == MO_TOKEN_WORD && !is_behind_dot)
    take_word_of_expression (self, token);
}

static void
take_behind_condition (MoScriptBlocks *self, const MoToken *token)
{
  MoWords word = { token, 1 };

  if (mo_words_is_operator (&word, 0, ","))
    self->state = MO_BLOCKS_AT_CONDITION;
  else
    take_start (self, token);
}

static void
take_by_state (MoScriptBlocks *self, const MoToken *token, gboolean is_behind_dot)
{
  gboolean is_name
      = token->type == MO_TOKEN_WORD || token->type == MO_TOKEN_QUOTED_IDENTIFIER;

  switch (self->state)
    {
    case MO_BLOCKS_AT_START:
    case MO_BLOCKS_BEHIND_BEGIN:
      take_start (self, token);
      break;
    case MO_BLOCKS_AT_ATOMIC:
      go_on_if (self, mo_token_is_word (token, "ATOMIC"), MO_BLOCKS_AT_START);
      break;
    case MO_BLOCKS_AT_DECLARE:
      take_declaration (self, token);
      break;
    case MO_BLOCKS_AT_HANDLER:
      go_on_if (self, mo_token_is_word (token, "HANDLER"), MO_BLOCKS_AT_HANDLER_FOR);
      break;
    case MO_BLOCKS_AT_HANDLER_FOR:
      go_on_if (self, mo_token_is_word (token, "FOR"), MO_BLOCKS_AT_CONDITION);
      break;
    case MO_BLOCKS_AT_CONDITION:
      take_condition (self, token);
      break;
    case MO_BLOCKS_AT_SQLSTATE:
      take_sqlstate (self, token);
      break;
    case MO_BLOCKS_AT_FOUND:
      go_on_if (self, mo_token_is_word (token, "FOUND"), MO_BLOCKS_BEHIND_CONDITION);
      break;
    case MO_BLOCKS_BEHIND_CONDITION:
      take_behind_condition (self, token);
      break;
    case MO_BLOCKS_AT_END:
      take_which_end (self, token);
      break;
    case MO_BLOCKS_BEHIND_END:
      go_on_if (self, is_name, MO_BLOCKS_BEHIND_LABEL);
      break;
    case MO_BLOCKS_BEHIND_LABEL:
      self->why = "something behind the END of a block";
      break;
    case MO_BLOCKS_IN_STATEMENT:
    case MO_BLOCKS_BEFORE_THEN:
    case MO_BLOCKS_BEFORE_WHEN:
    case MO_BLOCKS_BEFORE_DO:
    case MO_BLOCKS_BEHIND_UNTIL:
    default:
      take_in_expression (self, token, is_behind_dot);
      break;
    }
}

void
mo_script_blocks_take (MoScriptBlocks *self, const MoToken *token)
{
  MoWords word = { token, 1 };
  gboolean is_behind_dot = self->is_behind_dot;
  gboolean may_be_label = self->may_be_label;

  self->is_behind_dot = mo_words_is_operator (&word, 0, ".");
  self->may_be_label = FALSE;
  if (self->why != NULL)
    return;
  if (mo_words_is_operator (&word, 0, ")") && self->n_parentheses > 0)
    self->n_parentheses--;
  else if (self->n_parentheses > 0)
    self->n_parentheses += mo_words_is_operator (&word, 0, "(");
  else if (may_be_label && mo_words_is_operator (&word, 0, ":"))
    self->state = MO_BLOCKS_AT_START;
  else
    {
      take_by_state (self, token, is_behind_dot);
      self->n_parentheses += mo_words_is_operator (&word, 0, "(");
    }
}

/* Of a statement in a body; the body is over if no block is open. */
static gboolean
end_statement (MoScriptBlocks *self)
{
  self->state = MO_BLOCKS_AT_START;
  return innermost (self) == MO_BLOCK_NONE;
}

gboolean
mo_script_blocks_take_semicolon (MoScriptBlocks *self)
{
  self->may_be_label = FALSE;
  self->is_behind_dot = FALSE;
  if (self->why != NULL)
    return FALSE;
  if (self->state == MO_BLOCKS_AT_END)
    close_block (self, MO_BLOCK_BEGIN, MO_BLOCKS_BEHIND_END);
  if (self->n_parentheses == 0 && self->n_cases == 0
      && (self->state == MO_BLOCKS_IN_STATEMENT || self->state == MO_BLOCKS_BEHIND_END
          || self->state == MO_BLOCKS_BEHIND_LABEL || self->state == MO_BLOCKS_AT_START))
    return end_statement (self);
  if (self->why == NULL)
    self->why = "a semicolon in the middle of a statement";
  return FALSE;
}

void
mo_script_blocks_clear (MoScriptBlocks *self)
{
  if (self->open != NULL)
    g_byte_array_unref (self->open);
  *self = (MoScriptBlocks){ MO_BLOCKS_AT_START };
}
