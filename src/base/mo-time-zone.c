/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <matrixone-glib/mo-time-zone.h>

G_DEFINE_ENUM_TYPE (MoTimeZone, mo_time_zone,
                    G_DEFINE_ENUM_VALUE (MO_TIME_ZONE_UTC, "utc"),
                    G_DEFINE_ENUM_VALUE (MO_TIME_ZONE_SESSION, "session"),
                    G_DEFINE_ENUM_VALUE (MO_TIME_ZONE_NAIVE, "naive"))
