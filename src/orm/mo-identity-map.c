/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoIdentityMap: a hash table of nothing but instances, as their keys lie in their headers. A slot
 * is looked for from the one that the key leads to on, up to an empty one.
 *
 * Rows mostly come by ascending keys, each of which is new for that alone: as long as they do, and
 * nobody asks for another, the slots are just filled one by one. */

#include "orm/mo-identity-map-private.h"

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"

#define MIX G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) /* Fibonacci hashing: spreads rows of numbers */

/* Neighbours among numbers, as keys mostly are, lie in one line of the cache. */
#define LINE_BITS 3
#define FEWEST_BITS 4

struct _MoIdentityMap
{
  gpointer *slots; /* instances; at most three in four are not NULL */
  guint n_bits;    /* there are 2 to the power of that */
  gsize n_instances;
  gboolean is_run; /* they are in the first slots, of one model and by ascending numbers */
  GByteArray *scratch;
};

/* --- identities --- */

/* Of one model, where either all have bytes, or none. */
static gboolean
identity_equal (const MoIdentity *left, const MoIdentity *right)
{
  return left->number == right->number
         && (left->bytes == NULL || g_bytes_equal (left->bytes, right->bytes));
}

static void
append (GByteArray *bytes, gconstpointer data, gsize length)
{
  g_byte_array_append (bytes, data, (guint) length);
}

/* Texts with their lengths, so that two columns cannot run into each other. */
static void
write_key (GByteArray *bytes, const MoModel *model, gconstpointer instance)
{
  g_byte_array_set_size (bytes, 0);
  for (guint i = 0; i < model->n_keys; i++)
    {
      MoValue value = mo_field_get (&model->columns[model->keys[i]], instance);

      append (bytes, &value.type, sizeof value.type);
      append (bytes, &value.length, sizeof value.length);
      if (value.type == MO_VALUE_TEXT || value.type == MO_VALUE_BYTES)
        append (bytes, value.as.text, value.length);
      else
        append (bytes, &value.as.uint64, sizeof value.as.uint64);
    }
}

