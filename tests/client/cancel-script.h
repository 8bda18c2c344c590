/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A scripted client library, on top of the fake one, whose calls stand still where they are told
 * to, and whose server knows KILL. One for the process; each test resets it. */

#pragma once

#include "fake-mysql.h"
#include "wire/mo-mysql-api-private.h"

G_BEGIN_DECLS

/* Where a call stands still, until it is let go, or the server or the socket ends the wait. */
typedef enum
{
  STOP_CONNECT,
  STOP_SEND,   /* of a text that holds "STOP-SEND": it is with the caller still */
  STOP_ANSWER, /* "STOP-ANSWER": it runs */
  STOP_COMMIT,
  STOP_ROW,    /* "STOP-ROW": behind the first row, of one, or of five where it holds "MANY-ROWS" */
  STOP_DONE,   /* "STOP-DONE": the answer was read */
  STOP_KILL,   /* of a KILL: its answer */
  STOP_REST,   /* of a packet behind a statement that a KILL has met: never comes */
  N_STOPS,
} Stop;

typedef enum
{
  KILL_WORKS,
  KILL_QUERY_REFUSED,  /* with an error */
  KILL_QUERY_IGNORED,  /* OK, and nothing happens */
  KILL_IGNORED,        /* KILL CONNECTION as well */
  KILL_LOST,           /* its connection breaks */
  KILL_MEETS_BEGIN,    /* of a packet, instead of what is behind it */
  KILL_MEETS_BOUNDARY, /* the statement is done, and the rest is dropped */
} KillMode;

/* To be used as long as connections are. */
void  cancel_script_fill_api (MoMysqlApi *api);

void  cancel_script_reset    (KillMode     mode);
void  cancel_script_set_held (Stop         stop,
                              gboolean     held);
#define cancel_script_hold(stop) cancel_script_set_held (stop, TRUE)
#define cancel_script_let_go(stop) cancel_script_set_held (stop, FALSE)
/* Until a call stands there. */
void  cancel_script_wait_for (Stop         stop);
/* Statements that stood at STOP_ANSWER end with this when they are let go; 0: with OK. */
void  cancel_script_fail_with (guint       number);
/* Queries so far that begin with @text. */
guint cancel_script_count    (const char  *text);

G_END_DECLS
