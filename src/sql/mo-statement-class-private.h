/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a statement does, as far as its words tell: does it write, does it end a transaction,
 * does it change the session, does it hold a secret. */

#pragma once

#include "base/mo-server-kind-private.h"
#include "sql/mo-lexer-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* A token that is not space. @comment: the number of the executable comment that it is in, 0 for
 * none. */
typedef struct
{
  MoToken token;
  guint comment;
} MoClassToken;

typedef struct _MoTransactionRule MoTransactionRule;

typedef struct
{
  gboolean read_only;
  gboolean may_share_packet;
  gboolean names_columns;
  gboolean has_secret;
  gboolean leaves_state;
  gboolean changes_database;
  gboolean hides_text;
  gboolean changes_zone;
  gboolean is_unknown;
  gboolean ends_savepoint;
  gboolean may_end_transaction; /* where its words do not tell */
  gboolean has_comments;        /* executable ones, so that its words may not be run */
  gboolean asks_for_file; /* of the client's */
  gboolean sets_charset; /* of what the server reads, to another one than utf8mb4 */
  gboolean copies_charset; /* to what a variable holds */
  const MoTransactionRule *on_matrixone; /* NULL: it may run in a transaction */
  const MoTransactionRule *on_mysql;     /* and on MariaDB */
} MoStatementClass;

/* @tokens: those of one statement, without its semicolon. */
void     mo_statement_class_init  (MoStatementClass       *self,
                                   const MoClassToken     *tokens,
                                   gsize                   n_tokens,
                                   guint                   n_comments);

/* It may leave anything in the session, whatever its words tell. */
void     mo_statement_class_set_opaque (MoStatementClass *self);

MoStatementEnd mo_statement_class_get_end (const MoStatementClass *self,
                                           MoServerKind            kind);

/* The same for both: @sql is for the message. */
gboolean mo_statement_class_check_alone (const MoStatementClass *self,
                                         const char             *sql,
                                         GError                **error);
gboolean mo_statement_class_check (const MoStatementClass *self,
                                   MoServerKind            kind,
                                   const char             *sql,
                                   GError                **error);

G_END_DECLS
