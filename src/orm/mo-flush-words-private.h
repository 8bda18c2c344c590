/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Columns of an INSERT whose values come behind it. */

#pragma once

#include "orm/mo-flush-batch-private.h"
#include "orm/mo-flush-text-private.h"

G_BEGIN_DECLS

gboolean     mo_flush_column_comes_later (const MoFlushBatch *batch,
                                          guint               index,
                                          MoServerKind        kind);
/* Whether one of them does. */
gboolean     mo_flush_batch_has_words    (const MoFlushBatch *self,
                                          MoServerKind        kind);
/* What stands there until then. */
void         mo_flush_append_no_words    (MoFlushText        *text,
                                          const MoColumn     *column);
/* (transfer full): the UPDATE that brings them; right behind the INSERT. */
MoStatement *mo_flush_batch_write_words  (const MoFlushBatch *self,
                                          guint               first,
                                          guint               n_rows,
                                          MoServerKind        kind,
                                          GError            **error);

G_END_DECLS
