/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inserting rows, or updating those that are there. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_upsert (MoExecutor     *executor,
                             const gpointer *instances,
                             gsize           n_instances,
                             const gsize    *offsets,
                             gsize           n_offsets) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

#define mo_execute_upsert(executor, instances, n_instances, ...)                                   \
  (mo_execute_upsert) (MO_AS_EXECUTOR_ (executor), (instances), (n_instances), __VA_ARGS__)

/**
 * MO_FIELDS:
 * @Type: a struct with a model
 * @...: 1 to 16 of its fields
 *
 * An array of where fields are in their struct, and its length: two arguments of a function, such
 * as [func@Mo.execute_upsert].
 */
#define MO_FIELDS(...)                                                                             \
  ((const gsize[]){ MO_OFFSETS_ (__VA_ARGS__) }),                                                  \
      (sizeof ((const gsize[]){ MO_OFFSETS_ (__VA_ARGS__) }) / sizeof (gsize))

#define MO_OFFSETS_(...) MO_OFFSETS_PICK_ (__VA_ARGS__, \
  MO_OFFSETS_16_, MO_OFFSETS_15_, MO_OFFSETS_14_, MO_OFFSETS_13_, MO_OFFSETS_12_, MO_OFFSETS_11_, \
  MO_OFFSETS_10_, MO_OFFSETS_9_, MO_OFFSETS_8_, MO_OFFSETS_7_, MO_OFFSETS_6_, MO_OFFSETS_5_, \
  MO_OFFSETS_4_, MO_OFFSETS_3_, MO_OFFSETS_2_, MO_OFFSETS_1_, 0) (__VA_ARGS__)
#define MO_OFFSETS_PICK_( \
  a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
  pick, ...) pick
#define MO_OFFSETS_1_(T, f) offsetof (T, f)
#define MO_OFFSETS_2_(T, f, ...) offsetof (T, f), MO_OFFSETS_1_ (T, __VA_ARGS__)
#define MO_OFFSETS_3_(T, f, ...) offsetof (T, f), MO_OFFSETS_2_ (T, __VA_ARGS__)
#define MO_OFFSETS_4_(T, f, ...) offsetof (T, f), MO_OFFSETS_3_ (T, __VA_ARGS__)
#define MO_OFFSETS_5_(T, f, ...) offsetof (T, f), MO_OFFSETS_4_ (T, __VA_ARGS__)
#define MO_OFFSETS_6_(T, f, ...) offsetof (T, f), MO_OFFSETS_5_ (T, __VA_ARGS__)
#define MO_OFFSETS_7_(T, f, ...) offsetof (T, f), MO_OFFSETS_6_ (T, __VA_ARGS__)
#define MO_OFFSETS_8_(T, f, ...) offsetof (T, f), MO_OFFSETS_7_ (T, __VA_ARGS__)
#define MO_OFFSETS_9_(T, f, ...) offsetof (T, f), MO_OFFSETS_8_ (T, __VA_ARGS__)
#define MO_OFFSETS_10_(T, f, ...) offsetof (T, f), MO_OFFSETS_9_ (T, __VA_ARGS__)
#define MO_OFFSETS_11_(T, f, ...) offsetof (T, f), MO_OFFSETS_10_ (T, __VA_ARGS__)
#define MO_OFFSETS_12_(T, f, ...) offsetof (T, f), MO_OFFSETS_11_ (T, __VA_ARGS__)
#define MO_OFFSETS_13_(T, f, ...) offsetof (T, f), MO_OFFSETS_12_ (T, __VA_ARGS__)
#define MO_OFFSETS_14_(T, f, ...) offsetof (T, f), MO_OFFSETS_13_ (T, __VA_ARGS__)
#define MO_OFFSETS_15_(T, f, ...) offsetof (T, f), MO_OFFSETS_14_ (T, __VA_ARGS__)
#define MO_OFFSETS_16_(T, f, ...) offsetof (T, f), MO_OFFSETS_15_ (T, __VA_ARGS__)

#endif /* __cplusplus */

G_END_DECLS
