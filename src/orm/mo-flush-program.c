/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushProgram: in each turn as many statements as do not wait for a key of the same turn. */

#include "orm/mo-flush-program-private.h"

#include <matrixone-glib/mo-error.h>

#define MOST_STATEMENTS 16
#define MOST_BYTES (2 * 1024 * 1024)

/* Some rows of a batch, on their way. */
typedef struct
{
  const MoFlushBatch *batch;
  guint first;
  guint n_rows;
  guint n_statements;
} MoFlushChunk;

typedef struct
{
  MoFlushProgram *program;
  const MoProgramSite *site;
  GPtrArray *statements;
  gsize bytes;
} MoFlushTurn;

/* --- answers --- */

static guint
count_sent (MoFlushProgram *self)
{
  guint n = 0;

  for (guint i = 0; i < self->sent->len; i++)
    n += g_array_index (self->sent, MoFlushChunk, i).n_statements;
  return n;
}

static gboolean
read_answers (MoFlushProgram *self, MoServerKind kind, GPtrArray *answers, GError **error)
{
  guint position = 0;

  if (answers->len != count_sent (self))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "a flush sent %u statements and was given %u answers", count_sent (self),
                   answers->len);
      return FALSE;
    }
  for (guint i = 0; i < self->sent->len; i++)
    {
      const MoFlushChunk *chunk = &g_array_index (self->sent, MoFlushChunk, i);

      if (!chunk->batch->klass->read (chunk->batch, chunk->first, chunk->n_rows, kind,
                                      (MoResult *const *) answers->pdata + position, error))
        return FALSE;
      position += chunk->n_statements;
    }
  g_array_set_size (self->sent, 0);
  return TRUE;
}

/* --- statements --- */

/* A key that another batch of this turn is to bring is not known before the next. */
static gboolean
must_wait (const MoFlushTurn *self, const MoFlushBatch *batch)
{
  GArray *sent = self->program->sent;

  for (guint i = 0; batch->waits && i < sent->len; i++)
    {
      const MoFlushBatch *before = g_array_index (sent, MoFlushChunk, i).batch;

      if (before != batch && before->gives_keys)
        return TRUE;
    }
  return FALSE;
}

/* Adds the next statements; *@is_full: there is no place for them in this turn. */
static gboolean
add_chunk (MoFlushTurn *self, gboolean *is_full, GError **error)
{
  MoFlushProgram *program = self->program;
  const MoFlushBatch *batch = g_ptr_array_index (program->batches, program->batch);
  MoServerKind kind = self->site->server_kind;
  guint n_before = self->statements->len;
  MoFlushChunk chunk = { batch, program->row, 0, 0 };
  gsize bytes;

  chunk.n_rows = mo_flush_batch_take (batch, program->row, kind, self->site->packet_bytes, &bytes);
  *is_full = must_wait (self, batch)
             || (n_before > 0
                 && (n_before + MO_FLUSH_MOST_STATEMENTS > MOST_STATEMENTS
                     || self->bytes + bytes > MOST_BYTES));
  if (*is_full)
    return TRUE;
  if (!batch->klass->write (batch, chunk.first, chunk.n_rows, kind, self->statements, error))
    return FALSE;
  chunk.n_statements = self->statements->len - n_before;
  g_array_append_val (program->sent, chunk);
  self->bytes += bytes;
  program->row += chunk.n_rows;
  if (program->row == batch->rows->len)
    {
      program->batch++;
      program->row = 0;
    }
  return TRUE;
}

static gboolean
next (MoProgram *program,
      const MoProgramSite *site,
      GPtrArray *answers,
      GPtrArray *statements,
      GError **error)
{
  MoFlushProgram *self = (MoFlushProgram *) program;
  MoFlushTurn turn = { self, site, statements, 0 };
  gboolean is_full = FALSE;

  if (!read_answers (self, site->server_kind, answers, error))
    return FALSE;
  while (!is_full && self->batch < self->batches->len)
    if (!add_chunk (&turn, &is_full, error))
      return FALSE;
  return TRUE;
}

/* --- life --- */

static void
finalize (MoProgram *program)
{
  MoFlushProgram *self = (MoFlushProgram *) program;

  g_ptr_array_unref (self->batches);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->sent);
  mo_arena_clear (&self->arena);
  g_free (self);
}

static const MoProgramClass flush_class = { next, finalize };

MoFlushProgram *
mo_flush_program_new (void)
{
  MoFlushProgram *self = g_new0 (MoFlushProgram, 1);

  mo_program_init (&self->parent, &flush_class);
  self->parent.is_vital = TRUE;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_flush_row_free);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_flush_batch_free);
  self->sent = g_array_new (FALSE, FALSE, sizeof (MoFlushChunk));
  return self;
}

void
mo_flush_program_estimate (MoFlushProgram *self)
{
  for (guint i = 0; i < self->batches->len; i++)
    {
      const MoFlushBatch *batch = g_ptr_array_index (self->batches, i);
      gsize bytes;

      for (guint row = 0; row < batch->rows->len;)
        {
          /* Not cut short by any server: where all fits, none need be asked what it takes. */
          row += mo_flush_batch_take (batch, row, MO_SERVER_KIND_MARIADB, G_MAXSIZE, &bytes);
          self->parent.bytes = MAX (self->parent.bytes, bytes);
        }
    }
}
