/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client says now instead of the times that it said when it was recorded. */

#pragma once

#include "recorded-packet.h"

G_BEGIN_DECLS

typedef struct _WpTimes WpTimes;

WpTimes *wp_times_new (void);
void wp_times_free (WpTimes *self);
void wp_times_learn (WpTimes *self,
                     const WpRecordedPacket *recorded,
                     const WpRecordedPacket *got);
void wp_times_apply (const WpTimes *self,
                     GByteArray *payload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpTimes, wp_times_free)

G_END_DECLS
