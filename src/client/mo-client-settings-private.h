/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that can be set of a client, as one table: each row is a property, and an option of the URI.
 */

#pragma once

#include <glib-object.h>

#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

/* Written while the client is constructed, immutable afterwards. */
typedef struct
{
  MoEndpoint endpoint; /* its texts are owned */
  MoPoolOptions pool;
} MoClientSettings;

/* Properties have the ids 1 to what this returns. */
guint    mo_client_settings_install (GObjectClass     *klass);
/* FALSE: there is no such property. */
gboolean mo_client_settings_set     (MoClientSettings *self,
                                     guint             id,
                                     const GValue     *value);
gboolean mo_client_settings_get     (MoClientSettings *self,
                                     guint             id,
                                     GValue           *value);
void     mo_client_settings_clear   (MoClientSettings *self);

G_END_DECLS
