/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file with one line for each command. */

#pragma once

#include "wireplay.h"

G_BEGIN_DECLS

typedef struct _WpLogFile WpLogFile;

WpLogFile *wp_log_file_new (const char *path,
                            GError **error);
void wp_log_file_free (WpLogFile *self);
void wp_log_file_write (WpLogFile *self,
                        const WireplayRecord *record);

char *wp_log_file_format (const WireplayRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpLogFile, wp_log_file_free)

G_END_DECLS
