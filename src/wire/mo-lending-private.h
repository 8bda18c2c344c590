/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a connection while it is lent to a function or a hook of the program's. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gpointer lender;    /* in whose open transaction it is; NULL: in none of the library's */
  gboolean is_used;   /* something may have been sent */
  gboolean is_native; /* what was sent, nobody knows */
  guint n_kept;       /* statements whose effect no open transaction holds */
} MoLending;

G_END_DECLS
