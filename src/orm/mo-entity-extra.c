/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEntityExtra: what few instances have, in a block of its own. */

#include "orm/mo-entity-private.h"

MoEntityExtra *
mo_entity_get_extra (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  if (header->extra == NULL)
    header->extra = g_new0 (MoEntityExtra, 1);
  return header->extra;
}

GArray *
mo_entity_get_links (gconstpointer entity)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  return extra != NULL ? extra->links : NULL;
}

GArray *
mo_entity_get_postponed (gconstpointer entity)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  return extra != NULL ? extra->postponed : NULL;
}

/* NULL: nobody has claimed the column. */
static MoClaim *
find_claim (gconstpointer entity, guint column)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  for (guint i = 0; extra != NULL && extra->claims != NULL && i < extra->claims->len; i++)
    if (g_array_index (extra->claims, MoClaim, i).column == column)
      return &g_array_index (extra->claims, MoClaim, i);
  return NULL;
}

void
mo_entity_claim (gpointer entity, guint column, gconstpointer parent)
{
  MoEntityExtra *extra = mo_entity_get_extra (entity);
  MoClaim *known = find_claim (entity, column);
  MoClaim claim = { column, parent };

  if (known != NULL)
    {
      known->parent = parent;
      return;
    }
  if (extra->claims == NULL)
    extra->claims = g_array_new (FALSE, FALSE, sizeof (MoClaim));
  g_array_append_val (extra->claims, claim);
}

gboolean
mo_entity_is_claimed_by_another (gconstpointer entity, guint column, gconstpointer parent)
{
  const MoClaim *claim = find_claim (entity, column);

  return claim != NULL && claim->parent != parent;
}

void
mo_entity_forget_flights (gpointer entity)
{
  MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  if (extra != NULL)
    g_clear_pointer (&extra->in_flight, g_free);
}

static void
release_links (GArray *links)
{
  for (guint i = 0; links != NULL && i < links->len; i++)
    mo_entity_unref (g_array_index (links, MoEntityLink, i).parent);
  g_clear_pointer (&links, g_array_unref);
}

/* What was postponed was let go of with the relations. */
void
mo_entity_clear_extra (gpointer entity)
{
  g_autofree MoEntityExtra *extra = g_steal_pointer (&mo_entity_get_header (entity)->extra);

  if (extra == NULL)
    return;
  release_links (extra->links);
  g_clear_pointer (&extra->postponed, g_array_unref);
  g_clear_pointer (&extra->claims, g_array_unref);
  g_clear_pointer (&extra->faults, g_array_unref);
  g_free (extra->in_flight);
}

/* --- faults --- */

/* NULL: none. */
static GArray *
get_faults (gconstpointer entity)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  return extra != NULL ? extra->faults : NULL;
}

static void
fault_clear (gpointer data)
{
  g_error_free (((MoEntityFault *) data)->error);
}

gboolean
mo_entity_set_fault (gpointer entity, gsize offset, GError *error)
{
  return mo_entity_set_fault_about (entity, offset, NULL, error);
}

gboolean
mo_entity_set_fault_about (gpointer entity, gsize offset, gconstpointer about, GError *error)
{
  MoEntityExtra *extra = mo_entity_get_extra (entity);
  MoEntityFault fault = { offset, about, error };

  mo_entity_mend_fault_about (entity, offset, about);
  if (extra->faults == NULL)
    {
      extra->faults = g_array_new (FALSE, FALSE, sizeof (MoEntityFault));
      g_array_set_clear_func (extra->faults, fault_clear);
    }
  g_array_append_val (extra->faults, fault);
  return FALSE;
}

gboolean
mo_entity_mend_fault (gpointer entity, gsize offset)
{
  return mo_entity_mend_fault_about (entity, offset, NULL);
}

gboolean
mo_entity_mend_fault_about (gpointer entity, gsize offset, gconstpointer about)
{
  GArray *faults = get_faults (entity);

  for (guint i = 0; faults != NULL && i < faults->len; i++)
    {
      const MoEntityFault *fault = &g_array_index (faults, MoEntityFault, i);

      if (fault->offset != offset || fault->about != about)
        continue;
      g_array_remove_index (faults, i);
      break;
    }
  return TRUE;
}

const GError *
mo_entity_get_fault (gconstpointer entity)
{
  const GArray *faults = get_faults (entity);

  return faults != NULL && faults->len > 0 ? g_array_index (faults, MoEntityFault, 0).error : NULL;
}
