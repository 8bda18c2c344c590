/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which threads this process has. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Those whose name begins with @prefix; -1: no /proc to count in. */
int test_count_threads (const char *prefix);

/* Waits until no client has a thread any more, for a minute at most; FALSE: one still has. A thread
 * that ends with its process leaves what the TLS library keeps for it, which to the address
 * sanitizer is a leak.
 */
gboolean test_wait_for_client_threads (void);

G_END_DECLS
