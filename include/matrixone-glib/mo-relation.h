/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations of a model: fields that hold other instances, by foreign keys on either side. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <stddef.h>

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoRelationKind:
 * @MO_RELATION_BELONGS_TO: to the one instance that a foreign key of this model leads to
 * @MO_RELATION_HAS_ONE: to the one instance whose foreign key leads here
 * @MO_RELATION_HAS_MANY: to the instances whose foreign key leads here
 * @MO_RELATION_MANY_TO_MANY: to instances by way of a third model, whose two foreign keys lead to
 *   both
 *
 * How instances are related.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_RELATION_BELONGS_TO,
  MO_RELATION_HAS_ONE,
  MO_RELATION_HAS_MANY,
  MO_RELATION_MANY_TO_MANY,
} MoRelationKind;

/**
 * MoRelation:
 * @kind: how the instances are related
 * @get_model: gives the related model
 * @key: the foreign key's field, in bytes from the beginning of its struct: this model's, with
 *   %MO_RELATION_BELONGS_TO; the third model's key that leads here, with %MO_RELATION_MANY_TO_MANY;
 *   else the related model's
 * @get_link: gives the third model of %MO_RELATION_MANY_TO_MANY
 * @link_key: its key that leads to the related model
 *
 * A relation but for its field; made by MO_BELONGS_TO() and its siblings.
 *
 * Since: 0.1
 */
typedef struct
{
  MoRelationKind kind;
  const MoModel *(*get_model) (void);
  gsize key;
  const MoModel *(*get_link) (void);
  gsize link_key;
} MoRelation;

#ifndef __cplusplus

/**
 * MO_BELONGS_TO:
 * @field: of the struct: a pointer to the related struct
 * @Type: the related struct
 * @key_field: the field of this struct that is the foreign key, with `.references`
 *
 * A relation, inside MO_DEFINE_MODEL(): `MO_BELONGS_TO (author, Author, author_id)`.
 */
#define MO_BELONGS_TO(field, Type, key_field)                                                      \
  MO_RELATION_ (field, Type *,                                                                     \
                .relation = { MO_RELATION_BELONGS_TO, mo_model_of_##Type,                          \
                              offsetof (MoModelStruct_, key_field), NULL, 0 })

/**
 * MO_HAS_ONE:
 * @field: of the struct: a pointer to the related struct
 * @Type: the related struct
 * @key_field: the field of the related struct that is the foreign key, with `.references`
 *
 * A relation, the other side of MO_BELONGS_TO(), where no two rows refer to the same one.
 */
#define MO_HAS_ONE(field, Type, key_field)                                                         \
  MO_RELATION_ (field, Type *,                                                                     \
                .relation = { MO_RELATION_HAS_ONE, mo_model_of_##Type, offsetof (Type, key_field), \
                              NULL, 0 })

/**
 * MO_HAS_MANY:
 * @field: of the struct: a `GPtrArray *`
 * @Type: the related struct
 * @key_field: the field of the related struct that is the foreign key, with `.references`
 *
 * A relation, the other side of MO_BELONGS_TO(): `MO_HAS_MANY (books, Book, author_id)`.
 */
#define MO_HAS_MANY(field, Type, key_field)                                                        \
  MO_RELATION_ (field, GPtrArray *,                                                                \
                .relation = { MO_RELATION_HAS_MANY, mo_model_of_##Type,                            \
                              offsetof (Type, key_field), NULL, 0 })

/**
 * MO_MANY_TO_MANY:
 * @field: of the struct: a `GPtrArray *`
 * @Type: the related struct
 * @Link: a struct with a model of the table in between
 * @own_key: its foreign key that leads to this model
 * @other_key: its foreign key that leads to the related model
 *
 * A relation by way of a table: `MO_MANY_TO_MANY (tags, Tag, BookTag, book_id, tag_id)`.
 */
#define MO_MANY_TO_MANY(field, Type, Link, own_key, other_key)                                     \
  MO_RELATION_ (field, GPtrArray *,                                                                \
                .relation = { MO_RELATION_MANY_TO_MANY, mo_model_of_##Type,                        \
                              offsetof (Link, own_key), mo_model_of_##Link,                        \
                              offsetof (Link, other_key) })

/* The comparison is nothing but a check of the field's type. */
#define MO_RELATION_(field, Pointer, ...)                                                          \
  { .kind = MO_ENTRY_RELATION, .name = #field,                                                     \
    .offset = offsetof (MoModelStruct_, field)                                                     \
              + 0 * sizeof (((MoModelStruct_ *) 0)->field == (Pointer) 0),                         \
    __VA_ARGS__ }

#endif /* __cplusplus */

G_END_DECLS
