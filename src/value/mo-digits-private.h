/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers as decimal digits, into a buffer of the caller's, without an end. Each returns how many
 * bytes it has written, at most MO_DIGITS_BYTES. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* G_MAXUINT64 has so many digits, G_MININT64 a sign as well. */
#define MO_DIGITS_BYTES 20

/* At least @least digits, zeros in front. */
gsize mo_digits_natural      (char *out, guint64 number, guint least);
gsize mo_digits_integer      (char *out, gint64 number);
/* 0: not one with few decimals; see the source. */
gsize mo_digits_short_double (char *out, double number);

G_END_DECLS
