/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far a recording has been played: what comes next on each of its connections, and when.
 *
 * Knows neither sockets nor time. The server's side of one connection waits for what the clients of
 * the others had sent before, so what they did to each other is done again.
 */

#pragma once

#include "recording.h"

G_BEGIN_DECLS

typedef struct _WpScript WpScript;

WpScript *wp_script_new (WpRecording *recording);
void wp_script_free (WpScript *self);

guint wp_script_take_connection (WpScript *self);
guint wp_script_choose_login (WpScript *self,
                              guint connection,
                              const WpRecordedPacket *got);
const WpRecordedPacket *wp_script_get_next (const WpScript *self,
                                            guint connection);
gboolean wp_script_may_go_on (WpScript *self,
                              guint connection);
void wp_script_advance (WpScript *self,
                        guint connection);
void wp_script_finish_connection (WpScript *self,
                                  guint connection);
gboolean wp_script_leave_connection (WpScript *self,
                                     guint connection);
const WpLogin *wp_script_get_login (const WpScript *self,
                                    guint connection);
guint wp_script_find (const WpScript *self,
                      guint connection,
                      const WpRecordedPacket *got);
void wp_script_swap (WpScript *self,
                     guint a,
                     guint b);
const WpRecordedPacket *wp_script_get_missing (WpScript *self);
guint wp_script_count_missing (const WpScript *self);
guint wp_script_get_n_commands (const WpScript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpScript, wp_script_free)

G_END_DECLS
