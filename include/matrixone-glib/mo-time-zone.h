/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which time zone dates and times are. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoTimeZone:
 * @MO_TIME_ZONE_UTC: each session is set to UTC. TIMESTAMP columns and NOW() are in UTC, and a
 *   GDateTime is written to a column, and read from it, in UTC
 * @MO_TIME_ZONE_SESSION: a session keeps the zone that the server, or the client's `init_sql`,
 *   gives it, and is asked for it. A GDateTime is written and read in that zone; it is the same
 *   moment as in the other two, but in the hour that a clock shows twice in a year
 * @MO_TIME_ZONE_NAIVE: a session keeps its zone, and nothing is converted: what the clock of a
 *   GDateTime shows is written, without its zone, and what a column holds is read as if it were UTC
 *
 * What a day with a time means, which SQL writes without a zone: a client's property `time-zone`.
 * It is about GDateTime alone: a [struct@Mo.DateTime] is what the column shows, and is never
 * converted. The idea to set the session to UTC is sqlx's, which does so too unless told otherwise.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_TIME_ZONE_UTC,
  MO_TIME_ZONE_SESSION,
  MO_TIME_ZONE_NAIVE,
} MoTimeZone;

MO_AVAILABLE_IN_ALL
GType mo_time_zone_get_type (void) G_GNUC_CONST;

G_END_DECLS
