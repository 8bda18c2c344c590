/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the examples ask before they take a snapshot: whether the server has any. */

#pragma once

#include <matrixone-glib.h>

/* Asks a server for its snapshots; *has_snapshots is FALSE where it has none, which is said. One of
 * that name, left by an earlier run, is dropped. FALSE: the server could not be asked. */
gboolean demo_prepare_snapshot (MoClient *client,
                                const char *name,
                                gboolean *has_snapshots,
                                GError **error);

/* The database that the client's URI names; "test" if it names none. (transfer full) */
char *demo_database (MoClient *client);
