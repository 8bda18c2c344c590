/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How two instances are related, or are no longer: between the files that change relations. */

#pragma once

#include <matrixone-glib/mo-session.h>

#include "orm/mo-related-private.h"

G_BEGIN_DECLS

/* FALSE: the next flush of @entity says why. */
gboolean mo_related_refuse         (gpointer              entity,
                                    gsize                 offset,
                                    gconstpointer         related,
                                    const char           *format,
                                    ...) G_GNUC_PRINTF (4, 5);
/* @entity is in @session from here on, or its next flush says why not. */
gboolean mo_related_attach         (MoSession            *session,
                                    gpointer              entity);

/* Both are in @session, or @related will be. */
gboolean mo_related_begin          (MoSession            *session,
                                    gpointer              entity,
                                    const MoRelationInfo *relation,
                                    gpointer              related);
/* @session: of @entity; NULL: none yet. */
gboolean mo_related_end            (MoSession            *session,
                                    gpointer              entity,
                                    const MoRelationInfo *relation,
                                    gpointer              related);

/* --- by a row in between --- */

gboolean mo_related_begin_between  (MoSession            *session,
                                    gpointer              entity,
                                    const MoRelationInfo *relation,
                                    gpointer              related);
gboolean mo_related_end_between    (MoSession            *session,
                                    gpointer              entity,
                                    const MoRelationInfo *relation,
                                    gpointer              related);

G_END_DECLS
