/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A database of related rows, and a transaction on it. */

#pragma once

#include "library-models.h"
#include "orm-test.h"

typedef struct
{
  OrmTest orm;
  OrmWire wire;
  MoTransaction *tx;
  MoSession *session; /* of tx */
} Library;

/* Three writers, of whom the second has no title; five titles; the fifth is nobody's. Begins. */
void library_open        (Library    *self,
                          MoTest     *test);
void library_close       (Library    *self);
void library_commit      (Library    *self);
/* "1,Ann;2,Bob" */
void library_assert_rows (Library    *self,
                          const char *sql,
                          const char *expected);

MoSelect *library_writers (void); /* all, in order */
MoSelect *library_titles  (void);

/* "A1 A2"; they are loaded. */
void library_assert_titles (GPtrArray  *titles,
                            const char *expected);
void library_assert_genres (GPtrArray  *genres,
                            const char *expected);
