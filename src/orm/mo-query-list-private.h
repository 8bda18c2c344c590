/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a MoQueryList holds, and which of its pages are fetched when. */

#pragma once

#include <matrixone-glib/mo-query-list.h>

#include "orm/mo-query-page-private.h"

G_BEGIN_DECLS

/* Used on one thread, that of its context. */
struct _MoQueryList
{
  GObject parent_instance;
  MoClient *client;
  MoSelect *select;
  GMainContext *context; /* where answers are taken */
  GType item_type;
  guint n_items;
  guint64 clock;         /* counts what is asked for */
  GHashTable *pages;     /* of MoQueryPage, by their numbers */
  GSource *scheduling;   /* NULL: nothing is to be looked at */
  MoFuture *counting;    /* NULL: the rows are not being counted */
  guint64 count_serial;  /* of that */
  GError *fault;         /* why nothing can ever be fetched; NULL: it can */
  MoPromise *ready;      /* settles with that */
  gboolean is_loading;   /* as it was notified */
  GError *error;         /* the last */
};

typedef GObjectClass MoQueryListClass;

/* Says how something ended that has that serial number, on the thread of the list; @page: the
 * number of its page, if it has one. */
typedef void (*MoQueryListFunc) (MoQueryList *self, guint page, guint64 serial, MoFuture *settled);

/* Looks, when the caller is done and has come back to the main loop, which pages to fetch. */
void      mo_query_list_schedule    (MoQueryList     *self);
/* The page of that number; @make: made where it is not there. */
MoQueryPage *mo_query_list_get_page (MoQueryList     *self,
                                     guint            number,
                                     gboolean         make);
/* Consumes @future; @func is called in the list's context, unless the list is gone. (transfer
 * full): to be cancelled, though @func is called even then. */
MoFuture *mo_query_list_follow      (MoQueryList     *self,
                                     MoFuture        *future,
                                     guint            page,
                                     guint64          serial,
                                     MoQueryListFunc  func);
void      mo_query_list_set_error   (MoQueryList     *self,
                                     const GError    *error);
/* Notifies "loading" where it has changed. */
void      mo_query_list_tell_loading (MoQueryList    *self);
/* Counts the rows, unless they are being counted. */
void      mo_query_list_count       (MoQueryList     *self);
/* Forgets what nobody has asked for lately. */
void      mo_query_list_trim        (MoQueryList     *self);

G_END_DECLS
