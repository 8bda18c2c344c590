/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which time zone a session is, and whether that fits what the endpoint asks for. */

#include "wire/mo-connection-core-private.h"

#define QUESTION "SELECT @@session.time_zone, @@system_time_zone"

static gboolean
is_utc (const char *name)
{
  static const char *const names[] = { "+00:00", "-00:00", "UTC", "Etc/UTC", "GMT", NULL };

  return g_strv_contains (names, name);
}

static gboolean
is_system (const char *name)
{
  return g_ascii_strcasecmp (name, "SYSTEM") == 0;
}

/* (transfer full) (nullable): what "SYSTEM" stands for is told as an abbreviation, such as CEST or
 * CST, which says neither which zone it is nor when its clocks change; only of UTC it is enough. */
static GTimeZone *
find_zone (const char *name, const char *system)
{
  if (is_system (name))
    return is_utc (system) ? g_time_zone_new_utc () : NULL;
  return is_utc (name) ? g_time_zone_new_utc () : g_time_zone_new_identifier (name);
}

static gboolean
refuse_zone (MoConnection *self, const char *name, const char *system, GError **error)
{
  g_autofree char *of_system
      = is_system (name) ? g_strdup_printf (", its machine's, \"%s\"", system) : g_strdup ("");

  if (self->time_zone == MO_TIME_ZONE_UTC)
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "the time zone of the session was set to \"%s\"%s, and time_zone is \"utc\": "
                 "leave it at '+00:00', or have time_zone=session, which converts, or "
                 "time_zone=naive, which does not",
                 name, of_system);
  else
    g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "the time zone of the session is \"%s\"%s, whose rules are not known here: SET "
                 "time_zone in init_sql to an offset such as '+08:00' or to a name that this "
                 "machine knows too, or have time_zone=utc or time_zone=naive",
                 name, of_system);
  return FALSE;
}

static gboolean
take_zone (MoConnection *self, const char *name, const char *system, GError **error)
{
  g_autoptr (GTimeZone) zone = find_zone (name, system);

  if (zone == NULL
      || (self->time_zone == MO_TIME_ZONE_UTC
          && !is_utc (is_system (name) ? system : name)))
    return refuse_zone (self, name, system, error);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  if (self->time_zone == MO_TIME_ZONE_SESSION)
    self->zone = g_steal_pointer (&zone);
  self->may_have_left_zone = FALSE;
  return TRUE;
}

MoTimeZone
mo_connection_get_time_zone (MoConnection *self, GTimeZone **zone)
{
  *zone = self->zone;
  return self->time_zone;
}

const char *
mo_connection_get_zone_sql (MoConnection *self)
{
  return self->time_zone == MO_TIME_ZONE_UTC ? ", time_zone = '+00:00'" : "";
}

void
mo_connection_expect_zone (MoConnection *self)
{
  self->may_have_left_zone = self->time_zone == MO_TIME_ZONE_SESSION;
}

gboolean
mo_connection_may_have_left_zone (MoConnection *self)
{
  return self->may_have_left_zone;
}

gboolean
mo_connection_check_zone (MoConnection *self, GError **error)
{
  g_autoptr (MoResult) result = NULL;
  const char *name;
  const char *system;

  if (!self->may_have_left_zone)
    return TRUE;
  result = mo_connection_query (self, QUESTION, -1, error);
  if (result == NULL)
    return FALSE;
  name = mo_result_get_n_rows (result) == 1 ? mo_result_get_text (result, 0, 0) : NULL;
  system = name != NULL ? mo_result_get_text (result, 0, 1) : NULL;
  if (name != NULL)
    return take_zone (self, name, system != NULL ? system : "", error);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED,
                       "the server did not say in which time zone the session is");
  return FALSE;
}
