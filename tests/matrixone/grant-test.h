/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of grants share. */

#pragma once

#include "command-test.h"

G_BEGIN_DECLS

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define OBJECT(...) (&(MoGrantObject){ __VA_ARGS__ })
#define PASSWORD "sesame"

typedef struct
{
  char *database;
  char *role;
  char *user;
} GrantNames;

/* A database with a table t and a view v, a role, and a user who has not got it. */
void grant_names_set_up    (MoTest     *test,
                            GrantNames *self);
void grant_names_tear_down (MoTest     *test,
                            GrantNames *self);

G_END_DECLS
