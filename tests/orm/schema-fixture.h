/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An executor that writes down what tables are made with, and answers by hand. */

#pragma once

#include <matrixone-glib.h>

#include "client/mo-executor-private.h"

G_BEGIN_DECLS

typedef struct
{
  GObject parent;
  GString *sent; /* "; " behind each statement, "| " behind each turn */
  gsize bytes;   /* of the last program */
  gsize longest; /* statement */
  guint n_refused;
  MoServerKind kind;  /* which server it plays */
  gboolean in_transaction;
  GPtrArray *answers; /* of MoResult: to SELECT, in order; then one without rows */
} SchemaFake;

SchemaFake *schema_fake_new       (void);
/* @cells: texts, row after row, NULL behind the last; "NULL" is NULL, and digits a
 * number. */
void        schema_fake_answer    (SchemaFake  *self,
                                   guint        n_columns,
                                   const char  *first,
                                   ...) G_GNUC_NULL_TERMINATED;
/* Consume @future. */
void        schema_assert_sent    (SchemaFake  *self,
                                   MoFuture    *future,
                                   const char  *expected);
/* Nothing was sent. @self: NULL: it was no executor. */
void        schema_assert_refused (SchemaFake  *self,
                                   MoFuture    *future,
                                   MoError      code,
                                   const char  *pattern);
/* @future is rejected on its way; what was sent is forgotten. */
void        schema_assert_fails   (SchemaFake  *self,
                                   MoFuture    *future,
                                   MoError      code,
                                   const char  *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SchemaFake, g_object_unref)

G_END_DECLS
