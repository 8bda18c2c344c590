/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one statement gave back: typed rows, or counts. Immutable. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-value.h"

G_BEGIN_DECLS

#define MO_TYPE_RESULT (mo_result_get_type ())

MO_AVAILABLE_IN_ALL
GType       mo_result_get_type           (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoResult   *mo_result_ref                (MoResult    *self);
MO_AVAILABLE_IN_ALL
void        mo_result_unref              (MoResult    *self);
MO_AVAILABLE_IN_ALL
MoResult   *mo_result_get_next           (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint       mo_result_get_statement      (MoResult    *self);
MO_AVAILABLE_IN_ALL
gboolean    mo_result_has_out_parameters (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint       mo_result_get_n_columns      (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint       mo_result_get_n_rows         (MoResult    *self);
MO_AVAILABLE_IN_ALL
const char *mo_result_get_column_name    (MoResult    *self,
                                          guint        column);
MO_AVAILABLE_IN_ALL
MoValueType mo_result_get_column_type    (MoResult    *self,
                                          guint        column);
MO_AVAILABLE_IN_ALL
gint        mo_result_find_column        (MoResult    *self,
                                          const char  *name);
MO_AVAILABLE_IN_ALL
MoValue     mo_result_get_value          (MoResult    *self,
                                          guint        row,
                                          guint        column);
MO_AVAILABLE_IN_ALL
gboolean    mo_result_is_null            (MoResult    *self,
                                          guint        row,
                                          guint        column);
MO_AVAILABLE_IN_ALL
gint64      mo_result_get_int64          (MoResult    *self,
                                          guint        row,
                                          guint        column);
MO_AVAILABLE_IN_ALL
double      mo_result_get_double         (MoResult    *self,
                                          guint        row,
                                          guint        column);
MO_AVAILABLE_IN_ALL
const char *mo_result_get_text           (MoResult    *self,
                                          guint        row,
                                          guint        column);
MO_AVAILABLE_IN_ALL
gboolean    mo_result_get_scalar         (MoResult    *self,
                                          MoValue     *out,
                                          GError     **error);
MO_AVAILABLE_IN_ALL
guint64     mo_result_get_affected_rows  (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint64     mo_result_get_changed_rows   (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint64     mo_result_get_last_insert_id (MoResult    *self);
MO_AVAILABLE_IN_ALL
guint       mo_result_get_n_warnings     (MoResult    *self);
MO_AVAILABLE_IN_ALL
MoResult   *mo_result_get_warnings       (MoResult    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoResult, mo_result_unref)

G_END_DECLS
