/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The worker's part of a bulk insert: finds out how the rows are best sent, sends them, and sees to
 * it that all of them are there as they were, or none. */

#pragma once

#include "client/mo-program-private.h"
#include "orm/mo-bulk-progress-private.h"
#include "orm/mo-bulk-rows-private.h"

G_BEGIN_DECLS

/* From so many rows on LOAD DATA is faster. */
#define MO_BULK_LEAST_LOADED 1000

/* Consumes @rows. @progress: (nullable): lent until the program is done. */
MoProgram   *mo_bulk_program_new       (MoBulkRows     *rows,
                                        MoBulkMethod    method,
                                        MoBulkProgress *progress);

/* An INSERT of the rows from @first on, as many as go into @most_bytes; always one. */
MoStatement *mo_bulk_make_insert       (const MoBulkRows *rows,
                                        gsize             first,
                                        gsize             most_bytes,
                                        gsize            *n_rows,
                                        GError          **error);
/* How long an INSERT of all of them would be, but no more than @most_bytes. */
gsize        mo_bulk_estimate_insert   (const MoBulkRows *rows,
                                        gsize             most_bytes);

/* Where a LOAD DATA stands. */
typedef struct
{
  MoServerKind kind;
  MoTimeZone policy;
  GTimeZone *zone; /* lent */
  MoBulkProgress *progress;
  gboolean (*is_stopped) (gpointer data); /* the rows that are left need not be sent */
  gpointer data;
} MoBulkSite;

/* OUT_OF_RANGE: a time that the clocks of the session's zone do not show. */
gboolean     mo_bulk_check_moments     (const MoBulkRows *rows,
                                        const MoBulkSite *site,
                                        GError          **error);
/* LOAD DATA LOCAL of all rows, which are written down as the server takes them. @rows is lent until
 * it has run. */
MoStatement *mo_bulk_make_load         (const MoBulkRows *rows,
                                        const MoBulkSite *site,
                                        GError          **error);

G_END_DECLS
