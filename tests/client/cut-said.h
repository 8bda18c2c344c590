/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library says of work that was cut off, what it may say, and whether that is true. */

#pragma once

#include <wireplay-cut.h>

#include <matrixone-glib.h>

G_BEGIN_DECLS

/* What it said. */
typedef enum
{
  CUT_DONE,
  CUT_FAILED,  /* without effect, and it can be tried again */
  CUT_UNKNOWN, /* it may have taken effect */
  CUT_PARTLY,  /* committed, but a command behind COMMIT failed */
  CUT_N_OUTCOMES,
} CutOutcome;

/* What of the work the server has: the rows, and each of the commands behind COMMIT. */
typedef enum
{
  CUT_HAS_NOTHING = 0,
  CUT_HAS_ROWS = 1 << 0,
  CUT_HAS_FIRST_COMMAND = 1 << 1,
  CUT_HAS_SECOND_COMMAND = 1 << 2,
  CUT_HAS_THIRD_COMMAND = 1 << 3,
} CutHas;

/* Where the cut was: bytes that were passed on, counted from the beginning of the work. */
typedef struct
{
  WireplayDirection direction;
  guint64 bytes;
  gboolean reset; /* by RST */
} CutPoint;

/* Of work that is not cut, in each direction: all of its bytes, and those to the beginning and to
 * the end of what decides: the command that brings all of it about, such as COMMIT, and the answer
 * to that. */
typedef struct
{
  guint64 n_bytes[2];
  guint64 begin[2];
  guint64 end[2];
} CutSizes;

/* How often each outcome was; and of those that are not known, where the server has something. */
typedef struct
{
  guint n_runs;
  guint n_outcomes[CUT_N_OUTCOMES];
  guint n_unknown_has;
} CutCounts;

/* Counts a run; with --verbose, shows it. */
void       cut_counts_add     (CutCounts          *self,
                               const CutPoint     *point,
                               const GError       *error,
                               CutHas              has);
void       cut_counts_report  (const CutCounts    *self,
                               const CutSizes     *sizes,
                               WireplayDirection   direction);

CutOutcome cut_outcome_of     (const GError       *error);
/* What may be said at @point. @may_fail: beside it, CUT_FAILED is right. */
CutOutcome cut_expect         (const CutSizes     *sizes,
                               const CutPoint     *point,
                               gboolean           *may_fail);

/* These fail where what was said must not be said there, or is not true. */
void       cut_check_write    (const CutSizes     *sizes,
                               const CutPoint     *point,
                               const GError       *error,
                               CutHas              has);
/* What rolls back has no effect, and need not be answered; the error is that of a statement. */
void       cut_check_rollback (const CutSizes     *sizes,
                               const CutPoint     *point,
                               const GError       *error,
                               CutHas              has);
void       cut_check_read     (const CutSizes     *sizes,
                               const CutPoint     *point,
                               const GError       *error,
                               CutHas              has);
/* @names: by which the message names each of the commands, with a NULL behind them. */
void       cut_check_commands (const CutSizes     *sizes,
                               const CutPoint     *point,
                               const GError       *error,
                               CutHas              has,
                               const char *const  *names);

G_END_DECLS
