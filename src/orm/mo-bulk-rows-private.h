/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of a bulk insert where the caller has them, be they structs or columns: each value lies
 * a fixed number of bytes behind the one of the row before. Immutable once it is made. */

#pragma once

#include <matrixone-glib/mo-bulk.h>

#include "base/mo-server-kind-private.h"

G_BEGIN_DECLS

/* What stands in for a value that is not set. */
typedef enum
{
  MO_BULK_FILL_NONE,
  MO_BULK_FILL_KEY, /* NULL, for which the server gives a key */
  MO_BULK_FILL_NOW,
  MO_BULK_FILL_VERSION, /* the first one */
} MoBulkFill;

typedef struct
{
  MoColumn column; /* its offset is 0; the name is owned */
  char *quoted;    /* owned: the name */
  const char *base;
  gsize stride;
  const guint8 *is_set; /* NULL: all are */
  gsize dimension;      /* of vectors that lie in the array itself; 0: they do not */
  guint longest;        /* characters, or bytes; 0: who knows */
  MoBulkFill fill;
  gboolean may_be_null;
} MoBulkField;

typedef struct
{
  char *name;    /* of the model, or the table: for messages */
  char *table;   /* quoted */
  GArray *fields; /* of MoBulkField: the columns that are written */
  gsize n_rows;
  MoValue now;
  gboolean has_keys;  /* there may be values that must not be there twice */
  gboolean has_types; /* nor is it known of each what the server makes of it */
} MoBulkRows;

/* (transfer full): NULL: they cannot be inserted. The rows are neither copied nor looked at. */
MoBulkRows *mo_bulk_rows_new_structs (const MoModel      *model,
                                      gconstpointer       rows,
                                      gsize               n_rows,
                                      GError            **error);
MoBulkRows *mo_bulk_rows_new_columns (const char         *table,
                                      const MoBulkColumn *columns,
                                      gsize               n_columns,
                                      gsize               n_rows,
                                      GError            **error);
void        mo_bulk_rows_free        (MoBulkRows         *self);

static inline const MoBulkField *
mo_bulk_rows_get_field (const MoBulkRows *self, guint field)
{
  return &g_array_index (self->fields, MoBulkField, field);
}

/* As it is to be written; borrows from the caller's row. */
MoValue     mo_bulk_rows_get         (const MoBulkRows   *self,
                                      gsize               row,
                                      guint               field);
/* Asks the model's validators, of which each is the owner's: on the caller's thread. */
gboolean    mo_bulk_rows_validate    (const MoBulkRows   *self,
                                      const MoModel      *model,
                                      GError            **error);
/* Looks at all of them: FALSE: one cannot be written, and the message says which. */
gboolean    mo_bulk_rows_check       (const MoBulkRows   *self,
                                      GError            **error);
/* What MatrixOne looks at in an INSERT only: how long text and bytes are. OUT_OF_RANGE. */
gboolean    mo_bulk_rows_check_lengths (const MoBulkRows *self,
                                        GError          **error);
/* A key that no row has is left out, so that the server gives it. */
void        mo_bulk_rows_leave_out_keys (MoBulkRows      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoBulkRows, mo_bulk_rows_free)

G_END_DECLS
