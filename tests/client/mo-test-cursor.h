/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors in tests: statements of as many rows as one likes, and steps that must succeed. */

#pragma once

#include "mo-test-server.h"

G_BEGIN_DECLS

/* Rows (i, t): i from 0 to below 10^@n_digits in their order, t is "row <i>". */
const char *mo_test_rows_sql   (MoTest         *test,
                                guint           n_digits);
/* The same in any order, and no more than begin with a digit below @first. */
const char *mo_test_many_rows_sql (MoTest      *test,
                                guint           n_digits,
                                guint           first);
/* The same in any order, and so many that nobody has ever seen the end. */
const char *mo_test_endless_sql (MoTest        *test);

MoCursor   *mo_test_open       (MoExecutor     *executor,
                                const char     *sql,
                                MoExecuteFlags  flags);
/* (transfer full): the next rows. */
MoResult   *mo_test_fetch      (MoCursor       *cursor,
                                guint           n_rows);
/* The next rows of mo_test_rows_sql() are these: so many, from @first on. */
void        mo_test_fetch_rows (MoCursor       *cursor,
                                guint           n_rows,
                                gint64          first);
/* There is none any more. */
void        mo_test_fetch_end  (MoCursor       *cursor);
/* No worker of the client has anything to do. */
void        mo_test_wait_for_idle (MoClient    *client);

/* (transfer full): with one row written. */
MoTransaction *mo_test_begin_written (MoTest  *test,
                                MoClient        *client);
/* It lives on, with what it had written; the table is empty afterwards. */
void        mo_test_assert_goes_on (MoTest     *test,
                                MoTransaction   *tx);

G_END_DECLS
