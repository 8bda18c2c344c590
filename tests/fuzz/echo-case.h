/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements that a server only has to say back, made at random, with what it is to say: known from
 * how they were made, and not from what the library makes of them. */

#pragma once

#include <matrixone-glib.h>

G_BEGIN_DECLS

/* How the server reads. */
typedef struct
{
  gboolean is_matrixone;
  gboolean no_backslash_escapes;
  gboolean ansi_quotes;
} EchoMode;

typedef enum
{
  ECHO_NULL,
  ECHO_BYTES, /* text, bytes, and digits of what is exact */
  ECHO_DOUBLE,
} EchoKind;

/* A cell. */
typedef struct
{
  EchoKind kind;
  GString *bytes;
  double number;
} EchoWant;

typedef struct
{
  EchoMode mode;
  GString *sql;
  GArray *values;  /* of MoValue, in the order of the places, or */
  GArray *params;  /* of MoParam, where places have names */
  GArray *wants;   /* of EchoWant, one a column */
  GPtrArray *kept; /* what values point to */
  gboolean is_named;
} EchoCase;

EchoCase *
echo_case_new (const EchoMode *mode);
void
echo_case_free (EchoCase *self);

/* SELECT ?, ?, … of so many values. */
void
echo_case_values (EchoCase *self, guint n_values);
/* A statement of literals, parameters and comments. */
void
echo_case_text (EchoCase *self);

/* A value of any type, and what comes back of it; the case keeps what it points to. */
MoValue
echo_value_random (EchoCase *self, EchoWant *want);
/* (transfer full): up to about so many bytes of UTF-8, full of what has a meaning in SQL. */
GString *
echo_text_random (guint most_bytes);

/* Fails the test where the result is another. */
void
echo_case_check (EchoCase *self, MoResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EchoCase, echo_case_free)

G_END_DECLS
