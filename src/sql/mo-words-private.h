/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One reading of a statement: its tokens without space, and what stands where. */

#pragma once

#include "sql/mo-lexer-private.h"

G_BEGIN_DECLS

typedef struct
{
  const MoToken *tokens;
  gsize n_tokens;
} MoWords;

/* FALSE behind the end. Words are given in upper case. */
gboolean mo_words_is          (const MoWords     *self,
                               gsize              i,
                               const char        *word);
/* @words ends with NULL. */
gboolean mo_words_is_one_of   (const MoWords     *self,
                               gsize              i,
                               const char *const *words);
gboolean mo_words_is_type     (const MoWords     *self,
                               gsize              i,
                               MoTokenType        type);
gboolean mo_words_is_operator (const MoWords     *self,
                               gsize              i,
                               const char        *text);

/* MariaDB's SET STATEMENT item, … FOR statement: where the statement begins, or 0. */
gsize    mo_words_find_inner_statement (const MoWords *self);

G_END_DECLS
