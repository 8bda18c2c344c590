/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands in a model beside its columns: indexes, foreign keys of several columns, checks. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MO_MAX_FIELDS:
 *
 * How many fields an index or a foreign key may have.
 *
 * Since: 0.1
 */
#define MO_MAX_FIELDS 8

/**
 * MoEntryKind:
 * @MO_ENTRY_COLUMN: a column
 * @MO_ENTRY_INDEX: an index, MO_INDEX() and its kind
 * @MO_ENTRY_FOREIGN_KEY: a foreign key of several columns, MO_FOREIGN_KEY()
 * @MO_ENTRY_CHECK: a condition on the rows, MO_CHECK()
 * @MO_ENTRY_RELATION: a relation, MO_BELONGS_TO() and its siblings
 *
 * What one of the entries of MO_DEFINE_MODEL() is.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ENTRY_COLUMN,
  MO_ENTRY_INDEX,
  MO_ENTRY_FOREIGN_KEY,
  MO_ENTRY_CHECK,
  MO_ENTRY_RELATION,
} MoEntryKind;

/**
 * MoReferenceAction:
 * @MO_REFERENCE_DEFAULT: nothing is said: the servers refuse, as with %MO_REFERENCE_RESTRICT
 * @MO_REFERENCE_RESTRICT: the row referred to stays, and the statement fails
 * @MO_REFERENCE_CASCADE: the rows that refer to it are deleted with it, or follow its key
 * @MO_REFERENCE_SET_NULL: the columns that refer to it become NULL
 * @MO_REFERENCE_NO_ACTION: as %MO_REFERENCE_RESTRICT
 *
 * What the server does with rows that refer to one that is deleted, or whose key changes. A session
 * is not told: what it has read stays as it was.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_REFERENCE_DEFAULT,
  MO_REFERENCE_RESTRICT,
  MO_REFERENCE_CASCADE,
  MO_REFERENCE_SET_NULL,
  MO_REFERENCE_NO_ACTION,
} MoReferenceAction;

/**
 * MoIndexKind:
 * @MO_INDEX_PLAIN: finds rows by its columns, in their order
 * @MO_INDEX_UNIQUE: so too, and no two rows have the same values; NULL is like no other
 * @MO_INDEX_FULLTEXT: of words in text
 * @MO_INDEX_IVFFLAT: of vectors by the lists that they are nearest to; MatrixOne
 * @MO_INDEX_HNSW: of vectors by a graph of neighbours; MatrixOne
 *
 * How an index finds rows.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_INDEX_PLAIN,
  MO_INDEX_UNIQUE,
  MO_INDEX_FULLTEXT,
  MO_INDEX_IVFFLAT,
  MO_INDEX_HNSW,
} MoIndexKind;

/**
 * MoVectorMetric:
 * @MO_METRIC_L2: the Euclidean distance, l2_distance()
 * @MO_METRIC_COSINE: by the angle, cosine_distance()
 * @MO_METRIC_INNER_PRODUCT: inner_product()
 *
 * By which distance an index of vectors finds the nearest; it serves queries by that one only.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_METRIC_L2,
  MO_METRIC_COSINE,
  MO_METRIC_INNER_PRODUCT,
} MoVectorMetric;

/**
 * MoFields:
 * @n: how many
 * @offsets: where each is, in bytes from the beginning of its struct
 *
 * Fields of a struct, in order.
 *
 * Since: 0.1
 */
typedef struct
{
  guint n;
  gsize offsets[MO_MAX_FIELDS];
} MoFields;

/**
 * MoIndexOptions:
 * @kind: how it finds rows
 * @parser: (nullable): of %MO_INDEX_FULLTEXT: what takes text apart, such as `"ngram"`; %NULL: the
 *   server's own
 * @metric: of vectors: the distance
 * @lists: of %MO_INDEX_IVFFLAT: how many lists; 0: the server's default
 * @m: of %MO_INDEX_HNSW: how many neighbours; 0: the server's default
 * @ef_construction: of %MO_INDEX_HNSW: how many candidates are looked at when it is built; 0: the
 *   server's default
 * @ef_search: of %MO_INDEX_HNSW: how many when it is searched; 0: the server's default
 *
 * An index but for its name and its fields. Options of another kind are not looked at.
 *
 * Since: 0.1
 */
typedef struct
{
  MoIndexKind kind;
  const char *parser;
  MoVectorMetric metric;
  guint lists;
  guint m;
  guint ef_construction;
  guint ef_search;
} MoIndexOptions;

#ifndef __cplusplus

/**
 * MO_INDEX:
 * @name_: the index's name
 * @...: 1 to 8 fields of the struct
 *
 * An index, inside MO_DEFINE_MODEL(). A field that does not exist does not compile.
 */
#define MO_INDEX(name_, ...) MO_INDEX_OF_ (name_, MO_INDEX_PLAIN, NULL, __VA_ARGS__)

/**
 * MO_UNIQUE_INDEX:
 * @name_: the index's name
 * @...: 1 to 8 fields of the struct
 *
 * An index that lets no two rows have the same values.
 */
#define MO_UNIQUE_INDEX(name_, ...) MO_INDEX_OF_ (name_, MO_INDEX_UNIQUE, NULL, __VA_ARGS__)

/**
 * MO_FULLTEXT_INDEX:
 * @name_: the index's name
 * @...: 1 to 8 fields of the struct, of text
 *
 * An index of words.
 */
#define MO_FULLTEXT_INDEX(name_, ...) MO_INDEX_OF_ (name_, MO_INDEX_FULLTEXT, NULL, __VA_ARGS__)

