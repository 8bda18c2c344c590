/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A statement while it is written: its text and the values of its places. */

#pragma once

#include "orm/mo-flush-row-private.h"
#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

typedef struct
{
  GString *sql;
  GArray *values; /* of MoValue, borrowed from the rows */
  GError *fault;  /* the first that happened; NULL: none */
  gsize row_start; /* in the text */
  gsize row_end;
  guint n_rows;
  gboolean is_repeating; /* the row is written already */
} MoFlushText;

/* Empty, and to be cleared whatever becomes of it. */
void         mo_flush_text_init    (MoFlushText  *self);
void         mo_flush_text_clear   (MoFlushText  *self);
void         mo_flush_text_append  (MoFlushText  *self,
                                    const char   *text);
/* Writes a place for it. */
void         mo_flush_text_add     (MoFlushText        *self,
                                    const MoFlushValue *value);
void         mo_flush_text_add_number (MoFlushText *self,
                                       guint64      number);
/* Around what is appended for one row of VALUES, and is alike for all of them but for the values.
 * They follow each other; what is between them is not the caller's. */
void         mo_flush_text_begin_row (MoFlushText *self);
void         mo_flush_text_end_row   (MoFlushText *self);
/* (transfer full): NULL with the first fault. */
MoStatement *mo_flush_text_finish  (MoFlushText  *self,
                                    GError      **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MoFlushText, mo_flush_text_clear)

G_END_DECLS
