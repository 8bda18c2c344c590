/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of expressions share: their text, what is wrong with them, and two columns. */

#pragma once

#include <glib.h>
#include <matrixone-glib.h>

#include "sql/mo-expr-private.h"

G_BEGIN_DECLS

/* Consumes @expr. Values are joined by "|", each with the first letter of its type. */
void    expr_test_sql   (MoExpr     *expr,
                         const char *expected,
                         const char *expected_values);
/* Consumes @expr: it must not be rendered, and leave nothing behind. */
void    expr_test_error (MoExpr     *expr,
                         MoError     code,
                         const char *pattern);

/* `t`.`a` and `t`.`b` */
MoExpr *a               (void);
MoExpr *b               (void);

G_END_DECLS
