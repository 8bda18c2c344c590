/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: their text, what a server says of those that it has, and how the two compare.
 */

#pragma once

#include <matrixone-glib/mo-result.h>

#include "base/mo-server-kind-private.h"
#include "client/mo-program-private.h"
#include "orm/mo-model-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* --- text; each is NULL with INVALID_ARGUMENT (a name) or SYNTAX (text of the model's own) --- */

/* @sorted: the models in the order in which they are made. Without the foreign keys to those that
 * come later. */
MoStatement *mo_schema_new_create   (const MoModel       *model,
                                     GPtrArray           *sorted,
                                     GError             **error);
MoStatement *mo_schema_new_drop     (const MoModel       *model,
                                     GError             **error);
MoStatement *mo_schema_new_add_key  (const MoModel       *model,
                                     const MoForeignKey  *key,
                                     GError             **error);
MoStatement *mo_schema_new_drop_key (const MoModel       *model,
                                     const char          *name,
                                     GError             **error);
/* Whether it is of a model to one that is made later. */
gboolean     mo_schema_is_deferred  (GPtrArray           *sorted,
                                     const MoModel       *model,
                                     const MoForeignKey  *key);
/* The column's type, as it is created with. */
void         mo_schema_append_type  (GString             *sql,
                                     const MoColumn      *column);
/* NOT_SUPPORTED: the model has what that server lacks, or would take without a word and not do. */
gboolean     mo_schema_check_server (const MoModel       *model,
                                     const MoProgramSite *site,
                                     GError             **error);

/* The name of its index that MatrixOne makes in sessions with a setting only; NULL: none. */
const char  *mo_schema_find_hnsw    (const MoModel       *model);
MoStatement *mo_schema_ask_hnsw     (GError             **error);
/* @to_set: what gives the session the setting; NULL: it has it. FALSE with NOT_SUPPORTED: it is in
 * a transaction, which that would commit. */
gboolean     mo_schema_read_hnsw    (MoResult            *answer,
                                     gboolean             in_transaction,
                                     const MoModel       *model,
                                     MoStatement        **to_set,
                                     GError             **error);

/* --- what is there --- */

MoStatement *mo_schema_ask_columns  (MoServerKind kind, const MoModel *model, GError **error);
MoStatement *mo_schema_ask_indexes  (MoServerKind kind, const MoModel *model, GError **error);
MoStatement *mo_schema_ask_keys     (MoServerKind kind, const MoModel *model, GError **error);
/* Whether that is what the cell says, in whatever letters. */
gboolean     mo_schema_is_cell      (MoResult           *result,
                                     guint               row,
                                     guint               column,
                                     const char         *text);
/* In the answer about the keys of @model's table: the row of the foreign key; -1: there is none. */
gint         mo_schema_find_key     (MoResult           *keys,
                                     const MoModel      *model,
                                     const MoForeignKey *key);
/* Of a row of that answer: what it is called. */
const char  *mo_schema_get_key_name (MoResult           *keys,
                                     guint               row);
/* Whether it does with its rows what is wanted. */
gboolean     mo_schema_acts_as      (MoResult           *keys,
                                     guint               row,
                                     const MoForeignKey *key);

/* Whether a column that a server says is of the type @found holds whatever one of @wanted does.
 * Both are SQL: "bigint(20) unsigned" and "BIGINT UNSIGNED". */
gboolean     mo_schema_type_fits    (const char *wanted, const char *found);

/* @columns, @indexes, @keys: answers to the questions above. Adds a line to @findings for each
 * thing that does not fit. */
void         mo_schema_compare      (const MoModel *model,
                                     MoResult      *columns,
                                     MoResult      *indexes,
                                     MoResult      *keys,
                                     GPtrArray     *findings);

G_END_DECLS
