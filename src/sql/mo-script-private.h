/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text of several statements, split: immutable. */

#pragma once

#include "sql/mo-statement-private.h"

G_BEGIN_DECLS

typedef struct _MoScript MoScript;

/* At semicolons and at what DELIMITER lines say, outside of quotes, comments and bodies. SYNTAX:
 * there is no statement in it, where one ends is not certain, one has a ?, which is a parameter, or
 * one would be read otherwise under the sql_mode that one before it sets; INVALID_ARGUMENT: NULL,
 * not UTF-8, or a statement that is refused by itself. Messages name the line. */
MoScript    *mo_script_new            (const char     *text,
                                       GError        **error);
void         mo_script_free           (MoScript       *self);

guint        mo_script_get_length     (const MoScript *self);
MoStatement *mo_script_get_statement  (const MoScript *self,
                                       guint           index);
/* (transfer full): for messages, "statement 3 of 7, line 12". */
char        *mo_script_dup_place      (const MoScript *self,
                                       guint           index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoScript, mo_script_free)

G_END_DECLS
