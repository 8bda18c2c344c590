/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The statements in a routine's body, and the blocks around them, as far as one must know them to
 * see where the body ends. */

#pragma once

#include "sql/mo-lexer-private.h"

G_BEGIN_DECLS

/* What it waits for. */
typedef enum
{
  MO_BLOCKS_AT_START,         /* a statement */
  MO_BLOCKS_BEHIND_BEGIN,     /* the same, or NOT ATOMIC */
  MO_BLOCKS_AT_ATOMIC,
  MO_BLOCKS_IN_STATEMENT,     /* the end of one that holds no others */
  MO_BLOCKS_BEFORE_THEN,
  MO_BLOCKS_BEFORE_WHEN,      /* the first one of a CASE */
  MO_BLOCKS_BEFORE_DO,
  MO_BLOCKS_BEHIND_UNTIL,     /* END REPEAT */
  MO_BLOCKS_AT_DECLARE,       /* what is declared */
  MO_BLOCKS_AT_HANDLER,       /* HANDLER, of DECLARE … HANDLER FOR */
  MO_BLOCKS_AT_HANDLER_FOR,
  MO_BLOCKS_AT_CONDITION,
  MO_BLOCKS_AT_SQLSTATE,
  MO_BLOCKS_AT_FOUND,
  MO_BLOCKS_BEHIND_CONDITION, /* another one, or the handler's statement */
  MO_BLOCKS_AT_END,           /* which block is ended */
  MO_BLOCKS_BEHIND_END,       /* a label, or the semicolon */
  MO_BLOCKS_BEHIND_LABEL,     /* the semicolon */
} MoBlocksState;

typedef struct
{
  MoBlocksState state;
  GByteArray *open;    /* blocks that are, the innermost last; NULL: none */
  guint n_cases;       /* CASE expressions that are */
  guint n_parentheses; /* nothing in them is looked at */
  gboolean is_behind_dot;
  gboolean may_be_label; /* the token before was one, if a colon follows */
  const char *why;     /* not NULL: where the body ends is not certain, and this is why */
} MoScriptBlocks;

/* One that is all zeros is at the beginning of a body. */
void     mo_script_blocks_take           (MoScriptBlocks *self,
                                          const MoToken  *token);
/* The same of a semicolon, or the end of the text. TRUE: the body ends with it. */
gboolean mo_script_blocks_take_semicolon (MoScriptBlocks *self);
void     mo_script_blocks_clear          (MoScriptBlocks *self);
/* Whether a statement that begins like that holds others. */
gboolean mo_script_blocks_is_opened_by   (const MoToken  *token);

G_END_DECLS
