/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which server can do what, and what the program says about its own. */

#pragma once

#include <matrixone-glib/mo-feature.h>

#include "base/mo-server-kind-private.h"

G_BEGIN_DECLS

/* What was said of this server, in bits 1 << MoFeature; the rest is as its kind has it. */
typedef struct
{
  guint32 with;
  guint32 without;
} MoFeatures;

/* @text: words such as "savepoints,-returning"; NULL: nothing is said. INVALID_ARGUMENT, with the
 * words that there are, for another one. */
gboolean mo_features_parse (MoFeatures       *self,
                            const char       *text,
                            GError          **error);
gboolean mo_features_have  (const MoFeatures *self,
                            MoServerKind      kind,
                            MoFeature         feature);
/* NOT_SUPPORTED where the server, @server_name, does not have it: "@what is not to be had on …". */
gboolean mo_features_check (const MoFeatures *self,
                            MoServerKind      kind,
                            MoFeature         feature,
                            const char       *what,
                            const char       *server_name,
                            GError          **error);

G_END_DECLS