/**
 * MO_FULLTEXT_INDEX_WITH:
 * @name_: the index's name
 * @parser_: what takes the text apart, such as `"ngram"`
 * @...: 1 to 8 fields of the struct, of text
 *
 * An index of words by a parser that the server has.
 */
#define MO_FULLTEXT_INDEX_WITH(name_, parser_, ...)                                                \
  MO_INDEX_OF_ (name_, MO_INDEX_FULLTEXT, parser_, __VA_ARGS__)

/**
 * MO_IVFFLAT_INDEX:
 * @name_: the index's name
 * @field: a vector
 * @...: [enum@Mo.VectorMetric], and perhaps `.lists = 100`
 *
 * An index of vectors, on MatrixOne: best made when most rows are there.
 */
#define MO_IVFFLAT_INDEX(name_, field, ...)                                                        \
  MO_VECTOR_INDEX_ (name_, MO_INDEX_IVFFLAT, field, __VA_ARGS__)

/**
 * MO_HNSW_INDEX:
 * @name_: the index's name
 * @field: a vector
 * @...: [enum@Mo.VectorMetric], and perhaps `.m = 16, .ef_construction = 200, .ef_search = 50`
 *
 * An index of vectors, on MatrixOne, which wants a model with one key, a `gint64`.
 */
#define MO_HNSW_INDEX(name_, field, ...)                                                           \
  MO_VECTOR_INDEX_ (name_, MO_INDEX_HNSW, field, __VA_ARGS__)

/**
 * MO_FOREIGN_KEY:
 * @fields_: fields of the struct, in parentheses
 * @Type: another model
 * @parent_fields_: its fields, in parentheses, which are its primary key or have a unique index
 * @...: [enum@Mo.ReferenceAction] on deletion, and perhaps `.on_update = MO_REFERENCE_CASCADE`
 *
 * A foreign key of several columns; of one it may stand at the column, as MO_REFERENCES().
 * `MO_FOREIGN_KEY ((order_id, line), OrderLine, (order_id, number), MO_REFERENCE_CASCADE)`
 */
#define MO_FOREIGN_KEY(fields_, Type, parent_fields_, ...)                                         \
  { .kind = MO_ENTRY_FOREIGN_KEY, .references = { mo_model_of_##Type, 0 },                         \
    .fields = MO_FIELDS_ (MoModelStruct_, MO_UNPACK_ fields_),                                     \
    .parent_fields = MO_FIELDS_ (Type, MO_UNPACK_ parent_fields_), .on_delete = __VA_ARGS__ }

/**
 * MO_CHECK:
 * @name_: the constraint's name
 * @condition: in SQL, of columns of the row
 *
 * What must not be false of any row. MatrixOne would not look at it, so a table with one is not
 * created there.
 */
#define MO_CHECK(name_, condition) { .kind = MO_ENTRY_CHECK, .name = name_, .check = condition }

#define MO_INDEX_OF_(name_, kind_, parser_, ...)                                                   \
  { .kind = MO_ENTRY_INDEX, .name = name_,                                                         \
    .fields = MO_FIELDS_ (MoModelStruct_, __VA_ARGS__),                                            \
    .index = { .kind = kind_, .parser = parser_ } }
#define MO_VECTOR_INDEX_(name_, kind_, field, ...)                                                 \
  { .kind = MO_ENTRY_INDEX, .name = name_, .fields = MO_FIELDS_ (MoModelStruct_, field),           \
    .index = { .kind = kind_, .metric = __VA_ARGS__ } }

#define MO_UNPACK_(...) __VA_ARGS__
#define MO_FIELDS_(Type, ...) MO_FIELDS_PICK_ (__VA_ARGS__, \
  MO_FIELDS_8_, MO_FIELDS_7_, MO_FIELDS_6_, MO_FIELDS_5_, MO_FIELDS_4_, MO_FIELDS_3_, \
  MO_FIELDS_2_, MO_FIELDS_1_, \
  0) (Type, __VA_ARGS__)
#define MO_FIELDS_PICK_(a1, a2, a3, a4, a5, a6, a7, a8, pick, ...) pick
#define MO_AT_(Type, field) offsetof (Type, field)
#define MO_FIELDS_1_(T, a) { 1, { MO_AT_ (T, a) } }
#define MO_FIELDS_2_(T, a, b) { 2, { MO_AT_ (T, a), MO_AT_ (T, b) } }
#define MO_FIELDS_3_(T, a, b, c) { 3, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c) } }
#define MO_FIELDS_4_(T, a, b, c, d) \
  { 4, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c), MO_AT_ (T, d) } }
#define MO_FIELDS_5_(T, a, b, c, d, e) \
  { 5, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c), MO_AT_ (T, d), MO_AT_ (T, e) } }
#define MO_FIELDS_6_(T, a, b, c, d, e, f) \
  { 6, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c), MO_AT_ (T, d), MO_AT_ (T, e), \
         MO_AT_ (T, f) } }
#define MO_FIELDS_7_(T, a, b, c, d, e, f, g) \
  { 7, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c), MO_AT_ (T, d), MO_AT_ (T, e), \
         MO_AT_ (T, f), MO_AT_ (T, g) } }
#define MO_FIELDS_8_(T, a, b, c, d, e, f, g, h) \
  { 8, { MO_AT_ (T, a), MO_AT_ (T, b), MO_AT_ (T, c), MO_AT_ (T, d), MO_AT_ (T, e), \
         MO_AT_ (T, f), MO_AT_ (T, g), MO_AT_ (T, h) } }

#endif /* __cplusplus */

G_END_DECLS
