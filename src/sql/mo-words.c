/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoWords: looking at the tokens of a statement. */

#include "sql/mo-words-private.h"

#include <string.h>

gboolean
mo_words_is (const MoWords *self, gsize i, const char *word)
{
  return i < self->n_tokens && mo_token_is_word (&self->tokens[i], word);
}

gboolean
mo_words_is_one_of (const MoWords *self, gsize i, const char *const *words)
{
  for (; *words != NULL; words++)
    if (mo_words_is (self, i, *words))
      return TRUE;
  return FALSE;
}

gboolean
mo_words_is_type (const MoWords *self, gsize i, MoTokenType type)
{
  return i < self->n_tokens && self->tokens[i].type == type;
}

gboolean
mo_words_is_operator (const MoWords *self, gsize i, const char *text)
{
  return mo_words_is_type (self, i, MO_TOKEN_OPERATOR)
         && self->tokens[i].length == strlen (text)
         && memcmp (self->tokens[i].start, text, self->tokens[i].length) == 0;
}

gsize
mo_words_find_inner_statement (const MoWords *self)
{
  guint depth = 0;

  if (!mo_words_is (self, 0, "SET") || !mo_words_is (self, 1, "STATEMENT"))
    return 0;
  for (gsize i = 2; i < self->n_tokens; i++)
    {
      if (mo_words_is_operator (self, i, "("))
        depth++;
      else if (mo_words_is_operator (self, i, ")") && depth > 0)
        depth--;
      else if (depth == 0 && mo_words_is (self, i, "FOR"))
        return i + 1;
    }
  return 0;
}
