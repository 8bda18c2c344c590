/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: its moments as the session's clock shows them, which only a connection knows. */

#include "sql/mo-statement-core-private.h"
#include "value/mo-moment-private.h"

gboolean
mo_statement_place_moments (MoStatement *self,
                            MoTimeZone policy,
                            GTimeZone *zone,
                            GError **error)
{
  for (gsize i = 0; i < self->n_markers; i++)
    {
      g_autofree char *text = NULL;

      if (mo_moment_write (&self->values[i], policy, zone, &self->values[i]))
        continue;
      text = mo_value_to_string (&self->values[i]);
      return mo_statement_refuse (self, MO_ERROR_OUT_OF_RANGE, error,
                                  "parameter %" G_GSIZE_FORMAT ", %s in UTC, is beyond year 9999 "
                                  "or before year 1 in the session's time zone",
                                  i + 1, text);
    }
  return TRUE;
}
