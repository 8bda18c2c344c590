/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Related instances: loaded when that is asked for, and changed on either side. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-session.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
gboolean  mo_entity_is_loaded       (gconstpointer   entity,
                                     gsize           offset);
MO_AVAILABLE_IN_ALL
gboolean  mo_entity_set_related     (gpointer        entity,
                                     gsize           offset,
                                     gpointer        related);
MO_AVAILABLE_IN_ALL
gboolean  mo_entity_add_related     (gpointer        entity,
                                     gsize           offset,
                                     gpointer        related);
MO_AVAILABLE_IN_ALL
gboolean  mo_entity_remove_related  (gpointer        entity,
                                     gsize           offset,
                                     gpointer        related);
MO_AVAILABLE_IN_ALL
MoFuture *mo_session_load_relation  (MoSession      *self,
                                     gpointer const *entities,
                                     gsize           n_entities,
                                     const MoModel  *model,
                                     gsize           offset) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_load_related            (MoSelect       *self,
                                     const MoModel  *model,
                                     gsize           offset) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_join_related     (MoSelect       *self,
                                     const MoModel  *model,
                                     gsize           offset) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_is_loaded:
 * @entity: an instance
 * @field: its field that is a relation
 *
 * Returns: %TRUE if the field says what the relation is: the related instances, or %NULL for none
 */
#define mo_is_loaded(entity, field)                                                                \
  (mo_entity_is_loaded ((entity), offsetof (__typeof__ (*(entity)), field)))

/**
 * mo_set_related:
 * @entity: an instance
 * @field: its field that is a relation to one
 * @related: (nullable): the instance related to; %NULL: to none
 *
 * [func@Mo.entity_set_related]: `mo_set_related (book, author, author)`.
 *
 * Returns: %TRUE if it was set
 */
#define mo_set_related(entity, field, related)                                                     \
  (mo_entity_set_related ((entity), offsetof (__typeof__ (*(entity)), field), (related)))

/**
 * mo_add_related:
 * @entity: an instance
 * @field: its field that is a relation to many
 * @related: an instance that comes to them
 *
 * [func@Mo.entity_add_related]: `mo_add_related (author, books, book)`.
 *
 * Returns: %TRUE if it was added
 */
#define mo_add_related(entity, field, related)                                                     \
  (mo_entity_add_related ((entity), offsetof (__typeof__ (*(entity)), field), (related)))

/**
 * mo_remove_related:
 * @entity: an instance
 * @field: its field that is a relation to many
 * @related: one of them, which is related no longer
 *
 * [func@Mo.entity_remove_related]: `mo_remove_related (author, books, book)`.
 *
 * Returns: %TRUE if it was removed
 */
#define mo_remove_related(entity, field, related)                                                  \
  (mo_entity_remove_related ((entity), offsetof (__typeof__ (*(entity)), field), (related)))

/**
 * mo_load_related:
 * @select: (transfer full): a query of instances
 * @Type: a struct with a model that the query selects, or an earlier mo_load_related() loads
 * @field: its field that is a relation
 *
 * [method@Mo.Select.load_related]: `mo_load_related (mo_select (Author), Author, books)`.
 *
 * Returns: (transfer full): the query
 */
#define mo_load_related(select, Type, field)                                                       \
  (mo_select_load_related ((select), mo_model_of_##Type (), offsetof (Type, field)))

/**
 * mo_join_related:
 * @select: (transfer full): a query of instances
 * @Type: a struct with a model that the query selects
 * @field: its field that is a relation
 *
 * [method@Mo.Select.join_related]: `mo_join_related (mo_select (Book), Book, author)`.
 *
 * Returns: (transfer full): the query
 */
#define mo_join_related(select, Type, field)                                                       \
  (mo_select_join_related ((select), mo_model_of_##Type (), offsetof (Type, field)))

/**
 * mo_session_load_related:
 * @session: a session
 * @entity: an instance of it
 * @field: its field that is a relation
 *
 * [method@Mo.Session.load_relation] for one instance: `mo_session_load_related (session, author,
 * books)`.
 *
 * Returns: (transfer full): a future of %TRUE
 */
#define mo_session_load_related(session, entity, field)                                            \
  (mo_session_load_relation ((session), (gpointer const[]){ (entity) }, 1,                         \
                             mo_entity_get_model (entity),                                         \
                             offsetof (__typeof__ (*(entity)), field)))

/**
 * mo_session_load_all_related:
 * @session: a session
 * @entities: a GPtrArray of instances of it
 * @Type: their struct
 * @field: its field that is a relation
 *
 * [method@Mo.Session.load_relation] for many: `mo_session_load_all_related (session, all, Author,
 * books)`.
 *
 * Returns: (transfer full): a future of %TRUE
 */
#define mo_session_load_all_related(session, entities, Type, field)                                \
  (mo_session_load_relation ((session), (entities)->pdata, (entities)->len,                        \
                             mo_model_of_##Type (), offsetof (Type, field)))

#endif /* __cplusplus */

G_END_DECLS
