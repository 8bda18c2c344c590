/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How servers read a statement's text, written down after their sources and apart from ours. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  READER_MARIADB,         /* 10.11 */
  READER_MYSQL,           /* 8 */
  READER_MATRIXONE,       /* 1.3 */
  READER_MATRIXONE_LATER, /* from August 2026: has sql_mode, and letters beyond ASCII in names */
  N_READERS,
} Reader;

typedef struct
{
  Reader reader;
  gboolean no_backslash_escapes; /* not MatrixOne 1.3 */
  gboolean ansi_quotes;          /* not MatrixOne 1.3 */
} Dialect;

/* What a byte is part of. */
#define READ_CODE '.'
#define READ_QUOTED 'q'  /* a string or a quoted name, with its quotes */
#define READ_COMMENT 'c' /* also the marks of an executable comment */

/* (transfer full): one class a byte, and a NUL; NULL: the server answers with an error of syntax,
 * and nothing has run. */
char *
server_reading_new (const char *sql, gsize length, const Dialect *dialect);

/* (transfer full): what the string at the beginning of @literal says, from quote to quote; NULL: it
 * does not end at @length. */
GString *
server_reading_decode (const char *literal, gsize length, gboolean backslash_escapes);

G_END_DECLS
