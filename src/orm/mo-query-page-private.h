/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A page of a MoQueryList: its rows, once they are there, and the items that somebody holds. */

#pragma once

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-item.h>
#include <matrixone-glib/mo-result.h>

G_BEGIN_DECLS

/* How many rows are fetched at a time. */
#define MO_QUERY_PAGE_ROWS 128

/* Used on one thread, that of the list. */
typedef struct
{
  guint number;      /* of the page in the list, from 0 */
  guint64 asked;     /* when, by the list's count, a row of it was last asked for */
  gboolean is_wanted; /* rows were asked for that are not there */
  gboolean is_loaded;
  gboolean is_stale; /* what it has is shown until it is fetched again */
  MoFuture *fetch;   /* NULL: none is under way */
  guint64 serial;    /* of that fetch */
  guint n_rows;
  gpointer entities[MO_QUERY_PAGE_ROWS]; /* owned; NULL: the row has none */
  GObject *items[MO_QUERY_PAGE_ROWS];    /* not owned; NULL: nobody holds one */
  guint n_items; /* that somebody holds */
} MoQueryPage;

MoQueryPage *mo_query_page_new      (guint        number);
/* Lets go of the items, which stay as they are for whoever holds them, and cancels the fetch. */
void         mo_query_page_free     (MoQueryPage *self);
/* (transfer full): of a row, the same object as long as somebody holds it. */
GObject     *mo_query_page_get_item (MoQueryPage *self, guint row, GType type);
/* Takes the rows, and fills the items with them. */
void         mo_query_page_load     (MoQueryPage *self, MoResult *rows);
/* Cancels it, if there is one. */
void         mo_query_page_cancel   (MoQueryPage *self);

G_END_DECLS
