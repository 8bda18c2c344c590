/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which rows an UPDATE or DELETE is for: by key, and by version where the model has one. */

#pragma once

#include "orm/mo-flush-batch-private.h"
#include "orm/mo-flush-text-private.h"

G_BEGIN_DECLS

guint               mo_flush_get_n_keys   (const MoFlushBatch *self);
const char         *mo_flush_get_key_name (const MoFlushBatch *self,
                                           guint               index);
const MoFlushValue *mo_flush_get_key      (const MoFlushRow   *row,
                                           guint               index);
/* "k1 = ? AND k2 = ?", without the version. */
void     mo_flush_append_key     (MoFlushText        *text,
                                  const MoFlushBatch *self,
                                  const MoFlushRow   *row);
void     mo_flush_append_where   (MoFlushText        *text,
                                  const MoFlushBatch *self,
                                  guint               first,
                                  guint               n_rows);
/* How much a row makes of it at most. */
gsize    mo_flush_estimate_where (const MoFlushBatch *self,
                                  const MoFlushRow   *row);
/* That as many rows were found as were meant. @doing: "updating". STALE_OBJECT: fewer. */
gboolean mo_flush_check_found    (const MoFlushBatch *self,
                                  const char         *doing,
                                  guint               n_rows,
                                  MoResult           *answer,
                                  GError            **error);

G_END_DECLS
