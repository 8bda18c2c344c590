/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks that every #include in a source tree keeps to its layers.txt. */

#pragma once

#include <glib.h>

GPtrArray *layers_check (const char *root,
                         const char *header_layers);
