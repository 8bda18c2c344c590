/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a column of an answer is to us, by the type on the wire. Lengths are not looked at: what
 * MatrixOne says of them is not so. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "value/mo-result-builder-private.h"
#include "wire/mo-mysql-api-private.h"

G_BEGIN_DECLS

typedef enum
{
  MO_CELL_NULL,
  MO_CELL_INT64,
  MO_CELL_UINT64,
  MO_CELL_BIT, /* big-endian bytes of a number */
  MO_CELL_FLOAT,
  MO_CELL_DOUBLE,
  MO_CELL_DECIMAL,
  MO_CELL_TEXT,
  MO_CELL_BYTES,
  MO_CELL_JSON,
  MO_CELL_DATE,
  MO_CELL_TIME,
  MO_CELL_DATETIME,
} MoCellKind;

MoCellKind mo_field_get_cell_kind (const MYSQL_FIELD *field);

/* Whether the client library can take the field out of a binary row. */
gboolean mo_field_is_binary_readable (const MYSQL_FIELD *field);

MoValueType mo_cell_kind_get_value_type (MoCellKind kind);

/* Adds a cell of its bytes as the text protocol has them. What cannot be parsed becomes text: a
 * wrong type is seen, a lost value is not. FALSE if there is not that much memory. */
gboolean mo_text_cell_add (MoResultBuilder *builder,
                           MoCellKind       kind,
                           const char      *bytes,
                           gsize            length);

G_END_DECLS
