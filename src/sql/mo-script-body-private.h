/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* At which of its semicolons a statement of a script ends: the first, unless it has a body. */

#pragma once

#include "sql/mo-script-blocks-private.h"

G_BEGIN_DECLS

/* How far its words have been looked at. */
typedef enum
{
  MO_BODY_FIRST_WORD,
  MO_BODY_BEHIND_BEGIN, /* of a transaction, or a block */
  MO_BODY_BEHIND_LABEL, /* if it was one */
  MO_BODY_BEHIND_SET,
  MO_BODY_IN_SETTING,   /* SET STATEMENT … FOR */
  MO_BODY_BEHIND_ALTER,
  MO_BODY_BEHIND_CREATE,
  MO_BODY_IN_DEFINER,   /* its "=" */
  MO_BODY_IN_USER,      /* the user's name */
  MO_BODY_IN_NAME,      /* that of a routine, up to its parameters */
  MO_BODY_IN_TRAITS,    /* behind them: what the routine returns, reads, … */
  MO_BODY_IN_TYPE,      /* that it returns */
  MO_BODY_BEHIND_AS,
  MO_BODY_IN_TRIGGER,   /* up to FOR EACH ROW */
  MO_BODY_BEHIND_ROW,
  MO_BODY_IN_ORDER,     /* FOLLOWS another trigger */
  MO_BODY_IN_SCHEDULE,  /* of an event, up to DO */
  MO_BODY_INSIDE,       /* blocks knows */
  MO_BODY_NONE,         /* it has no body */
} MoScriptBodyPlace;

typedef struct
{
  MoScriptBodyPlace place;
  gsize n_tokens;
  MoToken before;      /* the last one */
  guint n_parentheses; /* in front of the body */
  guint n_matched;     /* words of FOR EACH ROW */
  gboolean is_function;
  gboolean has_returns;
  gboolean is_oracle;  /* as only sql_mode=ORACLE has it */
  MoScriptBlocks blocks;
} MoScriptBody;

/* One that is all zeros is at the beginning of a statement. */
void     mo_script_body_take           (MoScriptBody  *self,
                                        const MoToken *token);
/* The same of a semicolon, or the end of the text. TRUE: the statement ends there, as far as is
 * certain. */
gboolean mo_script_body_take_semicolon (MoScriptBody  *self);
/* Whether there may be semicolons in it. */
gboolean mo_script_body_is_possible    (const MoScriptBody *self);
/* NULL: where it ends is certain; otherwise why not, for the middle of a message. */
const char *mo_script_body_get_doubt   (const MoScriptBody *self);
void     mo_script_body_clear          (MoScriptBody  *self);

G_END_DECLS
