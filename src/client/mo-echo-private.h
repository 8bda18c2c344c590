/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is logged of statements, and of waiting for a connection: the echo and the slow log. */

#pragma once

#include "pool/mo-job-private.h"
#include "pool/mo-log-options-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

/* One statement, for what is logged of it. */
typedef struct
{
  const MoLogOptions *log;
  MoConnection *connection;
  MoStatement *statement; /* NULL: one of our own */
  const char *text;       /* of one of our own: "COMMIT" */
  gboolean has_waited;    /* its times tell how long for the connection */
} MoEchoed;

/* Before it is sent. */
void mo_echo_begin (const MoEchoed     *self);
/* When it has ended, and before anyone knows of it. @result: NULL where it failed. */
void mo_echo_end   (const MoEchoed     *self,
                    const MoJobTimes   *times,
                    MoResult           *result,
                    const GError       *error);
/* The same of one whose rows were read in pieces: so many. @is_early: not to their end, as nobody
 * wanted more. @error: why not to their end; or NULL. */
void mo_echo_end_in_pieces (const MoEchoed   *self,
                            const MoJobTimes *times,
                            guint64           n_rows,
                            gboolean          is_early,
                            const GError     *error);
/* A lease has got its connection: "@kind@label" has. */
void mo_echo_grant (const MoLogOptions *log,
                    MoConnection       *connection,
                    const char         *kind,
                    const char         *label,
                    const MoJobTimes   *times);

G_END_DECLS
