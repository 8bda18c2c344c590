/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A database of related rows, and a transaction on it. */

#pragma once

#include "library-models.h"
#include "orm-test.h"

/* Three writers, of whom the second has no title; five titles; the fifth is nobody's. Begins. */
void library_open (OrmUnit *self,
                   MoTest  *test);

MoSelect *library_writers (void); /* all, in order */
MoSelect *library_titles  (void);

/* "A1 A2"; they are loaded. */
void library_assert_titles (GPtrArray  *titles,
                            const char *expected);
void library_assert_genres (GPtrArray  *genres,
                            const char *expected);
