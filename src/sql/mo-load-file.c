/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LOAD DATA LOCAL, and the name of its file. */

#include "sql/mo-load-file-private.h"

#include <string.h>

gboolean
mo_load_file_is_asked (const MoWords *words)
{
  static const char *const loaded[] = { "DATA", "XML", NULL };
  static const char *const behind[] = { "INFILE", "INTO", NULL };
  gsize i = mo_words_find_inner_statement (words);

  if (!mo_words_is (words, i, "LOAD") || !mo_words_is_one_of (words, i + 1, loaded))
    return FALSE;
  for (i += 2; mo_words_is_type (words, i, MO_TOKEN_WORD); i++)
    {
      if (mo_words_is (words, i, "LOCAL"))
        return TRUE;
      if (mo_words_is_one_of (words, i, behind))
        return FALSE;
    }
  return FALSE;
}

/* Of a string without a backslash. */
static char *
dup_unquoted (const MoToken *string)
{
  char quote = *string->start;
  GString *text = g_string_sized_new (string->length);

  for (gsize i = 1; i + 1 < string->length; i++)
    {
      g_string_append_c (text, string->start[i]);
      if (string->start[i] == quote)
        i++; /* it is there twice */
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const MoClassToken *tokens;
  gsize n_tokens;
} Reader;

/* Outside of executable comments. */
static gboolean
take_word (Reader *self, const char *word)
{
  if (self->n_tokens == 0 || self->tokens->comment != 0
      || !mo_token_is_word (&self->tokens->token, word))
    return FALSE;
  self->tokens++;
  self->n_tokens--;
  return TRUE;
}

char *
mo_load_file_dup_name (const MoClassToken *tokens, gsize n_tokens)
{
  Reader reader = { tokens, n_tokens };
  const MoToken *name;

  if (!take_word (&reader, "LOAD") || !take_word (&reader, "DATA"))
    return NULL;
  if (!take_word (&reader, "LOW_PRIORITY"))
    take_word (&reader, "CONCURRENT");
  if (!take_word (&reader, "LOCAL") || !take_word (&reader, "INFILE") || reader.n_tokens == 0
      || reader.tokens->comment != 0)
    return NULL;
  name = &reader.tokens->token;
  if (name->type != MO_TOKEN_STRING || memchr (name->start, '\\', name->length) != NULL)
    return NULL;
  return dup_unquoted (name);
}
