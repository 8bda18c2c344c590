/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's indexes of vectors and of text, of tables that no model describes. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model-entry.h"

G_BEGIN_DECLS

/**
 * MoIvfList:
 * @centroid: its number
 * @version: of the index, which counts the times that it was made anew
 * @n_entries: how many vectors are nearest to it
 *
 * A list of an index of kind %MO_INDEX_IVFFLAT. Where some have far more entries than others, by
 * about 2.5 times, [func@Mo.vector_index_rebuild] is worth it.
 *
 * Since: 0.1
 */
typedef struct
{
  gint64 centroid;
  gint64 version;
  gint64 n_entries;
} MoIvfList;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoIvfList     (void);
MO_AVAILABLE_IN_ALL
MoIvfList *mo_ivf_list_ref               (MoIvfList           *self);
MO_AVAILABLE_IN_ALL
void       mo_ivf_list_unref             (MoIvfList           *self);

MO_AVAILABLE_IN_ALL
MoFuture  *mo_vector_index_create        (MoExecutor           *executor,
                                          const char           *database,
                                          const char           *table,
                                          const char           *name,
                                          const char           *column,
                                          const MoIndexOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_vector_index_rebuild       (MoExecutor           *executor,
                                          const char           *database,
                                          const char           *table,
                                          const char           *name,
                                          guint                 lists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_vector_index_list_entries  (MoExecutor           *executor,
                                          const char           *database,
                                          const char           *table,
                                          const char           *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_fulltext_index_create      (MoExecutor           *executor,
                                          const char           *database,
                                          const char           *table,
                                          const char           *name,
                                          const char *const    *columns,
                                          const char           *parser) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_table_index_drop           (MoExecutor           *executor,
                                          const char           *database,
                                          const char           *table,
                                          const char           *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoIvfList, mo_ivf_list_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_vector_index_create(executor, ...)                                                      \
  mo_vector_index_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_rebuild(executor, ...)                                                     \
  mo_vector_index_rebuild (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_list_entries(executor, ...)                                                \
  mo_vector_index_list_entries (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_fulltext_index_create(executor, ...)                                                    \
  mo_fulltext_index_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_table_index_drop(executor, ...)                                                         \
  mo_table_index_drop (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
