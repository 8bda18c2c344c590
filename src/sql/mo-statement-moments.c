/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatement: its moments as the session's clock shows them, which only a connection knows. */

#include "sql/mo-statement-core-private.h"
#include "value/mo-moment-private.h"

/* FALSE: @wrong is the one that has no place there. */
static gboolean
place_all (
    MoValue *values, gsize n_values, MoTimeZone policy, GTimeZone *zone, const MoValue **wrong)
{
  for (gsize i = 0; i < n_values; i++)
    if (!mo_moment_write (&values[i], policy, zone, &values[i]))
      {
        *wrong = &values[i];
        return FALSE;
      }
  return TRUE;
}

static gboolean
place_array (GArray *values, MoTimeZone policy, GTimeZone *zone, const MoValue **wrong)
{
  return place_all ((MoValue *) (void *) values->data, values->len, policy, zone, wrong);
}

gboolean
mo_statement_place_moments (MoStatement *self,
                            MoTimeZone policy,
                            GTimeZone *zone,
                            GError **error)
{
  const MoValue *wrong;
  g_autofree char *text = NULL;

  if (place_all (self->values, self->n_values, policy, zone, &wrong)
      && (self->lists == NULL
          || (place_array (self->lists->values, policy, zone, &wrong)
              && place_array (self->lists->bound, policy, zone, &wrong))))
    return TRUE;
  text = mo_value_to_string (wrong);
  return mo_statement_text_refuse (self->text, MO_ERROR_OUT_OF_RANGE, error,
                              "the moment %s, in UTC, is beyond year 9999 or before year 1 in the "
                              "session's time zone",
                              text);
}
