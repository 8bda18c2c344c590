/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of lists of a query's rows share: a table of rows, a list of them, and its main loop.
 */

#pragma once

#include "orm-test.h"

G_BEGIN_DECLS

/* How many rows of a page. */
#define PAGE 128

typedef struct
{
  gint64 id;
  char *name;
  gint64 n;
} Row;

MO_DECLARE_MODEL (Row, row)

typedef struct
{
  OrmTest orm;
  MoQueryList *list;
  guint n_errors;
  guint n_changes;
  guint n_notified; /* of n-items */
  GThread *thread;
} ListTest;

/* A table of rows 1 to @n, "Row 1", n being id modulo 7; and a list of all of them, which has
 * counted them. */
void     list_test_open       (ListTest *self, MoTest *test, guint n);
void     list_test_close      (ListTest *self);
/* Makes the list, and counts what it tells. Consumes @select. */
void     list_test_watch      (ListTest *self, MoSelect *select);
/* Runs the loop until nothing is under way that was asked for. */
void     list_test_settle     (ListTest *self);
gboolean list_test_is_quiet   (gpointer list);
void     list_test_run_until  (gboolean (*condition) (gpointer data), gpointer data);
/* (transfer full): the item of that place. */
MoItem  *list_test_get        (ListTest *self, guint position);
/* What its property says. */
gint64   list_test_get_id     (MoItem *item);
/* Pieces of work that the client has done; counted when a worker is done with one, which may be
 * after its answer is here. */
guint64  list_test_count_done (ListTest *self);

G_END_DECLS
