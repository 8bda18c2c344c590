/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which statements end an open transaction, and on which servers. */

#pragma once

#include <matrixone-glib/mo-error.h>

#include "sql/mo-lexer-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_RULE_ON_MATRIXONE = 1 << 0,
  MO_RULE_ON_MYSQL = 1 << 1, /* and on MariaDB */
  MO_RULE_EVERYWHERE = MO_RULE_ON_MATRIXONE | MO_RULE_ON_MYSQL,
} MoRuleServers;

typedef struct _MoTransactionRule
{
  const char *words[2]; /* the statement begins with them; the second may be NULL */
  MoRuleServers servers;
  MoError code;
  const char *why;    /* behind the words: "ends the open transaction" */
  const char *advice; /* what to do instead */
  gboolean needs_a_connection; /* by itself, on any connection, it would mean nothing */
  gboolean begins;             /* another one, which is not over with what was open */
  gboolean is_a_guess;         /* it may end the open one, and may not */
} MoTransactionRule;

/* The rule for a statement that begins with @tokens, on one server; NULL if it may run in a
 * transaction. */
const MoTransactionRule *mo_transaction_rule_find (const MoToken *tokens,
                                                   gsize          n_tokens,
                                                   MoRuleServers  server);

/* ROLLBACK TO or RELEASE of a savepoint, which ends those that were set behind it. */
gboolean mo_transaction_rule_ends_savepoint (const MoToken *tokens,
                                             gsize          n_tokens);

/* For a text whose executable comments leave too many readings open. */
extern const MoTransactionRule mo_transaction_rule_too_many_comments;

G_END_DECLS
