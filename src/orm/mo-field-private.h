/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One field of an instance: read it as a value, write a value to it, compare, free. */

#pragma once

#include <matrixone-glib/mo-model.h>
#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* A field of any type, outside of an instance. */
typedef union
{
  guint64 words[2]; /* first, so that an empty initializer clears all of it */
  MoNullInt64 null_int64;
  MoNullDouble null_double;
} MoLooseField;

/* The column as if its field stood alone. */
MoColumn mo_field_loosen   (const MoColumn *column);
/* Borrows text and bytes from the instance. A GDateTime is read in UTC. */
MoValue  mo_field_get      (const MoColumn *column, gconstpointer instance);
/* Stores a copy and frees nothing: what was there before is the caller's. TYPE_MISMATCH,
 * OUT_OF_RANGE; SQL NULL into a field that cannot hold it is TYPE_MISMATCH. On FALSE the field is
 * as it was. The message names the column, not the model. */
gboolean mo_field_set      (const MoColumn *column, gpointer instance, const MoValue *value,
                            GError **error);
/* A second reference on, or copy of, what the pointer in the field owns; for an instance that was
 * copied byte by byte. */
void     mo_field_dup      (const MoColumn *column, gpointer instance);
/* Frees what the field owns and zeroes it. */
void     mo_field_clear    (const MoColumn *column, gpointer instance);
/* Bytes of the field. */
gsize    mo_field_get_size (const MoColumn *column);
/* Whether the field is a pointer, and so owns something. */
static inline gboolean
mo_field_is_owner (const MoColumn *column)
{
  return column->type == MO_FIELD_TEXT || column->type == MO_FIELD_BYTES
         || column->type == MO_FIELD_DATE_TIME;
}
/* By value; NaN equals NaN, and -0.0 does not equal 0.0: what would be written differs or not. */
gboolean mo_field_equal    (const MoColumn *column, gconstpointer a, gconstpointer b);
/* Of a field with MO_VECTOR: borrows from @bytes, which may be NULL. */
MoValue  mo_field_get_vector  (GBytes *bytes);
/* A vector, or the bytes of one. NULL with TYPE_MISMATCH or OUT_OF_RANGE: it is none, or has not as
 * many numbers as the column. */
GBytes  *mo_field_read_vector (const MoColumn *column, const MoValue *value, GError **error);
/* 0, NULL, or not set: where a key is still to be given out. */
gboolean mo_field_is_unset (const MoColumn *column, gconstpointer instance);

G_END_DECLS
