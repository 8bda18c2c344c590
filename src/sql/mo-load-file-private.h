/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements for which the server asks the client for a file. */

#pragma once

#include "sql/mo-statement-class-private.h"
#include "sql/mo-words-private.h"

G_BEGIN_DECLS

/* LOAD DATA LOCAL and LOAD XML LOCAL. A text that is run by EXECUTE cannot be seen. */
gboolean mo_load_file_is_asked (const MoWords *words);

/* (transfer full) (nullable): of LOAD DATA LOCAL INFILE 'name' the name, as the server says it;
 * NULL: it is something else, at least where executable comments are read in another way. */
char    *mo_load_file_dup_name (const MoClassToken *tokens,
                                gsize               n_tokens);

G_END_DECLS
