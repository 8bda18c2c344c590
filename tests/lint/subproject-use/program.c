/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The least that uses the library: its version, compiled in and at run time. */

#include <matrixone-glib.h>

int
main (void)
{
  g_print ("%s\n", mo_get_version ());
  return g_str_equal (mo_get_version (), MO_VERSION_S) ? 0 : 1;
}
