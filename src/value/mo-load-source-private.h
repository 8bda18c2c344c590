/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a LOAD DATA LOCAL loads: read once, from its beginning to its end, a bounded piece at a
 * time. It belongs to the thread that reads it, but for mo_load_source_stop(). */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As MoReadFunc. */
typedef gssize (*MoLoadSourceRead) (gpointer       buffer,
                                    gsize          size,
                                    GCancellable  *cancellable,
                                    gpointer       user_data,
                                    GError       **error);

typedef struct _MoLoadSource MoLoadSource;

MoLoadSource *mo_load_source_new   (MoLoadSourceRead  read,
                                    gpointer          user_data,
                                    GDestroyNotify    destroy);
void          mo_load_source_free  (MoLoadSource     *self);

/* Waits until there is something to take, or the end. FALSE: it failed, or was stopped. */
gboolean      mo_load_source_fill  (MoLoadSource     *self,
                                    GError          **error);
/* Behind that: bytes of what there is; 0: the end. */
gsize         mo_load_source_take  (MoLoadSource     *self,
                                    gpointer          buffer,
                                    gsize             size);
/* Nothing more is read: its user data goes. */
void          mo_load_source_close (MoLoadSource     *self);

/* Any thread: what waits for data is woken, and there is neither more of it nor an end. */
void          mo_load_source_stop       (MoLoadSource *self);
gboolean      mo_load_source_is_stopped (MoLoadSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoLoadSource, mo_load_source_free)

G_END_DECLS
