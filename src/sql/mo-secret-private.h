/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Passwords and keys in a statement's own text: whether there may be one, and hiding it. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "sql/mo-words-private.h"

G_BEGIN_DECLS

/* In one reading of a statement. By what SQL itself calls a credential, by a name such as
 * `password` before = or a literal, in any statement, and by literals that are URLs with a password
 * or say password=…. What stands for a column by its position alone is data, and is not guessed
 * at: pass it as a parameter. */
gboolean mo_secret_is_in           (const MoWords *words);

/* Within one string, a literal's or a bound value's: a URL with a password, a connection string,
 * JSON. */
gboolean mo_secret_is_in_value     (const char    *text,
                                    gsize          length);

/* The same, on the safe side, for a text that is not one statement. */
gboolean mo_secret_may_be_in_text  (const char    *text,
                                    gsize          length);

/* (transfer full): @sql with '***' for each literal, and without comments, which may hold an older
 * secret. */
char    *mo_secret_hide            (const char    *sql);

/* (transfer full): what a server said of @sql, less what it may repeat of it. */
char    *mo_secret_hide_in_answer  (const char    *sql,
                                    const MoValue *values,
                                    gsize          n_values,
                                    const char    *answer);

G_END_DECLS
