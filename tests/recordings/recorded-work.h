/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work on a MatrixOne that is recorded once, and played and cut again and again. */

#pragma once

#include <matrixone-glib.h>

#include "cut-said.h"

G_BEGIN_DECLS

/* What the library's texts call the work's own things, the same in each run of a program. */
typedef struct
{
  char *database;
  char *clone;
  char *snapshots[2];
} RecordedNames;

typedef struct
{
  const char *name;
  /* Makes what the work needs beside @names->database with the table t and its row 1; or NULL. */
  GError *(*prepare) (const RecordedNames *names, MoClient *client);
  /* The error of what failed first. */
  GError *(*run) (const RecordedNames *names, MoClient *client);
  CutHas has;       /* afterwards, on a server that answers as the recorded one did */
  const char *rows; /* "id=n" of each, behind it */
  /* Looks whether the server has the commands' work, and drops snapshots; NULL: there are none. */
  void (*look) (const RecordedNames *names, MoClient *client);
  void (*check) (const CutSizes *sizes, const CutPoint *point, const GError *error, CutHas has);
  const char *from;     /* how its first command begins */
  const char *decisive; /* and that which brings all of it about */
  guint n_commands;     /* behind COMMIT */
} RecordedWork;

/* By which words a message names the commands, in their order. */
void                recorded_work_get_names (const RecordedWork  *self,
                                             const RecordedNames *names,
                                             const char         **commands);
/* NULL: the test fails. */
const RecordedWork *recorded_work_find      (const char          *name);
/* @index: from 0; NULL: there are no more. */
const RecordedWork *recorded_work_get       (guint                index);

/* How the first command begins that is behind the work. */
#define RECORDED_LOOK "SELECT id, n FROM"

/* These fail the test where the server does not do as it should. */
void recorded_work_begin (const RecordedWork  *self,
                          const RecordedNames *names,
                          MoClient            *client);
void recorded_work_end   (const RecordedWork  *self,
                          const RecordedNames *names,
                          MoClient            *client);

RecordedNames *recorded_names_new  (void);
void           recorded_names_free (RecordedNames *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordedNames, recorded_names_free)

G_END_DECLS
