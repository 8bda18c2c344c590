/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The class that the item types of all models derive from. */

#pragma once

#include <matrixone-glib/mo-item.h>

G_BEGIN_DECLS

struct _MoItem
{
  GObject parent_instance;
  gpointer entity; /* owned; NULL: an item that mo_item_new() did not make */
};

typedef struct
{
  GObjectClass parent_class;
  const MoModel *model; /* NULL in MoItem itself */
} MoItemClass;

G_END_DECLS
