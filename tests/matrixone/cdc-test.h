/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CDC tasks of the tests, between two databases of the server, which finds itself on its own port.
 */

#pragma once

#include "command-test.h"

G_BEGIN_DECLS

extern const MoCdcServer cdc_server; /* it itself, as root */

/* A database with a table of one row, kept by a PITR; and one for it to go to. */
typedef struct
{
  char *name;
  char *from;
  char *to;
  MoCdcPair pair;
  MoCdcTaskOptions options;
  MoTest *test;
} CdcTask;

void     cdc_task_open  (CdcTask *self,
                         MoTest  *test,
                         guint    which);
/* Drops the task; or there is none any more. */
void     cdc_task_close (CdcTask *self);
void     cdc_task_clear (CdcTask *self);

/* A task sends half a minute later. The server sleeps: a recording is short, and played at once. */
gboolean cdc_wait_until (gboolean (*condition) (gpointer data),
                         MoTest    *test,
                         gpointer   data);

G_END_DECLS
