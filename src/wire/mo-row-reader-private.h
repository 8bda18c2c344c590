/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answer that a connection is in the middle of. Its rows come one at a time: those that nobody
 * has asked for yet are with the server, and on the way. */

#pragma once

#include "wire/mo-connection-private.h"
#include "wire/mo-fetch-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_ROW_READ,
  MO_ROW_NONE, /* the last one was read before */
  MO_ROW_FAILED,
} MoRowStatus;

/* What differs between text and binary. An error is set, and the connection knows of it. */
typedef struct
{
  /* The next row into @builder; NULL: it is dropped. */
  MoRowStatus (*read) (MoConnection *connection, MoResultBuilder *builder, GError **error);
  /* Of an answer without rows: what it counts. */
  void (*read_counts) (MoConnection *connection, MoResultBuilder *builder);
  /* Behind the last row, or the counts: the flags, and what follows. */
  gboolean (*end) (MoConnection *connection, GError **error);
} MoRowProtocol;

/* A result set of the client library, rows or only the description of the columns. */
typedef struct
{
  const MoMysqlApi *api;
  MYSQL_RES *result;
} MoRows;

static inline void
mo_rows_clear (MoRows *self)
{
  if (self->result != NULL)
    self->api->free_result (self->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MoRows, mo_rows_clear)

/* A part of its connection; all zeros where that is in the middle of nothing. */
typedef struct
{
  const MoRowProtocol *protocol;
  MoRows columns; /* as text the rows, too */
  const MYSQL_FIELD *fields; /* of the columns */
  guint n_columns; /* 0: the answer has no rows */
  MoCellKind *kinds;
  MYSQL_STMT *stmt; /* NULL: as text */
  MoFetch fetch;
} MoRowReader;

/* Begins with the columns that were just described; consumes @columns, whose result is NULL where
 * there are none. */
void      mo_row_reader_begin (MoConnection        *connection,
                               const MoRowProtocol *protocol,
                               MoRows              *columns);
/* Whatever of the answer was not read will not be: where the server still sends it, the connection
 * has to be cut first. */
void      mo_row_reader_clear (MoConnection        *connection);
/* As mo_connection_fetch(), but what follows is left to be read. */
MoResult *mo_row_reader_read  (MoConnection        *connection,
                               guint                n_rows,
                               gsize                n_bytes,
                               GError             **error);

G_END_DECLS
