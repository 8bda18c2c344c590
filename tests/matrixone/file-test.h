/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that a server on this host reads and writes. */

#pragma once

#include "command-test.h"

G_BEGIN_DECLS

/* A folder below /tmp. Where a recording is played, there is no server that would write into it, or
 * that would take anything out of it: only by SQL is it told what a server did. */
typedef struct
{
  char *path;
  GPtrArray *texts;
} FileTest;

/* The folder's name is another one for each test, and is the same again when it is played. */
void
file_test_open (FileTest *self);
/* With all that is in it. */
void
file_test_close (FileTest *self);

/* The path of a file in the folder; kept until the end. */
const char *
file_test_path (FileTest *self, const char *name);
/* Writes one, and the folders before it; returns its path. */
const char *
file_test_write (FileTest *self, const char *name, const char *data, gssize length);

/* The table's rows as the other client sees them, "1 a 10;2 b 20;". */
char *
file_test_rows (MoTest *test);
void
file_test_assert_rows (MoTest *test, const char *expected);
/* Empties the table, and says how many rows there were. */
gint64
file_test_take_rows (MoTest *test);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FileTest, file_test_close)

G_END_DECLS
