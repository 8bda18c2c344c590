/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a model holds: made once when it is registered, checked then, never freed, nor changed but
 * for the type of its items. */

#pragma once

#include <matrixone-glib/mo-model.h>

G_BEGIN_DECLS

/* A model's names as SQL has them; of one without a fault all are there. */
typedef struct
{
  char *table;
  char **columns; /* one a column of the model */
  gsize bytes;    /* of all together */
} MoModelNames;

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
  MoColumn *entries; /* those that are part of the table and no columns, in their order */
  guint n_entries;
  MoColumn *relations; /* those of the entries that are relations, not among the others */
  guint n_relations;
  guint *keys; /* indexes of the primary key's columns, in their order */
  guint n_keys;
  guint *owners; /* indexes of the columns whose fields own what they point to */
  guint n_owners;
  gint auto_increment; /* index of that column; -1: there is none */
  gint version;        /* the same */
  GError *fault;       /* why it cannot be used; NULL: it can */
  MoModelNames names;
  gsize item_type;     /* GType of its items; for g_once_init_enter(), the one field that changes */
};

/* A foreign key, wherever it stands. */
typedef struct
{
  const MoColumn *entry; /* the column or the entry that says what becomes of its rows */
  const MoModel *parent;
  guint n;
  gint columns[MO_MAX_FIELDS];
  gint parent_columns[MO_MAX_FIELDS]; /* -1: none, which mo_model_check() refuses */
} MoForeignKey;

/* Whether the column lies in the struct; each does unless the model has a fault. */
gboolean       mo_model_has_field     (const MoModel *self, guint column);
/* FALSE, always: the model cannot be used. */
gboolean       mo_model_set_fault     (MoModel *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Of what was registered, leaves the columns in their place. */
void           mo_model_split_entries (MoModel *self);
/* When its columns are known and its keys. */
gboolean       mo_model_check_entries (MoModel *self);
/* Letters, digits and _, and so no more than it seems where it is pasted into SQL. */
gboolean       mo_model_is_plain_word (const char *text);
/* FALSE: it has no more than @index of them. Those of columns come first. */
gboolean       mo_model_get_foreign_key (const MoModel *self, guint index, MoForeignKey *out);

/* mo_model_register() with what only a class has. */
MoModel       *mo_model_new         (const char     *name,
                                     const char     *table,
                                     gsize           fields_begin,
                                     gsize           instance_size,
                                     const MoColumn *columns,
                                     gsize           n_columns,
                                     gsize           column_size);
/* When its columns are known. A name that cannot be quoted is a fault. */
void           mo_model_quote_names (MoModel *self);
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
/* The same for tables: where they refer to each other in a circle, one of it comes before what it
 * refers to. */
GPtrArray     *mo_model_sort_for_tables    (const MoModel *const *models,
                                            gsize                 n_models,
                                            GError              **error);

G_END_DECLS
