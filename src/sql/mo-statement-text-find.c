/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts that a thread has used lately, so that a program which runs the same statements again
 * and again has each read once. A thread has its own, and so needs no lock.
 *
 * A text has a few slots, by its hash. What is there is given a second chance if it was asked for
 * since it came, so that texts which are used once do not drive out those that are used often; see
 * Corbato, "A Paging Experiment with the Multics System" (1968). */

#include "sql/mo-statement-text-private.h"

#include <string.h>

#define N_SETS 32
#define N_WAYS 2
#define N_SLOTS (N_SETS * N_WAYS)
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

/* The first of those that a text with this hash may have. */
static Slot *
get_slots (guint hash)
{
  /* A key, written once by GLib; what it leads to belongs to the calling thread alone. */
  static GPrivate key = G_PRIVATE_INIT (slots_free);
  Slot *slots = g_private_get (&key);

  if (G_UNLIKELY (slots == NULL))
    {
      slots = g_new0 (Slot, N_SLOTS);
      g_private_set (&key, slots);
    }
  return slots + hash % N_SETS * N_WAYS;
}

static Slot *
find_slot (Slot *slots, guint hash, const char *sql)
{
  for (Slot *slot = slots; slot < slots + N_WAYS; slot++)
    if (slot->text != NULL && slot->hash == hash && strcmp (slot->text->sql, sql) == 0)
      return slot;
  return NULL;
}

/* NULL: none this time; each has been asked for. */
static Slot *
choose_slot (Slot *slots)
{
  for (Slot *slot = slots; slot < slots + N_WAYS; slot++)
    {
      if (!slot->is_wanted)
        return slot;
      slot->is_wanted = FALSE;
    }
  return NULL;
}

/* Unless it has a secret, which nobody expects to find in memory later. */
static void
keep (Slot *slots, guint hash, MoStatementText *text)
{
  Slot *slot = text->class.has_secret ? NULL : choose_slot (slots);

  if (slot == NULL)
    return;
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
  Slot *slots;
  Slot *slot;

  if (places != NULL || !may_be_kept (sql, flags))
    return mo_statement_text_new (sql, flags, places, error);
  hash = g_str_hash (sql);
  slots = get_slots (hash);
  slot = find_slot (slots, hash, sql);
  if (slot != NULL)
    {
      slot->is_wanted = TRUE;
      return mo_statement_text_ref (slot->text);
    }
  text = mo_statement_text_new (sql, flags, NULL, error);
  if (text != NULL)
    keep (slots, hash, text);
  return text;
}
