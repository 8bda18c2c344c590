/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several results of one call in a row, while the worker that reads them has them for itself. */

#pragma once

#include <matrixone-glib/mo-result.h>

G_BEGIN_DECLS

/* One that is all zeros is empty. */
typedef struct
{
  MoResult *first; /* owned, and with it the others */
  MoResult *last;
} MoResultChain;

/* Consumes @result, with those behind it; nobody else may have any of them. */
void      mo_result_chain_add   (MoResultChain *self, MoResult *result);
/* The same with those of the statement of that number of a script. */
void      mo_result_chain_add_statement (MoResultChain *self,
                                         MoResult      *result,
                                         guint          statement);
/* (transfer full) (nullable): the first one; the chain is empty then. */
MoResult *mo_result_chain_steal (MoResultChain *self);
void      mo_result_chain_clear (MoResultChain *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MoResultChain, mo_result_chain_clear)

G_END_DECLS
