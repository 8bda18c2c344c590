/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that is cut off after each byte, in both directions: what the library said of it, and what
 * the server has. */

#pragma once

#include "cut-said.h"
#include "mo-test-proxy.h"

G_BEGIN_DECLS

typedef struct _CutRig CutRig;

typedef struct
{
  /* Does it on a client of one connection, and returns the error, if there was one, of what failed
   * first. */
  GError *(*run) (CutRig *rig, MoClient *client);
  /* Fails where the server has a part of what is one thing. */
  CutHas (*look) (CutRig *rig);
  /* Makes the server as it was. */
  void (*clean) (CutRig *rig, CutHas has);
  /* One of cut_check_…(); NULL: that of commands, with the names that run() has set. */
  void (*check) (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has);
  const char *from;     /* how the command begins from which on bytes are counted */
  const char *decisive; /* how that begins which brings all of it about, and is answered */
  guint64 answer_bytes; /* so much of its answer is about the rows; 0: all */
  const char *const *once; /* what no two commands may hold */
  guint step;           /* where not all offsets are wanted: every so many are taken; 0: all */
} CutWork;

struct _CutRig
{
  MoTest *test;
  const CutWork *work;
  Wireplay *proxy;
  gpointer data;        /* of the work's own */
  const char *names[3]; /* of its commands */
  guint first;          /* the number of the command that @from names */
  CutSizes sizes;
  CutCounts counts[2];
};

/* Runs the work uncut, and notes the sizes. */
void cut_rig_measure (CutRig        *self,
                      MoTest        *test,
                      const CutWork *work,
                      gpointer       data);
/* The same, then with a cut at each offset, and says how often which outcome was. It is cut by FIN
 * or by RST, in turn; with MO_TEST_FULL, by both. */
void cut_rig_run     (CutRig        *self,
                      MoTest        *test,
                      const CutWork *work,
                      gpointer       data);

G_END_DECLS
