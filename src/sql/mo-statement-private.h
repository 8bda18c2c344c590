/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One SQL statement with its bound values: immutable, checked when it is made. */

#pragma once

#include <matrixone-glib/mo-feature.h>
#include <matrixone-glib/mo-param.h>
#include <matrixone-glib/mo-time-zone.h>

#include "base/mo-server-kind-private.h"
#include "value/mo-load-source-private.h"

G_BEGIN_DECLS

typedef struct _MoStatement MoStatement;

typedef enum
{
  MO_STATEMENT_DEFAULT = 0,
  /* Send it by the binary protocol, as a server-side prepared statement. */
  MO_STATEMENT_PREPARED = 1 << 0,
  /* Log it whatever the client logs; or not. */
  MO_STATEMENT_ECHO = 1 << 1,
  MO_STATEMENT_QUIET = 1 << 2,
  /* It comes with what it loads; set by mo_statement_new_load(). */
  MO_STATEMENT_LOADS = 1 << 3,
  /* Ask for its warnings, where it has any. */
  MO_STATEMENT_WARNINGS = 1 << 4,
  /* It is one of a script's. */
  MO_STATEMENT_SCRIPTED = 1 << 5,
  /* What it does to the session, and to a transaction, is not told by its words. */
  MO_STATEMENT_OPAQUE = 1 << 6,
  /* Its rows become arrays, as mo_statement_set_vectors() says; of doubles. */
  MO_STATEMENT_ARRAYS = 1 << 7,
  MO_STATEMENT_AS_DOUBLES = 1 << 8,
} MoStatementFlags;

/* What becomes of a transaction that is open before a statement. */
typedef enum
{
  MO_STATEMENT_KEEPS_TRANSACTION,
  MO_STATEMENT_MAY_END_TRANSACTION,
  MO_STATEMENT_ENDS_TRANSACTION,   /* with the statement, and may begin another */
  MO_STATEMENT_BEGINS_TRANSACTION, /* the statement is in another one */
} MoStatementEnd;

/* SYNTAX: empty, stacked, unterminated, or read differently by different servers.
 * INVALID_ARGUMENT: text that is NULL or not UTF-8; parameters too few, too many, of mixed style,
 * missing or unknown by name, inside an executable comment, or more than 65,535 of a prepared
 * statement; LOAD DATA LOCAL. TYPE_MISMATCH: a value that cannot be sent, such as an untyped
 * pointer, text that is not UTF-8, or a list elsewhere than alone behind IN; OUT_OF_RANGE: a number
 * that is not finite. @values are copied. */
MoStatement *mo_statement_new       (const char       *sql,
                                     const MoValue    *values,
                                     gsize             n_values,
                                     MoStatementFlags  flags,
                                     GError          **error);
/* The same of @sql with its bytes from @start to @end, which are a row of VALUES, so many times,
 * with commas between them; none of @values is a list. The row is read once. */
MoStatement *mo_statement_new_rows  (const char       *sql,
                                     gsize             start,
                                     gsize             end,
                                     gsize             n_rows,
                                     const MoValue    *values,
                                     gsize             n_values,
                                     GError          **error);
MoStatement *mo_statement_new_named (const char       *sql,
                                     const MoParam    *params,
                                     gsize             n_params,
                                     MoStatementFlags  flags,
                                     GError          **error);
/* One LOAD DATA LOCAL INFILE 'name' without parameters; whatever else is INVALID_ARGUMENT. Consumes
 * @source. */
MoStatement *mo_statement_new_load  (const char       *sql,
                                     MoLoadSource     *source,
                                     GError          **error);
/* As it stands in a script, SCRIPTED: nothing in it is a parameter, and there may be semicolons in
 * its body, or, OPAQUE, between it and others. */
MoStatement *mo_statement_new_scripted (const char    *sql,
                                        gsize          length,
                                        MoStatementFlags flags,
                                        GError       **error);
MoStatement *mo_statement_ref       (MoStatement      *self);
void         mo_statement_unref     (MoStatement      *self);

/* The text as its author wrote it; it holds no bound value, but perhaps a secret. */
const char *mo_statement_get_sql (MoStatement *self);

/* The text for errors and logs: as written, but with every literal hidden where it has a secret. */
const char *mo_statement_get_shown_sql (MoStatement *self);

/* Whether it says a password or a key, or where one is bound; mo-secret-private.h says how that is
 * seen. What a server answers to it may repeat it. */
gboolean    mo_statement_has_secret     (MoStatement *self);

/* (transfer full): of a statement that has one, what the server said without it. */
char       *mo_statement_hide_in_answer (MoStatement *self,
                                         const char  *answer);

MoStatementFlags mo_statement_get_flags (MoStatement *self);
gboolean    mo_statement_is_prepared (MoStatement *self);

/* What it loads, for the worker that runs it; NULL: nothing. */
MoLoadSource *mo_statement_get_source (MoStatement *self);
/* By which name the server asks for it. */
const char   *mo_statement_get_file   (MoStatement *self);

