/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbol visibility: what carries MO_AVAILABLE_IN_ALL is the ABI, everything else is hidden. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <glib.h>

#if defined(__GNUC__)
#define MO_AVAILABLE_IN_ALL __attribute__ ((visibility ("default"))) extern
#else
#define MO_AVAILABLE_IN_ALL extern
#endif
