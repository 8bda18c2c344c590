/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: its moments as the session's clock shows them, which only a connection knows. */

#include "sql/mo-statement-core-private.h"
#include "value/mo-moment-private.h"

/* FALSE: @wrong is the one that has no place there. */
static gboolean
place_all (GArray *values, MoTimeZone policy, GTimeZone *zone, const MoValue **wrong)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      MoValue *value = &g_array_index (values, MoValue, i);

      if (!mo_moment_write (value, policy, zone, value))
        {
          *wrong = value;
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
mo_statement_place_moments (MoStatement *self,
                            MoTimeZone policy,
                            GTimeZone *zone,
                            GError **error)
{
  const MoValue *wrong;
  g_autofree char *text = NULL;

  if (place_all (self->values.values, policy, zone, &wrong)
      && place_all (self->values.bound, policy, zone, &wrong))
    return TRUE;
  text = mo_value_to_string (wrong);
  return mo_statement_refuse (self, MO_ERROR_OUT_OF_RANGE, error,
                              "the moment %s, in UTC, is beyond year 9999 or before year 1 in the "
                              "session's time zone",
                              text);
}
