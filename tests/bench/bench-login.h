/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users who log in: the models, and a handler for each that reads, changes and logs one. */

#pragma once

#include <matrixone-glib.h>

typedef struct
{
  gint64 id;
  char *name;
  gint64 points;
  GDateTime *last_login;
} User;

MO_DECLARE_MODEL (User, user)

typedef struct
{
  gint64 id;
  gint64 user_id;
  GDateTime *login_time;
} Login;

MO_DECLARE_MODEL (Login, login)

/* A transaction for each of the @n users from @first on, all submitted at once: in a session. */
void bench_log_in_by_session (MoClient *client,
                              gint64    first,
                              guint     n);
/* The same by statements. */
void bench_log_in_by_sql     (MoClient *client,
                              gint64    first,
                              guint     n);
