/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading and making values inside the library. */

#pragma once

#include <matrixone-glib/mo-date-time.h>
#include <matrixone-glib/mo-value.h>

#include "value/mo-arena-private.h"

G_BEGIN_DECLS

/* TRUE if a call may take the value; otherwise says why not, naming its place ("parameter 3"). A
 * list is none that it may. */
gboolean mo_value_check (const MoValue *self, const char *place, GError **error);

/* The same of each element of a list, which are values or else rows of one width. */
gboolean mo_value_check_list (const MoValue *self, const char *place, GError **error);

/* An element of a list, borrowed from what the list borrows from; @index is below its length. */
MoValue mo_value_list_get (const MoValue *self, gsize index);

/* The same value with a copy in @arena of what it points to. Not for a list. */
MoValue mo_value_copy (const MoValue *self, MoArena *arena);
/* How many bytes of an aligned arena that takes at most. */
gsize   mo_value_get_copy_size (const MoValue *self);

/* The elements of a text that is a vector, and ends in a NUL: just @n_elements. TYPE_MISMATCH,
 * OUT_OF_RANGE: there are others, or it is none; what was written by then stays. */
gboolean mo_value_read_vecf32 (const MoValue *self, float *out, guint n_elements, GError **error);
gboolean mo_value_read_vecf64 (const MoValue *self, double *out, guint n_elements, GError **error);

/* FALSE, with TYPE_MISMATCH: cannot read TEXT "abc" as @wanted ("an integer"). */
gboolean mo_value_refuse (const MoValue *self, const char *wanted, GError **error);
/* FALSE, with OUT_OF_RANGE: INT64 300 does not fit @wanted. */
gboolean mo_value_refuse_range (const MoValue *self, const char *wanted, GError **error);

/* Parse what the server writes: "2026-11-22", "-838:59:59.999999", "2026-11-22 10:00:00.5". */
gboolean mo_value_parse_date     (const char *text, gsize length, MoValue *out);
gboolean mo_value_parse_time     (const char *text, gsize length, MoValue *out);
gboolean mo_value_parse_datetime (const char *text, gsize length, MoValue *out);

/* The same text, without quotes; 26 bytes and the NUL at most. Microseconds are six digits, or
 * left out where they are zero. */
#define MO_DATE_TIME_TEXT_BYTES 32
gsize mo_value_format_date_time (const MoValue *self, char buffer[MO_DATE_TIME_TEXT_BYTES]);

/* The shortest text that reads back as the same double, in any locale. */
#define MO_DOUBLE_TEXT_BYTES 40
gsize mo_value_format_double (double number, char buffer[MO_DOUBLE_TEXT_BYTES]);
/* The same of a float. */
gsize mo_value_format_float (float number, char buffer[MO_DOUBLE_TEXT_BYTES]);

/* (transfer full): [1,2.5,3] and (1, 2, 3). */
char *mo_value_vector_to_string (const MoValue *self);
char *mo_value_list_to_string   (const MoValue *self);

/* TRUE if the bytes are UTF-8. Unlike in g_utf8_validate(), a NUL is a character as any other. */
gboolean mo_value_is_utf8 (const char *text, gsize length);

G_END_DECLS
