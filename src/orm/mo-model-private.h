/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a model holds: made once when it is registered, checked then, never freed, nor changed but
 * for the type of its items. */

#pragma once

#include <matrixone-glib/mo-model.h>

G_BEGIN_DECLS

struct _MoModel
{
  char *name;
  char *table;
  gsize instance_size;
  gsize fields_begin;  /* behind what a class has from its parent; 0: a plain struct */
  gboolean is_record;  /* its instances are objects of the type item_type */
  GParamSpec **properties; /* of a record: two a column, see mo-property-private.h; else NULL */
  MoColumn *columns;
  guint n_columns;
  guint *keys; /* indexes of the primary key's columns, in their order */
  guint n_keys;
  gint auto_increment; /* index of that column; -1: there is none */
  GError *fault;       /* why it cannot be used; NULL: it can */
  gsize item_type;     /* GType of its items; for g_once_init_enter(), the one field that changes */
};

/* mo_model_register() with what only a class has. */
MoModel       *mo_model_new         (const char     *name,
                                     const char     *table,
                                     gsize           fields_begin,
                                     gsize           instance_size,
                                     const MoColumn *columns,
                                     gsize           n_columns,
                                     gsize           column_size);
/* What is wrong with the model, which is told by whatever uses it. FALSE. */
gboolean       mo_model_fail        (MoModel        *self,
                                     const char     *why);
/* Index of the column whose field is at @offset; -1: no column is there. */
gint           mo_model_find_offset (const MoModel *self, gsize offset);
/* The model that a column refers to; NULL: none. */
const MoModel *mo_column_get_parent (const MoColumn *self);
gboolean       mo_column_is_nullable (const MoColumn *self);

/* Those of @models that others refer to before these (references to itself, or to models that are
 * not among them, aside). (transfer container) (element-type const MoModel), each once.
 * INVALID_ARGUMENT: they refer to each other in a circle, which it names; or one is unusable. */
GPtrArray     *mo_model_sort_by_references (const MoModel *const *models,
                                            gsize                 n_models,
                                            GError              **error);

G_END_DECLS
