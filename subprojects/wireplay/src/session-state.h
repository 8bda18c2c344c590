/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a recorded session is at rest: logged in, and with nothing that ties what follows to what
 * was before: neither a transaction nor a prepared statement. */

#pragma once

#include "recorded-packet.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean logged_in;
  gboolean in_transaction;
  guint n_statements; /* prepared and not closed */
  guint8 command;     /* that which is being answered */
  const WpRecordedPacket *answer; /* its last packet yet, or NULL */
  gboolean refused;   /* the answer's first packet was ERR */
} WpSessionState;

void wp_session_state_feed (WpSessionState *self,
                            const WpRecordedPacket *packet);
gboolean wp_session_state_is_at_rest (WpSessionState *self,
                                      const WpRecordedPacket *next);

G_END_DECLS
