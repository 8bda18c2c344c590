/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several futures in one: all, all whatever comes, the first good one, the first one. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-gathered.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
MoFuture *mo_gather_array         (MoFuture **futures,
                                   guint      n_futures) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_gather_settled_array (MoFuture **futures,
                                   guint      n_futures) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_any_array            (MoFuture **futures,
                                   guint      n_futures) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_race_array           (MoFuture **futures,
                                   guint      n_futures) G_GNUC_WARN_UNUSED_RESULT;

/* What the macros below are made of; a binding uses the array forms. */
MO_AVAILABLE_IN_ALL
void      mo_gathering_begin      (void);
MO_AVAILABLE_IN_ALL
void      mo_gathering_add        (MoFuture  *future);
MO_AVAILABLE_IN_ALL
MoFuture *mo_gathering_end        (MoFuture *(*combine) (MoFuture **futures,
                                                         guint      n_futures))
                             G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_gather:
 * @...: (transfer full): 1 to 32 futures
 *
 * All of them: resolves with their outcomes in the order written, a [struct@Mo.Gathered]. The
 * arguments are evaluated from left to right, which C alone does not promise (gcc goes right to
 * left), and what they submit to one transaction travels together. When all have settled and one or
 * more were rejected, the gather is rejected with the earliest of these in the order written, one
 * that was cancelled only if no other failed; what the error says is said of that input alone. It
 * never cancels an input because another failed. Cancelling the gather cancels all.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Gathered]
 */
#define mo_gather(...) MO_GATHERING_ (mo_gather_array, __VA_ARGS__)

/**
 * mo_gather_settled:
 * @...: (transfer full): 1 to 32 futures
 *
 * As mo_gather(), but resolves in any case, with every outcome, errors included; read them with
 * [method@Mo.Gathered.get_value].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Gathered]
 */
#define mo_gather_settled(...) MO_GATHERING_ (mo_gather_settled_array, __VA_ARGS__)

/**
 * mo_any:
 * @...: (transfer full): 1 to 32 futures
 *
 * The first that resolves; if all are rejected, the error is chosen as by mo_gather(). The others
 * go on.
 *
 * Returns: (transfer full): a future of that value
 */
#define mo_any(...) MO_GATHERING_ (mo_any_array, __VA_ARGS__)

/**
 * mo_race:
 * @...: (transfer full): 1 to 32 futures
 *
 * The first that settles, with its value or its error. The others go on.
 *
 * Returns: (transfer full): a future of that outcome
 */
#define mo_race(...) MO_GATHERING_ (mo_race_array, __VA_ARGS__)

/* The comma operator is what orders the evaluation. */
#define MO_GATHERING_(combine, ...)                                                                \
  (mo_gathering_begin (), MO_EACH_ (__VA_ARGS__) mo_gathering_end (combine))
#define MO_EACH_(...) MO_EACH_PICK_ (__VA_ARGS__, \
  MO_EACH_32_, MO_EACH_31_, MO_EACH_30_, MO_EACH_29_, MO_EACH_28_, MO_EACH_27_, \
  MO_EACH_26_, MO_EACH_25_, MO_EACH_24_, MO_EACH_23_, MO_EACH_22_, MO_EACH_21_, \
  MO_EACH_20_, MO_EACH_19_, MO_EACH_18_, MO_EACH_17_, MO_EACH_16_, MO_EACH_15_, \
  MO_EACH_14_, MO_EACH_13_, MO_EACH_12_, MO_EACH_11_, MO_EACH_10_, MO_EACH_9_, \
  MO_EACH_8_, MO_EACH_7_, MO_EACH_6_, MO_EACH_5_, MO_EACH_4_, MO_EACH_3_, \
  MO_EACH_2_, MO_EACH_1_, \
  0) (__VA_ARGS__)
#define MO_EACH_PICK_( \
  a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, \
  a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, \
  pick, ...) pick
