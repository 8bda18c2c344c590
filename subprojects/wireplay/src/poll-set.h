/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one round of an event loop waits for: sockets and a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WpPollSet WpPollSet;

WpPollSet *wp_poll_set_new (void);
void wp_poll_set_free (WpPollSet *self);
void wp_poll_set_clear (WpPollSet *self);
int wp_poll_set_add (WpPollSet *self,
                     int fd,
                     short events);
void wp_poll_set_add_due (WpPollSet *self,
                          gint64 due);
void wp_poll_set_wait (WpPollSet *self);
short wp_poll_set_get_events (const WpPollSet *self,
                              int index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpPollSet, wp_poll_set_free)

G_END_DECLS
