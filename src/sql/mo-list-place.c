/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoListPlace: finds parameters that stand alone behind IN, and what is compared with them. */

#include "sql/mo-list-place-private.h"

#include "sql/mo-words-private.h"

/* A pair of parentheses, from the opening one. */
typedef struct
{
  gsize start;
  guint n_columns;
  gboolean is_row;
  gboolean is_position; /* POSITION (a IN b), whose IN is another */
} Group;

typedef struct
{
  const MoClassToken *tokens;
  gsize n_tokens;
  GArray *open; /* of Group */
  Group closed; /* the last one that was */
  gsize closed_at;
  gsize in;     /* where the last IN stands, plus one; 0: there was none */
  guint in_columns;
} Pass;

/* Behind these, parentheses do not hold the arguments of a function. */
static const char *const before_row[] = {
  "AND",  "OR",   "XOR",  "NOT",     "WHERE", "ON",  "HAVING", "SELECT",    "ALL",  "DISTINCT",
  "WHEN", "THEN", "ELSE", "BETWEEN", "BY",    "ROW", "DO",     "RETURNING", "CASE", NULL,
};

/* One token as words; of an executable comment none, which a server may skip. */
static MoWords
word_at (const Pass *self, gsize i)
{
  if (i >= self->n_tokens || self->tokens[i].comment != 0)
    return (MoWords){ NULL, 0 };
  return (MoWords){ &self->tokens[i].token, 1 };
}

static gboolean
is_operator (const Pass *self, gsize i, const char *text)
{
  MoWords one = word_at (self, i);

  return mo_words_is_operator (&one, 0, text);
}

static gboolean
is_row (const Pass *self, gsize start)
{
  MoWords before = word_at (self, start - 1);

  if (start == 0 || mo_words_is_one_of (&before, 0, before_row))
    return TRUE;
  return mo_words_is_type (&before, 0, MO_TOKEN_OPERATOR) && !is_operator (self, start - 1, ")");
}

static void
open_group (Pass *self, gsize i)
{
  MoWords before = word_at (self, i - 1);
  Group group = { i, 1, is_row (self, i), mo_words_is (&before, 0, "POSITION") };

  g_array_append_val (self->open, group);
}

static void
close_group (Pass *self, gsize i)
{
  Group group;

  if (self->open->len == 0)
    return;
  group = g_array_index (self->open, Group, self->open->len - 1);
  g_array_set_size (self->open, self->open->len - 1);
  if (!group.is_row)
    group.n_columns = 1;
  else if (group.n_columns == 1 && self->closed_at + 1 == i
           && self->closed.start == group.start + 1)
    group.n_columns = self->closed.n_columns; /* ((a, b)) */
  self->closed = group;
  self->closed_at = i;
}

static void
note_in (Pass *self, gsize i)
{
  const Group *group =
      self->open->len > 0 ? &g_array_index (self->open, Group, self->open->len - 1) : NULL;
  MoWords before = word_at (self, i - 1);
  gsize left_end = mo_words_is (&before, 0, "NOT") ? i - 2 : i - 1;

  if (i == 0 || is_operator (self, i - 1, ".") || (group != NULL && group->is_position))
    return;
  self->in = i + 1;
  self->in_columns =
      is_operator (self, left_end, ")") && left_end == self->closed_at ? self->closed.n_columns : 1;
}

static MoListPlace
place_at (const Pass *self, gsize i)
{
  MoListPlace place = { MO_LIST_NOWHERE, self->in_columns };

  if (self->in != 0 && self->in == i)
    place.kind = MO_LIST_BARE;
  else if (self->in != 0 && self->in + 1 == i && is_operator (self, i - 1, "(")
           && is_operator (self, i + 1, ")"))
    place.kind = MO_LIST_ENCLOSED;
  return place;
}

static void
take_token (Pass *self, gsize i)
{
  MoWords one = word_at (self, i);

  if (mo_words_is_operator (&one, 0, "("))
    open_group (self, i);
  else if (mo_words_is_operator (&one, 0, ")"))
    close_group (self, i);
  else if (mo_words_is_operator (&one, 0, ",") && self->open->len > 0)
    g_array_index (self->open, Group, self->open->len - 1).n_columns++;
  else if (mo_words_is (&one, 0, "IN"))
    note_in (self, i);
}

MoListPlace *
mo_list_places_find (const MoStatementScan *scan)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Group));
  Pass pass = {
    .tokens = (const MoClassToken *) (const void *) scan->tokens->data,
    .n_tokens = scan->tokens->len,
    .open = open,
    .closed_at = G_MAXSIZE,
  };
  MoListPlace *places = g_new (MoListPlace, scan->markers->len);
  gsize n_places = 0;

  for (gsize i = 0; i < pass.n_tokens; i++)
    if (mo_token_is_marker (&pass.tokens[i].token))
      places[n_places++] = place_at (&pass, i);
    else
      take_token (&pass, i);
  return places;
}
