/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hidden tables in which MatrixOne keeps a table's secondary indexes. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoIndexTable:
 * @index_name: the index
 * @type: `UNIQUE`, `MULTIPLE`, `FULLTEXT`
 * @algorithm: such as `ivfflat` or `fulltext`; empty: an ordinary index
 * @role: which of several tables of an index it is, such as `centroids`; empty: the only one
 * @parameters: of the algorithm, as JSON; or empty
 * @columns: the columns, in their order, with a comma between them
 * @table_name: the hidden table, in the same database
 *
 * A hidden table of a secondary index.
 *
 * Since: 0.1
 */
typedef struct
{
  char *index_name;
  char *type;
  char *algorithm;
  char *role;
  char *parameters;
  char *columns;
  char *table_name;
} MoIndexTable;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoIndexTable (void);
MO_AVAILABLE_IN_ALL
MoIndexTable *mo_index_table_ref        (MoIndexTable *self);
MO_AVAILABLE_IN_ALL
void          mo_index_table_unref      (MoIndexTable *self);

MO_AVAILABLE_IN_ALL
MoFuture     *mo_index_table_list       (MoExecutor   *executor,
                                         const char   *database,
                                         const char   *table,
                                         const char   *index) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture     *mo_index_table_verify     (MoExecutor   *executor,
                                         const char   *database,
                                         const char   *table) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoIndexTable, mo_index_table_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_index_table_list(executor, ...)                                                         \
  mo_index_table_list (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_index_table_verify(executor, ...)                                                       \
  mo_index_table_verify (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
