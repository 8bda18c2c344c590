/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance of a model: a plain struct with a reference count and its history in front of it. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-model.h"
#include "mo-value.h"

G_BEGIN_DECLS

/**
 * MoEntityState:
 * @MO_ENTITY_TRANSIENT: no session knows it, and no row
 * @MO_ENTITY_PENDING: added to a session; its row is inserted by the next flush
 * @MO_ENTITY_PERSISTENT: of a session, with a row
 * @MO_ENTITY_DETACHED: with a row, and no session any more
 * @MO_ENTITY_DELETED: of a session that has deleted its row; transient once that is committed
 *
 * Where an instance is in its life; terms of SQLAlchemy and Hibernate.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ENTITY_TRANSIENT,
  MO_ENTITY_PENDING,
  MO_ENTITY_PERSISTENT,
  MO_ENTITY_DETACHED,
  MO_ENTITY_DELETED,
} MoEntityState;

MO_AVAILABLE_IN_ALL
gpointer       mo_entity_new           (const MoModel *model,
                                        gconstpointer  values) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
gpointer       mo_entity_ref           (gpointer       entity);
MO_AVAILABLE_IN_ALL
void           mo_entity_unref         (gpointer       entity);
MO_AVAILABLE_IN_ALL
const MoModel *mo_entity_get_model     (gconstpointer  entity);
MO_AVAILABLE_IN_ALL
MoEntityState  mo_entity_get_state     (gconstpointer  entity);
MO_AVAILABLE_IN_ALL
gboolean       mo_entity_is_modified   (gconstpointer  entity);
MO_AVAILABLE_IN_ALL
gboolean       mo_entity_set_value     (gpointer       entity,
                                        gsize          offset,
                                        MoValue        value);
MO_AVAILABLE_IN_ALL
gboolean       mo_entity_set_reference (gpointer       entity,
                                        gsize          offset,
                                        gpointer       parent);

MO_AVAILABLE_IN_ALL
guint          mo_foreach_length     (const GPtrArray *array,
                                      const char      *expression);

#ifndef __cplusplus

/**
 * mo_new:
 * @Type: a struct with a model
 * @...: fields as in an initializer, `.name = "Alice"`; the rest is zero
 *
 * A new instance. Text is copied, other pointers are referred to.
 *
 * Returns: (transfer full): an instance
 */
#define mo_new(...) MO_NEW_ (__VA_ARGS__, )
/* The comma above, so that the fields are an argument even where there are none. */
#define MO_NEW_(Type, ...)                                                                         \
  (__extension__ ({                                                                                \
    MO_IGNORE_LITERALS_ Type *new_ = mo_entity_new (mo_model_of_##Type (),                         \
                                                    &(const Type){ __VA_ARGS__ });                 \
    _Pragma ("GCC diagnostic pop") new_;                                                           \
  }))

/**
 * mo_set:
 * @entity: an instance
 * @field: a field of its struct that is a column
 * @x: anything that MO_VALUE() takes and the field can hold; MO_NULL for SQL NULL
 *
 * Gives a field a value; text is copied. The next flush writes the columns that differ from the
 * row, so setting a value and setting it back is no change. A number may be assigned as well; what
 * a pointer points to belongs to the instance and is replaced by this call only. A `char *` takes
 * text, JSON and decimals, no other numbers and no dates.
 *
 * Thread: the instance's owner's. Errors: what the field cannot hold is refused; the flush is then
 * rejected with the reason of the first, so the outcome need not be looked at. An @entity that is
 * no instance can keep no reason: it is reported with g_critical().
 *
 * Returns: %TRUE if the field was set
 */
#define mo_set(entity, field, x)                                                                   \
  (mo_entity_set_value ((entity), offsetof (__typeof__ (*(entity)), field), MO_VALUE (x)))

/**
 * mo_set_reference:
 * @entity: an instance
 * @field: its field that is a foreign key
 * @parent: (nullable): the instance referred to
 *
 * Lets a foreign key follow the key of @parent, which may be given out by the very flush that
 * inserts both. A @parent that no session knows is added with @entity. The field has its value once
 * the flush has.
 *
 * Thread: the instance's owner's. Errors: as with mo_set().
 *
 * Returns: %TRUE if the reference was set
 */
#define mo_set_reference(entity, field, parent)                                                    \
  (mo_entity_set_reference ((entity), offsetof (__typeof__ (*(entity)), field), (parent)))

/**
 * MO_FOREACH:
 * @Type: a struct with a model
 * @variable: its name
 * @array: a GPtrArray of such instances
 *
 * A loop over instances, which it lends. An @array that is %NULL, such as a relation that is not
 * loaded, is reported with g_critical() and has none.
 */
#define MO_FOREACH(Type, variable, array)                                                          \
  for (guint variable##_index_ = 0; variable##_index_ != G_MAXUINT                                 \
                                    && variable##_index_ < mo_foreach_length ((array), #array);    \
       variable##_index_ = G_MAXUINT)                                                              \
    for (Type *variable; (array) != NULL && variable##_index_ < (array)->len                       \
                         && (variable = g_ptr_array_index ((array), variable##_index_)) != NULL;   \
         variable##_index_++)

/* A literal is const under -Wwrite-strings, and here it is copied. */
#ifdef __clang__
#define MO_IGNORE_LITERALS_                                                                        \
  _Pragma ("GCC diagnostic push")                                                                  \
  _Pragma ("GCC diagnostic ignored \"-Wincompatible-pointer-types-discards-qualifiers\"")
#else
#define MO_IGNORE_LITERALS_                                                                        \
  _Pragma ("GCC diagnostic push") _Pragma ("GCC diagnostic ignored \"-Wdiscarded-qualifiers\"")
#endif

#endif /* __cplusplus */

G_END_DECLS
