/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a client's work is logged: kept by its pool, read by those who send statements. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Immutable while anybody can read it. */
typedef struct
{
  gint echo;              /* MoEcho, of which a pool knows nothing */
  gboolean echo_values;
  gint64 slow_query_usec; /* a statement that took so long; negative: none */
  gint64 slow_wait_usec;  /* work that waited so long for a connection; negative: none */
} MoLogOptions;

G_END_DECLS
