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
  MoEntityExtra *extra = mo_entity_get_extra (entity);
  MoEntityFault fault = { offset, error };

  mo_entity_mend_fault (entity, offset);
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
  GArray *faults = get_faults (entity);

  for (guint i = 0; faults != NULL && i < faults->len; i++)
    if (g_array_index (faults, MoEntityFault, i).offset == offset)
      {
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
