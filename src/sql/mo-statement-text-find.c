/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts that a thread has used lately, so that a program which runs the same statements again
 * and again has each read once. A thread has its own, and so needs no lock.
 *
 * A text has one slot, by its hash. What is there is given a second chance if it was asked for
 * since it came, so that texts which are used once do not drive out those that are used often; see
 * Corbato, "A Paging Experiment with the Multics System" (1968). */

#include "sql/mo-statement-text-private.h"

#include <string.h>

#define N_SLOTS 64
#define MOST_BYTES 1024

typedef struct
{
  MoStatementText *text; /* NULL: none */
  guint hash;
  gboolean is_wanted;
} Slot;

static void
slots_free (gpointer data)
{
  Slot *slots = data;

  for (guint i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&slots[i].text, mo_statement_text_unref);
  g_free (slots);
}

static Slot *
get_slots (void)
{
  /* A key, written once by GLib; what it leads to belongs to the calling thread alone. */
  static GPrivate key = G_PRIVATE_INIT (slots_free);
  Slot *slots = g_private_get (&key);

  if (G_UNLIKELY (slots == NULL))
    {
      slots = g_new0 (Slot, N_SLOTS);
      g_private_set (&key, slots);
    }
  return slots;
}

/* Which has no secret: nobody expects to find one in memory later. */
static void
keep (Slot *slot, guint hash, MoStatementText *text)
{
  if (text->class.has_secret)
    return;
  if (slot->is_wanted)
    {
      slot->is_wanted = FALSE;
      return;
    }
  g_clear_pointer (&slot->text, mo_statement_text_unref);
  slot->text = mo_statement_text_ref (text);
  slot->hash = hash;
}

static gboolean
may_be_kept (const char *sql, MoStatementFlags flags)
{
  const MoStatementFlags others
      = MO_STATEMENT_LOADS | MO_STATEMENT_OPAQUE | MO_STATEMENT_SCRIPTED;

  return sql != NULL && (flags & others) == 0 && strnlen (sql, MOST_BYTES) < MOST_BYTES;
}

MoStatementText *
mo_statement_text_find (const char *sql,
                        MoStatementFlags flags,
                        MoListPlace **places,
                        GError **error)
{
  MoStatementText *text;
  guint hash;
  Slot *slot;

  if (places != NULL || !may_be_kept (sql, flags))
    return mo_statement_text_new (sql, flags, places, error);
  hash = g_str_hash (sql);
  slot = &get_slots ()[hash % N_SLOTS];
  if (slot->text != NULL && slot->hash == hash && strcmp (slot->text->sql, sql) == 0)
    {
      slot->is_wanted = TRUE;
      return mo_statement_text_ref (slot->text);
    }
  text = mo_statement_text_new (sql, flags, NULL, error);
  if (text != NULL)
    keep (slot, hash, text);
  return text;
}