/* For the text protocol: values in place as literals, as that kind of server reads them. Ends
 * without a semicolon; a comment at the end is closed. */
void mo_statement_render (MoStatement *self, MoServerKind kind, GString *out);

/* For the binary protocol: the text with every parameter, or element of a list that is not NULL, as
 * `?`, and a value for each, in order. */
const char    *mo_statement_get_prepared_sql (MoStatement *self);
const MoValue *mo_statement_get_values       (MoStatement *self,
                                              gsize       *n_values);

/* Whether it would be another one in another character set than utf8mb4: it has values, or it is a
 * script's and has what is not ASCII. */
gboolean mo_statement_depends_on_charset (MoStatement *self);

/* The text is read with backslash escapes in its own strings. SYNTAX if a connection whose sql_mode
 * has NO_BACKSLASH_ESCAPES, or ANSI_QUOTES, would read it otherwise: to be asked before it is sent
 * where it has, or may have. */
gboolean mo_statement_check_backslashes (MoStatement *self, GError **error);
gboolean mo_statement_check_ansi_quotes (MoStatement *self, GError **error);

/* Whether it only reads, so that losing the connection under it has no effect on the data: SELECT
 * without FOR UPDATE/INTO, SHOW, DESCRIBE, EXPLAIN, VALUES, TABLE, HELP. */
gboolean mo_statement_is_read_only (MoStatement *self);

/* Whether it may share a packet with its neighbours: SELECT, INSERT, UPDATE, DELETE, REPLACE, WITH,
 * VALUES by the text protocol. SET, CALL, USE, LOCK, DDL and transaction control go alone, and so
 * does what is to be asked about. */
gboolean mo_statement_may_share_packet (MoStatement *self);

/* Whether the connection's session may differ behind it from a fresh one: variables, the current
 * database, temporary tables, locks, statements prepared by name, roles, a transaction; TRUE for
 * whatever is not known to be clean. Not counted: what describes the last statement, such as
 * LAST_INSERT_ID() and warnings. What stored functions and triggers do cannot be seen. */
gboolean mo_statement_leaves_state (MoStatement *self);
/* Whether its columns, if there are any, are the same as long as it runs at all: FALSE for `*`, for
 * a CALL, and for what is not looked at closely. */
gboolean mo_statement_names_columns (MoStatement *self);

/* Whether another database, or none, may be the current one behind it, which resetting a session
 * does not undo: USE, DROP DATABASE, and what may hold them. Never without leaving state. */
gboolean mo_statement_changes_database (MoStatement *self);

/* Whether it may have run what its words do not tell, such as SET NAMES: EXECUTE, a compound
 * statement. A routine is not meant, as the server puts back what those set. Never without leaving
 * state. */
gboolean mo_statement_hides_text (MoStatement *self);

/* Whether it may leave the session in another time zone: SET time_zone, CALL, and what hides its
 * text. Never without leaving state. */
gboolean mo_statement_changes_zone (MoStatement *self);

/* To be called before it is rendered or bound, for each session again: puts the moments among its
 * values in the zone that mo_moment_write() says. OUT_OF_RANGE. */
gboolean mo_statement_place_moments (MoStatement *self,
                                     MoTimeZone   policy,
                                     GTimeZone   *zone,
                                     GError     **error);

/* Whether it begins with a word that begins no statement, as far as we know, and so with a slip of
 * the pen. */
gboolean mo_statement_is_unknown (MoStatement *self);

/* Of one that nobody else has yet: bits 1 << MoFeature, without which a server would not understand
 * it, so that it is not sent there. */
void     mo_statement_set_needs (MoStatement *self, guint32 needs);
guint32  mo_statement_get_needs (MoStatement *self);

/* Of one that nobody else has yet: the names of its columns that are vectors; copied. */
void               mo_statement_set_vectors (MoStatement *self, const char *const *vectors);
/* (nullable) */
const char *const *mo_statement_get_vectors (MoStatement *self);

/* INVALID_ARGUMENT if it controls a transaction or locks tables, which by itself, on whichever
 * connection is free, would mean nothing to the statements behind it. */
gboolean mo_statement_check_alone (MoStatement *self, GError **error);

/* Whether it is a ROLLBACK TO or a RELEASE, hidden in an executable comment or not: it ends every
 * savepoint that was set behind the one that it names. */
gboolean mo_statement_ends_savepoint (MoStatement *self);

MoStatementEnd mo_statement_get_end (MoStatement *self, MoServerKind kind);

/* ENDS_TRANSACTION if it would end an open transaction silently on this kind of server, hidden in
 * an executable comment or not; NOT_SUPPORTED for a SAVEPOINT that the server only pretends to
 * know, and a CALL that would not be in it; INVALID_ARGUMENT for a savepoint of our own. The
 * message says which word, on which server, and what to call instead. */
gboolean mo_statement_check_in_transaction (MoStatement  *self,
                                            MoServerKind  kind,
                                            GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoStatement, mo_statement_unref)

G_END_DECLS
