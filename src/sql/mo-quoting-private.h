/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as literals and names as quoted identifiers. */

#pragma once

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* Not of a list. @backslash_escapes: it does so in the server's strings, whatever the sql_mode
 * says. Otherwise the literal is right whether it does or not. */
void mo_quote_value (GString *out, const MoValue *value, gboolean backslash_escapes);

/* Two for each byte, and nothing around them. */
void mo_quote_hex_digits (GString *out, const char *data, gsize length);

/* `name`, a backtick in it doubled. INVALID_ARGUMENT if NULL, empty, above 64 characters, not
 * UTF-8 or with a NUL; @what names it in the message: "the snapshot's name". */
gboolean mo_quote_identifier (GString *out, const char *name, const char *what, GError **error);

/* {snapshot = `name`}, as MatrixOne has it behind a table or a database. It takes a string, too, as
 * it is, while it keeps the names of snapshots in small letters. INVALID_ARGUMENT as above, and for
 * a backslash, which it reads as an escape. */
gboolean mo_quote_snapshot (GString *out, const char *name, GError **error);

G_END_DECLS
