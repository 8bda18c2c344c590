/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: many rows of VALUES, of which one is written down and read. */

#include <string.h>

#include "sql/mo-statement-core-private.h"

#define BETWEEN ", "

/* The piece of a text that comes so many times. */
typedef struct
{
  const MoStatementText *one;
  gsize start;
  gsize end;
  gsize n_times;
} Repeat;

/* How far a row is from the one before it. */
static gsize
get_step (const Repeat *self)
{
  return self->end - self->start + strlen (BETWEEN);
}

static char *
write_sql (const Repeat *self)
{
  const char *sql = self->one->sql;
  GString *out = g_string_sized_new (strlen (sql) + (self->n_times - 1) * get_step (self) + 1);

  g_string_append_len (out, sql, (gssize) self->end);
  for (gsize i = 1; i < self->n_times; i++)
    {
      g_string_append (out, BETWEEN);
      g_string_append_len (out, sql + self->start, (gssize) (self->end - self->start));
    }
  g_string_append (out, sql + self->end);
  return g_string_free (out, FALSE);
}

static MoStatementMarker *
append_markers (const Repeat *self, MoStatementMarker *out, gsize from, gsize to, gsize shift)
{
  for (gsize i = 0; i < self->one->n_markers; i++)
    {
      const MoStatementMarker *marker = &self->one->markers[i];

      if (marker->start < from || marker->start >= to)
        continue;
      *out = *marker;
      out->start += shift;
      out++;
    }
  return out;
}

static void
take_markers (const Repeat *self, MoStatementText *text)
{
  gsize step = get_step (self);
  MoStatementMarker *end;

  text->markers = g_new (MoStatementMarker, self->one->n_markers * self->n_times + 1);
  end = append_markers (self, text->markers, 0, self->start, 0);
  for (gsize i = 0; i < self->n_times; i++)
    end = append_markers (self, end, self->start, self->end, i * step);
  end = append_markers (self, end, self->end, G_MAXSIZE, (self->n_times - 1) * step);
  text->n_markers = (gsize) (end - text->markers);
}

/* What its words tell they tell however many rows there are. */
static MoStatementText *
repeat (const Repeat *self)
{
  MoStatementText *text = g_new (MoStatementText, 1);

  *text = *self->one;
  atomic_init (&text->ref_count, 1);
  text->sql = write_sql (self);
  text->end = self->one->end + (self->n_times - 1) * get_step (self);
  take_markers (self, text);
  return text;
}

/* Whether nothing of it was written anew when it was read. */
static gboolean
is_as_written (const MoStatementText *text)
{
  return text->prepared_sql == NULL && text->shown_sql == NULL && text->file == NULL;
}

static MoStatementText *
read_all (const Repeat *self, GError **error)
{
  g_autofree char *sql = write_sql (self);

  return mo_statement_text_new (sql, MO_STATEMENT_DEFAULT, NULL, error);
}

MoStatement *
mo_statement_new_rows (const char *sql,
                       gsize start,
                       gsize end,
                       gsize n_rows,
                       const MoValue *values,
                       gsize n_values,
                       GError **error)
{
  g_autoptr (MoStatementText) one
      = mo_statement_text_find (sql, MO_STATEMENT_DEFAULT, NULL, error);
  Repeat self = { one, start, end, n_rows };
  MoStatementText *text;

  g_assert (n_rows > 0 && start < end);
  if (one == NULL)
    return NULL;
  text = is_as_written (one) ? repeat (&self) : read_all (&self, error);
  return text != NULL ? mo_statement_bind (text, values, n_values, MO_STATEMENT_DEFAULT, error)
                      : NULL;
}
