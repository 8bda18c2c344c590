/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a result is made of; only the builder and the chain fill one. */

#pragma once

#include <matrixone-glib/mo-result.h>
#include <stdatomic.h>

#include "value/mo-arena-private.h"
#include "value/mo-arrays-private.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* in the arena */
  MoValueType type;
} MoResultColumn;

#define MO_RESULT_FEW_ROWS 8

struct _MoResult
{
  atomic_uint ref_count;
  guint n_columns;
  guint n_rows;
  guint n_warnings;
  guint statement; /* its number in a script */
  gboolean has_out_parameters;
  guint64 affected_rows;
  guint64 changed_rows;
  guint64 last_insert_id;
  /* The cells of each, which are in the arena with their text and bytes; owned, unless they are the
   * few. */
  MoValue **rows;
  MoValue *few_rows[MO_RESULT_FEW_ROWS];
  MoArrays *arrays; /* owned: the cells by columns, instead of that; NULL: by rows */
  MoArena arena;
  MoResult *next;     /* owned: the one behind it of the same call */
  MoResult *warnings; /* owned */
  /* What a higher layer made of the rows, before it gave the result to anybody. */
  gpointer attachment;
  GDestroyNotify free_attachment;
  MoResultColumn columns[]; /* n_columns; behind them what the arena begins in */
};

G_END_DECLS
