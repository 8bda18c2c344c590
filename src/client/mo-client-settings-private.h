/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that can be set of a client, as one table: each row is a property, and an option of the URI.
 */

#pragma once

#include <matrixone-glib/mo-client.h>

#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

/* Written while the client is constructed, immutable afterwards. */
typedef struct
{
  MoEndpoint endpoint; /* its texts are owned */
  MoPoolOptions pool;  /* the same */
  MoPriority priority;
} MoClientSettings;

/* Properties have the ids 1 to so many. */
guint    mo_client_settings_count   (void);
void     mo_client_settings_install (GObjectClass     *klass);
/* FALSE: there is no such property. */
gboolean mo_client_settings_set     (MoClientSettings *self,
                                     guint             id,
                                     const GValue     *value);
gboolean mo_client_settings_get     (MoClientSettings *self,
                                     guint             id,
                                     GValue           *value);
/* Whether @text is one that the setting @name of texts can be; whoever sets the property to another
 * learns it when he connects. */
gboolean mo_client_settings_accepts (const char      *name,
                                     const char      *text);
void     mo_client_settings_clear   (MoClientSettings *self);

G_END_DECLS
