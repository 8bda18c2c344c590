/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The version of the library that a program runs with. */

#include <matrixone-glib/mo-version.h>

/**
 * mo_get_version:
 *
 * The version of the library at run time; %MO_VERSION_S is the one at compile time.
 *
 * Thread: any.
 *
 * Returns: (transfer none): such as "0.1.0"
 * Since: 0.1
 */
const char *
mo_get_version (void)
{
  return MO_VERSION_S;
}
