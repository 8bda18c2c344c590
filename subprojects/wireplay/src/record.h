/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of one command. */

#pragma once

#include "mysql-command.h"
#include "wireplay.h"

G_BEGIN_DECLS

WireplayRecord *wp_record_new (const WpMysqlCommand *command,
                               gint64 time_usec);

G_END_DECLS
