/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query of instances as a list of rows: how many there are, and a page of them. */

#pragma once

#include "orm/mo-select-private.h"

G_BEGIN_DECLS

/* Of what the first instance in each row is; NULL with INVALID_ARGUMENT: it selects plain values,
 * or is NULL. */
const MoModel *mo_select_get_first_model (MoSelect *self, GError **error);
/* (transfer full): SELECT COUNT(*) of its rows. */
MoStatement   *mo_select_to_count        (MoSelect *self, GError **error);
/* (transfer full): the same query, of @n_rows rows behind the first @n_before of its own. Rows that
 * are equal by its order, if it has any, come in that of their primary keys, so that each row is on
 * one page and no two are twice. */
MoSelect      *mo_select_new_page        (MoSelect *self, guint64 n_before, guint64 n_rows);

G_END_DECLS
