/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* URLs of stages, and of files in them. */

#pragma once

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

/* A value that the server pastes into SQL of its own without quoting it, so that a ' or a \ in it
 * would be a part of that SQL: they are mistakes. */
void mo_command_text_pasted (MoCommandText *self,
                             const char    *value,
                             const char    *what);
/* scheme://host/path, as a URL says it: `%`, `?` and `#` in @path are of its own names. */
void mo_command_text_url    (MoCommandText *self,
                             const char    *scheme,
                             const char    *host,
                             const char    *path);
/* stage://stage/file, where files are read. */
void mo_command_text_stage_file (MoCommandText *self,
                                 const char    *stage,
                                 const char    *file);
/* The same where one is written, whose name the server reads in another way. */
void mo_command_text_stage_target (MoCommandText *self,
                                   const char    *stage,
                                   const char    *file);

G_END_DECLS
