/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client library without a server: it answers each query with OK, but the question for the node,
 * on the thread that asks, and notes who called what. One for the process; each test resets it. */

#pragma once

#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

extern const MoMysqlApi fake_mysql_api;

void     fake_mysql_reset            (void);

/* A query that begins with "LOAD DATA LOCAL INFILE 'rows'" asks for that file.
 *
 * A query "WAIT" is answered once the gate is opened, or its connection is named by a KILL QUERY:
 * then with 1317. One that begins with "FAIL" fails with 1064. */
void     fake_mysql_open_gate        (void);
guint    fake_mysql_get_n_at_gate    (void);

/* What is connected now is dead: the next thing sent on it fails with 2006. */
void     fake_mysql_kill_all         (void);
/* Of the connections that open from now on: the first leads to the first node, and so on, those
 * after the last to the last; NULL-terminated, and copied. Where "" is, and at first, a connection
 * does not say its node. */
void     fake_mysql_set_nodes        (const char *const *nodes);
/* Connecting fails with this, such as 1045; 0: it succeeds. */
void     fake_mysql_set_connect_error (guint   number);
/* The same with 2003, of a server that is not there, while it is set. */
#define  fake_mysql_set_refuse(refuse) fake_mysql_set_connect_error ((refuse) ? 2003 : 0)
/* While it is set, connecting does not come to an end. */
void     fake_mysql_set_hold         (gboolean hold);
guint    fake_mysql_get_n_held       (void);
/* Sessions cannot be made as new: COM_RESET_CONNECTION fails with 1047. */
void     fake_mysql_set_refuse_reset (gboolean refuse);

guint    fake_mysql_get_n_opened     (void);
/* Connecting, with or without success. */
guint    fake_mysql_get_n_attempts   (void);
guint    fake_mysql_get_n_resets     (void);
guint    fake_mysql_get_n_open       (void);
guint    fake_mysql_get_n_pings      (void);
/* Calls on a handle by another thread than the one that made it. */
guint    fake_mysql_get_n_foreign    (void);
/* thread_init() less thread_end(). */
gint     fake_mysql_get_n_threads    (void);
/* Queries of that text. */
guint    fake_mysql_count            (const char *text);
/* (transfer full): all of them, in their order. */
char   **fake_mysql_dup_queries      (void);

G_END_DECLS
