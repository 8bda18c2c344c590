/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A source of rows for mo_load_data_from() that does what a test says, and can be looked at. */

#pragma once

#include <gio/gio.h>
#include <matrixone-glib.h>

G_BEGIN_DECLS

/* What is behind the rows. */
typedef enum
{
  LOAD_ENDS,
  LOAD_FAILS,  /* with G_IO_ERROR_BROKEN_PIPE, "the disk is on fire" */
  LOAD_BLOCKS, /* until it is stopped, or told to fail, as that does */
} LoadEnd;

typedef struct
{
  const char *const *pieces; /* NULL-terminated; NULL: none */
  LoadEnd end;
  guint64 n_rows;   /* behind the pieces: "<n>\t<n>\t<n>\n" from 1000 on, of 70 bytes or more */
  gint fails;       /* atomic: what blocks is to do so no more */
  gint n_reads;     /* atomic */
  gint n_blocked;   /* atomic: reads that wait, or waited */
  gint n_destroyed; /* atomic */
  guint64 next;
} LoadSource;

/* The rows do not end. */
#define LOAD_ENDLESS G_MAXUINT64
/* More than the client libraries and the network keep back before a server sees some. */
#define LOAD_MANY 20000

gssize load_source_read (gpointer       buffer,
                         gsize          size,
                         GCancellable  *cancellable,
                         gpointer       source,
                         GError       **error);
void   load_source_destroy (gpointer    source);

#define load_source_start(executor, sql, source)                                                   \
  mo_load_data_from (executor, sql, load_source_read, source, load_source_destroy)

gboolean load_source_is_blocked (gpointer source);

G_END_DECLS