GBytes *
mo_identity_dup_key (const MoModel *model, gconstpointer instance)
{
  GByteArray *bytes = g_byte_array_new ();

  write_key (bytes, model, instance);
  append (bytes, &model, sizeof model);
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
is_number (const MoModel *model)
{
  MoFieldType type = model->columns[model->keys[0]].type;

  return model->n_keys == 1 && type >= MO_FIELD_INT8 && type <= MO_FIELD_UINT64;
}

/* Its bytes are borrowed from the map until the next one is made. */
static MoIdentity
make_identity (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  MoIdentity identity = { 0, NULL };

  if (is_number (model))
    {
      identity.number = mo_field_get (&model->columns[model->keys[0]], instance).as.uint64;
      return identity;
    }
  write_key (self->scratch, model, instance);
  identity.bytes = g_bytes_new_static (self->scratch->data, self->scratch->len);
  identity.number = g_bytes_hash (identity.bytes);
  return identity;
}

static void
clear_identity (MoIdentity *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

static void
forget_identity (gpointer instance)
{
  MoEntityHeader *header = mo_entity_get_header (instance);

  clear_identity (&header->identity);
  header->has_identity = FALSE;
}

/* --- slots --- */

static gsize
get_n_slots (const MoIdentityMap *self)
{
  return (gsize) 1 << self->n_bits;
}

static gsize
get_home (const MoIdentityMap *self, const MoModel *model, const MoIdentity *identity)
{
  guint64 line = identity->number >> LINE_BITS;
  gsize home = (gsize) (((line ^ (gsize) model) * MIX) >> (64 - (self->n_bits - LINE_BITS)));

  return home << LINE_BITS | (identity->number & ((1u << LINE_BITS) - 1));
}

static gsize
get_next (const MoIdentityMap *self, gsize slot)
{
  return (slot + 1) & (get_n_slots (self) - 1);
}

static const MoEntityHeader *
get_header (const MoIdentityMap *self, gsize slot)
{
  return mo_entity_get_header (self->slots[slot]);
}

static gboolean
is_in_slot (const MoIdentityMap *self,
            gsize slot,
            const MoModel *model,
            const MoIdentity *identity)
{
  const MoEntityHeader *header = get_header (self, slot);

  return header->model == model && identity_equal (&header->identity, identity);
}

/* The slot of the instance, or an empty one where it would be. */
static gsize
find_slot (const MoIdentityMap *self, const MoModel *model, const MoIdentity *identity)
{
  gsize slot = get_home (self, model, identity);

  while (self->slots[slot] != NULL && !is_in_slot (self, slot, model, identity))
    slot = get_next (self, slot);
  return slot;
}

static gsize
find_slot_of (const MoIdentityMap *self, gconstpointer instance)
{
  const MoEntityHeader *header = mo_entity_get_header (instance);

  return find_slot (self, header->model, &header->identity);
}

static void
resize (MoIdentityMap *self, guint n_bits)
{
  g_autofree gpointer *old = self->slots;
  gsize n_old = old != NULL ? get_n_slots (self) : 0;

  self->n_bits = n_bits;
  self->slots = g_new0 (gpointer, get_n_slots (self));
  if (self->is_run && old != NULL)
    memcpy (self->slots, old, self->n_instances * sizeof (gpointer));
  for (gsize i = 0; !self->is_run && i < n_old; i++)
    if (old[i] != NULL)
      self->slots[find_slot_of (self, old[i])] = old[i];
}

/* Whether one of that identity would be the next of the run, and so is new. */
static gboolean
is_next (const MoIdentityMap *self, const MoModel *model, const MoIdentity *identity)
{
  const MoEntityHeader *last;

  if (!self->is_run || identity->bytes != NULL)
    return FALSE;
  if (self->n_instances == 0)
    return TRUE;
  last = get_header (self, self->n_instances - 1);
  return last->model == model && last->identity.number < identity->number;
}

/* Each is where it can be found. */
static void
end_run (MoIdentityMap *self)
{
  if (!self->is_run)
    return;
  self->is_run = FALSE;
  resize (self, self->n_bits);
}

/* Those behind it that would not be found any more move up. */
static void
empty_slot (MoIdentityMap *self, gsize empty)
{
  self->slots[empty] = NULL;
  for (gsize slot = get_next (self, empty); self->slots[slot] != NULL; slot = get_next (self, slot))
    {
      const MoEntityHeader *header = get_header (self, slot);
      gsize home = get_home (self, header->model, &header->identity);
      gsize mask = get_n_slots (self) - 1;

      if (((slot - home) & mask) < ((slot - empty) & mask))
        continue;
      self->slots[empty] = g_steal_pointer (&self->slots[slot]);
      empty = slot;
    }
  self->n_instances--;
}

void
mo_identity_map_reserve (MoIdentityMap *self, guint n)
{
  guint n_bits = self->n_bits;

  while (((gsize) 3 << n_bits) / 4 < self->n_instances + n)
    n_bits++;
  if (n_bits > self->n_bits)
    resize (self, n_bits);
}

/* The slot is where find_slot() has it, or the next of the run; the bytes of the identity become
 * the instance's own. */
static void
fill_slot (MoIdentityMap *self, gsize slot, MoIdentity identity, gpointer instance)
{
  if (identity.bytes != NULL)
    {
      g_bytes_unref (identity.bytes);
      identity.bytes = g_bytes_new (self->scratch->data, self->scratch->len);
    }
  forget_identity (instance);
  mo_entity_get_header (instance)->identity = identity;
  mo_entity_get_header (instance)->has_identity = TRUE;
  self->slots[slot] = instance;
  self->n_instances++;
}

/* --- the map --- */

MoIdentityMap *
mo_identity_map_new (void)
{
  MoIdentityMap *self = g_new0 (MoIdentityMap, 1);

  self->is_run = TRUE;
  resize (self, FEWEST_BITS);
  self->scratch = g_byte_array_new ();
  return self;
}

void
mo_identity_map_free (MoIdentityMap *self)
{
  g_free (self->slots);
  g_byte_array_unref (self->scratch);
  g_free (self);
}

gpointer
mo_identity_map_lookup (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  MoIdentity identity = make_identity (self, model, instance);
  gpointer found;

  if (is_next (self, model, &identity))
    return NULL;
  end_run (self);
  found = self->slots[find_slot (self, model, &identity)];
  clear_identity (&identity);
  return found;
}

gpointer
mo_identity_map_lookup_or_insert (MoIdentityMap *self, const MoModel *model, gpointer instance)
{
  MoIdentity identity;
  gsize slot;

  mo_identity_map_reserve (self, 1);
  identity = make_identity (self, model, instance);
  if (is_next (self, model, &identity))
    {
      fill_slot (self, self->n_instances, identity, instance);
      return NULL;
    }
  end_run (self);
  slot = find_slot (self, model, &identity);
  if (self->slots[slot] == NULL)
    {
      fill_slot (self, slot, identity, instance);
      return NULL;
    }
  clear_identity (&identity);
  return self->slots[slot];
}

void
mo_identity_map_remove (MoIdentityMap *self, gpointer instance)
{
  gsize slot;

  if (self->n_instances == 0 || !mo_entity_get_header (instance)->has_identity)
    return;
  end_run (self);
  slot = find_slot_of (self, instance);
  if (self->slots[slot] != instance)
    return; /* it is known by that name from another time, or to another map */
  empty_slot (self, slot);
  forget_identity (instance);
}

void
mo_identity_map_insert (MoIdentityMap *self, const MoModel *model, gpointer instance)
{
  gpointer other;

  mo_identity_map_remove (self, instance);
  other = mo_identity_map_lookup_or_insert (self, model, instance);
  if (other == NULL)
    return;
  mo_identity_map_remove (self, other);
  mo_identity_map_lookup_or_insert (self, model, instance);
}

/* Without a look at the instances, which may be many. */
void
mo_identity_map_clear (MoIdentityMap *self)
{
  if (self->n_instances == 0)
    return;
  g_clear_pointer (&self->slots, g_free);
  self->n_instances = 0;
  self->is_run = TRUE;
  resize (self, FEWEST_BITS);
}
