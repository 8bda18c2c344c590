/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answer that a connection is in the middle of: one result, or several in a row. Rows come one
 * at a time: those that nobody has asked for yet are with the server, and on the way. */

#pragma once

#include "wire/mo-connection-private.h"
#include "wire/mo-prepared-private.h"

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
  /* The head of the first result, or of the next one: mo_row_reader_set_columns(), if it has
   * some. */
  gboolean (*begin) (MoConnection *connection, GError **error);
  /* The next row into @builder; NULL: it is dropped. */
  MoRowStatus (*read) (MoConnection *connection, MoResultBuilder *builder, GError **error);
  /* Behind the last row: the flags, and for @builder, if it is not NULL, the rest. */
  void (*end) (MoConnection *connection, MoResultBuilder *builder);
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
  /* Of the answer. */
  const MoRowProtocol *protocol;
  MoPrepared *prepared; /* owned; NULL: as text */
  gboolean is_one_of_many; /* the answer has several results */
  /* Of its result that is read; zeros where that has no columns. */
  MoRows columns; /* as text the rows, too */
  const MYSQL_FIELD *fields; /* of the columns */
  guint n_columns;
  MoCellKind *kinds;
} MoRowReader;

/* The statement was sent, and its answer is to be read; consumes @prepared, NULL as text. */
void      mo_row_reader_start       (MoConnection        *connection,
                                     const MoRowProtocol *protocol,
                                     MoPrepared          *prepared);
/* Consumes @columns. */
void      mo_row_reader_set_columns (MoConnection        *connection,
                                     MoRows              *columns);
/* Reads the head of the first result, or of the next one. */
gboolean  mo_row_reader_begin       (MoConnection        *connection,
                                     GError             **error);
/* All that is left of that result; what follows is left to be read. */
MoResult *mo_row_reader_read        (MoConnection        *connection,
                                     GError             **error);
/* Whatever of the answer was not read will not be: where the server still sends it, the connection
 * has to be cut first. */
void      mo_row_reader_clear       (MoConnection        *connection);

G_END_DECLS
