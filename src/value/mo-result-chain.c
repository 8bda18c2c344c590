/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoResultChain: each result has the next one. */

#include "value/mo-result-chain-private.h"

#include "value/mo-result-private.h"

void
mo_result_chain_add (MoResultChain *self, MoResult *result)
{
  if (self->last != NULL)
    self->last->next = result;
  else
    self->first = result;
  while (result->next != NULL)
    result = result->next;
  self->last = result;
}

void
mo_result_chain_add_statement (MoResultChain *self, MoResult *result, guint statement)
{
  for (MoResult *each = result; each != NULL; each = each->next)
    each->statement = statement;
  mo_result_chain_add (self, result);
}

MoResult *
mo_result_chain_steal (MoResultChain *self)
{
  self->last = NULL;
  return g_steal_pointer (&self->first);
}

void
mo_result_chain_clear (MoResultChain *self)
{
  g_clear_pointer (&self->first, mo_result_unref);
  self->last = NULL;
}
