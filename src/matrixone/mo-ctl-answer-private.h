/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What mo_ctl() answers. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether every one that was asked says OK; @json (nullable). */
gboolean mo_ctl_answer_is_ok (const char *json);

G_END_DECLS
