/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cursor as its jobs make it. */

#pragma once

#include <matrixone-glib/mo-cursor.h>

#include "client/mo-cursor-core-private.h"

G_BEGIN_DECLS

/* Consumes @core. */
MoCursor *mo_cursor_new (MoCursorCore *core);

G_END_DECLS
