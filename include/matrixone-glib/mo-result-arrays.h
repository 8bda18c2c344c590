/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The columns of a result as arrays of C, where it was asked for so. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-result.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
const gint64  *mo_result_get_int64_array  (MoResult *self,
                                           guint     column);
MO_AVAILABLE_IN_ALL
const guint64 *mo_result_get_uint64_array (MoResult *self,
                                           guint     column);
MO_AVAILABLE_IN_ALL
const double  *mo_result_get_double_array (MoResult *self,
                                           guint     column);
MO_AVAILABLE_IN_ALL
const float   *mo_result_get_vecf32_array (MoResult *self,
                                           guint     column,
                                           guint    *n_elements);
MO_AVAILABLE_IN_ALL
const double  *mo_result_get_vecf64_array (MoResult *self,
                                           guint     column,
                                           guint    *n_elements);
MO_AVAILABLE_IN_ALL
const guint8  *mo_result_get_null_array   (MoResult *self,
                                           guint     column);

G_END_DECLS
