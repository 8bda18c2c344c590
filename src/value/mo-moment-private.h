/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A DATE or DATETIME that is a moment: the zone that its fields are in is known. */

#pragma once

#include <matrixone-glib/mo-time-zone.h>
#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* What MoValue.clock says of the fields, and of MoValue.length. */
typedef enum
{
  MO_CLOCK_UNKNOWN, /* they may be in any zone */
  MO_CLOCK_UTC,     /* in UTC; the length is how far east the clock was that showed the moment */
  MO_CLOCK_LOCAL,   /* of a clock that far east of UTC */
} MoClockKind;

/* @self is in UTC, and @clock an offset in seconds. */
MoValue    mo_moment_new      (MoValue        self,
                               gint           offset);
/* What the clocks in @zone show; nothing else than a DATE or DATETIME that the calendar has is
 * changed. */
MoValue    mo_moment_place    (MoValue        self,
                               GTimeZone     *zone);
/* As it is to be written by @policy, the session being in @zone, which only MO_TIME_ZONE_SESSION
 * needs; still a moment, so that it can be written in another too. A value without a zone stays
 * as it is. @out may be @self. FALSE, with @out as it was: the years 1 to 9999 have no such moment
 * there. */
gboolean   mo_moment_write    (const MoValue *self,
                               MoTimeZone     policy,
                               GTimeZone     *zone,
                               MoValue       *out);

G_END_DECLS
