/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The worker's part of a flush: sends the batches in their order and reads the answers. */

#pragma once

#include "orm/mo-flush-batch-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoProgram parent;
  MoArena arena;      /* what the rows' values borrow from */
  GPtrArray *rows;    /* of MoFlushRow, owned */
  GPtrArray *batches; /* of MoFlushBatch, owned */
  guint batch;        /* where the next turn begins */
  guint row;
  GArray *sent;       /* of MoFlushChunk: what the last turn sent */
} MoFlushProgram;

MoFlushProgram *mo_flush_program_new (void);
/* When all batches are there. */
void            mo_flush_program_estimate (MoFlushProgram *self);

G_END_DECLS
