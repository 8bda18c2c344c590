/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* matrixone://user:password@host:port/database?option=value&… taken apart. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *host;         /* NULL: none given */
  guint port;         /* 0: none given */
  char *user;         /* NULL: none given */
  char *password;     /* NULL: none given */
  char *database;     /* NULL: none given */
  GPtrArray *options; /* names and values by turns, decoded, in their order; names are not unique */
} MoUri;

/* Schemes matrixone, mysql and mariadb. INVALID_ARGUMENT says what is wrong and shows the form;
 * no message holds the password. */
MoUri *mo_uri_parse (const char *text, GError **error);
void   mo_uri_free  (MoUri *self);

/* For messages: the same URI with its password replaced by "***"; of a malformed one, only what
 * cannot hold it. */
char  *mo_uri_redact (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoUri, mo_uri_free)

G_END_DECLS