#define MO_EACH_1_(f) mo_gathering_add (f),
#define MO_EACH_2_(f, ...) mo_gathering_add (f), MO_EACH_1_ (__VA_ARGS__)
#define MO_EACH_3_(f, ...) mo_gathering_add (f), MO_EACH_2_ (__VA_ARGS__)
#define MO_EACH_4_(f, ...) mo_gathering_add (f), MO_EACH_3_ (__VA_ARGS__)
#define MO_EACH_5_(f, ...) mo_gathering_add (f), MO_EACH_4_ (__VA_ARGS__)
#define MO_EACH_6_(f, ...) mo_gathering_add (f), MO_EACH_5_ (__VA_ARGS__)
#define MO_EACH_7_(f, ...) mo_gathering_add (f), MO_EACH_6_ (__VA_ARGS__)
#define MO_EACH_8_(f, ...) mo_gathering_add (f), MO_EACH_7_ (__VA_ARGS__)
#define MO_EACH_9_(f, ...) mo_gathering_add (f), MO_EACH_8_ (__VA_ARGS__)
#define MO_EACH_10_(f, ...) mo_gathering_add (f), MO_EACH_9_ (__VA_ARGS__)
#define MO_EACH_11_(f, ...) mo_gathering_add (f), MO_EACH_10_ (__VA_ARGS__)
#define MO_EACH_12_(f, ...) mo_gathering_add (f), MO_EACH_11_ (__VA_ARGS__)
#define MO_EACH_13_(f, ...) mo_gathering_add (f), MO_EACH_12_ (__VA_ARGS__)
#define MO_EACH_14_(f, ...) mo_gathering_add (f), MO_EACH_13_ (__VA_ARGS__)
#define MO_EACH_15_(f, ...) mo_gathering_add (f), MO_EACH_14_ (__VA_ARGS__)
#define MO_EACH_16_(f, ...) mo_gathering_add (f), MO_EACH_15_ (__VA_ARGS__)
#define MO_EACH_17_(f, ...) mo_gathering_add (f), MO_EACH_16_ (__VA_ARGS__)
#define MO_EACH_18_(f, ...) mo_gathering_add (f), MO_EACH_17_ (__VA_ARGS__)
#define MO_EACH_19_(f, ...) mo_gathering_add (f), MO_EACH_18_ (__VA_ARGS__)
#define MO_EACH_20_(f, ...) mo_gathering_add (f), MO_EACH_19_ (__VA_ARGS__)
#define MO_EACH_21_(f, ...) mo_gathering_add (f), MO_EACH_20_ (__VA_ARGS__)
#define MO_EACH_22_(f, ...) mo_gathering_add (f), MO_EACH_21_ (__VA_ARGS__)
#define MO_EACH_23_(f, ...) mo_gathering_add (f), MO_EACH_22_ (__VA_ARGS__)
#define MO_EACH_24_(f, ...) mo_gathering_add (f), MO_EACH_23_ (__VA_ARGS__)
#define MO_EACH_25_(f, ...) mo_gathering_add (f), MO_EACH_24_ (__VA_ARGS__)
#define MO_EACH_26_(f, ...) mo_gathering_add (f), MO_EACH_25_ (__VA_ARGS__)
#define MO_EACH_27_(f, ...) mo_gathering_add (f), MO_EACH_26_ (__VA_ARGS__)
#define MO_EACH_28_(f, ...) mo_gathering_add (f), MO_EACH_27_ (__VA_ARGS__)
#define MO_EACH_29_(f, ...) mo_gathering_add (f), MO_EACH_28_ (__VA_ARGS__)
#define MO_EACH_30_(f, ...) mo_gathering_add (f), MO_EACH_29_ (__VA_ARGS__)
#define MO_EACH_31_(f, ...) mo_gathering_add (f), MO_EACH_30_ (__VA_ARGS__)
#define MO_EACH_32_(f, ...) mo_gathering_add (f), MO_EACH_31_ (__VA_ARGS__)

#endif /* __cplusplus */

G_END_DECLS
