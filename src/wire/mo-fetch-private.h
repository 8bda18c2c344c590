/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the client library puts a binary row, and the way from there into a result. */

#pragma once

#include "value/mo-result-builder-private.h"
#include "wire/mo-field-private.h"

G_BEGIN_DECLS

typedef struct _MoFetchCell MoFetchCell;

typedef struct
{
  const MoMysqlApi *api;
  MYSQL_STMT *stmt;
  guint n_columns;
  gsize too_long; /* bytes of the string that memory was lacking for */
  gboolean starts_at_year_one; /* an empty date is 0001-01-01, as MatrixOne sends it */
  MoFetchCell *cells;
  MYSQL_BIND *binds;
} MoFetch;

/* Of a statement that has run; @fields are of its result. @self is all zeros, or of the result
 * before. @is_run_again: that was of the statement's last run, in which case the library has not
 * forgotten where to. FALSE: the statement has the error. */
gboolean mo_fetch_set   (MoFetch           *self,
                         const MoMysqlApi  *api,
                         MYSQL_STMT        *stmt,
                         const MYSQL_FIELD *fields,
                         guint              n_columns,
                         gboolean           is_run_again);
void     mo_fetch_clear (MoFetch           *self);

typedef enum
{
  MO_FETCH_DONE,
  MO_FETCH_END,    /* there is no row any more */
  MO_FETCH_FAILED, /* the statement has the error */
  MO_FETCH_NO_MEMORY,
} MoFetchStatus;

/* The next row; @builder NULL: it is dropped. */
MoFetchStatus mo_fetch_row  (MoFetch           *self,
                             MoResultBuilder   *builder);

G_END_DECLS
