/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library logs while a test looks. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MoTestLog MoTestLog;

/* From here on, until it is freed, what the library logs goes here. */
MoTestLog  *mo_test_log_new      (void);
void        mo_test_log_free     (MoTestLog  *self);

guint       mo_test_log_get_n    (MoTestLog  *self);
/* How many lines @regex matches. */
guint       mo_test_log_count    (MoTestLog  *self,
                                  const char *regex);
/* The lines are these, each a regex, and no others; NULL-terminated. Forgets them. */
void        mo_test_log_assert   (MoTestLog  *self,
                                  const char *const *regexes);
/* No line holds @part. */
void        mo_test_log_assert_without (MoTestLog  *self,
                                        const char *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoTestLog, mo_test_log_free)

G_END_DECLS
