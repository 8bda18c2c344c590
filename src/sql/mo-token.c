/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoToken: what one is. */

#include "sql/mo-lexer-private.h"

#include <string.h>

gboolean
mo_token_is_word (const MoToken *self, const char *upper_case_word)
{
  return self->type == MO_TOKEN_WORD && strlen (upper_case_word) == self->length
         && g_ascii_strncasecmp (self->start, upper_case_word, self->length) == 0;
}

gboolean
mo_token_is_comment_mark (const MoToken *self)
{
  const char *start = self->start;

  if (self->type != MO_TOKEN_SPACE || self->length < 2)
    return FALSE;
  return *start == '*'
         || (*start == '/' && (start[2] == '!' || (start[2] == 'M' && start[3] == '!')));
}

gboolean
mo_token_is_marker (const MoToken *self)
{
  return self->type == MO_TOKEN_POSITIONAL || self->type == MO_TOKEN_FORMAT
         || self->type == MO_TOKEN_NAMED;
}
