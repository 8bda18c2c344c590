/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of queries share: models, and what a query comes to as text. */

#pragma once

#include <glib.h>
#include <matrixone-glib.h>

#include "orm/mo-select-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  gint64 cached; /* no column */
} User;

MO_DECLARE_MODEL (User, user)

typedef struct
{
  gint64 id;
  gint64 user_id;
} Order;

MO_DECLARE_MODEL (Order, order)

typedef struct
{
  int tag;
} Tag;

MO_DECLARE_MODEL (Tag, tag)

typedef struct
{
  int id;
  float weight;
} Load;

MO_DECLARE_MODEL (Load, load)

/* Without a key. */
typedef struct
{
  int number;
} Broken;

MO_DECLARE_MODEL (Broken, broken)

#define USERS "SELECT `users`.`id`, `users`.`name` FROM `users`"

/* Each consumes @select. The text has its values in it. */
void select_test_sql   (MoSelect   *select,
                        const char *expected);
void select_test_rows  (MoSelect   *select,
                        guint64     max_rows,
                        const char *expected);
/* @needs: bits 1 << MoFeature. */
void select_test_needs (MoSelect   *select,
                        guint32     needs,
                        const char *expected);
void select_test_error (MoSelect   *select,
                        const char *pattern);

G_END_DECLS
