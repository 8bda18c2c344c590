/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which MatrixOne it is. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoServerVersion:
 * @version: as the server says it, such as `8.0.30-MatrixOne-v4.1.0`
 * @commit: of its sources; `unknown` where it was built without
 *
 * What a server says of itself.
 *
 * Since: 0.1
 */
typedef struct
{
  char *version;
  char *commit;
} MoServerVersion;

MO_AVAILABLE_IN_ALL
const MoModel   *mo_model_of_MoServerVersion (void);
MO_AVAILABLE_IN_ALL
MoServerVersion *mo_server_version_ref       (MoServerVersion *self);
MO_AVAILABLE_IN_ALL
void             mo_server_version_unref     (MoServerVersion *self);

MO_AVAILABLE_IN_ALL
MoFuture        *mo_server_version_get       (MoExecutor      *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
gboolean         mo_server_version_is_known  (const char      *version,
                                              guint           *major,
                                              guint           *minor,
                                              guint           *patch);
MO_AVAILABLE_IN_ALL
gboolean         mo_server_version_is_at_least (const char    *version,
                                                guint          major,
                                                guint          minor,
                                                guint          patch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoServerVersion, mo_server_version_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_server_version_get(executor) mo_server_version_get (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
