/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One field of an instance: read it as a value, write a value to it, compare, free. */

#pragma once

#include <matrixone-glib/mo-model.h>
#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

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
/* 0, NULL, or not set: where a key is still to be given out. */
gboolean mo_field_is_unset (const MoColumn *column, gconstpointer instance);

G_END_DECLS
