/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are text, of which the server alone knows which are equal: 'DE' and 'de ' may be, and
 * 'a' and 'å', as the collation of the column says. Where the rows of a step do not have the very
 * keys that were asked for, it is asked which row a key refers to. */

#pragma once

#include "orm/mo-eager-private.h"

G_BEGIN_DECLS

/* On the worker, when all rows of the step are there: adds the statements that ask, if there is
 * anything to ask. */
gboolean mo_eager_alike_ask  (MoEagerStep         *step,
                              const MoProgramSite *site,
                              GPtrArray           *statements,
                              GError             **error);
/* An answer to one of them. */
void     mo_eager_alike_take (MoEagerStep         *step,
                              MoResult            *answer);
/* (transfer full): a key of one side or of the other, as the row that it refers to has it, as far
 * as that is known. */
char    *mo_eager_alike_dup  (const MoEagerStep   *step,
                              const MoValue       *key);

G_END_DECLS
