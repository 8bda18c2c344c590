/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dates and times as the server has them, zero dates and times past 24 hours included. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoDateTime:
 * @year: 0 to 9999; 0 in a TIME
 * @month: 0 to 12; 0 in a TIME or a zero date
 * @day: 0 to 31; 0 in a TIME or a zero date
 * @hour: 0 to 23; 0 to 838 in a TIME
 * @minute: 0 to 59
 * @second: 0 to 59
 * @microsecond: 0 to 999,999
 * @negative: a TIME below zero
 *
 * A DATE, TIME, DATETIME or TIMESTAMP in fields. GDateTime cannot hold 0000-00-00 nor
 * -838:59:59.999999; this can. It carries no time zone: it is what the column holds.
 *
 * Since: 0.1
 */
struct _MoDateTime
{
  guint16 year;
  guint8 month;
  guint8 day;
  guint16 hour;
  guint8 minute;
  guint8 second;
  guint32 microsecond;
  gboolean negative;
};

MO_AVAILABLE_IN_ALL
GDateTime *mo_date_time_to_utc (const MoDateTime *self);

G_END_DECLS
