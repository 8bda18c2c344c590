/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A fake server behind a proxy, and connections through it with both ends in the test's hands.
 *
 * As the proxy has a thread of its own, the test can play client and server in turn.
 */

#pragma once

#include "packets.h"
#include "wire.h"
#include "wireplay.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* for unix sockets and files */
  GSocket *server;
  Wireplay *proxy;
} Stage;

typedef struct
{
  GSocket *client;
  GSocket *server;
} Conversation;

Stage *stage_new (void);
Stage *stage_new_with_kinds (const char *proxy_kind,
                             const char *server_kind);
char *stage_dup_path (Stage *self,
                      const char *name);
void stage_stop_proxy (Stage *self);
void stage_free (Stage *self);

Conversation *conversation_new (Stage *stage);
Conversation *conversation_new_logged_in (Stage *stage,
                                          guint32 connection_id);
void conversation_free (Conversation *self);
void conversation_say (Conversation *self,
                       GByteArray *packet);
void conversation_answer (Conversation *self,
                          GByteArray *packet);
void conversation_query (Conversation *self,
                         const char *sql);

void assert_counts (Wireplay *proxy,
                    guint n_connections,
                    guint n_commands,
                    guint n_round_trips,
                    guint n_statements);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Conversation, conversation_free)

G_END_DECLS
