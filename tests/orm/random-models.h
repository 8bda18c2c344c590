/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Three models that refer to each other, and their rows as plain cells. */

#pragma once

#include "orm-test.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  MoNullInt64 parent_id; /* another team */
  gint64 version;
  char *name;
} Team;

MO_DECLARE_MODEL (Team, team)

typedef struct
{
  gint64 id;
  MoNullInt64 team_id;
  gint64 badge; /* unique */
  char *name;
} Member;

MO_DECLARE_MODEL (Member, member)

typedef struct
{
  char *code; /* the key, which the program gives */
  gint64 member_id;
  gint64 version;
  char *body;
} Note;

MO_DECLARE_MODEL (Note, note)

typedef enum
{
  RND_TEAM,
  RND_MEMBER,
  RND_NOTE,
  RND_N_KINDS,
} RndKind;

/* The columns of each of them. */
enum
{
  RND_KEY,
  RND_REFERENCE,
  RND_COUNT, /* a version, or a badge */
  RND_TEXT,
  RND_N_COLUMNS,
};

typedef enum
{
  RND_CELL_NULL,
  RND_CELL_NUMBER, /* a negative one is a key that the server is still to name */
  RND_CELL_TEXT,
  RND_CELL_UNKNOWN, /* nothing is said of what a field holds */
} RndCellType;

typedef struct
{
  RndCellType type;
  gint64 number;
  const char *text; /* interned */
} RndCell;

typedef struct
{
  RndCell cells[RND_N_COLUMNS];
} RndRow;

typedef struct
{
  const char *name; /* and of the table */
  const MoModel *(*get_model) (void);
  RndKind parent;
  gboolean has_version;
  gboolean has_given_key; /* by the program */
} RndKindInfo;

extern const RndKindInfo rnd_kinds[RND_N_KINDS];

RndCell  rnd_number          (gint64         number);
RndCell  rnd_text            (const char    *text); /* NULL: SQL NULL */
RndCell  rnd_from_value      (const MoValue *value);
MoValue  rnd_to_value        (const RndCell *cell);
gboolean rnd_cell_equal      (const RndCell *a, const RndCell *b);
gboolean rnd_row_equal       (const RndRow  *a, const RndRow  *b);
/* A key that is not given yet. */
gboolean rnd_cell_is_unset   (const RndCell *cell);
/* Nothing is known of it, or it is still to be named. */
gboolean rnd_cell_is_open    (const RndCell *cell);
void     rnd_row_append      (const RndRow  *row, GString       *text);

gpointer rnd_entity_new      (RndKind        kind, const RndRow *row);
RndRow   rnd_entity_read     (RndKind        kind, gconstpointer entity);
gboolean rnd_entity_set      (RndKind        kind, gpointer      entity,
                              guint          column, const RndCell *cell);
/* As a program assigns: a badge. */
void     rnd_entity_assign   (gpointer       entity, gint64      badge);
gboolean rnd_entity_link     (RndKind        kind, gpointer      entity,
                              gpointer       parent);

G_END_DECLS
