/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which threads this process has. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Those whose name begins with @prefix; -1: no /proc to count in. */
int test_count_threads (const char *prefix);

G_END_DECLS
